"""From a marked name to a login that really reaches it.

The questions of the engine let every hole range by itself. A login is stricter: one value for a bound variable wherever
it stands, each value in all its domains, and no grant at all where a name would be too long or a presence companion.
So a name that was found is read back into values, the values are made into a grant, and the grant is asked for the
name, under the widest reading of PubNub. Only then is anything called refuted. Where values would have to be equal that
the engine chose differently, it is asked again with them fixed; where that leads nowhere, nothing was decided.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pnpolicy import language
from pnpolicy.access.access import AccessSet
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant.plan import Plan
from pnpolicy.grant.readback import ReadBack
from pnpolicy.policy.model import Fill
from pnpolicy.prove.paths import MANAGE, READ, Filled, Held, Names, Path
from pnpolicy.prove.verdict import Bindings
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import WILDCARD_LEVELS

MOST_TRIES: Final = 12
"""Times a question is asked again with values fixed. One is enough for all that people write."""

Pins = Mapping[str, str]
"""Variable → the value it is fixed to."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name, the values that give it, and how the other side reads it.

    Attributes:
        spelled: what each part of the other side spells.
        group: for a path by way of a group, the group's name, or that of its presence companion if that is read.
    """

    name: str
    bindings: Bindings
    spelled: tuple[str, ...]
    group: str = ""


def find(
    plan: Plan,
    path: Path,
    other: Names,
    *,
    other_fills: Sequence[Fill | None] = (),
    pins: Pins | None = None,
    without: Iterable[language.Regex] = (),
    confirm: Callable[[ReadBack, str], bool] | None = None,
) -> Found | None:
    """A name that a path shares with other names, and a login of the role that reaches it.

    Args:
        plan: makes the role's grants.
        path: the path.
        other: the other names.
        other_fills: what stands in their parts, if they are of the same login.
        pins: values that are given.
        without: languages the name must not be in.
        confirm: asks the grant for the name; by default for the path's flags on it.

    Returns:
        None if there is no such name, whatever the values.

    Raises:
        language.Undecided: the question is too hard, or no login was found for the names it gave.
    """
    sides = (path.names, _keys(path.names, path.fills, "")), (other, _keys(other, other_fills, "other "))
    kept_out = (*path.names.without, *without)
    waiting: list[dict[str, str]] = [dict(pins or {})]
    tried: set[tuple[tuple[str, str], ...]] = set()
    first = True
    while waiting and len(tried) < MOST_TRIES:
        fixed = waiting.pop(0)
        if (key := tuple(sorted(fixed.items()))) in tried:
            continue
        tried.add(key)
        one, two = (_pinned(names.spelled, keys, fixed) for names, keys in sides)
        reading = language.reading(one, two, without=kept_out)
        if reading is None:
            if first:
                return None
            continue
        first = False
        spelled = reading.parts(reading.one, len(one)), reading.parts(reading.other, len(two))
        values = _values(fixed, zip(sides, spelled, strict=True))
        # What was given two values is fixed to one of them, then to the other.
        torn = {name: found for name, found in values.items() if len(found) > 1}
        fits = torn.keys() <= plan.access.binder.listed and all(map(_fits, (path.names, other), spelled))
        if fits and path.through is not None:
            if (group := _group(plan, path, spelled[0], fixed)) is not None:
                return Found(reading.text, group.bindings, spelled[1], group.name)
        elif fits and (bindings := replayed(plan, path, reading.text, values, confirm)) is not None:
            return Found(reading.text, bindings, spelled[1])
        waiting += [{**fixed, name: value} for name, found in torn.items() for value in found]
    raise language.Undecided("names that no login was found for", len(tried))


def filling(plan: Plan, filled: Filled, pins: Pins | None = None) -> Found | None:
    """A login that fills a group and reads it; None if there is none.

    Raises:
        language.Undecided: as `find` does.
    """
    reads = filled.reads
    suffix = PRESENCE_SUFFIX if reads.names.companions else ""

    def both(back: ReadBack, name: str) -> bool:
        return bool(back.may(Kind.GROUPS, name) & MANAGE and back.may(Kind.GROUPS, name + suffix) & READ)

    return find(
        plan, filled.manages, replace(reads.names, companions=False), other_fills=reads.fills, pins=pins, confirm=both
    )


def _group(plan: Plan, path: Path, spelled: Sequence[str], pins: Pins) -> Found | None:
    """A login that reads a group with a channel in it, whose parts spell what is given; None if none was found."""
    through = path.through
    try:
        if isinstance(through, Filled):
            return filling(plan, through, pins)
        if isinstance(through, Held):
            values = {
                hole.name: text for hole, text in zip(path.names.holes, spelled, strict=False) if hole is not None
            }
            parts = list(through.names.parts)
            for number, hole in enumerate(through.names.holes):
                if hole is not None and hole.name in values:
                    parts[number] &= language.literal(values[hole.name])
            return find(plan, through.path, replace(through.names, parts=tuple(parts)), pins=pins)
    except language.Undecided:
        pass
    return None


def replayed(
    plan: Plan,
    path: Path,
    name: str,
    values: Mapping[str, Iterable[str]],
    confirm: Callable[[ReadBack, str], bool] | None = None,
) -> Bindings | None:
    """Values for a whole login, if the grant they make gives the path's flags on a name; None otherwise."""
    access = plan.access
    bindings = complete(access, {variable: list(found) for variable, found in values.items()})
    try:
        grant = plan.grant_checked(access.binder.check(bindings))
    except (BindingError, GrantError):
        return None
    back = ReadBack(grant.resources, grant.patterns)
    return bindings if (confirm or _confirms(path))(back, name) else None


