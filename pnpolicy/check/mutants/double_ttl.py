"""A token lives twice as long."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import with_roles
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.wire.limits import TTL_MAX

ID: Final = "double-ttl"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every role that gets a token, if PubNub would grant it for longer."""
    for role in policy.roles.values():
        ttl = min(2 * role.ttl, TTL_MAX)
        if role.trust == "client" and ttl != role.ttl:
            words = f"a token of `{role.name}` lives {ttl} minutes instead of {role.ttl}"
            yield Mutant(ID, role.name, words, role.span, with_roles(policy, role._replace(ttl=ttl)))
