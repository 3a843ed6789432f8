r"""No name can ever match a pattern.

## Why

Anchors in the wrong order, a space, a `:`: no channel is called so. The grant allows nothing by this line, and somebody
has relied on it.

## Bad

```yaml
channels:
  hollow:
    pattern: "a b"  # finding
    authority: clients
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "$news^": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^news$": 1
}}}}
```

## Near miss

A name that is unusual.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^-$": 1
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP108", Severity.WARNING, cwe=185)


def check(pattern: Pattern) -> Iterator[Found]:
    """Patterns that share no name with all names there are."""
    if language.meet(pattern.names) is None:
        message = f"{pattern.told} matches no name that there can be"
        yield Found(message, "names hold no space, `,`, `:`, `*`, `/` or `\\`, and `^` stands before, `$` behind")
