"""Wildcard subscribe: `a.*` and `a.b.*` are names that see every channel which begins so."""

from collections.abc import Iterator

from pnpolicy.wire.actions import PRESENCE_SUFFIX
from pnpolicy.wire.limits import WILDCARD_LEVELS


def is_too_deep(name: str) -> bool:
    """Whether a wildcard, without presence suffix, has more levels than PubNub takes: `a.b.c.*` has four."""
    return name.count(".") >= WILDCARD_LEVELS


def wildcards_of(channel: str) -> Iterator[str]:
    """The wildcards that see a channel: `a.b.c` is seen by `a.*` and `a.b.*`.

    A presence companion is seen by those of companions only: `a.b-pnpres` by `a.*-pnpres`; and so is `a.*-pnpres`
    itself, where those who subscribe to `a.*` come and go. Inferred: reading messages does not tell who else reads.
    """
    base = channel.removesuffix(PRESENCE_SUFFIX)
    suffix = channel[len(base) :]
    parts = base.split(".")
    for count in range(1, min(len(parts), WILDCARD_LEVELS)):
        yield ".".join((*parts[:count], f"*{suffix}"))
