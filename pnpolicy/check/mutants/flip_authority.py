"""Clients have the authority over a family where the server had it, or the other way round.

Names have one authority, so families that are spelled alike change together.
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import with_family
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import Authority, ResolvedPolicy

ID: Final = "flip-authority"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for the names of every channel family."""
    seen: set[str] = set()
    for family in policy.families.values():
        if family.authority is None or str(family.names) in seen:
            continue
        seen.add(str(family.names))
        other: Authority = "clients" if family.authority == "server" else "server"
        changed = policy
        for twin in policy.families.values():
            if (twin.kind, str(twin.names)) == (family.kind, str(family.names)):
                changed = with_family(changed, twin._replace(authority=other))
        words = f"the authority over `{family.name}` is `{other}`, not `{family.authority}`"
        yield Mutant(ID, f"{family.name}: {other}", words, family.span, changed)
