"""A client may delete what the server announced.

## Why

The stored messages of a result channel are what a late client reads and what an audit looks at. Whoever may delete
there can make a result disappear.

## Bad

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        result: [read, delete]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "vote-result.1a2b": 9  # finding
}}}}
```

## Good

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        result: [read]
```

## Near miss

Deleting elsewhere is another rule's.

```yaml
channels:
  submit: {name: vote-submit.<pollId>, authority: clients}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        submit: [write, get]
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

ACTIONS: Final = ("delete",)
RULE = Rule(
    "PNP202", Severity.ERROR, basis="witness", cwe=285, score=8.0, flags=mask_of(*ACTIONS), kinds=(Kind.CHANNELS,)
)


def check(access: Access) -> Iterator[Found]:
    """What refutes `server-authority` so."""
    yield from claims.refuted(access, "server-authority", gaining=ACTIONS)


def check_grant(line: GrantLine, thresholds: Thresholds) -> Iterator[Found]:
    """The same on names that the profile takes for the server's."""
    yield from claims.gained_on_announced(line, thresholds, ACTIONS)
