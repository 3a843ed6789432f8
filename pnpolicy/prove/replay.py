"""From a marked name to a login that really reaches it.

The questions of the engine let every hole range by itself. A login is stricter: one value for a bound variable wherever
it stands, each value in all its domains, and no grant at all where a name would be too long or a presence companion.
So a name that was found is read back into values, the values are made into a grant, and the grant is asked for the
name, under the widest reading of PubNub. Only then is anything called refuted. Where values would have to be equal that
the engine chose differently, it is asked again with them fixed; where that leads nowhere, nothing was decided.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pnpolicy import language
from pnpolicy.access.access import AccessSet
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant.plan import Plan
from pnpolicy.grant.readback import ReadBack
from pnpolicy.policy.model import Fill
from pnpolicy.prove.paths import READ, READ_AND_MANAGE, Path
from pnpolicy.prove.verdict import Bindings
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind

MOST_TRIES: Final = 12
"""Times a question is asked again with values fixed. One is enough for all that people write."""

_Parts = Sequence[language.Regex]
_Fills = Sequence[Fill | None]
Pins = Mapping[str, str]
"""Variable → the value it is fixed to."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name, the values that give it, and how the other side reads it.

    Attributes:
        spelled: what each part of the other side spells.
    """

    name: str
    bindings: Bindings
    spelled: tuple[str, ...]


def find(
    plan: Plan,
    path: Path,
    other: _Parts,
    *,
    other_fills: _Fills = (),
    pins: Pins | None = None,
    without: Iterable[language.Regex] = (),
    confirm: Callable[[ReadBack, str], bool] | None = None,
) -> Found | None:
    """A name that a path shares with other parts, and a login of the role that reaches it.

    Args:
        plan: makes the role's grants.
        path: the path.
        other: the other parts.
        other_fills: what stands in them, if they are of the same login.
        pins: values that are given.
        without: languages the name must not be in.
        confirm: asks the grant for the name; by default for the path's flags on it.

    Returns:
        None if there is no such name, whatever the values.

    Raises:
        language.Undecided: the question is too hard, or no login was found for the names it gave.
    """
    fills = (*path.fills, None) if path.names.companions else path.fills
    kept_out = (*path.names.without, *without)
    waiting: list[dict[str, str]] = [dict(pins or {})]
    tried: set[tuple[tuple[str, str], ...]] = set()
    first = True
    while waiting and len(tried) < MOST_TRIES:
        fixed = waiting.pop(0)
        if (key := tuple(sorted(fixed.items()))) in tried:
            continue
        tried.add(key)
        one = _pinned(path.names.spelled, fills, fixed)
        two = _pinned(other, other_fills, fixed)
        reading = language.reading(one, two, without=kept_out)
        if reading is None:
            if first:
                return None
            continue
        first = False
        spelled = reading.parts(reading.other, len(two))
        values = _values([(fills, reading.parts(reading.one, len(one))), (other_fills, spelled)])
        # A variable that was given two values is fixed to one of them, then to the other.
        torn = {
            name: found for name, found in values.items() if len(found) > 1 and name not in plan.access.binder.listed
        }
        if not torn and (bindings := replayed(plan, path, reading.text, values, confirm)) is not None:
            return Found(reading.text, bindings, spelled)
        waiting += [{**fixed, name: value} for name, found in torn.items() for value in found]
    raise language.Undecided("names that no login was found for", len(tried))


def replayed(
    plan: Plan,
    path: Path,
    name: str,
    values: Mapping[str, Iterable[str]],
    confirm: Callable[[ReadBack, str], bool] | None = None,
) -> Bindings | None:
    """Values for a whole login, if the grant they make gives the path's flags on a name; None otherwise."""
    access = plan.access
    bindings = {**complete(access, {variable: list(found) for variable, found in values.items()}), **path.fixed}
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
        return lambda back, name: back.matches(path.kind, wildcard_of(path, name) or name, path.mask)
    if path.via == "group":
        return lambda back, _: back.may(Kind.GROUPS, path.group) & READ_AND_MANAGE == READ_AND_MANAGE
    if path.via == "held":
        return lambda back, _: bool(back.may(Kind.GROUPS, path.group) & READ)
    return lambda back, name: back.may(path.kind, name) & path.mask == path.mask


def wildcard_of(path: Path, name: str) -> str | None:
    """The wildcard name, such as `a.*`, by which a path comes to a name."""
    suffix = PRESENCE_SUFFIX if path.names.companions else ""
    pieces = name.split(".")
    for count in (1, 2):
        asked = ".".join([*pieces[:count], "*"]) + suffix
        raw = path.reach.raw
        if len(pieces) > count and raw is not None and language.matcher(raw.regex).fullmatch(asked):
            return asked
    return None


def _pinned(parts: _Parts, fills: _Fills, fixed: Pins) -> list[language.Regex]:
    names = [fill.variable.name if fill is not None and fill.how != "open" else "" for fill in fills]
    names += [""] * (len(parts) - len(names))
    return [language.literal(fixed[name]) if name in fixed else part for part, name in zip(parts, names, strict=True)]


def _values(sides: Iterable[tuple[_Fills, Sequence[str]]]) -> dict[str, dict[str, None]]:
    """Variable → what it was read as; open holes have no value."""
    values: dict[str, dict[str, None]] = {}
    for fills, spelled in sides:
        for fill, text in zip(fills, spelled, strict=False):
            if fill is not None and fill.how != "open":
                values.setdefault(fill.variable.name, {})[text] = None
    return values
