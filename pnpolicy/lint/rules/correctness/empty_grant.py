"""A role or a grant gives nothing, which PubNub refuses.

## Why

One name without a flag is enough: PubNub answers 400 to the whole grant, and the user gets no token. That is found at
the first login, or at the first login of somebody with an empty list of rooms.

## Bad

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
        lobby: []  # finding
```

```yaml
roles:
  guest:  # finding
    trust: client
    bind: userId
    ttl: 30m
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1,
  "lounge": 0  # finding
}}}}
```

```json
{"ttl": 30, "authorized_uuid": "alice", "resources": {"channels": {
  "lobby": {"read": false}  # finding
}}}
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {}, "patterns": {}}}  # finding
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

## Near miss

A role that only others take in is never granted by itself.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  anybody:
    trust: client
    bind: userId
    ttl: 30m
  guest:
    trust: client
    extends: [anybody]
    allow:
      channels:
        lobby: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant

RULE = Rule("PNP111", Severity.ERROR, basis="refused", told_as=("empty-grant",))


def check(access: Access) -> Iterator[Found]:
    """A client role without a line, its own or taken in."""
    role = access.role
    if not role.entries and not any(role.name in other.extends for other in access.policy.roles.values()):
        message = f"`{role.name}` gives nothing, and PubNub refuses an empty grant"
        yield Found(message, "say what it may do, or remove it")


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """A grant that names nothing, or a name without a flag."""
    if grant.is_empty:
        yield Found("this grant names nothing, and PubNub refuses an empty grant", "do not ask for a token here")
    if any(0 in names.values() for names in (*grant.resources.values(), *grant.patterns.values())):
        for kind, name, mask, is_pattern in grant.entries():
            if not mask:
                message = f"{shown(name, 92)} is given no flag, and PubNub refuses the whole grant"
                span = grant.at_name(kind, name, pattern=is_pattern)
                yield Found(message, "give it a flag, or leave it out", span=span)
