"""A token may be presented by anybody, not only by the user it was made for."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import with_roles
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

ID: Final = "unbind"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every role that is bound to a user."""
    for role in policy.roles.values():
        if role.trust == "client" and role.bind is not None:
            words = f"a token of `{role.name}` is bound to no user"
            changed = with_roles(policy, role._replace(bind=None, anonymous=True))
            yield Mutant(ID, role.name, words, role.span, changed)
