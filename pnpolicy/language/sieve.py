"""What is in all of some languages and in none of others: the seventh kind of node.

One node says intersection and difference, and with nothing wanted complement. Its derivatives are those of its parts:
a pair of sub-terms for each pair of moves on the wanted side, as always; on the unwanted side the *set* of all that
the unwanted texts could go on with, because a text is kept out only if none of them ends here. So the unwanted side
alone is determinized, lazily, and only along texts that are wanted.

`sieve` drops what cannot matter any more: an unwanted language that is too short or too long for what is wanted, one
inside another. Where something unwanted is seen to hold everything wanted, nothing is left, and the walk ends there.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import (
    ALWAYS,
    EPSILON,
    NEVER,
    NOTHING,
    SIEVE,
    UNBOUNDED,
    Moves,
    Node,
    Nulls,
    Table,
)
from pnpolicy.language.nodes import EVERY_TEXT, Alt, Cat, Rep
from pnpolicy.language.symbols import ANYTHING, CHARACTER, CONTEXTS

_Key = TypeVar("_Key", bound=Hashable)

MOST_STEPS: Final = 100_000
"""Steps that one question may take, about a second. Questions about policies that people write take a few hundred."""

COPIED: Final = 128
"""Characters that are copied in one step: what is left of a long word is a word."""


class Sieve(Node):
    """The texts in all of `wanted` and in none of `unwanted`; every text is wanted if nothing is."""

    __slots__ = ("efforts", "unwanted", "wanted")

    def __init__(self, wanted: tuple[Node, ...], unwanted: frozenset[Node]) -> None:
        self.wanted = wanted
        self.unwanted = unwanted
        self.efforts: dict[int, int] = {}
        parts = (*wanted, *unwanted)
        nulls = [0, 0, 0, 0]
        for context in CONTEXTS:
            mask = ANYTHING
            for node in wanted:
                mask &= node.null[context]
            for node in unwanted:
                mask &= ~node.null[context]
            nulls[context] = mask
        null: Nulls = (nulls[0], nulls[1], nulls[2], nulls[3])
        subtle = SIEVE
        for part in parts:
            subtle |= part.subtle
        self._settle(
            NEVER if null == NEVER else ALWAYS if null == ALWAYS else null,
            max((node.least for node in wanted), default=0),
            min((node.most for node in wanted), default=UNBOUNDED),
            max(part.heed for part in parts),
            subtle,
            any(part.beyond for part in parts),
            1 + max(part.depth for part in parts),
        )

    def _derive(self, before: int) -> Moves:
        found: dict[Node, int] = {}
        kept_out = merged_moves(self.unwanted, before)
        joint, tried = joint_moves(self.wanted, before, CHARACTER)
        tried += sum(len(node.moves(before)) + node.least // COPIED for node in self.unwanted)
        tried += len(joint) * len(kept_out)
        inside = effort((*self.wanted, *self.unwanted), before, set())
        for mask, targets in joint:
            for part, unwanted in cut(mask, kept_out):
                tried += 1 + len(unwanted)
                if tried + inside > MOST_STEPS:
                    raise Undecided("steps", MOST_STEPS)
                target = sieve(targets, unwanted)
                if target is not NOTHING:
                    found[target] = found.get(target, 0) | part
        self.efforts[before] = tried
        return tuple((mask, target) for target, mask in found.items())


_SIEVES: Final[Table[tuple[tuple[int, ...], frozenset[int]]]] = Table()


def sieve(wanted: Iterable[Node], unwanted: Iterable[Node]) -> Node:
    """The texts in all of some languages and in none of others."""
    inside, outside = sifted(wanted, unwanted)
    if NOTHING in inside:
        return NOTHING
    if not outside and len(inside) <= 1:
        return inside[0] if inside else EVERY_TEXT
    key = (tuple(map(id, inside)), frozenset(map(id, outside)))
    node = _SIEVES.get(key)
    if node is None:
        node = Sieve(inside, outside)
        _SIEVES.keep(key, node)
    return node


def sifted(wanted: Iterable[Node], unwanted: Iterable[Node]) -> tuple[tuple[Node, ...], frozenset[Node]]:
    """The same question in fewer parts; `((NOTHING,), frozenset())` where it is seen that nothing is left."""
    inside: dict[Node, None] = {}
    outside = set(unwanted)
    for node in wanted:
        if isinstance(node, Sieve):
            inside.update(dict.fromkeys(node.wanted))
            outside |= node.unwanted
        elif node is not EVERY_TEXT:
            inside[node] = None
    least = max((node.least for node in inside), default=0)
    most = min((node.most for node in inside), default=UNBOUNDED)
    outside = {node for node in outside if node.most >= least and node.least <= most and node is not NOTHING}
    if least > most or EVERY_TEXT in outside or not outside.isdisjoint(inside):
        return (NOTHING,), frozenset()
    if outside:
        counts = _Counts(outside)
        if any(map(counts.cover, inside)):
            return (NOTHING,), frozenset()
        if len(outside) > 1:
            outside = {node for node in outside if not counts.cover(node)}
    return tuple(inside), frozenset(outside)


class _Counts:
    """Some nodes by what they count, `x{2,5}y` as two to five x before y, so that `x{3,4}y` is seen to be inside.

    A quick yes, never a wrong one. A node alone does not cover itself.

    Attributes:
        bounds: per what is counted and what follows, the counts that no other ones hold, both ends rising.
    """

    __slots__ = ("bounds",)

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.bounds: dict[tuple[Node, Node], list[tuple[int, int]]] = {}
        for key, bounds in sorted(map(_counted, nodes), key=lambda counted: (counted[1][0], -counted[1][1])):
            widest = self.bounds.setdefault(key, [])
            if not widest or widest[-1][1] < bounds[1]:
                widest.append(bounds)

    def cover(self, node: Node) -> bool:
        """Whether one of them holds all of a node, and more."""
        key, bounds = _counted(node)
        widest = self.bounds.get(key, [])
        at = bisect_right(widest, (bounds[0], UNBOUNDED))
        return at > 0 and widest[at - 1][1] >= bounds[1] and widest[at - 1] != bounds


def _counted(node: Node) -> tuple[tuple[Node, Node], tuple[int, int]]:
    left, rest = (node.left, node.right) if isinstance(node, Cat) else (node, EPSILON)
    if isinstance(left, Rep):
        return (left.body, rest), (left.low, left.high)
    return (left, rest), (1, 1)


def joint_moves(nodes: Iterable[Node], before: int, letters: int) -> tuple[list[tuple[int, tuple[Node, ...]]], int]:
    """The moves that all nodes can make together, as pairs of a mask and what is left of each; and how many were tried.

    Raises:
        Undecided: too many were.
    """
    joint: list[tuple[int, tuple[Node, ...]]] = [(letters, ())]
    tried = 0
    for node in nodes:
        moves = node.moves(before)
        tried += len(joint) * len(moves)
        if tried > MOST_STEPS:
            raise Undecided("steps", MOST_STEPS)
        joint = [(both, (*targets, rest)) for mask, targets in joint for more, rest in moves if (both := mask & more)]
    return joint, tried


def merged_moves(nodes: Iterable[Node], before: int) -> dict[Node, int]:
    """All moves of several nodes: what is left, and the mask of the characters that lead there.

    Raises:
        Undecided: too many of them differ.
    """
    found: dict[Node, int] = {}
    tried = 0
    for node in nodes:
        moves = node.moves(before)
        tried += len(moves)
        if tried > MOST_STEPS:
            raise Undecided("steps", MOST_STEPS)
        for mask, target in moves:
            found[target] = found.get(target, 0) | mask
    return found


def effort(nodes: Iterable[Node], before: int, known: set[tuple[Node, int]]) -> int:
    """The steps it takes to work out the moves of nodes: far more than there are moves where a `Sieve` is inside.

    A `Sieve` takes them once in a question, so those that are `known` take none. All is counted as if nothing had been
    worked out for earlier questions.
    """
    found = 0
    for node in nodes:
        found += len(node.moves(before)) + node.least // COPIED
        waiting = [node] if node.subtle & SIEVE else []
        while waiting:
            part = waiting.pop()
            if not part.subtle & SIEVE or (part, before & part.heed) in known:
                continue
            if isinstance(part, Sieve):
                known.add((part, before & part.heed))
                found += part.efforts.get(before & part.heed, 0)
            reads_on = not isinstance(part, Cat) or part.left.null[before]
            waiting += parts_of(part) if reads_on else parts_of(part)[:1]
    return found


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a node is made of."""
    if isinstance(node, Alt):
        return node.parts
    if isinstance(node, Rep):
        return (node.body,)
    if isinstance(node, Sieve):
        return (*node.wanted, *node.unwanted)
    return (node.left, node.right) if isinstance(node, Cat) else ()


def cut(letters: int, moves: Mapping[_Key, int]) -> list[tuple[int, frozenset[_Key]]]:
    """Cut letters where moves tell them apart: pairs of a part, and all that its characters lead to.

    They are sorted by character, whatever the order of the moves: nodes in a set come in another order on every run.
    """
    blocks: list[tuple[int, list[_Key]]] = [(letters, [])]
    for target, mask in moves.items():
        if not mask & letters:
            continue
        after: list[tuple[int, list[_Key]]] = []
        for block, targets in blocks:
            outside = block & ~mask
            if outside == block:
                after.append((block, targets))
                continue
            if outside:
                after.append((outside, targets.copy()))
            targets.append(target)
            after.append((block & mask, targets))
        blocks = after
    blocks.sort(key=lambda cell: cell[0] & -cell[0])
    return [(block, frozenset(targets)) for block, targets in blocks]
