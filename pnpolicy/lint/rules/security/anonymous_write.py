"""Somebody who has not logged in may change something.

## Why

An anonymous token may be presented by anybody, under any id. What is written, deleted or joined with it can be laid at
nobody's door, and one leaked token is enough for all.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  visitor:
    trust: client
    anonymous: true
    ttl: 10m
    refresh_before: 2m
    allow:
      channels:
        lobby: [read, write]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "anonymous", "resources": {"channels": {
  "lobby": 3  # finding
}}}}
```

## Good

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  visitor:
    trust: client
    anonymous: true
    ttl: 10m
    refresh_before: 2m
    allow:
      channels:
        lobby: [read]
```

## Near miss

A visitor who looks at records.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  visitor:
    trust: client
    anonymous: true
    ttl: 10m
    refresh_before: 2m
    allow:
      channels:
        lobby: [read, get]
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import SHARED_USERS
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, RoleLine
from pnpolicy.wire.actions import actions_of, mask_of

CHANGES: Final = mask_of("write", "delete", "manage", "update", "join")
RULE = Rule("PNP218", Severity.WARNING, cwe=285, score=6.0, flags=CHANGES)
_HELP: Final = "let visitors read, and bind whoever may do more"


def check(line: RoleLine) -> Iterator[Found]:
    """Lines of anonymous roles."""
    if line.role.anonymous:
        yield Found(f"{line.who} is anonymous and gains {_gained(line)} on {line.told}", _HELP)


def check_grant(line: GrantLine) -> Iterator[Found]:
    """Lines of a token whose user is a word that many share."""
    user = (line.grant.authorized_uuid or "").lower()
    if user in SHARED_USERS:
        yield Found(f"`{user}` is anybody, and gains {_gained(line)} on {line.told}", _HELP)


def _gained(line: RoleLine | GrantLine) -> str:
    return ", ".join(f"`{action}`" for action in actions_of(line.mask & CHANGES))
