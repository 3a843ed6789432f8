"""Two policies compared, for every login and every name."""

from pnpolicy.diff.change import Changes
from pnpolicy.policy.model import ResolvedPolicy


def compare(old: ResolvedPolicy, new: ResolvedPolicy) -> Changes:
    """What the new policy gives and says that the old one does not, and the reverse."""
    raise NotImplementedError
