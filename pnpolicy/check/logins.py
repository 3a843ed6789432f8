"""Values for somebody with a role, made up: the shortest or the longest there are, and no two of them the same."""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import chain, islice
from operator import and_
from typing import Any, Final, Literal

from pnpolicy import language
from pnpolicy.access.access import AccessSet
from pnpolicy.policy.domain import Domain

Length = Literal["shortest", "longest"]

MOST_LOOKED_AT: Final = 200
"""Values of one domain that are looked at to find one that no other variable has yet."""


def made_up(access: AccessSet, length: Length) -> dict[str, Any]:
    """A login of a role: one value for every variable, a list of one for a listed one.

    Two variables have the same value only where their domains leave no choice.

    Raises:
        language.LanguageError: a domain is too hard to look into.
    """
    binder = access.binder
    values: dict[str, str] = {}
    for name in sorted(binder.domains, key=lambda name: _room(binder.domains[name])):
        found = islice(values_of(binder.domains[name], length), MOST_LOOKED_AT)
        first = next(found, "")
        values[name] = next((value for value in chain([first], found) if value not in values.values()), first)
    return {name: [values[name]] if name in binder.listed else values[name] for name in binder.domains}


def values_of(domains: tuple[Domain, ...], length: Length) -> Iterator[str]:
    """The values that are in all of some domains, the shortest or the longest first, in reading order.

    Raises:
        language.LanguageError: they are too hard to look into.
    """
    low = max(domain.shortest for domain in domains)
    high = min(domain.longest for domain in domains)
    lengths = range(low, high + 1) if length == "shortest" else range(high, low - 1, -1)
    return language.texts(shared(domains), lengths)


def beyond(before: tuple[Domain, ...], after: tuple[Domain, ...]) -> str | None:
    """The shortest value that some domains have in common and others have not; None if there is none.

    Raises:
        language.LanguageError: it is too hard to tell.
    """
    return language.meet(shared(after), without=[shared(before)])


def takes(access: AccessSet, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of some values those of variables that a role takes."""
    return {name: value for name, value in values.items() if name in access.binder.names}


def shared(domains: tuple[Domain, ...]) -> language.Regex:
    """The values that are in all of some domains, exactly."""
    return reduce(and_, map(_exact, dict.fromkeys(domains)))


def _exact(domain: Domain) -> language.Regex:
    if domain.bounded:
        return domain.regex
    return domain.regex & language.repeat(_CHARACTER, domain.shortest, domain.longest)


_CHARACTER: Final = language.parse("(?s:.)")


def _room(domains: tuple[Domain, ...]) -> int:
    """How much choice there is, roughly: those with the least of it choose first."""
    return min(domain.longest for domain in domains)
