"""A grant names channels or users under two vocabularies.

## Why

`spaces` is another word for `channels`, and `users` for `uuids`. SDKs read one of them, or refuse both together; what
stands under the other is lost, the bound user too.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "channels": {"lobby": 1},
  "spaces": {"lounge": 1}  # finding
}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "channels": {"lobby": 1, "lounge": 1}
}}}
```

## Near miss

PubNub's Python SDK writes every channel under both.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "channels": {"lobby": 1},
  "spaces": {"lobby": 1}
}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP120", Severity.WARNING)


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Sections that should be copies and are not."""
    for route in grant.aliases:
        section = route[-1]
        other = "channels" if section == "spaces" else "uuids"
        message = f"`{section}` holds what `{other}` beside it does not, and SDKs read one of them"
        yield Found(message, f"put all of it under `{other}`", span=grant.at(*route))