def complete(access: AccessSet, values: Mapping[str, Sequence[str]]) -> dict[str, str | list[str]]:
    """Values for all variables of a role: those given, else the shortest there is, and empty lists."""
    binder = access.binder
    bindings: dict[str, str | list[str]] = {}
    for name, domains in binder.domains.items():
        given = list(values.get(name, ()))
        if name in binder.listed:
            bindings[name] = given
        elif given:
            bindings[name] = given[0]
        else:
            bindings[name] = language.meet(*(domain.regex for domain in domains)) or ""
    return bindings


def _confirms(path: Path) -> Callable[[ReadBack, str], bool]:
    """How a grant is asked for a name that was reached by a path."""
    if path.via == "presence":
        return lambda back, name: bool(back.may(path.kind, name.removesuffix(PRESENCE_SUFFIX)) & READ)
    if path.via == "wildcard":
        return lambda back, name: back.matches(path.kind, wildcard_of(path, name), path.mask)
    return lambda back, name: back.may(path.kind, name) & path.mask == path.mask


def wildcard_of(path: Path, name: str) -> str:
    """The wildcard name, such as `a.*`, by which a path comes to a name."""
    suffix = PRESENCE_SUFFIX if path.names.companions else ""
    pieces = name.split(".")
    asked = [".".join([*pieces[:count], "*"]) + suffix for count in range(1, min(len(pieces), WILDCARD_LEVELS))]
    matcher = language.matcher(path.reach.regex)
    return next(text for text in asked if matcher.fullmatch(text))


def _keys(names: Names, fills: Sequence[Fill | None], side: str) -> list[str]:
    """Per part, what has one value wherever it stands: a login's variable, or a family's hole. Empty for all else."""
    keys = [""] * len(names.spelled)
    for number, hole in enumerate(names.holes):
        if hole is not None:
            keys[number] = f"{side}<{hole.name}>"
    for number, fill in enumerate(fills):
        if fill is not None:
            keys[number] = "" if fill.how == "open" else fill.variable.name
    return keys


def _pinned(parts: Sequence[language.Regex], keys: Sequence[str], fixed: Pins) -> list[language.Regex]:
    return [language.literal(fixed[key]) if key in fixed else part for part, key in zip(parts, keys, strict=True)]


def _values(
    fixed: Pins, sides: Iterable[tuple[tuple[Names, Sequence[str]], Sequence[str]]]
) -> dict[str, dict[str, None]]:
    """Variable or hole → what it was read as, or fixed to."""
    values = {name: {value: None} for name, value in fixed.items()}
    for (_, keys), spelled in sides:
        for key, text in zip(keys, spelled, strict=True):
            if key:
                values.setdefault(key, {})[text] = None
    return values


def _fits(names: Names, spelled: Sequence[str]) -> bool:
    """Whether what was read in holes are values of their domains."""
    return all(hole is None or hole.domain.accepts(text) for hole, text in zip(names.holes, spelled, strict=False))
