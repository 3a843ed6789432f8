"""A client role takes in what a server role may do.

## Why

A server works with the secret key and may do what it must. A client that extends its role gets all of it in a token,
and whatever the server role is given later, too.

## Bad

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  service:
    trust: server
    allow:
      channels:
        room: [read]
  member:
    trust: client
    bind: userId
    ttl: 30m
    extends: [service]  # finding
    allow: {}
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
    allow:
      channels:
        room: [read]
  service:
    trust: server
    extends: [member]
```

## Near miss

The other way round: a server may do what a client may.

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
        room: [read]
  service:
    trust: server
    extends: [member]
    allow:
      channels:
        room: [delete]
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP216", Severity.WARNING, cwe=269, score=6.5, told_as=("extends-server",))
