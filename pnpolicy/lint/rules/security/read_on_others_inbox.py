"""Somebody other than the owner reads what is private.

## Why

An inbox is a promise. A role that leaves its owner open, or fills it with somebody else, reads everybody's; even for a
support desk that is a duty to be named, kept short, and better done by the server.

## Bad

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
roles:
  support:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        inbox: {actions: [read], any: [userId]}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "inbox.bob": 1  # finding
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

The owner's own.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "inbox.alice": 1,
  "payment.confirmed.alice-17": 1
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint import claims
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, GrantLine
from pnpolicy.wire.actions import Kind, mask_of

READ: Final = mask_of("read")
WRITES: Final = mask_of("write", "manage", "delete", "update", "join")
RULE = Rule("PNP211", Severity.ERROR, basis="witness", cwe=200, score=7.5, flags=READ, kinds=(Kind.CHANNELS,))


def check(access: Access) -> Iterator[Found]:
    """What refutes `privacy` by reading a family that its own line opens."""
    families = {entry.span: entry.family.span for entry in access.role.entries}
    for witness, told in access.refuted("privacy"):
        own = families[witness.span]
        if not mask_of(*witness.actions) & WRITES and any(label.span == own for label in told.related):
            yield Found(told.message, told.help, witness.name, told.span, told.label, told.related, told.notes)


def check_grant(line: GrantLine, thresholds: Thresholds) -> Iterator[Found]:
    """Read on names that the profile takes for another user's own."""
    name = claims.of_another(line, thresholds)
    if name is not None:
        giver = line.told if line.is_open else line.who
        message = f"{giver} reads `{name}`, which by the profile is another user's own"
        yield Found(message, "grant the user's own name, exactly", name)
