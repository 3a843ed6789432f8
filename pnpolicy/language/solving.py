"""Intersections and differences as plain expressions, so that they can be written as a pattern.

The derivatives of a `Sieve` are equations: what is left of it is, for some first characters, what is left of another
one, or a plain expression where nothing unwanted is possible any more. Most of `x{1,32}` but not `staff` is of that
kind: after any letter that does not go on spelling `staff` the rest is `x{0,27}` as it stands. What remains is solved
as such systems are (Arden: `X = aX | b` is `a*b`), the equations that are needed least often first.

The result holds the same texts, no more and no fewer. It can be far longer than what it was made of, so its size has
a bound.
"""

from functools import reduce
from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import EPSILON, LOOK, NOTHING, SIEVE, UNBOUNDED, Node, characters
from pnpolicy.language.nodes import Alt, Cat, Rep, alt, cat, rep
from pnpolicy.language.sieve import Sieve
from pnpolicy.language.symbols import END, OTHER_BEFORE

MOST_EQUATIONS: Final = 1_000
"""Equations in one system; that of a counted hole without a word needs one for each letter of the word."""

MOST_PARTS: Final = 20_000
"""Parts of the expression that solves it. A pattern of a tenth of that is longer than a token may be."""

_Sums = dict[Node, Node]
"""An equation: what is read first → the unknown that follows."""


def plain(node: Node) -> Node:
    """The same texts without a `Sieve`; the node itself if it has none, or if it has assertions as well.

    Raises:
        Undecided: it takes more than `MOST_EQUATIONS` or `MOST_PARTS`.
    """
    if not node.subtle & SIEVE or node.subtle & LOOK:
        return node
    classes = classing(CODE_POINTS, [node])
    return classes.restored(_solved(classes.resolve(node), classes))


def _solved(start: Node, classes: Classing) -> Node:
    if not isinstance(start, Sieve):
        return _inside(start, classes)
    sums: dict[Node, _Sums] = {}
    rests: dict[Node, Node] = {}
    waiting = [start]
    for node in waiting:  # grows as it is walked
        if node in sums:
            continue
        if len(sums) >= MOST_EQUATIONS:
            raise Undecided("equations", MOST_EQUATIONS)
        sums[node], rests[node] = {}, EPSILON if node.null[OTHER_BEFORE] & END else NOTHING
        for mask, target in node.moves(OTHER_BEFORE):
            first = characters(mask & classes.letters)
            if isinstance(target, Sieve):
                sums[node][target] = alt((sums[node].get(target, NOTHING), first))
                waiting.append(target)
            else:
                rests[node] = _either(rests[node], _then(first, _inside(target, classes)))
    return _eliminated(start, sums, rests)


def _inside(node: Node, classes: Classing) -> Node:
    """A node that is no `Sieve`, with any that are inside it solved: alternatives, or one that may be left out."""
    if not node.subtle & SIEVE:
        return node
    if isinstance(node, Alt):
        return alt(_solved(part, classes) for part in node.parts)
    assert isinstance(node, Rep)  # noqa: S101  sequences are made of plain parts
    return rep(_solved(node.body, classes), node.low, node.high)


def _eliminated(start: Node, sums: dict[Node, _Sums], rests: dict[Node, Node]) -> Node:
    """Put each equation in where its unknown is used, until that of the start stands alone."""
    used: dict[Node, set[Node]] = {node: set() for node in sums}
    for node, terms in sums.items():
        for target in terms:
            used[target].add(node)
    order = {node: number for number, node in enumerate(sums)}
    while len(sums) > 1:
        # Whatever is used by few and uses few makes the rest grow least; of equals the one found last.
        gone = min(
            (node for node in sums if node is not start),
            key=lambda node: (len(used[node] - {node}) * max(len(sums[node]), 1), len(sums[node]), -order[node]),
        )
        terms, rest = _unlooped(gone, sums, rests)
        for user in used.pop(gone) - {gone}:
            first = sums[user].pop(gone)
            rests[user] = _either(rests[user], _then(first, rest))
            for target, middle in terms.items():
                sums[user][target] = alt((sums[user].get(target, NOTHING), _then(first, middle)))
                used[target].add(user)
        for target in terms:
            used[target].discard(gone)
        del sums[gone], rests[gone]
        if sum(map(_parts, rests.values())) > MOST_PARTS:
            raise Undecided("parts of an expression", MOST_PARTS)
    return _unlooped(start, sums, rests)[1]


def _unlooped(node: Node, sums: dict[Node, _Sums], rests: dict[Node, Node]) -> tuple[_Sums, Node]:
    """An equation in which its own unknown does not stand: `X = aX | bY | c` is `a*bY | a*c`."""
    terms = dict(sums[node])
    loop = terms.pop(node, None)
    if loop is None:
        return terms, rests[node]
    again = rep(loop, 0, UNBOUNDED)
    return {target: _then(again, first) for target, first in terms.items()}, _then(again, rests[node])


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


def _parts(node: Node) -> int:
    """How many parts a node is written with; shared ones count as often as they stand."""
    return _counted(node, {})


def _counted(node: Node, known: dict[Node, int]) -> int:
    found = known.get(node)
    if found is None:
        parts: tuple[Node, ...] = ()
        chain = node
        while isinstance(chain, Cat):
            parts = (*parts, chain.left)
            chain = chain.right
        if parts:
            parts = (*parts, chain)
        elif isinstance(node, Alt):
            parts = node.parts
        elif isinstance(node, Rep):
            parts = (node.body,)
        found = known[node] = reduce(lambda total, part: total + _counted(part, known), parts, 1)
    return found
