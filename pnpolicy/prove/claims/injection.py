"""Every value of every domain yields exactly the intended name.

What is proved, for every family: no two choices of values spell the same name, so a name has one way to be read; no
name has more than 92 characters, nor more than 85 where a role is given `presence`; no name ends in `-pnpres`, which
would make it the presence companion of another channel. And for every line that is granted as a pattern and holds no
values: what PubNub matches with it, searched or in full, are the names of the line and no others.

Why no value escapes. Two ways to read one name are a name that the template spells with the end of some hole at two
places; the product of the template with itself, its characters knowing which hole spelled them, either reaches such a
name or does not, with holes ranging over whole domains. If none is reached, the ends of the holes are fixed by the
name, and with them the values. Length is the sum of the longest values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.diagnostic import Label
from pnpolicy.grant.emit import patterns_of
from pnpolicy.policy.model import Family
from pnpolicy.policy.template import Hole, Template
from pnpolicy.prove.paths import COMPANIONS, Names
from pnpolicy.prove.verdict import Case, Verdict, Witness
from pnpolicy.prove.world import World
from pnpolicy.text import Span
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import NAME_MAX, PRESENCE_NAME_MAX

ID: Final = "injection"
Fault = Literal["two-readings", "too-long", "companion", "emitted"]


@dataclass(frozen=True, slots=True)
class Flaw(Witness):
    """A name that is not exactly the intended one.

    Attributes:
        fault: what is wrong with it.
    """

    fault: Fault = field(kw_only=True)


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each family."""
    watched = {
        (path.kind, path.reach.entry.family.name): path.reach.entry.span
        for role in world.policy.roles.values()
        for path in world.direct(role)
        if path.names.companions
    }
    patterns: dict[tuple[Kind, str], list[Reach]] = {}
    for role in world.clients:
        for path in world.direct(role):
            if path.reach.is_open and all(fill is None or fill.how == "open" for fill in path.fills):
                patterns.setdefault((path.kind, path.reach.entry.family.name), []).append(path.reach)
    for key, family in world.policy.families.items():
        case = Case(ID, family=key)
        names = world.names(family)
        case.asked += 1 + 2 * isinstance(family.names, Template) + len(patterns.get(key, ()))
        with case.question(family.span):
            _companions(case, world, family, names)
        if isinstance(family.names, Template):
            with case.question(family.span):
                _one_reading(case, world, family, family.names)
            with case.question(family.span):
                _length(case, world, family, family.names, watched.get(key))
        for reach in patterns.get(key, ()):
            with case.question(reach.entry.span):
                _exact(case, reach)
        yield case.verdict()


def _one_reading(case: Case, world: World, family: Family, template: Template) -> None:
    holes = [number for number, part in enumerate(template.parts) if isinstance(part, Hole)]
    if len(holes) < 2:  # noqa: PLR2004  between two fixed texts there is one way
        return
    found = two_readings(world, family, template, holes)
    if found is not None:
        name, ways = found
        told = " or ".join(", ".join(f"{hole}={value}" for hole, value in values.items()) for values in ways)
        message = f"`{name}` can be read in two ways: {told}"
        help_text = "put a text between the holes that neither can hold, such as `.` or `--`"
        case.refute(_flaw("two-readings", family, name, ways[0]), message, help_text)


def two_readings(
    world: World, family: Family, template: Template, holes: Iterable[int], *, first: Mapping[int, str] | None = None
) -> tuple[str, tuple[Mapping[str, str], ...]] | None:
    """A name that two choices of values spell, with some of the holes on other stretches of it; None if there is none.

    Args:
        world: the policy.
        family: whose names.
        template: what spells them.
        holes: the holes in question, by the number of their part.
        first: the values that some of them have as it is read first, and must not have as it is read then.

    Returns:
        The name, and the values (by hole) of both ways to read it.

    Raises:
        language.Undecided: it is too hard.
    """
    if world.reads_one_way(family):
        return None
    one, other = list(world.names(family).parts), list(world.names(family).parts)
    for hole, value in (first or {}).items():
        one[hole] = language.literal(value)
        other[hole] -= one[hole]
    found = language.reading(one, other, apart=[(hole, hole) for hole in holes], every=False)
    if found is None:  # two ways to read only what is longer than a name
        return None
    ways = [_values(template, found.parts(marks, len(one))) for marks in (found.one, found.other)]
    if not all(_accepted(world, family, values) for values in ways):
        raise language.Undecided("ways to read a name", len(ways))  # a hole that stands twice was read as two values
    return found.text, tuple(ways)


