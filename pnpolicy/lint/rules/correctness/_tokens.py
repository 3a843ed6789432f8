"""The pieces of a pattern, as text: escapes, quotations and classes whole, all else character by character."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|.", re.DOTALL)


class Token(NamedTuple):
    """A piece of a pattern.

    Attributes:
        before: what stands in front of it; nothing at the beginning.
        behind: what stands behind it; nothing at the end.
    """

    text: str
    start: int
    before: str
    behind: str


def tokens(pattern: str) -> Iterator[Token]:
    """The pieces of a pattern, in order."""
    found = list(_TOKEN.finditer(pattern))
    for place, match in enumerate(found):
        before = found[place - 1][0] if place else ""
        behind = found[place + 1][0] if place + 1 < len(found) else ""
        yield Token(match[0], match.start(), before, behind)


def is_quantifier(text: str) -> bool:
    """Whether a piece says how often the one before it stands."""
    return text in ("*", "+", "?", "{")
