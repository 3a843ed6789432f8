"""A family is private to nobody any more."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import with_family
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

ID: Final = "private-off"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every private family."""
    for family in policy.families.values():
        if family.private_to:
            words = f"`{family.name}` is private to nobody any more"
            changed = with_family(policy, family._replace(private_to=()))
            yield Mutant(ID, f"{family.kind}.{family.name}", words, family.span, changed)
