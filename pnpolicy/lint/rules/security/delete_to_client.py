"""A client may delete.

## Why

`delete` on a channel removes stored messages, other people's files and reactions, and the channel's record. What was
said cannot be looked up afterwards.

## Bad

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 15m
    refresh_before: 3m
    on_logout: revoke
    each: {roomId: 20}
    allow:
      channels:
        room: [read, delete]  # finding
```

```json
{"ttl": 15, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 9  # finding
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
  janitor:
    trust: server
    allow:
      channels:
        room: {actions: [delete], any: [roomId]}
```

## Near miss

A channel of one's own making, and one's own record.

```json
{"ttl": 15, "permissions": {"uuid": "alice",
 "resources": {"channels": {"made-here": 255}, "uuids": {"alice": 104}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import is_its_makers, taken_away
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, RoleLine
from pnpolicy.wire.actions import Kind, mask_of

RULE = Rule("PNP224", Severity.WARNING, cwe=266, score=5.5, flags=mask_of("delete"), kinds=(Kind.CHANNELS,))
_HELP: Final = "let the server delete, or a Function that asks who wrote it"


def check(line: RoleLine) -> Iterator[Found]:
    """Any line, but those on families of the server, which another rule tells."""
    if line.family.authority != "server":
        yield Found(f"{line.who} may delete on {line.told}", _HELP, fix=taken_away(line, ["delete"]))


def check_grant(line: GrantLine) -> Iterator[Found]:
    """Any line, but that of a channel's maker."""
    if not is_its_makers(line):
        yield Found(f"this token may delete on {line.told}", _HELP)
