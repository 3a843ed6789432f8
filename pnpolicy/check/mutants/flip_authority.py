"""Clients have the authority over a family where the server had it, or the other way round."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import with_family
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import Authority, ResolvedPolicy

ID: Final = "flip-authority"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every channel family."""
    for family in policy.families.values():
        if family.authority is not None:
            other: Authority = "clients" if family.authority == "server" else "server"
            words = f"the authority over `{family.name}` is `{other}`, not `{family.authority}`"
            changed = with_family(policy, family._replace(authority=other))
            yield Mutant(ID, f"{family.name}: {other}", words, family.span, changed)
