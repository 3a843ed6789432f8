r"""A dot is meant as a dot and matches any character.

## Why

In RE2 a `.` is every character. `room.*` is not what is below `room.`: it also matches `roommates`. Where a dot stands
between words it has to be escaped.

## Bad

```yaml
channels:
  news:
    pattern: "news.[a-z]{2}"  # finding
    authority: server
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^shop.u1$": 1,  # finding
  "^room.*$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^shop\\.u1$": 1,
  "^room\\.[a-z]{1,9}$": 1
}}}}
```

## Near miss

A dot that repeats behind a separator, and one in a class.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^news-.*$": 1,
  "^room[.]a$": 1
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.edits import respelled
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.correctness._tokens import tokens
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP105", Severity.WARNING, cwe=185, score=5.0)


def check(pattern: Pattern) -> Iterator[Found]:
    """Dots behind a letter or a digit, where the pattern with them escaped matches fewer names."""
    if "." not in pattern.text or pattern.is_everything:
        return
    meant = "".join(
        _escaped(token.behind) if token.text == "." and token.before.isalnum() else token.text
        for token in tokens(pattern.text)
    )
    name = pattern.beyond(meant) if meant != pattern.text else None
    if name is not None:
        fix = None if pattern.span is None else respelled(pattern.span, pattern.text, meant, "escape the dot")
        message = f"the `.` in {pattern.told} is any character: it matches `{name}`"
        yield Found(message, f"write `{meant}` if a dot is meant", name, fix=fix)


def _escaped(behind: str) -> str:
    """`room.*` says what is below `room.`: the dot, and then anything."""
    return "\\.." if behind in ("*", "+") else "." if behind in ("?", "{") else "\\."
