"""A template has a hole that no variable fills.

## Why

A name is made of declared variables only. A misspelt hole would put nothing, or somebody else's value, into the names
that people may reach.

## Bad

```yaml
channels:
  inbox: {name: inbox.<usrId>, authority: server}  # finding
```

## Good

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
```

## Near miss

A hole that a role fills with a variable of another name; both are declared.

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  host:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: {actions: [read], where: {roomId: peerId}}
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP113", Severity.ERROR, basis="refused", told_as=("unknown-placeholder",))
