"""Access sets: what a role reaches. Open, with holes ranging over their domains; closed, with values in them."""

from collections.abc import Callable, Mapping
from typing import Any

from pnpolicy.access.binding import Binder, Values
from pnpolicy.access.index import Index, Located
from pnpolicy.access.reach import Reach, reaches_of
from pnpolicy.policy.model import Role
from pnpolicy.wire.actions import ACTIONS, BITS, Kind
from pnpolicy.wire.operations import OPERATIONS

First = Callable[[str, Values], Located | None]
"""A look-up: (name, checked values) → the first line that gives what is asked."""


class AccessSet:
    """Everything a role may reach, whoever it is bound to.

    Attributes:
        role: the role.
        reaches: what each line gives, in the order of the lines.
        binder: checks values for it.
        first_for: operation → the look-up that decides it, for those that need one flag on the name asked about; nearly
            all do.
    """

    def __init__(self, role: Role) -> None:
        """Compiles a role, so that nothing is left to do when it is asked.

        Raises:
            language.Undecided: a raw pattern is too complex.
        """
        self.role = role
        self.reaches: tuple[Reach, ...] = reaches_of(role)
        self.binder = Binder(role)
        located = [Located.of(reach, order) for order, reach in enumerate(self.reaches)]
        self._by_kind: dict[Kind, Index] = {}
        self._by_flag: dict[tuple[Kind, int], Index] = {}
        for kind in Kind:
            items = [item for item in located if item.reach.kind is kind]
            self._by_kind[kind] = Index(items)
            for action in ACTIONS[kind]:
                bit = BITS[action]
                self._by_flag[kind, bit] = Index(item for item in items if item.reach.mask & bit)
        self.first_for: dict[str, First] = {
            operation.name: self._by_flag[operation.needs[0].kind, BITS[operation.needs[0].action]].first
            for operation in OPERATIONS.values()
            if operation.needs and len(operation.needs) == 1 and operation.needs[0].of == "name"
        }

    def bound(self, bindings: Mapping[str, Any]) -> "ClosedAccess":
        """The access of one login.

        Raises:
            BindingError: a value is not one the role takes.
        """
        return ClosedAccess(self, self.binder.check(bindings))

    def holding(self, kind: Kind, name: str, values: Values) -> list[Located]:
        """All lines that hold on a name, in their order."""
        return self._by_kind[kind].holding(name, values)

    def deciding(self, kind: Kind, bit: int, name: str, values: Values) -> Located | None:
        """The first line that gives a flag on a name, or None. `values` are checked ones."""
        return self._by_flag[kind, bit].first(name, values)


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
            mask |= item.reach.mask
        return mask

    def holding(self, kind: Kind, name: str) -> list[Located]:
        """The lines that hold on a name, in their order."""
        return self.access.holding(kind, name, self.values)
