"""The claims, in the order they are told. A claim is one file: its name, what it proves and why, and its verdicts."""

from collections.abc import Callable, Iterator
from typing import Final

from pnpolicy.prove.claims import containment, guarded, injection, own, privacy, server_authority, token_size
from pnpolicy.prove.verdict import Verdict
from pnpolicy.prove.world import World

CLAIMS: Final[dict[str, Callable[[World], Iterator[Verdict]]]] = {
    claim.ID: claim.verdicts for claim in (server_authority, privacy, containment, injection, token_size, guarded, own)
}
"""Name → its verdicts for a policy."""
