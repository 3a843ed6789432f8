"""A client may read the record of every user.

## Why

It may be meant: a directory is one. But a record tends to grow an e-mail address or a phone number, and then everybody
has them all.

## Bad

```yaml
users:
  anybody: {id: <userId>}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      users:
        anybody: {actions: [get], any: [userId]}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"uuids": {
  "^.*$": 32  # finding
}}}}
```

## Good

```yaml
users:
  anybody: {id: <userId>}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      users:
        anybody: [get]
```

## Near miss

Every bot of ours.

```yaml
users:
  bot: {pattern: "bot-[a-z]{1,20}"}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      users:
        bot: [get]
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import GrantLine, RoleLine
from pnpolicy.wire.actions import Kind, mask_of

GET: Final = mask_of("get")
RULE = Rule(
    "PNP213", Severity.INFO, confidence=Confidence.LIKELY, cwe=200, flags=GET, kinds=(Kind.USERS,), form="open"
)  # fmt: skip
_HELP: Final = "list the users that this one knows, or see that records hold nothing private"


def check(line: RoleLine) -> Iterator[Found]:
    """A record of any id at all: one bare hole, left open, or a pattern for everything. A list of values is neither."""
    is_bare = len(line.reach.parts) == 1 and all(fill.variable.domain.type != "enum" for fill in line.reach.fills)
    if line.is_everything or is_bare:
        yield Found(f"{line.who} may read the record of every user", _HELP)


def check_grant(line: GrantLine) -> Iterator[Found]:
    """A pattern for everything."""
    if line.is_everything:
        yield Found("this grant may read the record of every user", _HELP)
