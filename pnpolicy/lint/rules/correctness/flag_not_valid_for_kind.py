"""A flag is given on a kind of resource that does not know it.

## Why

Groups know `read` and `manage`, users `get`, `update` and `delete`. PubNub keeps any other flag and never asks for it,
so whoever gave it expects something that does not happen: `write` on a channel group lets nobody publish, and `read` on
a user shows no profile. In a policy such an action is an error.

## Bad

```yaml
groups:
  feed: {name: feed.<userId>}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      groups:
        feed: [read, write]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "groups": {
    "team": 3  # finding
  },
  "uuids": {
    "alice": 97  # finding
  }
}}}
```

```json
{"ttl": 30, "authorized_uuid": "alice", "resources": {"groups": {
  "team": {"read": true, "write": true}  # finding
}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "channels": {"lobby": 3},
  "groups": {"team": 1},
  "uuids": {"alice": 96}
}}}
```

## Near miss

`create` has a bit and means nothing anywhere; SDKs set it with all the others.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "channels": {"lobby": 255},
  "groups": {"team": 5},
  "uuids": {"alice": 104}
}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine
from pnpolicy.wire.actions import ACTIONS, Kind, actions_of, mask_of

RULE = Rule(
    "PNP110", Severity.WARNING, cwe=266, told_as=("unknown-action",), kinds=(Kind.GROUPS, Kind.USERS)
)  # fmt: skip

_KNOWN = {
    Kind.GROUPS: mask_of(*ACTIONS[Kind.GROUPS]),
    # Users stand in DataSync's section `users` as well, which knows `create`.
    Kind.USERS: mask_of(*ACTIONS[Kind.USERS], "create"),
}


def check(line: GrantLine) -> Iterator[Found]:
    """Bits that mean nothing on the kind."""
    strange = line.mask & ~_KNOWN[line.kind]
    if strange:
        flags = _listed(actions_of(strange))
        message = f"this grant gives {flags} on {line.told}; {line.kind} know only {_listed(ACTIONS[line.kind])}"
        yield Found(message, f"take {flags} away", notes=("PubNub keeps such a flag and never asks for it",))


def _listed(flags: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{flag}`" for flag in flags)
