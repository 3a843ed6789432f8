"""A client has every permission there is on a channel.

## Why

Nobody needs all seven. Among them are `delete`, which removes what was said, `manage`, which makes anybody a member,
and `update`, which rewrites the record.

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
    each: {roomId: 5}
    allow:
      channels:
        room: [read, write, get, manage, update, join, delete]  # finding
```

```json
{"ttl": 15, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 239  # finding
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
    each: {roomId: 5}
    allow:
      channels:
        room: [read, write, get, join]
```

## Near miss

`create` as well, on one channel: whoever makes a channel owns it.

```json
{"ttl": 15, "permissions": {"uuid": "alice", "resources": {"channels": {
  "made-here": 255
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import is_its_makers
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, Line
from pnpolicy.wire.actions import ACTIONS, Kind, mask_of

RULE = Rule("PNP302", Severity.WARNING, cwe=266, score=6.0, flags=mask_of("delete"), kinds=(Kind.CHANNELS,))
ALL: Final = mask_of(*ACTIONS[Kind.CHANNELS])


def check(line: Line) -> Iterator[Found]:
    """Lines with all flags, but that of a channel's maker."""
    is_makers = isinstance(line, GrantLine) and is_its_makers(line)
    if line.mask & ALL == ALL and not is_makers and not line.is_everything:
        yield Found(f"{line.who} has every permission on {line.told}", "list the ones that it uses")
