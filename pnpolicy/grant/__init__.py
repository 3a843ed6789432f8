"""From access to grants: exact names and anchored patterns, their exact size, and back again."""

from pnpolicy.grant.grant import Grant
from pnpolicy.grant.plan import Plan

__all__ = ["Grant", "Plan"]
