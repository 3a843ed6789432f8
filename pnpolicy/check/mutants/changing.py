"""How a policy is changed in memory: a line, a family, a variable or a role, wherever it stands.

Nothing is read again. What a change does not touch stays the very same object, so that it can be told by identity what
has to be compiled and asked anew.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pnpolicy.policy.model import Entry, Family, ResolvedPolicy, Role
from pnpolicy.wire.actions import ACTIONS, Kind


class Line(NamedTuple):
    """A line of `allow`, and the roles that have it: the one that writes it, and those that extend that one.

    Attributes:
        entry: as the role has it that writes it.
        holders: the roles, as the policy lists them.
    """

    entry: Entry
    holders: tuple[Role, ...]

    @property
    def is_for_clients(self) -> bool:
        """Whether a client has it."""
        return any(role.trust == "client" for role in self.holders)

    def __str__(self) -> str:
        return f"{self.entry.role}.{self.entry.family.name}"


def lines(policy: ResolvedPolicy) -> Iterator[Line]:
    """Every line of a policy once, in its order."""
    holders: dict[tuple[str, int], list[Role]] = {}
    for role in policy.roles.values():
        for entry in role.entries:
            holders.setdefault((entry.role, entry.span.start), []).append(role)
    for role in policy.roles.values():
        for entry in role.entries:
            if entry.role == role.name:
                yield Line(entry, tuple(holders[entry.role, entry.span.start]))


def with_line(policy: ResolvedPolicy, line: Line, change: Callable[[Entry, Role], Entry | None]) -> ResolvedPolicy:
    """The policy with a line changed in every role that has it; taken out where nothing comes of it."""
    own = line.entry
    roles = dict(policy.roles)
    for role in line.holders:
        entries = []
        for entry in role.entries:
            is_it = (entry.role, entry.span) == (own.role, own.span)
            changed = change(entry, role) if is_it else entry
            entries += [] if changed is None else [changed]
        roles[role.name] = role._replace(entries=tuple(entries))
    return policy._replace(roles=roles)


def with_roles(policy: ResolvedPolicy, *changed: Role) -> ResolvedPolicy:
    """The policy with other roles of the same names."""
    return policy._replace(roles=policy.roles | {role.name: role for role in changed})


def with_family(policy: ResolvedPolicy, changed: Family) -> ResolvedPolicy:
    """The policy with another family of the same kind and name, in every line that is about it as well."""
    key = (changed.kind, changed.name)

    def current(family: Family) -> Family:
        return changed if (family.kind, family.name) == key else family

    def entry_of(entry: Entry) -> Entry:
        if key not in ((family.kind, family.name) for family in (entry.family, *entry.left_out)):
            return entry
        return entry._replace(family=current(entry.family), left_out=tuple(map(current, entry.left_out)))

    return policy._replace(families={**policy.families, key: changed}, roles=_with_entries(policy, entry_of))


def _with_entries(policy: ResolvedPolicy, change: Callable[[Entry], Entry]) -> dict[str, Role]:
    """The roles with their entries changed; a role of which none is stays as it is."""
    roles = dict(policy.roles)
    for name, role in policy.roles.items():
        entries = tuple(map(change, role.entries))
        if any(new is not old for new, old in zip(entries, role.entries, strict=True)):
            roles[name] = role._replace(entries=entries)
    return roles


def actions_on(kind: Kind) -> tuple[str, ...]:
    """What a line may give on a kind: PubNub's flags, and `presence`."""
    return ACTIONS[kind] if kind is Kind.USERS else (*ACTIONS[kind], "presence")


def is_of_use(action: str, line: Line) -> bool:
    """Whether an action helps with anything that somebody who has the line can do.

    Membership takes `join` on the channel and `update` on the token's own user; a server, bound to nobody, has none.
    """
    return action != "join" or any(role.trust == "client" or role.bind is not None for role in line.holders)