def _values(template: Template, spelled: tuple[str, ...]) -> dict[str, str]:
    """Hole → value; a hole that was read as two values is left out."""
    values: dict[str, str] = {}
    torn = set[str]()
    for part, text in zip(template.parts, spelled, strict=True):
        if isinstance(part, Hole) and values.setdefault(part.name, text) != text:
            torn.add(part.name)
    return {name: value for name, value in values.items() if name not in torn}


def _accepted(world: World, family: Family, values: Mapping[str, str]) -> bool:
    """Whether values that were read are one for each hole, and in its domain; a slug's pattern knows no bound."""
    domains = {hole: world.policy.variables[hole].domain for hole in family.holes}
    return all(hole in values and domain.accepts(values[hole]) for hole, domain in domains.items())


def _length(case: Case, world: World, family: Family, template: Template, watched: Span | None) -> None:
    domains = {hole: world.policy.variables[hole].domain for hole in template.holes}
    longest = sum(len(part) if isinstance(part, str) else domains[part.name].longest for part in template.parts)
    most = PRESENCE_NAME_MAX if watched else NAME_MAX
    if longest <= most:
        return
    values = {hole: next(language.texts(domain.regex, [domain.longest])) for hole, domain in domains.items()}
    name = "".join(part if isinstance(part, str) else values[part.name] for part in template.parts)
    label = (Label(watched, "`presence` is granted here"),) if watched else ()
    told = f"{most} with presence" if watched else f"{most}"
    message = (
        f"a name of `{family.name}` can have {longest} characters; PubNub allows {told}, so some logins get no grant"
    )
    case.refute(_flaw("too-long", family, name, values), message, "lower the `max` of its variables", *label)


def _companions(case: Case, world: World, family: Family, names: Names) -> None:
    if family.kind is Kind.USERS or not names.may_clash:
        return
    found = language.reading(names.parts, [COMPANIONS])
    if found is not None:
        spelled = found.parts(found.one, len(names.parts))
        values = _values(family.names, spelled) if isinstance(family.names, Template) else {}
        if not _accepted(world, family, values):
            raise language.Undecided("names that end in `-pnpres`", 1)
        of = found.text.removesuffix(PRESENCE_SUFFIX)
        message = f"`{found.text}` is a name of `{family.name}`, and the presence companion of `{of}`"
        help_text = "put `.` before the last hole, or text behind it, so that no name ends in `-pnpres`"
        if not isinstance(family.names, Template):
            help_text = "say which characters may stand at the end: `[a-z0-9]+` holds no `-`, `.*` does"
        case.refute(_flaw("companion", family, found.text, values), message, help_text)


def _exact(case: Case, reach: Reach) -> None:
    """What is emitted for a line, under either reading of PubNub, is what the line says."""
    for pattern in patterns_of(reach)({}):
        full = language.parse(pattern)
        searched = full if language.anchored(full) else language.search(full)
        if language.concat(searched).node is reach.regex.node:
            continue  # the very same
        told = language.outside(searched, reach.regex) or language.outside(reach.regex, full)
        if told is not None:
            message = f"the pattern of this line and its names differ on `{told}`"
            flaw = Flaw(reach.kind, told, (), {}, reach.entry.span, fault="emitted")
            case.refute(flaw, message, "this is a fault of pnpolicy's own; please report it")


def _flaw(fault: Fault, family: Family, name: str, values: Mapping[str, str]) -> Flaw:
    return Flaw(family.kind, name, (), dict(values), family.span, fault=fault)
