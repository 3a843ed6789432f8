"""Values as languages: what a variable may be in a role, exactly, and single values with a wish."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from pnpolicy import language
from pnpolicy.diff.change import Relation, related
from pnpolicy.policy.domain import Domain

Domains = frozenset[Domain]
"""What a value has to be in, all of them: a variable's own domain, and those of the holes it fills by `where`."""

_KEPT = 1024
"""Answers remembered. A large policy has some hundred variables with a dozen domains between them."""


@lru_cache(_KEPT)
def exact(domains: Domains, without: frozenset[str] = frozenset()) -> language.Regex:
    """The values in all of some domains, as a part that can stand in a sequence.

    Args:
        domains: at least one.
        without: values to leave out.

    Raises:
        language.LanguageError: they are too hard to spell together.
    """
    first, *others = sorted(domains, key=repr)
    if not others and not without and first.bounded:
        return first.regex
    regex = first.regex
    for domain in others:
        regex &= domain.regex
    if without:
        regex -= texts(without)
    return language.unrolled(regex, min(domain.longest for domain in domains))


def accepted(domains: Iterable[Domain], value: str) -> bool:
    """Whether a value is in all of some domains."""
    return all(domain.accepts(value) for domain in domains)


@lru_cache(_KEPT)
def shortest(domains: Domains, but: str = "") -> str | None:
    """The shortest, most readable value in all of some domains, but for one; None if there is none.

    Raises:
        language.Undecided: they are too hard.
    """
    longest = min(domain.longest for domain in domains)
    return language.meet(*(domain.regex for domain in domains), without=(language.literal(but),), longest=longest)


def avoiding(domains: Domains, name: str) -> str | None:
    """The shortest value that does not stand anywhere in a name; None if all do.

    Raises:
        language.LanguageError: they are too hard to spell together.
    """
    longest = max(domain.longest for domain in domains)
    pieces = {name[start:end] for start in range(len(name)) for end in range(start + 1, start + longest + 1)}
    return language.outside(exact(domains), texts(pieces))


@lru_cache(_KEPT)
def some_of(domains: Domains, most: int) -> tuple[str, ...]:
    """The first values, shortest first, one more than `most` if there are that many.

    Raises:
        language.LanguageError: they are too hard to list.
    """
    lengths = range(min(domain.shortest for domain in domains), max(domain.longest for domain in domains) + 1)
    return tuple(islice(language.texts(exact(domains), lengths), most + 1))


def all_of(domains: Domains, most: int) -> tuple[str, ...] | None:
    """The values, shortest first; None if there are more than `most`.

    Raises:
        language.LanguageError: they are too hard to list.
    """
    found = some_of(domains, most)
    return None if len(found) > most else found


def texts(of: Iterable[str]) -> language.Regex:
    """The language of some texts."""
    return language.union(*map(language.literal, sorted(of)))


def wider(old: language.Regex, new: language.Regex) -> Relation:
    """The relation of two sets of names or values; incomparable where that is too hard to say."""
    try:
        return related(gains=language.outside(new, old) is not None, loses=language.outside(old, new) is not None)
    except language.LanguageError:
        return "incomparable"
