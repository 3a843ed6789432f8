r"""RE2's escapes and character classes, read exactly.

A set of characters is a pair: a mask for ASCII and a list of ranges beyond it. Perl and POSIX classes are ASCII, as in
RE2. Ignoring case, two characters beyond ASCII belong to ASCII letters: the Kelvin sign to k, the long s to s; the
other letters beyond ASCII need tables this engine does not have yet, as do classes by Unicode property. What is
missing is noted, not raised, so that a plain syntax error further on is still found and told first.
"""

from typing import Final, NoReturn

from pnpolicy.language.errors import RegexSyntaxError, Unsupported
from pnpolicy.language.symbols import (
    ASCII,
    DIGITS,
    FIRST_WIDE,
    LAST,
    LOWER,
    UPPER,
    WHOLE_WIDE,
    WORD,
    Ranges,
    ascii_mask,
    merged,
    span,
    wide_complement,
)

Notes = list[Unsupported]
CharSet = tuple[int, list[tuple[int, int]]]

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
_LONGEST_QUOTE: Final = 60
"""Characters of a pattern repeated in a message."""

_PROPERTIES: Final = "CLMNPSZ"
"""The one-letter Unicode properties."""


def syntax_error(pattern: str, start: int, end: int, message: str) -> NoReturn:
    """Refuse `pattern[start:end]` in RE2's way of speaking."""
    raise RegexSyntaxError(pattern, start, f"{message}: {shortened(pattern[start:end])}")


def shortened(text: str) -> str:
    """A piece of pattern short enough for a message."""
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "\u2026"


def folded(mask: int, ranges: Ranges) -> CharSet | None:
    """A set with all that its characters are when case does not count; None where that takes tables we lack."""
    wide = {_KELVIN: ascii_mask("Kk"), _LONG_S: ascii_mask("Ss")}
    for point, letters in wide.items():
        if any(low <= point <= high for low, high in ranges):
            mask |= letters
    if ranges != WHOLE_WIDE and any(low != high or low not in wide for low, high in ranges):
        return None
    mask |= (mask & LOWER) >> _CASE | (mask & UPPER) << _CASE
    return mask, [*ranges, *((point, point) for point, letters in wide.items() if mask & letters)]


def negated(mask: int, ranges: list[tuple[int, int]]) -> CharSet:
    """All other characters."""
    return ASCII & ~mask, list(wide_complement(merged(ranges)))


def perl_class(letter: str, *, fold: bool) -> CharSet | None:
    r"""The set of `\d`, `\s`, `\w` or their negations; None for any other letter."""
    mask = _PERL.get(letter.lower())
    return None if mask is None else _named(mask, sign=letter.islower(), fold=fold)


def _named(mask: int, *, sign: bool, fold: bool) -> CharSet:
    found = (folded(mask, ()) if fold else None) or (mask, [])
    return found if sign else negated(*found)


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


def unicode_property(pattern: str, start: int, notes: Notes) -> int:
    r"""Skip `\pN`, `\p{Greek}` or a negation, noting that it is not modelled; where it ends."""
    at = start + 3
    name = pattern[start + 2 : at]
    if name == "{":
        close = pattern.find("}", at)
        if close < 0:
            syntax_error(pattern, start, len(pattern), "invalid character class range")
        name = pattern[at:close].removeprefix("^")
        at = close + 1
        known = name.isascii() and name.replace("_", "").isalpha() and (len(name) > 1 or name in _PROPERTIES)
    else:
        known = name != "" and name in _PROPERTIES
    if not known:
        syntax_error(pattern, start, at, "invalid character class range")
    notes.append(Unsupported(pattern, start, f"Unicode property {pattern[start:at]}"))
    return at


def char_class(pattern: str, start: int, notes: Notes, *, fold: bool) -> tuple[int, Ranges, int]:
    """Read a class at its opening bracket: mask, ranges beyond ASCII, and where it ends."""
    at = start + 1
    negative = pattern.startswith("^", at)
    at += negative
    mask, ranges = 0, list[tuple[int, int]]()
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        (more, wide), at = _class_item(pattern, at, notes, fold=fold)
        mask |= more
        ranges += wide
    if at >= len(pattern):
        syntax_error(pattern, start, len(pattern), "missing ]")
    if negative:
        mask, ranges = negated(mask, ranges)
    return mask, merged(ranges), at + 1


def _class_item(pattern: str, at: int, notes: Notes, *, fold: bool) -> tuple[CharSet, int]:
    """Read `[:name:]`, an escape that stands for a set, a character, or a range."""
    opening = pattern[at : at + 2]
    if opening == "[:" and (close := pattern.find(":]", at + 2)) >= 0:
        name = pattern[at + 2 : close]
        mask = _POSIX.get(name.removeprefix("^"))
        if mask is None:
            syntax_error(pattern, at, close + 2, "invalid character class range")
        return _named(mask, sign=not name.startswith("^"), fold=fold), close + 2
    if opening in {"\\p", "\\P"}:
        return (0, []), unicode_property(pattern, at, notes)
    if opening[0] == "\\" and (found := perl_class(opening[1:], fold=fold)):
        return found, at + 2
    low, end = _class_character(pattern, at)
    high = low
    # A hyphen before the closing bracket stands for itself.
    if pattern.startswith("-", end) and end + 1 < len(pattern) and pattern[end + 1] != "]":
        high, end = _class_character(pattern, end + 1)
        if high < low:
            syntax_error(pattern, at, end, "invalid character class range")
    mask = span(low, min(high, FIRST_WIDE - 1)) if low < FIRST_WIDE else 0
    ranges = [(max(low, FIRST_WIDE), high)] if high >= FIRST_WIDE else []
    if not fold:
        return (mask, ranges), end
    found = folded(mask, tuple(ranges))
    if found is None:
        notes.append(Unsupported(pattern, at, "ignoring case beyond ASCII"))
        return (mask, ranges), end
    return found, end


def _class_character(pattern: str, at: int) -> tuple[int, int]:
    return escape(pattern, at) if pattern[at] == "\\" else (ord(pattern[at]), at + 1)
