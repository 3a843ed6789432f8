r"""A pattern is written in another dialect than RE2, or captures.

## Why

PubNub reads patterns as RE2, which has no look-around, no back-references and no possessive quantifiers, and it refuses
a grant with a capturing group. Whoever writes `(?!admin)` to keep people out gets no grant at all, or, once the syntax
has been bent until it is taken, one that keeps nobody out.

## Bad

```yaml
channels:
  room: {pattern: "chat-(?!admin)[a-z]{1,20}", authority: clients}  # finding
  hall: {pattern: "hall-(red|blue)", authority: clients}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^(?!admin)[a-z]{1,20}$": 1,  # finding
  "^([a-z])\\1$": 1,  # finding
  "^room-[a-z]{1,20}+$": 1,  # finding
  "^hall-(red|blue)$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^hall-(?:red|blue)-[a-z0-9]{1,20}$": 1
}}}}
```

## Near miss

Round brackets that group without capturing, set flags, or stand for themselves.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^hall-(?:red|blue)$": 1,
  "^(?i:hall)-[a-z]{1,20}$": 1,
  "^hall-\\([a-z(]{1,20}$": 1
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP107", Severity.ERROR, basis="refused", cwe=185, told_as=("not-re2", "capturing-group"))


def check(pattern: Pattern) -> Iterator[Found]:
    """Patterns of grants that are refused; those of a policy are told when it is loaded."""
    if pattern.reading == "full":
        return
    try:
        captures = pattern.regex.captures
    except language.RegexSyntaxError as problem:
        message = f"RE2 refuses {pattern.told} at character {problem.position + 1}: {problem.message}"
        yield Found(message, "list what is meant; RE2 has no look-around and no back-references")
        return
    if captures:
        message = f"PubNub refuses the capturing group at character {captures[0] + 1} of {pattern.told}"
        yield Found(message, "write `(?:` instead of `(`")
