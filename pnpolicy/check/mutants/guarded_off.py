"""A family is not guarded by a Function any more."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import with_family
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

ID: Final = "guarded-off"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every guarded family."""
    for family in policy.families.values():
        if family.guarded:
            words = f"`{family.name}` is not guarded any more"
            yield Mutant(ID, family.name, words, family.span, with_family(policy, family._replace(guarded=False)))
