"""Many people share the user id that a token is bound to.

## Why

A token bound to `anonymous` is bound to nobody: everybody who calls themselves so may present it. Who did what cannot
be told, and one ban bans all.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "guest",  # finding
 "resources": {"channels": {"lobby": 1}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "guest-7f3a", "resources": {"channels": {"lobby": 1}}}}
```

## Near miss

A word within an id.

```json
{"ttl": 30, "permissions": {"uuid": "publicola", "resources": {"channels": {"lobby": 1}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import SHARED_USERS
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP608", Severity.WARNING, confidence=Confidence.LIKELY, cwe=639, score=5.0)


def check(grant: ObservedGrant) -> Iterator[Found]:
    """A word that nobody is called by."""
    user = grant.authorized_uuid
    if user is not None and user.lower() in SHARED_USERS:
        route = {"request": ("permissions", "uuid"), "sdk": ("authorized_uuid",), "token": ("authorized_uuid",)}
        message = f"this token is bound to `{user}`, which many people are called"
        yield Found(message, "give every visitor an id of their own", span=grant.at(*route[grant.form]))
