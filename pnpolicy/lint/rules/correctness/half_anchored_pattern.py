r"""A pattern is anchored at one end only.

## Why

`^user-1` is the beginning of `user-10`, and `-admin$` the end of more than was meant. Searched, a pattern covers
whatever stands beyond its open end.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^user-1": 1,  # finding
  "-lobby$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^user-1$": 1
}}}}
```

## Near miss

Open at one end in so many words.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^news-.*$": 1
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.correctness._anchors import alternation_escapes, bare, open_ends
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP103", Severity.ERROR, basis="witness", cwe=777, score=7.0)


def check(pattern: Pattern) -> Iterator[Found]:
    """A name with something beyond one end of a match."""
    if alternation_escapes(pattern):
        return
    before, behind = open_ends(pattern)
    if (before is None) != (behind is None):
        name, end = (before, "beginning") if behind is None else (behind, "end")
        message = f"{pattern.told} is not anchored at its {end}: it may also match `{name}`, of which it is only a part"
        yield Found(message, f"anchor both ends: `^(?:{bare(pattern.text)})$`", name)
