"""A variable takes values that it should not: a character longer, of other characters, beyond a range or a list.

A name that would be too long for PubNub is no mistake that a policy could make and be read, so the names of no family
grow beyond the bound. What only servers bring values for is left out: they get no token, so nobody refuses them any.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pnpolicy import language
from pnpolicy.check.mutants.changing import lines
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.domain import Domain, integer_range
from pnpolicy.policy.model import Entry, Family, RawPattern, ResolvedPolicy, Role, Variable
from pnpolicy.policy.patterns import MAX_SPELLED
from pnpolicy.policy.template import Hole, Template
from pnpolicy.wire.limits import NAME_MAX, PRESENCE_NAME_MAX

ID: Final = "widen-domain"
STRANGE: Final = "@"
"""A character that no declared domain of letters has, and that PubNub allows: how a user's id becomes an address."""


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """A few for every variable that a client brings a value for, or that a line leaves open."""
    asked = {fill.variable.name for line in lines(policy) for fill in line.entry.fills if fill.how == "open"}
    for role in policy.roles.values():
        if role.trust == "client":
            asked |= {role.bind.name} if role.bind else set()
            asked |= {fill.variable.name for entry in role.entries for fill in entry.fills}
    for variable in policy.variables.values():
        if variable.name in asked:
            for what, domain in wider(variable.domain):
                wide = variable._replace(domain=domain)
                if _fits(policy, wide) and (changed := _with(policy, wide)) is not None:
                    words = f"`{variable.name}` may be {what}"
                    yield Mutant(ID, f"{variable.name}: {what}", words, variable.span, changed)


def wider(domain: Domain) -> Iterator[tuple[str, Domain]]:
    """Domains with a few more values, each with what they are."""
    match domain.type:
        case "integer":
            low, high = domain.integers or (0, 0)
            yield f"`{high + 1}`", _integers(domain, low, high + 1)
            if low > 0:
                yield f"`{low - 1}`", _integers(domain, low - 1, high)
        case "enum":
            longest = next(language.texts(domain.regex, [domain.longest]))
            yield from _with_value(domain, longest + longest[-1])
        case "pattern":
            longest = next(language.texts(domain.regex, [domain.longest]))
            shortest = next(language.texts(domain.regex, [domain.shortest]))
            yield from _with_value(domain, longest + longest[-1])
            yield from _with_value(domain, shortest[:-1] + STRANGE)
        case _:
            yield from _words(domain)


def _words(domain: Domain) -> Iterator[tuple[str, Domain]]:
    """Those made of a class of characters: `id`, `slug`, `hex` and `uuid`."""
    low, high = domain.shortest, domain.longest
    spelling = domain.spelling
    if high < NAME_MAX:
        most = _recounted(spelling, "{12,13}" if domain.type == "uuid" else f"{{{low},{high + 1}}}")
        summary = f"{domain.summary}, or one more"
        wide = replace(domain, summary=summary, longest=high + 1, spelling=most if domain.bounded else spelling)
        yield f"{high + 1} characters long", wide
    if domain.type == "hex" and low > 1:
        least = _recounted(spelling, f"{{{low - 1},{high}}}")
        yield (
            f"{low - 1} characters long",
            replace(domain, summary=f"{domain.summary}, or one less", shortest=low - 1, spelling=least),
        )
    more = "g" if domain.type in ("hex", "uuid") else STRANGE
    classes = spelling.replace("a-f]", "a-g]") if more == "g" else spelling.replace("0-9_]", f"0-9_{STRANGE}]")
    yield f"a value with `{more}`", replace(domain, summary=f"{domain.summary}, or `{more}`", spelling=classes)


def _recounted(spelling: str, count: str) -> str:
    """A spelling with another count at its end."""
    return spelling[: spelling.rfind("{")] + count


def _integers(domain: Domain, low: int, high: int) -> Domain:
    return replace(
        domain,
        summary=f"a whole number from {low} to {high}",
        shortest=len(str(low)),
        longest=len(str(high)),
        spelling=integer_range(low, high),
        integers=(low, high),
    )


