"""Something is declared that changes nothing.

## Why

A reader takes a limit on rooms, or a family that is left out, for a restriction that somebody thought about. Where it
has no effect, either it can go, or the line that it was meant for is missing.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    each:
      roomId: 50  # finding
    allow:
      channels:
        lobby: [read]
```

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
  staff: {name: staff.room.<roomId>, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: {actions: [read], any: [roomId], except: [staff]}  # finding
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
        room: [read, write]
```

## Near miss

A list that only a line taken from another role needs, and a family that shares a single name.

```yaml
channels:
  room: {name: chat.<roomId>, authority: clients}
  staff: {name: chat.staff, authority: clients}
roles:
  reader:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: {actions: [read], any: [roomId], except: [staff]}
  base:
    trust: server
    allow:
      channels:
        room: [read]
  helper:
    trust: server
    extends: [base]
    each: {roomId: 50}
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP712", Severity.WARNING, told_as=("unused-each", "nothing-left-out"))
