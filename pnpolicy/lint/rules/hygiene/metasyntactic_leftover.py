"""A name was copied from a documentation.

## Why

`channel-a` and `uuid-d` stand in PubNub's own samples and, ever since, in real grants. At best nobody uses them; at
worst the sample's flags came along.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "channel-b": 1,  # finding
  "lobby": 1
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1
}}}}
```

## Near miss

A name that sounds alike.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "channel-arts": 1,
  "food": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import Documents, ObservedGrant
from pnpolicy.wire.actions import Kind

RULE = Rule("PNP717", Severity.WARNING, confidence=Confidence.LIKELY)
_SAMPLES: Final = re.compile(
    r"channel-(?:group-)?[a-d]|uuid-[a-d]|my-authorized-uuid\d*|foo|bar|baz|my[-_]?channel|mych|mycg|hello_world|lorem"
)
_HELP: Final = "put the real name there, or take it out"


def check(documents: Documents) -> Iterator[Found]:
    """Families that are called so, whole."""
    for document in documents:
        for kind in Kind:
            for name, family in getattr(document.model, kind.value).items():
                key = "id" if kind is Kind.USERS else "name"
                text = getattr(family, key)
                if text is not None and _SAMPLES.fullmatch(text):
                    yield Found(
                        f"{shown(text)} seems to come from a documentation", _HELP, span=document.at(kind, name, key)
                    )


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """Exact names, and the user."""
    for kind, names in grant.resources.items():
        for name in names:
            if _SAMPLES.fullmatch(name):
                span = grant.at_name(kind, name, pattern=False)
                yield Found(f"{shown(name)} seems to come from a documentation", _HELP, span=span)
    if grant.authorized_uuid and _SAMPLES.fullmatch(grant.authorized_uuid):
        yield Found(f"the user {shown(grant.authorized_uuid)} seems to come from a documentation", _HELP)
