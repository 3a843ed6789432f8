"""What an unquoted YAML word means: the YAML 1.2 core schema, and nothing that YAML 1.1 would read otherwise.

A policy is read by other tools too. A word on which YAML 1.1 and 1.2 disagree (`no`, `012`, `1_000`, `12:30`, `1e3`)
is therefore an error here: quoted, it means the same to everybody.
"""

import re
from typing import Final

Value = str | int | float | bool | None

_WORDS: Final[dict[str, Value]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_SURPRISES: Final = frozenset(
    cased for word in ("yes", "no", "on", "off") for cased in (word, word.capitalize(), word.upper())
)
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_LONG_INTEGER: Final = re.compile(r"[-+]?[0-9]{19,}")
_LEADING_ZERO: Final = re.compile(r"[-+]?0[0-9]+")
_BASED: Final = re.compile(r"0o[0-7]{1,20}|0x[0-9a-fA-F]{1,16}")
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
_NUMBER_IN_ONE_OF_THEM: Final = re.compile(
    r"[-+]?(?:0[0-9_]+|0b[01_]+|0o[0-7]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+"
    r"|\.(?:inf|Inf|INF|nan|NaN|NAN))"
)
_MAY_BE_SPECIAL: Final = frozenset("0123456789+-.~nNtTfFyYoO")


def plain(text: str) -> tuple[Value, str | None]:
    """The value of an unquoted scalar, and the reason why it is refused, if it is.

    Returns:
        `(value, None)`, or `(text, reason)` where the two YAML versions read the word differently.
    """
    if text[:1] not in _MAY_BE_SPECIAL and text:
        return text, None
    if text in _WORDS:
        return _WORDS[text], None
    if text in _SURPRISES:
        return text, f"YAML 1.1 reads an unquoted `{text}` as true or false"
    if _INTEGER.fullmatch(text):
        return int(text), None
    if _LONG_INTEGER.fullmatch(text):
        return text, "a number of more than 18 digits is not read as a number everywhere"
    if _BASED.fullmatch(text):
        return text, "YAML 1.1 and 1.2 do not agree on numbers in other bases"
    if _FLOAT.fullmatch(text):
        return float(text), None
    if _NUMBER_IN_ONE_OF_THEM.fullmatch(text):
        return text, f"YAML 1.1 and 1.2 do not agree on whether `{text}` is a number, or which"
    return text, None


def way_out(text: str) -> str:
    """How to write a refused word so that it means the same to everybody."""
    if text in _SURPRISES:
        return f"write `true` or `false`, or '{text}' in quotes if the word is meant"
    if _LEADING_ZERO.fullmatch(text):
        return f"write `{int(text)}`, or '{text}' in quotes if text is meant"
    return f"write it in quotes: '{text}'"
