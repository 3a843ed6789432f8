"""Two policies compared, for every login and every name."""

from pnpolicy.diff.actions import compare_actions
from pnpolicy.diff.change import Changes
from pnpolicy.diff.lines import Side
from pnpolicy.diff.renaming import renamed
from pnpolicy.diff.settings import compare_settings
from pnpolicy.policy.model import ResolvedPolicy


def compare(old: ResolvedPolicy, new: ResolvedPolicy) -> Changes:
    """What the new policy gives and says that the old one does not, and the reverse.

    A login is the values of its variables; the same values under the same names are the same login on both sides. A
    variable that only one side has may have any value on the other: what a name is given for some of them and not for
    others is a difference. Roles are matched by name. What was not decided is said, and counts as a difference.
    """
    names = renamed(old, new)
    sides = {
        role: (Side(old.roles.get(role), names.variables), Side(new.roles.get(role), {}))
        for role in sorted({*old.roles, *new.roles})
    }
    actions = (change for role, pair in sides.items() for change in compare_actions(role, *pair))
    return Changes(tuple(actions), compare_settings(old, new, names, sides))
