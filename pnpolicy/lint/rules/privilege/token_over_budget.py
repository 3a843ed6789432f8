"""A token can grow too long to be used.

## Why

The token rides in the URL of every call, and PubNub refuses URLs above 32 KiB. Half of that is left to the channels and
the message; a token above the other half works until somebody joins one room too many.

## Bad

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:  # finding
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {roomId: 2000}
    allow:
      channels:
        room: [read]
```

## Good

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {roomId: 50}
    allow:
      channels:
        room: [read]
```

## Near miss

Many, but they fit.

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {roomId: 200}
    allow:
      channels:
        room: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant

RULE = Rule("PNP313", Severity.ERROR, basis="guideline")


def check(access: Access) -> Iterator[Found]:
    """What refutes `token-size`."""
    for _, told in access.refuted("token-size"):
        yield Found(told.message, told.help, span=told.span, notes=told.notes)


def check_grant(grant: ObservedGrant, thresholds: Thresholds) -> Iterator[Found]:
    """The exact length of the token that a grant makes."""
    size, most = grant.token_characters, thresholds.token_budget
    if size > most:
        yield Found(f"its token has {size:,} characters; the profile allows {most:,}", "grant fewer names, or groups")
