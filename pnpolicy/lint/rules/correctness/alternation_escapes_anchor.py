r"""An anchor binds one alternative of a pattern and not the others.

## Why

In `^a|b$` the `^` belongs to `a` and the `$` to `b`: whatever begins with a matches, and whatever ends in b. A group
keeps the alternatives together.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat-a|inbox-b$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^(?:chat-a|inbox-b)$": 1
}}}}
```

## Near miss

Every alternative has its own.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat-a$|^inbox-b$": 1
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.correctness._anchors import alternation_escapes, bare, open_ends
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP104", Severity.ERROR, basis="witness", cwe=185, score=7.0)


def check(pattern: Pattern) -> Iterator[Found]:
    """A name that the pattern matches by one alternative's missing anchor."""
    if alternation_escapes(pattern):
        before, behind = open_ends(pattern)
        name = behind or before
        if name is not None:
            message = f"the anchors of {pattern.told} bind one alternative each: it may also match `{name}`"
            yield Found(message, f"put the alternatives into a group: `^(?:{bare(pattern.text)})$`", name)
