r"""Predicates over the next symbol, each one Python int.

    bit 0          the end of the text
    bits 1-128     the ASCII characters: character c is bit ord(c) + 1
    bits 129...    classes of the characters beyond ASCII

Python's ints are as wide as they need to be, and a negative one has infinitely many leading ones. So "every character
beyond ASCII" is a negative mask and stays right however finely those characters are told apart later; a mask that needs
only some of them is written down with their ranges first, and gets its bits when a question fixes the classes
(`alphabet.py`). And, or and complement of predicates are the operators `&`, `|` and `~`.

What came before a position matters to `^` and `\b` only. Four contexts tell all they can see.
"""

from typing import Final

Ranges = tuple[tuple[int, int], ...]
"""Code points as sorted, separate, inclusive ranges."""

END: Final = 1
"""The end of the text."""

ASCII: Final = (1 << 129) - 2
"""The 128 ASCII characters."""

WIDE: Final = -1 << 129
"""Every character beyond ASCII, however they are classed."""

CHARACTER: Final = ~END
"""Every character."""

ANYTHING: Final = -1
"""Every character, and the end."""

FIRST_WIDE: Final = 0x80
LAST: Final = 0x10FFFF
WHOLE_WIDE: Final[Ranges] = ((FIRST_WIDE, LAST),)


def span(low: int, high: int) -> int:
    """The mask of the characters with code points `low` to `high`, both ASCII."""
    return (4 << high) - (2 << low)


def ascii_mask(characters: str) -> int:
    """The mask of some ASCII characters."""
    mask = 0
    for character in characters:
        mask |= 2 << ord(character)
    return mask


DIGITS: Final = span(0x30, 0x39)
UPPER: Final = span(0x41, 0x5A)
LOWER: Final = span(0x61, 0x7A)
WORD: Final = DIGITS | UPPER | LOWER | ascii_mask("_")
r"""What `\w` and `\b` call a word character: ASCII only, as RE2 does."""

NEWLINE: Final = ascii_mask("\n")

OTHER_BEFORE: Final = 0
WORD_BEFORE: Final = 1
NEWLINE_BEFORE: Final = 2
START: Final = 3
"""Nothing before: the beginning of the text."""

CONTEXTS: Final = (OTHER_BEFORE, WORD_BEFORE, NEWLINE_BEFORE, START)

_PARTS: Final = ((WORD, WORD_BEFORE), (NEWLINE, NEWLINE_BEFORE), (~(WORD | NEWLINE), OTHER_BEFORE))


def by_context(mask: int) -> list[tuple[int, int]]:
    """A mask of characters cut by the context each leaves behind: pairs of a part and its context."""
    return [(part, context) for group, context in _PARTS if (part := mask & group)]


def merged(ranges: list[tuple[int, int]]) -> Ranges:
    """Ranges in any order, sorted and joined where they touch."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            if high > joined[-1][1]:
                joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def wide_complement(ranges: Ranges) -> Ranges:
    """Every code point beyond ASCII outside the given ranges."""
    rest: list[tuple[int, int]] = []
    start = FIRST_WIDE
    for low, high in ranges:
        if start < low:
            rest.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        rest.append((start, LAST))
    return tuple(rest)


def read_spec(spec: str) -> tuple[int, Ranges]:
    """Read a set of characters written like the inside of a class, without escapes: `A-Za-z0-9_`.

    Raises:
        ValueError: a range whose ends are in the wrong order, or a lone surrogate.
    """
    refuse_surrogates(spec)
    mask, ranges, at = 0, list[tuple[int, int]](), 0
    while at < len(spec):
        low = high = ord(spec[at])
        at += 1
        if spec.startswith("-", at) and at + 1 < len(spec):
            high = ord(spec[at + 1])
            at += 2
        if high < low:
            raise ValueError(f"range {chr(low)}-{chr(high)} is in the wrong order")
        if low < FIRST_WIDE:
            mask |= span(low, min(high, FIRST_WIDE - 1))
        if high >= FIRST_WIDE:
            ranges.append((max(low, FIRST_WIDE), high))
    return mask, merged(ranges)


def refuse_surrogates(text: str) -> None:
    """Refuse text with half a surrogate pair in it, which UTF-8 cannot hold.

    Raises:
        ValueError: there is one.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("a lone surrogate is not a character")


def whole_characters(ranges: Ranges) -> Ranges:
    """Ranges without the halves of surrogate pairs."""
    parts = [part for low, high in ranges for part in ((low, min(high, 0xD7FF)), (max(low, 0xE000), high))]
    return tuple((low, high) for low, high in parts if low <= high)
