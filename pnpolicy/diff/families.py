"""What families say besides their names, and whose names a promise is kept for."""

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from pnpolicy import language
from pnpolicy.diff.change import Relation, SettingChange, related
from pnpolicy.diff.lines import regex_of
from pnpolicy.diff.renaming import Renamed, spelled
from pnpolicy.diff.roles import ordered
from pnpolicy.diff.values import wider
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
            note = "nothing is promised of its names any more" if _promises(family) else ""
            yield SettingChange(subject, "removed", str(family.names), "", "equal", family.span, None, note)
            continue
        taken.add(key)
        if key[1] != name:
            yield SettingChange(subject, "renamed", name, key[1], "equal", family.span, other.span)
        if family[:-1] != other[:-1] or names.variables or names.families:
            for setting, before, after, relation in _settings(family, other, old, new, names):
                yield SettingChange(subject, setting, before, after, relation, family.span, other.span)
    for key, family in new.families.items():
        if key not in taken:
            yield SettingChange(f"{family.kind} {key[1]}", "added", "", str(family.names), "equal", None, family.span)


_Told = tuple[str, str, str, Relation]


def _settings(
    family: Family, other: Family, old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed
) -> Iterator[_Told]:
    changed = family.names != other.names or names.variables
    if changed and spelled(family, names.variables) != spelled(other, {}):
        relation: Relation = "equal"
        if _promises(family) and _promises(other):
            relation = wider(_names(other, new), _names(family, old))  # to keep it for fewer is broader
        yield "names", str(family.names), str(other.names), relation
    if family.authority != other.authority:
        clients = family.authority == "clients", other.authority == "clients"
        yield "authority", family.authority or "", other.authority or "", ordered(*clients)
    owners = tuple(map(names.variable, family.private_to)), other.private_to
    if set(owners[0]) != set(owners[1]):
        before, after = (", ".join(found) for found in (family.private_to, other.private_to))
        yield "private_to", before, after, more(set(owners[0]), set(owners[1]), nothing_is_all=True)
    if family.guarded != other.guarded:
        yield "guarded", _yes(family.guarded), _yes(other.guarded), ordered(other.guarded, family.guarded)
    held = {names.family(*key)[1] for key in _held(family)}
    if held != set(other.holds):
        yield "holds", ", ".join(family.holds), ", ".join(other.holds), more(held, set(other.holds))


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


def _promises(family: Family) -> bool:
    """Whether something is promised of its names."""
    return family.authority == "server" or bool(family.private_to) or family.guarded


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
