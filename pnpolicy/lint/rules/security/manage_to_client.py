"""A client may manage the members of channels.

## Why

With `manage` on a channel a client adds and removes any members, itself among them. Real grants give it away with the
other flags; hardly any client needs it.

## Bad

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
    allow:
      channels:
        room: {actions: [read, manage], any: [roomId]}  # finding
```

```json
{"ttl": 15, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 7  # finding
}}}}
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
    each: {roomId: 20}
    allow:
      channels:
        room: [read, write]
```

## Near miss

The rooms that somebody hosts, one by one; and a channel of one's own making.

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  host:
    trust: client
    bind: userId
    ttl: 15m
    refresh_before: 3m
    on_logout: revoke
    each: {roomId: 5}
    allow:
      channels:
        room: [read, manage]
```

```json
{"ttl": 15, "permissions": {"uuid": "alice", "resources": {"channels": {
  "made-here": 255
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import is_its_makers, taken_away
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, RoleLine
from pnpolicy.wire.actions import Kind, mask_of

RULE = Rule("PNP223", Severity.WARNING, cwe=266, score=5.5, flags=mask_of("manage"), kinds=(Kind.CHANNELS,))
_HELP: Final = "let the server add and remove members"


def check(line: RoleLine) -> Iterator[Found]:
    """Open lines; what is given by name somebody has counted."""
    if line.is_open and line.family.authority != "server":
        message = f"{line.who} may add and remove members on every name of {line.told}"
        yield Found(message, _HELP, fix=taken_away(line, ["manage"]))


def check_grant(line: GrantLine) -> Iterator[Found]:
    """Any line, but that of a channel's maker."""
    if not is_its_makers(line):
        yield Found(f"this token may add and remove members on {line.told}", _HELP)
