"""Intersections and differences as plain expressions, so that they can be written as a pattern.

The derivatives of a `Sieve` are equations: what is left of it is, for some first characters, what is left of another
one, or a plain expression where nothing unwanted is possible any more. Most of `x{1,32}` but not `staff` is of that
kind: after any letter that does not go on spelling `staff` the rest is `x{0,27}` as it stands. What remains is solved
as such systems are (Arden: `X = aX | b` is `a*b`), the equations that are needed least often first.

The result holds the same texts, no more and no fewer. It can be far longer than what it was made of, so its size has
a bound.
"""

from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import EPSILON, LOOK, NOTHING, SIEVE, UNBOUNDED, Node, characters
from pnpolicy.language.nodes import Alt, Cat, Rep, alt, cat, rep
from pnpolicy.language.sieve import MOST_STEPS, Sieve, effort, parts_of
from pnpolicy.language.symbols import ASCII, END, OTHER_BEFORE, WIDE

MOST_EQUATIONS: Final = 1_000
"""Equations in one system; that of a counted hole without a word needs one for each letter of the word."""

MOST_PARTS: Final = 20_000
"""Parts of all equations together, and so of the expression that solves them. A pattern of a tenth of that is longer
than a token may be."""

MOST_LEVELS: Final = 200
"""Nested expressions in it, a few less than a value may have: two for each letter of an unwanted word."""

_Sums = dict[Node, Node]
"""An equation: the unknown that follows → what is read before."""


def plain(node: Node) -> Node:
    """The same texts without a `Sieve`; the node itself if it has none, or if it has assertions as well.

    Raises:
        Undecided: it takes more than `MOST_EQUATIONS`, `MOST_PARTS`, `MOST_LEVELS` or `MOST_STEPS`.
    """
    if not node.subtle & SIEVE or node.subtle & LOOK:
        return node
    classes = classing(CODE_POINTS, [node])
    return classes.restored(_Solver(classes.letters).solved(classes.resolve(node)))


class _Solver:
    """Solves what is inside one expression, within one budget."""

    __slots__ = ("equations_left", "known", "letters", "steps_left")

    def __init__(self, letters: int) -> None:
        self.letters = letters
        self.known: set[tuple[Node, int]] = set()
        self.equations_left = MOST_EQUATIONS
        self.steps_left = MOST_STEPS

    def solved(self, start: Node) -> Node:
        if not isinstance(start, Sieve):
            return self.inside(start)
        system = _System()
        waiting = [start]
        for node in waiting:  # grows as it is walked
            if node in system.sums:
                continue
            self.equations_left -= 1
            if self.equations_left < 0:
                raise Undecided("equations", MOST_EQUATIONS)
            moves = node.moves(OTHER_BEFORE)
            self.steps_left -= effort((node,), OTHER_BEFORE, self.known)
            if self.steps_left < 0:
                raise Undecided("steps", MOST_STEPS)
            system.open(node, EPSILON if node.null[OTHER_BEFORE] & END else NOTHING)
            for mask, target in moves:
                first = self.characters(mask)
                if isinstance(target, Sieve):
                    system.add(node, target, first)
                    waiting.append(target)
                else:
                    system.end(node, _then(first, self.inside(target)))
        return system.solution(start)

    def characters(self, mask: int) -> Node:
        """One character of a mask, the same node as in patterns where it takes all beyond ASCII."""
        wide = self.letters & WIDE
        return characters(mask & ASCII | (WIDE if mask & wide == wide else mask & wide))

    def inside(self, node: Node) -> Node:
        """A node that is no `Sieve`, with any that are inside it solved."""
        if not node.subtle & SIEVE:
            return node
        if isinstance(node, Alt):
            return alt(list(map(self.solved, node.parts)))
        if isinstance(node, Rep):
            return rep(self.solved(node.body), node.low, node.high)
        lefts = []
        while isinstance(node, Cat):
            lefts.append(node.left)
            node = node.right
        whole = self.solved(node)
        for left in reversed(lefts):
            whole = cat(self.solved(left), whole)
        return whole


