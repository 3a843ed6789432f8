"""A whole policy, compiled: for each role what makes its grants and decides its questions."""

from typing import Final

from pnpolicy.access.access import AccessSet
from pnpolicy.diagnostic import Diagnostic, Problems
from pnpolicy.grant.plan import Plan
from pnpolicy.language import LanguageError
from pnpolicy.policy.model import ResolvedPolicy, Role

STAMP_DIGITS: Final = 12
"""Hexadecimal digits of the digest in a token: enough to tell the versions of one policy apart, for 12 bytes."""


def plans_of(policy: ResolvedPolicy, *, stamp: bool) -> tuple[dict[str, Plan], list[Diagnostic]]:
    """The plan of every role, and what was found on the way; a role that is too complex has an error and no plan."""
    problems = Problems()
    plans: dict[str, Plan] = {}
    for name, role in policy.roles.items():
        try:
            plans[name] = plan_of(policy, role, stamp=stamp)
        except LanguageError as problem:
            message = f"role `{name}` holds a pattern too complex to compile: {problem}"
            problems.report("undecided", message, role.span)
        else:
            problems += plans[name].disagreements
    return plans, problems


def plan_of(policy: ResolvedPolicy, role: Role, *, stamp: bool) -> Plan:
    """The plan of one role.

    Raises:
        LanguageError: it holds a pattern too complex to compile.
    """
    text = f"{policy.name}/{role.name}@{policy.digest[:STAMP_DIGITS]}"
    return Plan(AccessSet(role), text if stamp else None)
