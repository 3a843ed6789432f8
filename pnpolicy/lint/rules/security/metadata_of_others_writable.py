"""A user may change or delete the record of another one.

## Why

App Context records carry names, pictures and whatever else an app keeps there. Whoever may write another user's record
can speak and look like that user.

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
        anybody: {actions: [update], any: [userId]}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"uuids": {
  "alice": 96,
  "bob": 96  # finding
}}}}
```

## Good

```yaml
users:
  self: {id: <userId>, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      users:
        self: [get, update]
```

## Near miss

A lead who keeps the records of some users, listed by the server; and to read is no change.

```yaml
users:
  anybody: {id: <userId>}
roles:
  lead:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {peerId: 20}
    allow:
      users:
        anybody: {actions: [update], where: {userId: peerId}}
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"uuids": {
  "alice": 104,
  "settings.alice": 64,
  "bob": 32
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import holds_id, names_with
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, RoleLine
from pnpolicy.wire.actions import Kind, actions_of, mask_of

WRITE: Final = mask_of("update", "delete")
RULE = Rule("PNP212", Severity.ERROR, basis="witness", cwe=863, score=7.0, flags=WRITE, kinds=(Kind.USERS,))
_HELP: Final = "let users write their own record, and the server the others"


def check(line: RoleLine) -> Iterator[Found]:
    """Open lines; whom a role lists by name somebody has thought of, and what is private `privacy` proves."""
    if line.is_open and not line.family.private_to and not line.is_everything:
        name = language.meet(line.names)
        if name is not None:
            message = f"{line.who} gains {_gained(line)} on the record of `{name}`, who need not be its user"
            yield Found(message, _HELP, name)


def check_grant(line: GrantLine) -> Iterator[Found]:
    """Records that are not the user's: those without the id that the token is bound to."""
    user = line.grant.authorized_uuid
    if user is None or line.is_everything or (not line.is_open and holds_id(line.text, user)):
        return
    name = language.outside(line.names, names_with(user)) if line.is_open else line.text
    if name is not None:
        yield Found(f"`{user}` gains {_gained(line)} on the record of `{name}`", _HELP, name)


def _gained(line: RoleLine | GrantLine) -> str:
    return ", ".join(f"`{action}`" for action in actions_of(line.mask & WRITE))
