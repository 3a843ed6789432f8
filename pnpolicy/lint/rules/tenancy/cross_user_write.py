r"""A client writes, changes or deletes what is another user's.

## Why

Whoever can write into the channel of another user speaks to that user in the server's name; whoever can update or
delete there changes what the other one owns. For a policy this is the refuted claim `privacy`.

## Bad

```yaml
channels:
  note: {name: note.<userId>, authority: clients, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    each: {peerId: 20}
    allow:
      channels:
        note: {actions: [read, write], where: {userId: peerId}}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "note-alice": 3  # finding
}}}}
```

## Good

```yaml
channels:
  note: {name: note.<userId>, authority: clients, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        note: [read, write]
```

## Near miss

A channel of two users belongs to both, and an id that stands as a whole is nobody else's.

```yaml
channels:
  direct: {name: dm.<userId>.<peerId>, authority: clients, private_to: [userId, peerId]}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    each: {peerId: 20}
    allow:
      channels:
        direct: [read, write]
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^note-alice-[0-9]{1,3}$": 3
}}}}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from pnpolicy.diagnostic import Severity
from pnpolicy.lint import claims
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.tenancy.cross_user_read import WRITE, called_after_others
from pnpolicy.lint.subjects import Access, GrantLine
from pnpolicy.wire.actions import actions_of

RULE = Rule("PNP602", Severity.ERROR, basis="witness", cwe=863, score=8.5, flags=WRITE, form="open")


def check(access: Access) -> Iterator[Found]:
    """What refutes `privacy` by more than reading. How to mend it is not plain: often the line should be another."""
    for found in claims.refuted(access, "privacy", gaining=tuple(actions_of(WRITE))):
        yield replace(found, fix=None)


def check_grant(line: GrantLine) -> Iterator[Found]:
    """Patterns by which a user writes to what is called after another one."""
    yield from called_after_others(line, WRITE)
