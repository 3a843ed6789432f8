"""The shortest, most readable text that several languages share.

A best-first walk over tuples of partial derivatives, one per language: no automaton is built, and the walk stops at
the first text. Where it looks next is decided by the length so far plus the least that each language still needs, so a
text longer than the limit is never begun, and of two prefixes of equal promise by the more readable one. Both orders
together make the first text found the shortest, and of the shortest the first in reading order.
"""

from functools import lru_cache
from heapq import heappop, heappush
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES, Alphabet, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import Node
from pnpolicy.language.regex import Regex
from pnpolicy.language.symbols import ASCII, DIGITS, END, FIRST_WIDE, LOWER, START, UPPER, ascii_mask, by_context, span

LONGEST_NAME: Final = 92
"""Code points in a channel name, as PubNub documents it."""

MOST_STEPS: Final = 200_000
"""Steps that one question may take, about a second. Questions about policies that people write take a few hundred."""

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

_KEPT_MASKS: Final = 4096
"""Masks whose first character is kept; neighbouring questions share nearly all."""


@lru_cache(_KEPT_MASKS)
def _first(mask: int) -> str:
    """The most readable character of a mask, as a rank: a character that sorts in reading order."""
    group, part = next((group, mask & some) for group, some in enumerate(_READING_ORDER) if mask & some)
    return chr(group * _RANKS + (part & -part).bit_length() - 2)


def meet(
    *regexes: Regex, longest: int = LONGEST_NAME, alphabet: Alphabet = CHANNEL_NAMES, empty: bool = False
) -> str | None:
    """The shortest, most readable text that all languages share.

    Args:
        regexes: the languages, one or more.
        longest: the most characters a text may have.
        alphabet: the characters it may be made of.
        empty: whether the empty text counts.

    Returns:
        The text; the same on every run. None if there is none.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
    """
    classes = classing(alphabet, [regex.node for regex in regexes])
    nodes = tuple(classes.resolve(regex.node) for regex in regexes)
    found = _walk(nodes, classes.letters, longest, empty=empty)
    if found is None:
        return None
    points = (ord(rank) % _RANKS for rank in found)
    return "".join(chr(point) if point < FIRST_WIDE else classes.samples[point - FIRST_WIDE] for point in points)


def _walk(nodes: tuple[Node, ...], letters: int, longest: int, *, empty: bool) -> str | None:
    """The best shared text, written in ranks."""
    steps = MOST_STEPS
    order = 0
    heap = [(0, "", 0, nodes, START)]
    best: dict[tuple[tuple[Node, ...], int], tuple[int, str]] = {}
    while heap:
        _, prefix, _, nodes, before = heappop(heap)
        if (prefix or empty) and all(node.null[before] & END for node in nodes):
            return prefix
        if best.get((nodes, before), (len(prefix), prefix)) < (len(prefix), prefix):
            continue
        length = len(prefix) + 1
        joint, steps = _joint_moves(nodes, before, letters, steps)
        for mask, targets in joint:
            need = max(node.least for node in targets)
            if length + need > longest or need > min(node.most for node in targets):
                continue
            heed = any(node.heed for node in targets)
            for part, after in by_context(mask) if heed else ((mask, 0),):
                text = prefix + _first(part)
                state = (targets, after)
                known = best.get(state)
                if known is None or (length, text) < known:
                    best[state] = (length, text)
                    order += 1
                    heappush(heap, (length + need, text, order, targets, after))
    return None


def _joint_moves(
    nodes: tuple[Node, ...], before: int, letters: int, steps: int
) -> tuple[list[tuple[int, tuple[Node, ...]]], int]:
    """The moves that all nodes can make together, as pairs of a mask and what is left of each; and the steps left."""
    joint: list[tuple[int, tuple[Node, ...]]] = [(letters, ())]
    for node in nodes:
        moves = node.moves(before)
        steps -= len(joint) * len(moves)
        if steps < 0:
            raise Undecided("steps", MOST_STEPS)
        joint = [(both, (*targets, rest)) for mask, targets in joint for more, rest in moves if (both := mask & more)]
    return joint, steps
