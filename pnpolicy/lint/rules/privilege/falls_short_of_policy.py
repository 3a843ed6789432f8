r"""A grant gives less than the policy gives the same login.

## Why

What the policy promises and the token lacks is a 403 in somebody's hands. PubNub's narrowest reading counts: an exact
name that lacks a flag may replace a pattern that has it. Asked for with
`pnpolicy audit --policy POLICY --role ROLE --set …`.

## Bad

Held against `voter` of `policies/live-voting` with `userId=alice`, `sessionId=1a2b3c4d` and `roomId=r1`:

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {  # finding
  "inbox.alice": 1,
  "chat.room.r1": 1
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice",
  "resources": {
    "channels": {
      "inbox.alice": 1, "chat.room.r1": 3, "chat.room.r1-pnpres": 1,
      "vote-submit.1a2b3c4d": 2, "vote-result.1a2b3c4d": 1
    },
    "uuids": {"alice": 96}
  },
  "patterns": {"channels": {"^presence\\.shard-(?:[0-9]|[1-5][0-9]|6[0-3])$": 1}}
}}
```

## Near miss

The same, with a shorter life and names in a pattern.

```json
{"ttl": 20, "permissions": {"uuid": "alice",
  "resources": {
    "channels": {"inbox.alice": 1, "chat.room.r1": 3, "chat.room.r1-pnpres": 1, "vote-submit.1a2b3c4d": 2},
    "uuids": {"alice": 96}
  },
  "patterns": {"channels": {"^presence\\.shard-[0-9]{1,2}$": 1, "^vote-result\\.1a2b3c4d$": 1}}
}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.comparing import Comparison, Difference
from pnpolicy.lint.rule import Found, Rule

RULE = Rule("PNP317", Severity.WARNING)
_ONE: Final = {"channels": "channel", "groups": "group", "users": "user"}
_TOLD: Final = 5
"""Names that are told of one kind and action."""


def check(comparison: Comparison) -> Iterator[Found]:
    """Names on which an action is missing, told together for each kind and action."""
    together: dict[tuple[str, str], list[Difference]] = {}
    for found in comparison.missing():
        together.setdefault((found.kind, found.action), []).append(found)
    for (kind, action), lacking in together.items():
        names = sorted({found.name for found in lacking}, key=lambda name: (len(name), name))
        more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
        told = ", ".join(f"`{name}`" for name in names[:_TOLD]) + more
        message = f"the policy gives `{action}` on the {_ONE[kind]} {told}; this grant does not, or not for sure"
        yield Found(message, "grant what the policy says, or take it out of the policy", names[0])
