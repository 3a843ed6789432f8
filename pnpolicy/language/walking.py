"""The shortest, most readable text that several languages share and others do not.

A best-first walk over tuples of partial derivatives, one per language that is wanted, with the set of derivatives of
all that is not (see `sieve.py`): no automaton is built, and the walk stops at the first text. Where it looks next is
decided by the length so far plus the least that each wanted language still needs, so a text longer than the limit is
never begun, and of two prefixes of equal promise by the more readable one. Both orders together make the first text
found the shortest, and of the shortest the first in reading order.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import heappop, heappush
from operator import itemgetter
from typing import Final

from pnpolicy.language.alphabet import Alphabet, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import NOTHING, Node
from pnpolicy.language.sieve import COPIED, MOST_STEPS, cut, effort, joint_moves, merged_moves, sifted
from pnpolicy.language.symbols import ASCII, DIGITS, END, FIRST_WIDE, LOWER, START, UPPER, ascii_mask, by_context, span

_READING_ORDER: Final = (
    LOWER,
    DIGITS,
    *map(ascii_mask, "-_."),
    UPPER,
    span(0x21, 0x7E),
    ~ASCII & ~END,  # what is beyond ASCII
    ASCII,  # spaces and controls
)
_RANKS: Final = 0x10000
"""More than there are ASCII characters and classes together, so that group and bit make one character that sorts."""

_LIGHT: Final = 4
"""Moves, or unwanted expressions, that are looked at in a step, which is a move tried on another one."""

_KEPT_SETS: Final = 24
"""Sets of unwanted languages remembered at one place."""

_KEPT_MASKS: Final = 4096
"""Masks whose first character is kept; neighbouring questions share nearly all."""


@lru_cache(_KEPT_MASKS)
def first_readable(mask: int) -> str:
    """The most readable character of a mask, as a rank: a character that sorts in reading order."""
    group, part = next((group, mask & some) for group, some in enumerate(_READING_ORDER) if mask & some)
    return chr(group * _RANKS + (part & -part).bit_length() - 2)


def in_reading_order(mask: int) -> Iterator[str]:
    """The characters of a mask, as ranks; of those beyond ASCII one for each class."""
    while mask:
        rank = first_readable(mask)
        yield rank
        mask &= ~(2 << ord(rank) % _RANKS)


def best(
    wanted: Iterable[Node], unwanted: Iterable[Node], alphabet: Alphabet, longest: int, *, empty: bool
) -> str | None:
    """The best text in all that is wanted and in nothing unwanted; None if there is none.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
    """
    wanted, unwanted = tuple(wanted), tuple(unwanted)
    classes = classing(alphabet, (*wanted, *unwanted))
    parts = sifted(map(classes.resolve, wanted), map(classes.resolve, unwanted))
    found = None if parts[0] == _NOTHING else _walk(*parts, classes.letters, longest, empty=empty)
    return None if found is None else readable(found, classes)


def finished(node: Node, before: int, letters: int, longest: int) -> str | None:
    """The best text of one expression after some context, in ranks; None if there is none but the empty one.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
    """
    return _walk((node,), frozenset(), letters, longest, empty=False, before=before)


def readable(ranks: str, classes: Classing) -> str:
    """A text written in ranks, in characters."""
    points = (ord(rank) % _RANKS for rank in ranks)
    return "".join(chr(point) if point < FIRST_WIDE else classes.samples[point - FIRST_WIDE] for point in points)


def _walk(
    wanted: tuple[Node, ...],
    unwanted: frozenset[Node],
    letters: int,
    longest: int,
    *,
    empty: bool,
    before: int = START,
) -> str | None:
    """The best text that is in all that is wanted and in nothing unwanted, written in ranks."""
    steps = MOST_STEPS
    order = 0
    heap = [(0, "", 0, wanted, unwanted, before)]
    seen = _Seen()
    known = set[tuple[Node, int]]()
    while heap:
        _, prefix, _, wanted, unwanted, before = heappop(heap)
        if seen.better(wanted, unwanted, before, prefix):
            continue
        if (prefix or empty) and _accepts(wanted, unwanted, before):
            return prefix
        length = len(prefix) + 1
        joint, tried = joint_moves(wanted, before, letters)
        kept_out = merged_moves(unwanted, before)
        steps -= tried + len(joint) * len(kept_out) + 1
        steps -= effort((*wanted, *unwanted), before, known) // _LIGHT + length // COPIED
        if steps < 0:
            raise Undecided("steps", MOST_STEPS)
        for mask, targets in joint:
            need = max((node.least for node in targets), default=0)
            if length + need > longest or need > min((node.most for node in targets), default=need):
                continue
            for block, others in cut(mask, kept_out):
                steps -= len(others) // _LIGHT
                inside, outside_of = sifted(targets, others) if others else (targets, others)
                if inside == _NOTHING:
                    continue
                heed = any(node.heed for node in inside) or any(node.heed for node in outside_of)
                for part, after in by_context(block) if heed else ((block, 0),):
                    text = prefix + first_readable(part)
                    if seen.new(inside, outside_of, after, text):
                        order += 1
                        heappush(heap, (length + need, text, order, inside, outside_of, after))
    return None


_NOTHING: Final = (NOTHING,)


def _accepts(wanted: tuple[Node, ...], unwanted: frozenset[Node], before: int) -> bool:
    return all(node.null[before] & END for node in wanted) and not any(node.null[before] & END for node in unwanted)


class _Seen:
    """Where the walk has been, and by which text.

    To be at the same wanted parts with fewer unwanted ones is as good, for a text that is no worse: whatever can follow
    here can follow there. Only the smallest sets at each place are compared so; they keep out the most.
    """

    __slots__ = ("best", "small")

    def __init__(self) -> None:
        self.best: dict[tuple[tuple[Node, ...], int, frozenset[Node]], tuple[int, str]] = {}
        self.small: dict[tuple[tuple[Node, ...], int], list[tuple[int, frozenset[Node], tuple[int, str]]]] = {}

    def new(self, wanted: tuple[Node, ...], unwanted: frozenset[Node], before: int, text: str) -> bool:
        """Whether no way as good to such a place is known; remembers it then."""
        way = (len(text), text)
        place = (wanted, before, unwanted)
        known = self.best.get(place)
        if known is not None and known <= way:
            return False
        if unwanted:
            small = self.small.setdefault((wanted, before), [])
            if any(other <= way and fewer <= unwanted for _, fewer, other in small):
                return False
            insort(small, (len(unwanted), unwanted, way), key=itemgetter(0))
            del small[_KEPT_SETS:]
        self.best[place] = way
        return True

    def better(self, wanted: tuple[Node, ...], unwanted: frozenset[Node], before: int, text: str) -> bool:
        """Whether a better way to the very place has become known since."""
        known = self.best.get((wanted, before, unwanted))
        return known is not None and known < (len(text), text)
