"""Patterns as the grants hold them, each read once however many grants of a stream have it.

PubNub does not say whether it searches a pattern in a name or matches the whole name. What may be reached is asked of
`searched`, what is meant of `in_full`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal

from pnpolicy import language
from pnpolicy.grant.observed import ObservedGrant
from pnpolicy.wire.actions import Kind

MOST_PAIRS: Final = 200_000
"""Pairs of names and patterns of one grant that are compared, a second or so. No token that fits a URL has as many."""
_KEPT: Final = 4096
"""Patterns whose languages are remembered."""


def within_bounds(grant: ObservedGrant, kind: Kind) -> None:
    """Refuses to compare the names and patterns of a grant that has far more than a token can hold.

    Raises:
        language.Undecided: there are more than `MOST_PAIRS`.
    """
    patterns = len(grant.patterns.get(kind, ()))
    if patterns * (patterns + len(grant.names(kind))) > MOST_PAIRS:
        raise language.Undecided("pairs of names and patterns", MOST_PAIRS)


@lru_cache(_KEPT)
def parsed(pattern: str) -> language.Regex:
    """A pattern as RE2 reads it. Raises `language.LanguageError`."""
    return language.parse(pattern)


@lru_cache(_KEPT)
def searched(pattern: str) -> language.Regex:
    """Every name with a match of a pattern somewhere in it. Raises `language.LanguageError`."""
    regex = parsed(pattern)
    return language.concat(regex) if language.anchored(regex) else language.search(regex)


@lru_cache(_KEPT)
def in_full(pattern: str) -> language.Regex:
    """Every name that is a match of a pattern. Raises `language.LanguageError`."""
    return language.concat(parsed(pattern))


@lru_cache(_KEPT)
def full_matcher(pattern: str) -> Callable[[str], bool]:
    """A test whether a name is a match of a pattern. Raises `language.LanguageError`."""
    return language.matcher(in_full(pattern)).fullmatch


@lru_cache(_KEPT)
def search_matcher(pattern: str) -> Callable[[str], bool]:
    """A test whether a name has a match of a pattern somewhere. Raises `language.LanguageError`."""
    return language.matcher(searched(pattern)).fullmatch


@lru_cache(_KEPT)
def everything(pattern: str, reading: Literal["full", "search"]) -> bool:
    """Whether a pattern covers all names there are. Raises `language.LanguageError`."""
    return covers_everything(searched(pattern) if reading == "search" else in_full(pattern))


def covers_everything(names: language.Regex) -> bool:
    """Whether no name is outside. Raises `language.Undecided`."""
    return language.outside(language.ANY, names) is None
