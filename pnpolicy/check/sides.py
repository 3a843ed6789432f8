"""A policy with what makes its grants, compiled when it is asked for; and what sets a changed policy apart from it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pnpolicy.access.reach import reaches_of
from pnpolicy.grant.compiled import plan_of
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy, Role
from pnpolicy.wire.actions import Kind


class Side(NamedTuple):
    """A policy and the plans of its roles."""

    policy: ResolvedPolicy
    plans: Mapping[str, Plan]


class _Plans(Mapping[str, Plan]):
    """The plans of a changed policy. A role that is as it was has the plan it had."""

    def __init__(self, policy: ResolvedPolicy, before: Side) -> None:
        self._policy = policy
        self._before = before
        self._made: dict[str, Plan] = {}

    def __getitem__(self, name: str) -> Plan:
        if name not in self._made:
            role = self._policy.roles[name]
            if _same(role, self._before.policy.roles[name]):
                self._made[name] = self._before.plans[name]
            else:
                self._made[name] = plan_of(self._policy, role, stamp=True)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._policy.roles)

    def __len__(self) -> int:
        return len(self._policy.roles)


def changed(policy: ResolvedPolicy, before: Side) -> Side:
    """A policy that was made of another one, with as many roles. Its plans are compiled when they are asked for.

    Where a role turns out to be too complex, asking for its plan raises a `LanguageError`.
    """
    return Side(policy, _Plans(policy, before))


def affected(before: Side, after: Side) -> frozenset[str]:
    """The roles that may do, or be, something else than before.

    What a group holds depends on families and variables, so roles that read groups are among them if these changed.
    """
    names = {name for name, role in after.policy.roles.items() if not _same(role, before.policy.roles[name])}
    if before.policy.variables is not after.policy.variables or before.policy.families is not after.policy.families:
        names |= {
            name
            for name, role in after.policy.roles.items()
            if any(entry.family.kind is Kind.GROUPS for entry in role.entries)
        }
    return frozenset(names)


def _same(role: Role, other: Role) -> bool:
    """Whether two roles give the same grants for the same reasons; what else is said of their families is no matter."""
    if role is other:
        return True
    if role._replace(entries=()) != other._replace(entries=()):
        return False
    return reaches_of(role) == reaches_of(other)
