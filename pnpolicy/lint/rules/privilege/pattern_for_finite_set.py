r"""A pattern stands for a handful of names.

## Why

Exact names cannot be misread: they need no anchors, no escapes, and they mean the same however PubNub reads patterns.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^room-[123]$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "room-1": 1,
  "room-2": 1,
  "room-3": 1
}}}}
```

## Near miss

A hundred of them.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^room-[0-9]{2}$": 1
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.matching import in_full
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP305", Severity.INFO)
_HANDFUL: Final = 8
"""Names that are shorter as a list than as a pattern."""


def check(pattern: Pattern) -> Iterator[Found]:
    """Patterns of grants that match no more names in full than one would list."""
    names = in_full(pattern.text)
    if pattern.reading != "search" or language.meet(names) is None:
        return
    if language.longest_length(names) is not None:
        count = language.count(names)
        if count <= _HANDFUL:
            told = "one name" if count == 1 else f"{count} names"
            yield Found(f"{pattern.told} is {told}", "list them under `resources`")
