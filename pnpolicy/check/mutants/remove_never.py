"""A claim of the policy's own is missing."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

ID: Final = "remove-never"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every `never`."""
    for number, claim in enumerate(policy.never):
        without = policy.never[:number] + policy.never[number + 1 :]
        words = f"the claim `never: {claim.name}` is missing"
        yield Mutant(ID, claim.name, words, claim.span, policy._replace(never=without))
