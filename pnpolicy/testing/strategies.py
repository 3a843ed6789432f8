"""Hypothesis strategies for logins and names of a policy.

Everything that may be is possible; what stands at an edge (the shortest and the longest value, the full list, a name
one edit away) is likely. All of it comes from the domains and patterns of the policy, so nothing that is drawn has to
be thrown away to be valid.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain, cycle, islice
from typing import Any, Final

from hypothesis import strategies as st

from pnpolicy import language
from pnpolicy.access.binding import Binder
from pnpolicy.check.edges import outside
from pnpolicy.check.logins import shared, values_of
from pnpolicy.diagnostic import shown, suggestion
from pnpolicy.facade import Policy
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import Family, Variable
from pnpolicy.policy.template import Hole, Template
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import NAME_MAX, forbidden_in

SMALL: Final = 256
"""A domain with so many values, or fewer, is listed: Hypothesis then tries every value, if it tries enough."""
FREE: Final = 4
"""Values of a list that are any; those behind them are neighbours. Hypothesis gives up on examples that take too many
choices, and fifty values of 36 characters do."""

Login = dict[str, Any]
"""Variable → value, or list of values: what `policy.bind(role, **login)` takes."""


def bindings(policy: Policy, role: str) -> st.SearchStrategy[Login]:
    """Logins of a role: a value for every variable it takes, a list for a listed one.

    Raises:
        ValueError: there is no such role, or no login of it: values that two domains must have in common are none.
        language.LanguageError: a domain is too hard to look into.
    """
    known = policy.roles.get(role)
    if known is None:
        raise ValueError(f"there is no role {shown(role)}; {suggestion(role, policy.roles, 'roles')}")
    logins: dict[str, st.SearchStrategy[Any]] = {}
    for name, domains in sorted(Binder(known).domains.items()):
        if name in known.each:
            logins[name] = _lists(domains, known.each[name])
        elif (values := _values(domains)) is not None:
            logins[name] = values
        else:
            raise ValueError(f"nobody can be `{role}`: no value of `{name}` fits every hole that it fills")
    return st.fixed_dictionaries(logins)


def names(policy: Policy, kind: str = "channels", *, families: Collection[str] | None = None) -> st.SearchStrategy[str]:
    """Names that PubNub allows: of the families, just beside them, their presence companions, and any others.

    Args:
        policy: whose families.
        kind: `channels`, `groups` or `users`.
        families: only names of these, and beside these; None for all, and any other names too.

    Raises:
        ValueError: there is no such kind or family, or no name of them.
        language.LanguageError: a domain or a pattern is too hard to look into.
    """
    if kind not in list(Kind):
        raise ValueError(f"there is no kind {shown(kind)}; {suggestion(kind, list(Kind), 'kinds')}")
    of_kind = {name: family for (at, name), family in policy.resolved.families.items() if at == kind}
    for name in families or ():
        if name not in of_kind:
            raise ValueError(f"there is no family {shown(name)} of {kind}; {suggestion(name, of_kind, 'families')}")
    chosen = [of_kind[name] for name in sorted(of_kind if families is None else set(families))]
    found = [_members(family, policy.resolved.variables) for family in chosen]
    ways = [] if families is not None else [_ANY_NAME]
    if some := [one for one in found if one is not None]:
        members = st.one_of(some)
        companions = [] if kind == Kind.USERS else [members.map(lambda name: name + PRESENCE_SUFFIX)]
        beside = [one for family in chosen for one in _beside(family, policy.resolved.variables)]
        ways = [members, _edited(members), *([st.one_of(beside)] if beside else []), *companions, *ways]
    if not ways:
        raise ValueError("no name is asked for: `families` is empty, or those families have no names")
    return st.one_of(ways).filter(_is_name)


# ---- values ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _values(domains: tuple[Domain, ...]) -> st.SearchStrategy[str] | None:
    """The values that are in all of some domains; None if there are none."""
    regex = shared(domains)
    found = language.count(regex)
    if found <= SMALL:
        return st.sampled_from(list(values_of(domains, "shortest"))) if found else None
    return st.sampled_from(_ends(domains)) | _any_of(regex)


def _ends(domains: tuple[Domain, ...]) -> list[str]:
    """Values at the edges: two of the shortest, two of the longest, of numbers the smallest and the largest."""
    found = [*islice(values_of(domains, "shortest"), 2), *islice(values_of(domains, "longest"), 2)]
    numbers = [domain.integers for domain in domains if domain.integers]
    if len(numbers) == len(domains):
        found += [str(max(low for low, _ in numbers)), str(min(high for _, high in numbers))]
    return list(dict.fromkeys(found))


def _any_of(regex: language.Regex) -> st.SearchStrategy[str]:
    """Every text of a language that has some."""
    steered = language.Steered(regex)

    @st.composite
    def texts(draw: st.DrawFn) -> str:
        return steered.text(lambda ways: draw(st.integers(0, ways - 1)) if ways > 1 else 0)

    return texts()


def _lists(domains: tuple[Domain, ...], most: int) -> st.SearchStrategy[list[str]]:
    """Lists of values, also empty and full; behind the first few, all different as long as there are enough."""
    value = _values(domains)
    if value is None:
        return st.builds(list)
    runs = [list(islice(values_of(domains, length), most + FREE)) for length in ("shortest", "longest")]

    @st.composite
    def lists(draw: st.DrawFn) -> list[str]:
        size = draw(st.integers(0, most) | st.sampled_from([0, most]))  # the first is where an example becomes smaller
        free = min(size, FREE)
        found = draw(st.lists(value, min_size=free, max_size=free))
        run = draw(st.sampled_from(runs))
        fresh = (one for one in run if one not in found)
        return list(islice(chain(found, fresh, cycle(run)), size))

    return lists()


# ---- names -----------------------------------------------------------------------------------------------------------

Fillings = dict[str, st.SearchStrategy[str]]
"""Hole → what it is filled with."""


def _members(family: Family, variables: Mapping[str, Variable]) -> st.SearchStrategy[str] | None:
    """Names of a family; None if there are none, as a pattern may have none that is short enough."""
    if isinstance(family.names, Template):
        return _spelled(family.names, _fillings(family.names, variables))
    return _any_of(family.names.regex) if language.Steered(family.names.regex).lengths else None


def _fillings(template: Template, variables: Mapping[str, Variable]) -> Fillings:
    """Values of the holes of a template. Each has some, or the policy would not have been read."""
    found = {hole: _values((variables[hole].domain,)) for hole in template.holes}
    return {hole: values for hole, values in found.items() if values is not None}


def _spelled(template: Template, fillings: Fillings) -> st.SearchStrategy[str]:
    """Names of a template; a hole that stands twice has one value."""

    def spelled(values: Mapping[str, str]) -> str:
        return "".join(values[part.name] if isinstance(part, Hole) else part for part in template.parts)

    return st.fixed_dictionaries(fillings).map(spelled)


def _beside(family: Family, variables: Mapping[str, Variable]) -> Iterator[st.SearchStrategy[str]]:
    """Names with a value in one hole that is just outside its domain."""
    if isinstance(family.names, Template):
        fillings = _fillings(family.names, variables)
        for hole in fillings:
            if beyond := _outside(variables[hole].domain):
                yield _spelled(family.names, {**fillings, hole: st.sampled_from(beyond)})


@lru_cache(maxsize=512)
def _outside(domain: Domain) -> tuple[str, ...]:
    return tuple(outside(domain))


@st.composite
def _edited(draw: st.DrawFn, members: st.SearchStrategy[str]) -> str:
    """A name with one character put in, taken out, replaced, or in the other case."""
    name = draw(members)
    at = draw(st.integers(0, len(name)))
    before, here, behind = name[:at], name[at : at + 1], name[at + 1 :]
    other = draw(st.sampled_from("x.-_0") | _CHARACTERS)
    return before + draw(st.sampled_from([other + here, "", other, here.swapcase()])) + behind


_CHARACTERS: Final = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=",:*/\\ ")
_ANY_NAME: Final = st.text(_CHARACTERS, min_size=1, max_size=NAME_MAX)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= NAME_MAX and not forbidden_in(text)