class _System:
    """Equations, and how many parts they have together.

    Attributes:
        sums: per unknown, its equation.
        rests: per unknown, the texts without an unknown after them.
        used: per unknown, where it stands in equations.
    """

    __slots__ = ("_sizes", "parts_left", "rests", "sums", "used")

    def __init__(self) -> None:
        self.sums: dict[Node, _Sums] = {}
        self.rests: dict[Node, Node] = {}
        self.used: dict[Node, set[Node]] = {}
        self.parts_left = MOST_PARTS
        self._sizes: dict[Node, int] = {}

    def open(self, node: Node, rest: Node) -> None:
        """Begin an equation."""
        self.sums[node], self.rests[node] = {}, rest
        self.used.setdefault(node, set())

    def add(self, node: Node, target: Node, first: Node) -> None:
        """Read something more before an unknown."""
        known = self.sums[node].get(target)
        self.sums[node][target] = self.measured(first if known is None else alt((known, first)), known)
        self.used.setdefault(target, set()).add(node)

    def end(self, node: Node, rest: Node) -> None:
        """Take in more texts without an unknown."""
        self.rests[node] = self.measured(_either(self.rests[node], rest), self.rests[node])

    def measured(self, node: Node, replaced: Node | None) -> Node:
        """A node to be put in, when there is room for it."""
        if node.depth > MOST_LEVELS:
            raise Undecided("nested expressions", MOST_LEVELS)
        self.parts_left -= self.size(node) - (0 if replaced is None else self.size(replaced))
        if self.parts_left < 0:
            raise Undecided("parts of an expression", MOST_PARTS)
        return node

    def solution(self, start: Node) -> Node:
        """Put each equation in where its unknown is used, until that of the start stands alone."""
        order = {node: number for number, node in enumerate(self.sums)}
        while len(self.sums) > 1:
            # Whatever is used by few and uses few makes the rest grow least; of equals the one found last.
            gone = min(
                (node for node in self.sums if node is not start),
                key=lambda node: (
                    (len(self.used[node]) - (node in self.used[node])) * max(len(self.sums[node]), 1),
                    len(self.sums[node]),
                    -order[node],
                ),
            )
            terms, rest = self.unlooped(gone)
            for user in sorted(self.used.pop(gone) - {gone}, key=order.__getitem__):
                first = self.sums[user].pop(gone)
                self.parts_left += self.size(first)
                self.end(user, _then(first, rest))
                for target, middle in terms.items():
                    self.add(user, target, _then(first, middle))
            for target, first in self.sums.pop(gone).items():
                self.parts_left += self.size(first)
                if target is not gone:
                    self.used[target].discard(gone)
            self.parts_left += self.size(self.rests.pop(gone))
        return self.measured(self.unlooped(start)[1], None)

    def unlooped(self, node: Node) -> tuple[_Sums, Node]:
        """An equation in which its own unknown does not stand: `X = aX | bY | c` is `a*bY | a*c`."""
        terms = dict(self.sums[node])
        loop = terms.pop(node, None)
        if loop is None:
            return terms, self.rests[node]
        again = rep(loop, 0, UNBOUNDED)
        return {target: _then(again, first) for target, first in terms.items()}, _then(again, self.rests[node])

    def size(self, node: Node) -> int:
        """How many parts a node is written with; shared ones count as often as they stand."""
        found = self._sizes.get(node)
        if found is None:
            found, chain = 1, node
            while isinstance(chain, Cat):
                found += self.size(chain.left)
                chain = chain.right
            parts = (chain,) if chain is not node else parts_of(node)
            found = self._sizes[node] = found + sum(map(self.size, parts))
        return found


def _either(one: Node, other: Node) -> Node:
    """One or the other; where either may be left out, all may: `a?`, or `b`, is `(?:a|b)?`."""
    parts = [node.body if isinstance(node, Rep) and (node.low, node.high) == (0, 1) else node for node in (one, other)]
    whole = alt(parts)
    return whole if parts == [one, other] else rep(whole, 0, 1)


def _then(first: Node, rest: Node) -> Node:
    """One after the other; what repeats is counted: `x`, then `xx`, is `x{3}`."""
    after, tail = (rest.left, rest.right) if isinstance(rest, Cat) else (rest, EPSILON)
    if after is first:
        return cat(rep(first, 2, 2), tail)
    if isinstance(after, Rep) and after.body is first and after.high != UNBOUNDED:
        return cat(rep(first, after.low + 1, after.high + 1), tail)
    return cat(first, rest)
