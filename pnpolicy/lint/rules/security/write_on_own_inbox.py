"""A user may write to the channel on which they are written to.

## Why

What stands in an inbox is taken for somebody else's word. An owner who may write there can forge messages to
themselves, and an app that acts on them is led by its own user.

## Bad

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: clients, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        inbox: [read, write]  # finding
  backend:
    trust: server
    allow:
      channels:
        inbox: {actions: [write], any: [userId]}
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "player-alice": 3  # finding
}}}}
```

## Good

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        inbox: [read]
```

## Near miss

A conversation of two, a channel that is only written, and notes that nobody else writes.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "dm.bob.alice": 3
}}}}
```

```yaml
variables:
  userId: {type: id, source: session}
  peerId: {type: id, source: server}
  a:      {type: id}
  b:      {type: id}
channels:
  direct:  {name: dm.<a>.<b>, authority: clients, private_to: [a, b]}
  request: {name: request.<userId>, authority: clients, private_to: userId}
  notes:   {name: notes.<userId>, authority: clients, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {peerId: 20}
    allow:
      channels:
        direct: {actions: [read, write], where: {a: userId, b: peerId}}
        request: [write]
        notes: [read, write]
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import taken_away
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant, RoleLine
from pnpolicy.wire.actions import Kind, mask_of

BOTH: Final = mask_of("read", "write")
RULE = Rule(
    "PNP210", Severity.WARNING, cwe=285, score=5.0, flags=mask_of("write"), kinds=(Kind.CHANNELS,), form="exact"
)
_HELP: Final = "let the owner read it and the server write it; requests go to a channel of their own"
_WORD: Final = re.compile(r"[A-Za-z0-9]+[._-]")
_LEAST: Final = 2
"""Characters of an id that is looked for in names: a single one stands there for many reasons."""


def check(line: RoleLine) -> Iterator[Found]:
    """A family private to the user alone, both read and written, on which the server writes to the user."""
    family, bind = line.family, line.role.bind
    if line.mask & BOTH != BOTH or len(family.private_to) != 1 or family.authority != "clients" or bind is None:
        return
    owns = all(fill.variable.name == bind.name for fill in line.reach.fills if fill.hole in family.private_to)
    if owns and any(
        entry.family is family and any(action == "write" for action, _ in entry.actions)
        for role in line.access.policy.roles.values()
        if role.trust == "server"
        for entry in role.entries
    ):
        message = f"{line.who} may write on {line.told}, which is the user's own to be written to"
        yield Found(message, _HELP, fix=taken_away(line, ["write"]))


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """A word and the user's id, and nothing else: with a third word in it, it may be a conversation."""
    user = grant.authorized_uuid
    if user is None or len(user) < _LEAST:
        return
    for name, mask in grant.names(Kind.CHANNELS).items():
        if mask & BOTH == BOTH and name.endswith(user) and _WORD.fullmatch(name[: -len(user)]):
            message = f"`{user}` may write on `{name}`, which seems to be the user's own to be written to"
            yield Found(message, _HELP, span=grant.at_name(Kind.CHANNELS, name, pattern=False))