def _with_value(domain: Domain, value: str) -> Iterator[tuple[str, Domain]]:
    if not domain.accepts(value) and len(value) <= NAME_MAX:
        yield (
            f"`{value}`",
            replace(
                domain,
                summary=f"{domain.summary}, or `{value}`",
                longest=max(domain.longest, len(value)),
                spelling=language.spelled(domain.regex | language.literal(value)),
            ),
        )


# ---- the policy with it ----------------------------------------------------------------------------------------------


def _fits(policy: ResolvedPolicy, variable: Variable) -> bool:
    """Whether no family gets names, or presence companions, beyond the bound that it kept before."""
    watched = {
        (entry.family.kind, entry.family.name)
        for role in policy.roles.values()
        for entry in role.entries
        if "presence" in dict(entry.actions)
    }
    for key, family in policy.families.items():
        if variable.name in family.holes:
            most = PRESENCE_NAME_MAX if key in watched else NAME_MAX
            before = _longest(family, policy.variables)
            if before <= most < _longest(family, {**policy.variables, variable.name: variable}):
                return False
    return True


def _longest(family: Family, variables: dict[str, Variable]) -> int:
    parts = family.names.parts if isinstance(family.names, Template) else ()
    return sum(len(part) if isinstance(part, str) else variables[part.name].domain.longest for part in parts)


def _with(policy: ResolvedPolicy, variable: Variable) -> ResolvedPolicy | None:
    """The policy with a variable of a larger domain; None if a line with `except` could not be spelled then."""
    variables = {**policy.variables, variable.name: variable}
    roles: dict[str, Role] = {}
    for name, role in policy.roles.items():
        entries: list[Entry] = []
        for entry in role.entries:
            changed = _entry(entry, variable, variables)
            if changed is None:
                return None
            entries.append(changed)
        bind = variable if role.bind is not None and role.bind.name == variable.name else role.bind
        same = bind is role.bind and all(map(_is, entries, role.entries))
        roles[name] = role if same else role._replace(bind=bind, entries=tuple(entries))
    return policy._replace(variables=variables, roles=roles)


def _is(one: Entry, other: Entry) -> bool:
    return one is other


def _entry(entry: Entry, variable: Variable, variables: dict[str, Variable]) -> Entry | None:
    """A line with a variable of a larger domain."""
    holes = {hole for family in (entry.family, *entry.left_out) for hole in family.holes}
    if variable.name not in holes and all(fill.variable.name != variable.name for fill in entry.fills):
        return entry
    fills = tuple(
        fill._replace(
            variable=variable if fill.variable.name == variable.name else fill.variable,
            domain=variable.domain if fill.hole == variable.name else fill.domain,
        )
        for fill in entry.fills
    )
    if any(fill.how == "open" and fill.domain != fill.variable.domain for fill in fills):
        return None  # `any` would be ambiguous, and the policy would not be read
    entry = entry._replace(fills=fills)
    if entry.rest is None:
        return entry
    rest = _rest(entry, variables)
    return None if rest is None else entry._replace(rest=rest)


def _rest(entry: Entry, variables: dict[str, Variable]) -> RawPattern | None:
    """What `except` leaves, spelled anew; None if it cannot be, or takes too long."""
    try:
        taken = language.union(*(_names(family, variables) for family in entry.left_out))
        body = language.spelled(_names(entry.family, variables) - taken)
        return RawPattern(body, language.concat(language.parse(body)), body) if len(body) <= MAX_SPELLED else None
    except language.LanguageError:
        return None


def _names(family: Family, variables: dict[str, Variable]) -> language.Regex:
    if not isinstance(family.names, Template):
        return family.names.regex
    return language.concat(
        *(
            variables[part.name].domain.regex if isinstance(part, Hole) else language.literal(part)
            for part in family.names.parts
        )
    )
