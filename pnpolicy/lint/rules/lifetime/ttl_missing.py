"""A client role or a grant says no ttl.

## Why

PubNub has no default and refuses a grant without a ttl. An SDK may put one of its own there, which nobody chose.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:  # finding
    trust: client
    bind: userId
    allow:
      channels:
        lobby: [read]
```

```json
{"permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}  # finding
```

```json
{"authorized_uuid": "alice", "resources": {"channels": {"lobby": {"read": true}}}}  # finding
```

## Good

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

## Near miss

A role that takes its ttl from another one, and a server, which never holds a token.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        lobby: [read]
  member:
    trust: client
    extends: [guest]
  host:
    trust: server
    allow:
      channels:
        lobby: [write]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP401", Severity.ERROR, basis="refused", cwe=613, told_as=("missing-ttl",))


def check(grant: ObservedGrant) -> Iterator[Found]:
    """A grant without."""
    if grant.ttl is None:
        yield Found("this grant has no ttl", "add `ttl`, in minutes; PubNub has no default")
