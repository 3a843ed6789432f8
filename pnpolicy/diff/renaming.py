"""What has another name on the new side: variables and families, where it is clear what is meant.

A family is its names; what it is called matters to nobody. A variable's name matters to the token service, which passes
values by it; so a renamed one is told. It is taken for the same only if one variable is gone and one has come that has
the same domain and the same uses, and no other pair could be meant. Else both are compared as what they are: values
that have nothing to do with each other.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import NamedTuple

from pnpolicy.policy.model import Family, ResolvedPolicy
from pnpolicy.policy.template import Hole, Template
from pnpolicy.wire.actions import Kind

FamilyKey = tuple[Kind, str]
Uses = frozenset[tuple[Hashable, ...]]


class Renamed(NamedTuple):
    """Names on the old side → names on the new side, of what is called otherwise there."""

    variables: Mapping[str, str]
    families: Mapping[FamilyKey, FamilyKey]

    def variable(self, name: str) -> str:
        """What the new side calls one of the old side's variables."""
        return self.variables.get(name, name)

    def family(self, kind: Kind, name: str) -> FamilyKey:
        """What the new side calls one of the old side's families."""
        return self.families.get((kind, name), (kind, name))


def renamed(old: ResolvedPolicy, new: ResolvedPolicy) -> Renamed:
    """The variables and families of one policy that another has under other names."""
    variables = _variables(old, new)
    return Renamed(variables, _families(old, new, variables))


# ---- variables -------------------------------------------------------------------------------------------------------


def _variables(old: ResolvedPolicy, new: ResolvedPolicy) -> dict[str, str]:
    gone = [name for name in old.variables if name not in new.variables]
    come = [name for name in new.variables if name not in old.variables]
    found: dict[str, str] = {}
    if not gone or not come:
        return found
    for uses in (_places, _ways):  # the plainer likeness only for what the stricter one leaves over
        before = {name: (old.variables[name].domain, uses(old, name)) for name in gone if name not in found}
        after = {name: (new.variables[name].domain, uses(new, name)) for name in come if name not in found.values()}
        found |= _pairs(before, after)
    return found


def _pairs(before: Mapping[str, Hashable], after: Mapping[str, Hashable]) -> dict[str, str]:
    """Names whose likeness is that of one name on the other side, and of no other one on their own."""
    here, there = Counter(before.values()), Counter(after.values())
    by_likeness = {likeness: name for name, likeness in after.items()}
    return {
        name: by_likeness[likeness] for name, likeness in before.items() if here[likeness] == 1 and there[likeness] == 1
    }


def _places(policy: ResolvedPolicy, name: str) -> Uses:
    """Where a variable stands: in which lines of which roles, in which hole of the names, and how it is given."""
    found: set[tuple[Hashable, ...]] = set(_ways(policy, name))
    for role in policy.roles.values():
        for entry in role.entries:
            template = entry.family.names
            parts = template.parts if isinstance(template, Template) else ()
            for number, part in enumerate(parts):
                if isinstance(part, Hole) and entry.fill(part.name).variable.name == name:
                    names = "".join("<>" if isinstance(other, Hole) else other for other in parts)
                    found.add((role.name, entry.family.kind, names, number, entry.fill(part.name).how))
    return frozenset(found)


def _ways(policy: ResolvedPolicy, name: str) -> Uses:
    """Which roles are bound to it, or take it, and how."""
    bound = [(role.name, "bind") for role in policy.roles.values() if role.bind and role.bind.name == name]
    taken = [
        (role.name, fill.how)
        for role in policy.roles.values()
        for entry in role.entries
        for fill in entry.fills
        if fill.variable.name == name
    ]
    return frozenset([*bound, *taken])


# ---- families --------------------------------------------------------------------------------------------------------


def _families(old: ResolvedPolicy, new: ResolvedPolicy, variables: Mapping[str, str]) -> dict[FamilyKey, FamilyKey]:
    gone = sorted((family for key, family in old.families.items() if key not in new.families), key=_name)
    come = sorted((family for key, family in new.families.items() if key not in old.families), key=_name)
    found: dict[FamilyKey, FamilyKey] = {}
    for settings in (_settings, _nothing):  # those that say the same first
        waiting: dict[Hashable, list[Family]] = {}
        for family in reversed(come):
            waiting.setdefault((spelled(family, {}), settings(family, {})), []).append(family)
        for family in gone:
            alike = waiting.get((spelled(family, variables), settings(family, variables)))
            if alike:
                other = alike.pop()
                found[family.kind, family.name] = (other.kind, other.name)
        taken = set(found.values())
        gone = [family for family in gone if (family.kind, family.name) not in found]
        come = [family for family in come if (family.kind, family.name) not in taken]
    return found


def _name(family: Family) -> str:
    return family.name


def _settings(family: Family, variables: Mapping[str, str]) -> Hashable:
    """What a family says besides its names."""
    owners = frozenset(variables.get(hole, hole) for hole in family.private_to)
    return family.authority, owners, family.guarded, frozenset(family.holds)


def _nothing(_family: Family, _variables: Mapping[str, str]) -> Hashable:
    return None


def spelled(family: Family, variables: Mapping[str, str]) -> Hashable:
    """The names of a family, its variables under other names perhaps; the same for families that are spelled alike."""
    if not isinstance(family.names, Template):
        return family.kind, family.names
    return family.kind, shared_text(family.names, variables)


def shared_text(template: Template, variables: Mapping[str, str]) -> str:
    """A template with its variables under other names."""
    return "".join(
        f"<{variables.get(part.name, part.name)}>" if isinstance(part, Hole) else part for part in template.parts
    )
