"""The meaning of a policy: which role reaches which names with which flags, for all values or for given ones."""

from pnpolicy.access.access import AccessSet, ClosedAccess
from pnpolicy.access.binding import Binder, Values
from pnpolicy.access.reach import Reach, reaches_of

__all__ = ["AccessSet", "Binder", "ClosedAccess", "Reach", "Values", "reaches_of"]
