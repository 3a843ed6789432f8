"""A pattern lets a client write on channels that PubNub's SDKs keep for themselves.

## Why

The Chat SDK moderates and threads on channels of its own, `PUBNUB_INTERNAL_…` and `PN_PRV.…`. Whoever may write on all
of them can ban, mute and edit as if they were the SDK.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^PUBNUB_INTERNAL_.*$": 3  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "PUBNUB_INTERNAL_MODERATION_alice": 1
}}}}
```

## Near miss

One of them by name, as the SDK needs it.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "PUBNUB_INTERNAL_THREAD_lobby_17": 3
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.matching import in_full
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, Line
from pnpolicy.wire.actions import Kind, actions_of, mask_of

CHANGES: Final = mask_of("write", "delete", "manage", "update")
RULE = Rule(
    "PNP220", Severity.ERROR, basis="witness", cwe=269, score=7.5, flags=CHANGES, kinds=(Kind.CHANNELS,), form="open"
)
_BEGINNINGS: Final = ("PUBNUB_INTERNAL_", "PN_PRV.")
_KEPT: Final = language.concat(language.union(*map(language.literal, _BEGINNINGS)), language.ANY)


def check(line: Line) -> Iterator[Found]:
    """Open lines that reach them; a pattern is taken at its word, for want of an anchor is told by other rules."""
    if line.is_everything:
        return
    name = language.meet(in_full(line.text) if isinstance(line, GrantLine) else line.names, _KEPT)
    if name is not None:
        gained = ", ".join(f"`{action}`" for action in actions_of(line.mask & CHANGES))
        message = f"{line.who} gains {gained} on `{name}` and its like, which PubNub's SDKs keep for themselves"
        yield Found(message, "name the one channel that the SDK needs", name)
