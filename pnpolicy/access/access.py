"""Access sets: what a role reaches. Open, with holes ranging over their domains; closed, with values in them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pnpolicy.access.binding import Binder, Values
from pnpolicy.access.index import Index, Located
from pnpolicy.access.reach import Reach, reaches_of
from pnpolicy.policy.model import Role
from pnpolicy.wire.actions import BITS, Kind


class AccessSet:
    """Everything a role may reach, whoever it is bound to.

    Attributes:
        role: the role.
        reaches: what each line gives, in the order of the lines.
        binder: checks values for it.
    """

    def __init__(self, role: Role) -> None:
        self.role = role
        self.reaches: tuple[Reach, ...] = reaches_of(role)
        self.binder = Binder(role)

    @cached_property
    def indices(self) -> dict[Kind, Index]:
        """The reaches of each kind, ready to be looked up by name."""
        return {
            kind: Index((order, reach) for order, reach in enumerate(self.reaches) if reach.kind is kind)
            for kind in Kind
        }

    def bound(self, bindings: Mapping[str, Any]) -> "ClosedAccess":
        """The access of one login.

        Raises:
            BindingError: a value is not one the role takes.
        """
        return ClosedAccess(self, self.binder.check(bindings))

    def deciding(self, kind: Kind, bit: int, name: str, values: Values) -> Located | None:
        """The first line that gives a flag on a name, or None. `values` are checked ones."""
        return self.indices[kind].first(bit, name, values)


class ClosedAccess:
    """What one login may reach."""

    __slots__ = ("access", "values")

    def __init__(self, access: AccessSet, values: Values) -> None:
        self.access = access
        self.values = values

    def allows(self, kind: Kind, action: str, name: str) -> bool:
        """Whether a flag is given on a name. `action` is one of PubNub's flags, not `presence`."""
        return self.access.deciding(kind, BITS[action], name, self.values) is not None

    def mask(self, kind: Kind, name: str) -> int:
        """All flags given on a name, by all lines together."""
        mask = 0
        for item in self.holding(kind, name):
            mask |= item.mask
        return mask

    def holding(self, kind: Kind, name: str) -> list[Located]:
        """The lines that hold on a name, in their order."""
        return self.access.indices[kind].holding(name, self.values)
