"""At which ends a pattern is open, decided by what it matches and not by how it looks."""

import re
from typing import Final, NamedTuple

from pnpolicy import language
from pnpolicy.grant.emit import grouped
from pnpolicy.lint.matching import in_full
from pnpolicy.lint.subjects import Pattern

_LAST: Final = re.compile(r"(?<!\\)((?:\\\\)*)\$\Z")
"""A `$` at the end that is no escaped character."""


class Ends(NamedTuple):
    """Names that a pattern is found in, but not from end to end.

    Attributes:
        before: the shortest that does not begin with a match; None if there is none.
        behind: the shortest that does not end with one.
    """

    before: str | None
    behind: str | None


def open_ends(pattern: Pattern) -> Ends:
    """Where a pattern that may be searched matches more than its full reading; nowhere for one that matches all.

    Raises:
        language.LanguageError: it cannot be read, or the question is too hard. A check need not care.
    """
    if pattern.reading != "search" or pattern.is_everything or language.anchored(pattern.regex):
        return Ends(None, None)
    full = in_full(pattern.text)
    before = language.meet(pattern.names, without=[language.concat(full, language.EVERYTHING)])
    behind = language.meet(pattern.names, without=[language.concat(language.EVERYTHING, full)])
    return Ends(before, behind)


def alternation_escapes(pattern: Pattern) -> bool:
    """Whether alternatives stand side by side with an anchor that is meant for all and binds one."""
    text = pattern.text
    return grouped(text) != text and bare(text) != text


def bare(text: str) -> str:
    """A pattern without the anchors at its ends."""
    return _LAST.sub(r"\1", text).removeprefix("^")
