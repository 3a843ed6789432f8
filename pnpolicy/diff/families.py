"""What families say besides their names, and whose names a promise is kept for."""

from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from pnpolicy import language
from pnpolicy.diff.change import Relation, SettingChange, related
from pnpolicy.diff.lines import regex_of
from pnpolicy.diff.renaming import Renamed, spelled
from pnpolicy.diff.roles import ordered
from pnpolicy.policy.model import Family, ResolvedPolicy
from pnpolicy.policy.template import Hole, Template
from pnpolicy.wire.actions import Kind


def families(old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed) -> Iterator[SettingChange]:
    """What differs in every family that either side has."""
    taken = set()
    for (kind, name), family in old.families.items():
        key = names.family(kind, name)
        subject = f"{kind} {key[1]}"
        other = new.families.get(key)
        if other is None:
            relation, note = _kept(family, old, None, new)
            yield SettingChange(subject, "removed", str(family.names), "", relation, family.span, None, note)
            continue
        taken.add(key)
        if key[1] != name:
            yield SettingChange(subject, "renamed", name, key[1], "equal", family.span, other.span)
        if family[:-1] != other[:-1] or names.variables or names.families:
            for setting, before, after, relation, note in _settings(family, other, old, new, names):
                yield SettingChange(subject, setting, before, after, relation, family.span, other.span, note)
    for key, family in new.families.items():
        if key not in taken:
            relation, note = _kept(None, old, family, new)
            subject = f"{family.kind} {key[1]}"
            yield SettingChange(subject, "added", "", str(family.names), relation, None, family.span, note)


_Told = tuple[str, str, str, Relation, str]


def _settings(
    family: Family, other: Family, old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed
) -> Iterator[_Told]:
    changed = family.names != other.names or names.variables
    if changed and spelled(family, names.variables) != spelled(other, {}):
        yield "names", str(family.names), str(other.names), *_kept(family, old, other, new)
    if family.authority != other.authority:
        clients = family.authority == "clients", other.authority == "clients"
        yield "authority", family.authority or "", other.authority or "", ordered(*clients), ""
    places = _holes(family, other)
    owners = tuple(places.get(hole, names.variable(hole)) for hole in family.private_to), other.private_to
    if set(owners[0]) != set(owners[1]):
        before, after = (", ".join(found) for found in (family.private_to, other.private_to))
        yield "private_to", before, after, more(set(owners[0]), set(owners[1]), nothing_is_all=True), ""
    if family.guarded != other.guarded:
        yield "guarded", _yes(family.guarded), _yes(other.guarded), ordered(other.guarded, family.guarded), ""
    held = {names.family(*key)[1] for key in _held(family)}
    if held != set(other.holds):
        yield "holds", ", ".join(family.holds), ", ".join(other.holds), more(held, set(other.holds)), ""


def more(old: AbstractSet[object], new: AbstractSet[object], *, nothing_is_all: bool = False) -> Relation:
    """The relation of two sets, where to hold more is broader.

    Args:
        old: the one.
        new: the other.
        nothing_is_all: whether an empty one stands for everything.
    """
    if nothing_is_all and not (old and new):
        return related(gains=bool(old), loses=bool(new))
    return related(gains=not new <= old, loses=not old <= new)


_PROMISES: Final[Mapping[str, Callable[[Family], bool]]] = {
    "authority: server": lambda family: family.authority == "server",
    "private_to": lambda family: bool(family.private_to),
    "guarded": lambda family: family.guarded,
}
"""What a family may promise of its names."""


def _kept(
    family: Family | None, old: ResolvedPolicy, other: Family | None, new: ResolvedPolicy
) -> tuple[Relation, str]:
    """What becomes of the promises of a family whose names change, or which is gone or new, and why.

    A promise is broken if a name that had it belongs to a family of the other side, and to none with that promise.
    Names that are nobody's any more are no client's either.
    """
    try:
        broken, made = _broken(family, old, new), _broken(other, new, old)
    except language.LanguageError as problem:
        return "incomparable", f"whether every promise is kept was not decided: {problem}"
    note = f"`{broken[1]}` is not promised of `{broken[0]}` any more" if broken else ""
    return related(gains=broken is not None, loses=made is not None), note


def _broken(family: Family | None, own: ResolvedPolicy, other: ResolvedPolicy) -> tuple[str, str] | None:
    """A name of a family, and what is promised of it and not of the same name on the other side."""
    promised = [] if family is None else [promise for promise, has in _PROMISES.items() if has(family)]
    if family is None or not promised:
        return None
    names = _names(family, own)
    there = [found for found in other.families.values() if found.kind is family.kind]
    everything = [_names(found, other) for found in there]
    for promise in promised:
        keeping = [regex for found, regex in zip(there, everything, strict=True) if _PROMISES[promise](found)]
        if everything and (name := language.meet(names, language.union(*everything), without=keeping)) is not None:
            return name, promise
    return None


def _holes(family: Family, other: Family) -> dict[str, str]:
    """The holes of a family by those that stand in the same places of another, if all text is the same."""
    one, two = family.names, other.names
    if not isinstance(one, Template) or not isinstance(two, Template) or len(one.parts) != len(two.parts):
        return {}
    pairs = list(zip(one.parts, two.parts, strict=True))
    if any(
        isinstance(part, str) != isinstance(at, str) or (isinstance(part, str) and part != at) for part, at in pairs
    ):
        return {}
    places = [(part.name, at.name) for part, at in pairs if isinstance(part, Hole) and isinstance(at, Hole)]
    found = dict(places)
    return {} if any(found[hole] != place for hole, place in places) else found


def _names(family: Family, policy: ResolvedPolicy) -> language.Regex:
    """The names of a family, each hole ranging over its domain."""
    if not isinstance(family.names, Template):
        return regex_of(family.names)
    parts = (policy.variables[part.name].domain if isinstance(part, Hole) else part for part in family.names.parts)
    return language.concat(*map(regex_of, parts))


def _held(family: Family) -> Collection[tuple[Kind, str]]:
    return [(Kind.CHANNELS, name) for name in family.holds]


def _yes(value: bool) -> str:  # noqa: FBT001  a setting
    return "true" if value else "false"
