r"""RE2's escapes and character classes, read exactly.

A set of characters is a pair: a mask for ASCII and the ranges beyond it. Perl and POSIX classes are ASCII, as in RE2.
Ignoring case, two characters beyond ASCII belong to ASCII letters: the Kelvin sign to k, the long s to s. They are
written down here, so that ASCII needs no tables; the other letters, and properties, are looked up in `unicode.py`. A
named set that ignores case is first completed, then negated: `(?i)\PL` is `(?i)[^\pL]`.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NoReturn

from pnpolicy.language.errors import RegexSyntaxError
from pnpolicy.language.symbols import (
    ASCII,
    DIGITS,
    FIRST_WIDE,
    LAST,
    LOWER,
    UPPER,
    WORD,
    Ranges,
    ascii_mask,
    merged,
    span,
    wide_complement,
)
from pnpolicy.language.unicode import has_property, other_cases, property_ranges

CharSet = tuple[int, Ranges]

_SPACES: Final = ascii_mask("\t\n\f\r ")  # Perl's \s; POSIX adds the vertical tab

_PERL: Final = {"d": DIGITS, "s": _SPACES, "w": WORD}

_POSIX: Final = {
    "alnum": DIGITS | UPPER | LOWER,
    "alpha": UPPER | LOWER,
    "ascii": ASCII,
    "blank": ascii_mask("\t "),
    "cntrl": span(0, 0x1F) | ascii_mask("\x7f"),
    "digit": DIGITS,
    "graph": span(0x21, 0x7E),
    "lower": LOWER,
    "print": span(0x20, 0x7E),
    "punct": span(0x21, 0x7E) & ~(DIGITS | UPPER | LOWER),
    "space": _SPACES | ascii_mask("\v"),
    "upper": UPPER,
    "word": WORD,
    "xdigit": DIGITS | ascii_mask("ABCDEFabcdef"),
}

_C_ESCAPES: Final = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_OCTAL: Final = "01234567"
_HEX: Final = "0123456789ABCDEFabcdef"
_CASE: Final = ord("a") - ord("A")
_KELVIN: Final = 0x212A
_LONG_S: Final = 0x017F
_WIDE_CASE: Final = {_KELVIN: ascii_mask("Kk"), _LONG_S: ascii_mask("Ss")}
_NAMING: Final = ("L", "Mn", "Mc", "Nd", "Nl", "Pc")
_LONGEST_QUOTE: Final = 60
"""Characters of a pattern repeated in a message."""

_KEPT_PROPERTIES: Final = 1024
"""Properties read once. There are 200, with or without case, as they are or negated: a few megabytes at most."""


def syntax_error(pattern: str, start: int, end: int, message: str) -> NoReturn:
    """Refuse `pattern[start:end]` in RE2's way of speaking."""
    raise RegexSyntaxError(pattern, start, f"{message}: {shortened(pattern[start:end])}")


def shortened(text: str) -> str:
    """A piece of pattern short enough for a message."""
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "\u2026"


def folded(mask: int, ranges: Ranges) -> CharSet:
    """A set with all that its characters are when case does not count."""
    more: list[tuple[int, int]] = []
    if ranges:
        others = other_cases(ranges)
        mask |= ascii_mask("".join(chr(point) for point in others if point < FIRST_WIDE))
        more = [(point, point) for point in others if point >= FIRST_WIDE]
    mask |= (mask & LOWER) >> _CASE | (mask & UPPER) << _CASE
    more += ((point, point) for point, letters in _WIDE_CASE.items() if mask & letters)
    return mask, merged([*ranges, *more]) if more else ranges


def negated(mask: int, ranges: Ranges) -> CharSet:
    """All other characters."""
    return ASCII & ~mask, wide_complement(ranges)


def perl_class(letter: str, *, fold: bool) -> CharSet | None:
    r"""The set of `\d`, `\s`, `\w` or their negations; None for any other letter."""
    mask = _PERL.get(letter.lower())
    return None if mask is None else _named(mask, (), sign=letter.islower(), fold=fold)


def _named(mask: int, ranges: Ranges, *, sign: bool, fold: bool) -> CharSet:
    found = folded(mask, ranges) if fold else (mask, ranges)
    return found if sign else negated(*found)


@lru_cache(_KEPT_PROPERTIES)
def _property(name: str, *, sign: bool, fold: bool) -> CharSet | None:
    ranges = property_ranges(name)
    if ranges is None:
        return None
    mask, wide = _split(ranges)
    return _named(mask, tuple(wide), sign=sign, fold=fold)


def _split(ranges: Iterable[tuple[int, int]]) -> tuple[int, list[tuple[int, int]]]:
    """Any ranges of characters: a mask for ASCII, and those beyond it."""
    mask, wide = 0, list[tuple[int, int]]()
    for low, high in ranges:
        if low < FIRST_WIDE:
            mask |= span(low, min(high, FIRST_WIDE - 1))
        if high >= FIRST_WIDE:
            wide.append((max(low, FIRST_WIDE), high))
    return mask, wide


