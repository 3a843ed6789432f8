r"""A name holds a placeholder that nobody has filled in.

## Why

`inbox.{userId}` without the string being formatted is one channel, the same for everybody, and literally called so.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "inbox.{userId}": 1,  # finding
  "room.${roomId}": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "inbox.alice": 1
}}}}
```

## Near miss

A quantifier.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^room-[0-9]{1,3}$": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP128", Severity.WARNING, confidence=Confidence.LIKELY, cwe=134)
_HOLE: Final = re.compile(r"(?<!\\[pPx])\$?\{[A-Za-z_][A-Za-z0-9_.]*\}|(?<!\(\?)(?<!\(\?P)<[A-Za-z_][A-Za-z0-9_.]*>|%s")
"""A word in brackets, none that RE2 has in `\\p{L}`, `\\x{FF}` or `(?P<word>`."""
_BRACKETS: Final = frozenset("{<%")


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Names and patterns with a word in brackets."""
    for kind, text, _, is_pattern in grant.entries():
        if not _BRACKETS.isdisjoint(text) and (hole := _HOLE.search(text)):
            message = f"{shown(hole[0])} in {shown(text)} is not filled in"
            span = grant.at_name(kind, text, pattern=is_pattern)
            yield Found(message, "format the text before it is granted", span=span)
