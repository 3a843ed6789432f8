"""Whether no test could tell a changed policy from what it was: for every login, name and claim. Proved, or not.

Access is compared role by role, flag by flag. What a line gives is the same as before if some line of the other policy
gives it on the same names: because it fills the same text in the same way, or with whatever its domain holds; or if the
lines that depend on no login hold all its names, each hole ranging over its whole domain. The language engine decides
the latter. What neither shows is not said to be the same. Of claims a test can hold on to those that are proved; so
these have to be proved still, for all and of each role.
"""

from collections.abc import Iterator
from functools import cached_property

from pnpolicy import language
from pnpolicy.access.access import AccessSet
from pnpolicy.access.reach import Part, Reach
from pnpolicy.check.logins import beyond
from pnpolicy.check.sides import Side, affected
from pnpolicy.policy.model import Role
from pnpolicy.prove import prove
from pnpolicy.wire.actions import BITS

Claimed = tuple[str, str | None]
"""A claim, and the role it is about; None for all that it is about."""


class Original:
    """A policy that others are held against."""

    def __init__(self, side: Side) -> None:
        self._side = side

    def is_equivalent_to(self, after: Side) -> bool:
        """Whether it is proved that no test can tell the policy from what it was changed into.

        Raises:
            language.LanguageError: a question is too hard.
        """
        plans = self._side.plans
        roles = sorted(affected(self._side, after))
        if not all(_same_role(plans[name].access, after.plans[name].access) for name in roles):
            return False
        return self.proved <= proved(after).keys()

    @cached_property
    def proved(self) -> frozenset[Claimed]:
        """The claims that are proved."""
        return frozenset(proved(self._side))


def proved(side: Side) -> dict[Claimed, None]:
    """The claims of a policy that are proved: first those proved for all they are about, then those of single roles."""
    standing: dict[Claimed, bool] = {}
    verdicts = list(prove(side.policy, side.plans))
    for of_one in (False, True):
        for verdict in verdicts:
            key = (verdict.claim, verdict.role if of_one else None)
            standing[key] = standing.get(key, True) and verdict.status == "proved"
    return {key: None for key, holds in standing.items() if holds}


def _same_role(before: AccessSet, after: AccessSet) -> bool:
    one, other = before.role, after.role
    if one.trust == other.trust == "client" and not before.reaches and not after.reaches:
        return True  # PubNub takes no empty grant, so nobody ever has this role
    if _token(before) != _token(after):
        return False
    for name, found in before.binder.domains.items():
        others = after.binder.domains[name]
        if set(found) != set(others) and (beyond(found, others) or beyond(others, found)):
            return False
    return _inside(before, after) and _inside(after, before)


def _token(access: AccessSet) -> tuple[object, ...]:
    """What a token of a role says besides names, and for how many values of what it is made."""
    role = access.role
    bind = None if role.bind is None else role.bind.name
    counts = {name: role.each.get(name) for name in access.binder.domains}
    return role.trust, bind, role.ttl, role.refresh_before, role.on_logout, role.meta, counts


def _inside(access: AccessSet, other: AccessSet) -> bool:
    """Whether the one gives nothing that the other does not give to the same login."""
    return all(
        _covered(reach, [line for line in other.reaches if line.kind is reach.kind and line.mask & bit])
        for reach in access.reaches
        for bit in bits_of(reach.mask, access.role)
    )


def bits_of(mask: int, role: Role) -> Iterator[int]:
    """The flags of a mask that help with anything. Membership takes a user to be bound to, besides `join`."""
    for action, bit in BITS.items():
        if mask & bit and (action != "join" or role.bind is not None):
            yield bit


def _covered(reach: Reach, lines: list[Reach]) -> bool:
    if any(_holds(line, reach) for line in lines):
        return True
    free = [line.regex for line in lines if all(fill.how == "open" for fill in line.fills)]
    return bool(free) and language.outside(reach.regex, *free) is None


def _holds(line: Reach, reach: Reach) -> bool:
    """Whether two templates show, part by part, that one holds all names of the other for the same login."""
    if line.raw is not None or reach.raw is not None or len(line.parts) != len(reach.parts):
        return False
    return all(map(_part_holds, line.parts, reach.parts))


def _part_holds(part: Part, inner: Part) -> bool:
    if isinstance(part, str) or isinstance(inner, str):
        return part == inner
    if part.how == "open":
        return part.variable.domain == inner.variable.domain
    return (part.variable.name, part.how) == (inner.variable.name, inner.how)