def in_group_name(character: str) -> bool:
    """Whether RE2 takes a character in the name of a group, where digits may come first."""
    if character.isascii():
        return bool(ascii_mask(character) & WORD)
    return any(has_property(character, name) for name in _NAMING)


def escape(pattern: str, start: int) -> tuple[int, int]:
    """Read one escaped character at a backslash: its code point, and where it ends."""
    at = start + 2
    if at > len(pattern):
        raise RegexSyntaxError(pattern, start, "trailing \\")
    letter = pattern[start + 1]
    if letter in _OCTAL:
        while at < min(start + 4, len(pattern)) and pattern[at] in _OCTAL:
            at += 1
        if letter != "0" and at == start + 2:  # a back-reference, which RE2 does not have
            syntax_error(pattern, start, at, "invalid escape sequence")
        return int(pattern[start + 1 : at], 8), at
    if letter == "x":
        return _hexadecimal(pattern, start)
    if letter in _C_ESCAPES:
        return _C_ESCAPES[letter], at
    if letter.isascii() and not letter.isalnum():
        return ord(letter), at
    syntax_error(pattern, start, at, "invalid escape sequence")


def _hexadecimal(pattern: str, start: int) -> tuple[int, int]:
    digits = pattern[start + 2 : start + 4]
    if len(digits) == len("ff") and all(digit in _HEX for digit in digits):
        return int(digits, 16), start + 4
    at = start + 3
    if digits.startswith("{"):
        value = 0
        while at < len(pattern) and pattern[at] in _HEX and value <= LAST:
            value = value * 16 + int(pattern[at], 16)
            at += 1
        if pattern.startswith("}", at) and at > start + 3 and value <= LAST:
            return value, at + 1
        at += value <= LAST  # RE2 shows the character that is no digit, too
    else:
        at += 1
    syntax_error(pattern, start, at, "invalid escape sequence")


def unicode_property(pattern: str, start: int, *, fold: bool) -> tuple[CharSet, int]:
    r"""Read `\pN`, `\p{Greek}` or a negation: the set, and where it ends."""
    at = start + 3
    name = pattern[start + 2 : at]
    if name == "{":
        close = pattern.find("}", at)
        if close < 0:
            syntax_error(pattern, start, len(pattern), "invalid character class range")
        name = pattern[at:close]
        at = close + 1
    bare = name.removeprefix("^")
    found = _property(bare, sign=(pattern[start + 1] == "p") == (bare == name), fold=fold)
    if found is None:
        syntax_error(pattern, start, at, "invalid character class range")
    return found, at


def char_class(pattern: str, start: int, *, fold: bool) -> tuple[CharSet, int]:
    """Read a class at its opening bracket: the set, and where it ends."""
    at = start + 1
    negative = pattern.startswith("^", at)
    at += negative
    mask, parts, spans = 0, set[Ranges](), list[tuple[int, int]]()
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        named = _named_set(pattern, at, fold=fold)
        if named:
            (letters, ranges), at = named
            mask |= letters
            parts.add(ranges)
        else:
            low, high, at = _class_span(pattern, at)
            spans.append((low, high))
    if at >= len(pattern):
        syntax_error(pattern, start, len(pattern), "missing ]")
    letters, wide = _split(spans)
    ranges = merged(wide)
    if fold:
        letters, ranges = folded(letters, ranges)
    if parts:
        ranges = merged([*ranges, *(piece for part in parts for piece in part)])
    found = mask | letters, ranges
    return negated(*found) if negative else found, at + 1


def _named_set(pattern: str, at: int, *, fold: bool) -> tuple[CharSet, int] | None:
    r"""Read `[:name:]`, `\pL` or `\d`, complete in case; None for anything else."""
    opening = pattern[at : at + 2]
    if opening == "[:" and (close := pattern.find(":]", at + 2)) >= 0:
        name = pattern[at + 2 : close]
        mask = _POSIX.get(name.removeprefix("^"))
        if mask is None:
            syntax_error(pattern, at, close + 2, "invalid character class range")
        return _named(mask, (), sign=not name.startswith("^"), fold=fold), close + 2
    if opening[0] != "\\":
        return None
    if opening in {"\\p", "\\P"} and at + 2 < len(pattern):
        return unicode_property(pattern, at, fold=fold)
    found = perl_class(opening[1:], fold=fold)
    return None if found is None else (found, at + 2)


def _class_span(pattern: str, at: int) -> tuple[int, int, int]:
    """Read a character or a range: its ends, and where it ends in the pattern."""
    low, end = _class_character(pattern, at)
    high = low
    # A hyphen before the closing bracket stands for itself.
    if pattern.startswith("-", end) and end + 1 < len(pattern) and pattern[end + 1] != "]":
        high, end = _class_character(pattern, end + 1)
        if high < low:
            syntax_error(pattern, at, end, "invalid character class range")
    return low, high, end


def _class_character(pattern: str, at: int) -> tuple[int, int]:
    return escape(pattern, at) if pattern[at] == "\\" else (ord(pattern[at]), at + 1)
