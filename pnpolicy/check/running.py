"""Runs a suite on a policy, by look-ups alone: nothing is read from disk, so the policy may be one made in memory."""

from collections.abc import Iterator, Mapping

from pnpolicy.check.suite import Outcome, Suite
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy


def run(
    policy: ResolvedPolicy, plans: Mapping[str, Plan], suite: Suite, *, until_failure: bool = False
) -> tuple[Outcome, ...]:
    """What every test of a suite came to, in the order of the file.

    Args:
        policy: the policy, perhaps changed in memory. Values of variables that a role does not take any more are left
            out; a role, or a value for a variable, that is missing now makes the tests fail that need it.
        plans: role → what makes its grants, as `grant.compiled.plans_of` gives them for this policy.
        suite: the tests.
        until_failure: stop behind the first test that fails, and within it behind the first expectation.

    Raises:
        Disagreement: the policy and the grant that is made from it do not say the same; a fault of pnpolicy's own.
    """
    return tuple(outcomes(policy, plans, suite, until_failure=until_failure))


def outcomes(
    policy: ResolvedPolicy, plans: Mapping[str, Plan], suite: Suite, *, until_failure: bool = False
) -> Iterator[Outcome]:
    """As `run`, each outcome as soon as it is known."""
    raise NotImplementedError
