"""Texts whose characters know which part of a sequence spelled them.

A template is a sequence of languages: `dm-`, then what may stand in `<a>`, then `-`, then what may stand in `<b>`. Read
as one language it forgets where each part ended. Here the walk remembers: a place in a sequence is the number of a
part and what is left of it, so that a character read is read *by a part*. The product of two sequences walks both at
once, and a monitor of a few bits sees whether chosen parts of the one and of the other have stood on the same
characters all the way.

That is what "for every user" takes. Whether the text in one part equals the text in another part is no regular
question, but whether both are *the same stretch of the same text* is one; and if they always are, they are always
equal, for every value there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES, Alphabet, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import Node
from pnpolicy.language.meeting import LONGEST_NAME
from pnpolicy.language.regex import Regex, closed
from pnpolicy.language.sieve import MOST_STEPS, cut, merged_moves
from pnpolicy.language.symbols import END
from pnpolicy.language.walking import first_readable, readable

_ALWAYS: Final = 0
"""The context of parts without assertions: none heeds it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and by which parts of two sequences each of its characters is spelled.

    Attributes:
        text: the text.
        one: per character, the number of the part of the first sequence.
        other: likewise of the second.
    """

    text: str
    one: tuple[int, ...]
    other: tuple[int, ...]

    def parts(self, marks: Sequence[int], count: int) -> tuple[str, ...]:
        """What each of `count` parts spells, given `one` or `other`."""
        found = [""] * count
        for character, part in zip(self.text, marks, strict=True):
            found[part] += character
        return tuple(found)


class _Side:
    """One side of a product: parts, and what can be read from a place in them."""

    __slots__ = ("_known", "least", "nodes", "rest")

    def __init__(self, parts: Sequence[Regex], classes: Classing) -> None:
        self.nodes = [classes.resolve(closed(part)) for part in parts]
        self.rest = [0] * (len(parts) + 1)
        for number in reversed(range(len(parts))):
            self.rest[number] = self.rest[number + 1] + self.nodes[number].least
        self._known: dict[tuple[int, Node], list[tuple[int, int, Node]]] = {}

    def moves(self, part: int, node: Node) -> list[tuple[int, int, Node]]:
        """From a place: a mask, the part that reads, and what is left of it."""
        found = self._known.get((part, node))
        if found is None:
            found = self._known[part, node] = [(mask, part, rest) for mask, rest in node.moves(_ALWAYS)]
            at = part + 1
            while node.null[_ALWAYS] and at < len(self.nodes):
                node = self.nodes[at]
                found += [(mask, at, rest) for mask, rest in node.moves(_ALWAYS)]
                at += 1
        return found

    def ends(self, part: int, node: Node) -> bool:
        """Whether a text may end at a place."""
        return (
            bool(node.null[_ALWAYS])
            and self.rest[part + 1] == 0
            and all(later.null[_ALWAYS] for later in self.nodes[part + 1 :])
        )

    def need(self, part: int, node: Node) -> int:
        """The fewest characters from a place to an end."""
        return node.least + self.rest[part + 1]


def reading(
    one: Sequence[Regex],
    other: Sequence[Regex],
    *,
    apart: Iterable[tuple[int, int]] = (),
    every: bool = True,
    without: Iterable[Regex] = (),
    longest: int = LONGEST_NAME,
    alphabet: Alphabet = CHANNEL_NAMES,
) -> Reading | None:
    """The shortest, most readable text that both sequences spell, with chosen parts on different stretches of it.

    Args:
        one: languages, one after the other.
        other: likewise.
        apart: pairs of a part of `one` and a part of `other`, by number.
        every: whether all of these pairs must come apart, or at least one.
        without: languages the text must not be in.
        longest: the most characters it may have.
        alphabet: the characters it may be made of.

    Returns:
        One such text with one way to read it; the same on every run. None if there is none: then in every text and for
        every way to read it some of the pairs (all of them, with `every` false) stand on the same characters.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
        Unsupported: an assertion in a part depends on more than its place.
    """
    pairs = tuple(apart)
    kept_out = [closed(regex) for regex in without]
    nodes = [closed(regex) for regex in (*one, *other)] + kept_out
    classes = classing(alphabet, nodes)
    walk = _Walk(_Side(one, classes), _Side(other, classes), pairs, every=every or not pairs)
    return walk.shortest(frozenset(map(classes.resolve, kept_out)), classes, longest)


_Place = tuple[int, Node]
_State = tuple[_Place, _Place, int, frozenset[Node]]


class _Walk:
    """The product of two sequences."""

    __slots__ = ("every", "one", "other", "pairs")

    def __init__(self, one: _Side, other: _Side, pairs: tuple[tuple[int, int], ...], *, every: bool) -> None:
        self.one = one
        self.other = other
        self.pairs = pairs
        self.every = every

    def shortest(self, unwanted: frozenset[Node], classes: Classing, longest: int) -> Reading | None:
        """Best first, as in `walking.py`. The last number of a state has a bit for each pair still together."""
        one, other = self.one, self.other
        steps, order = MOST_STEPS, 0
        start: _State = ((0, one.nodes[0]), (0, other.nodes[0]), (1 << len(self.pairs)) - 1, unwanted)
        heap = [(0, "", 0, start, "", "")]
        best: dict[_State, tuple[int, str]] = {}
        while heap:
            _, text, _, state, marks, other_marks = heappop(heap)
            here, there, together, unwanted = state
            if text and one.ends(*here) and other.ends(*there) and self.apart(together) and not _holds(unwanted):
                return Reading(readable(text, classes), tuple(map(ord, marks)), tuple(map(ord, other_marks)))
            if best.get(state, (0, "")) < (len(text), text) and state in best:
                continue
            moves, other_moves = one.moves(*here), other.moves(*there)
            kept_out = merged_moves(unwanted, _ALWAYS)
            steps -= len(moves) * len(other_moves) * (1 + len(kept_out)) + 1
            if steps < 0:
                raise Undecided("steps", MOST_STEPS)
            for mask, part, rest in moves:
                for other_mask, other_part, other_rest in other_moves:
                    both = mask & other_mask & classes.letters
                    need = max(one.need(part, rest), other.need(other_part, other_rest))
                    if not both or len(text) + 1 + need > longest:
                        continue
                    still = self.still(together, part, other_part)
                    for block, unwanted_then in cut(both, kept_out):
                        written = text + first_readable(block)
                        after = (part, rest), (other_part, other_rest), still, unwanted_then
                        known = best.get(after)
                        if known is None or (len(written), written) < known:
                            best[after] = (len(written), written)
                            order += 1
                            entry = (written, order, after, marks + chr(part), other_marks + chr(other_part))
                            heappush(heap, (len(written) + need, *entry))
        return None

    def still(self, together: int, part: int, other_part: int) -> int:
        """The pairs still together after a character that two parts have read."""
        for number, (mine, yours) in enumerate(self.pairs):
            if (part == mine) != (other_part == yours):
                together &= ~(1 << number)
        return together

    def apart(self, together: int) -> bool:
        """Whether the pairs have come apart as asked."""
        return not together if self.every else together != (1 << len(self.pairs)) - 1


def _holds(unwanted: frozenset[Node]) -> bool:
    return any(node.null[_ALWAYS] & END for node in unwanted)
