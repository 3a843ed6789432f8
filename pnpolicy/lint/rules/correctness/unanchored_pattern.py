r"""A pattern is anchored at neither end.

## Why

PubNub does not say whether it searches a pattern in a name or matches the whole name. Searched, a pattern without `^`
and `$` is found inside other names: `public` inside `republic`.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "chat": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat\\.[a-z]{1,20}$": 1
}}}}
```

## Near miss

Open at both ends in so many words.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^.*-news-.*$": 1
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.grant.emit import grouped
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.correctness._anchors import alternation_escapes, open_ends
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP102", Severity.ERROR, basis="witness", cwe=777, score=7.0)


def check(pattern: Pattern) -> Iterator[Found]:
    """A name with something in front of a match, where one with something behind it is matched as well."""
    if alternation_escapes(pattern):
        return
    before, behind = open_ends(pattern)
    if before is not None and behind is not None:
        message = f"{pattern.told} is not anchored: it may also match `{before}`, where it is only a part"
        whole = "…" if grouped(pattern.text) == pattern.text else "(?:…)"
        yield Found(message, f"anchor both ends: `^{whole}$`", before)
