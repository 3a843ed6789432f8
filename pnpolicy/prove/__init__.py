"""Claims about a policy, proved for every user and every name, or refuted with the shortest name that breaks them.

Nothing is sampled. A line of a role and a family are taken as languages in which every hole ranges over its whole
domain; that two of them share no name, or that all names they share are read alike, is decided by the language engine,
and so it holds for whatever values a login brings. What is refuted was replayed: a real grant was made for the values
told, and it gives the flags told on the name told. What could not be decided says which budget ran out, and is not
proved.
"""

from collections.abc import Iterator, Mapping

from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.prove.claims import CLAIMS
from pnpolicy.prove.verdict import Verdict, Witness
from pnpolicy.prove.world import World

__all__ = ["CLAIMS", "Verdict", "Witness", "prove"]


def prove(policy: ResolvedPolicy, plans: Mapping[str, Plan]) -> Iterator[Verdict]:
    """The verdicts on a policy, claim by claim, each as soon as it is known.

    Args:
        policy: the policy.
        plans: role → what makes its grants.
    """
    world = World(policy, plans)
    for verdicts in CLAIMS.values():
        yield from verdicts(world)
