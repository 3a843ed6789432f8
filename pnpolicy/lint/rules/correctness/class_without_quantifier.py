r"""A wide class at the end of a pattern stands for a single character.

## Why

`^stream-[A-Za-z_]$` matches `stream-a` and none of `stream-chat`, `stream-reactions`: a quantifier is missing. What was
meant to be allowed is refused, and the repair people find is `.*`.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^stream-[A-Za-z_]$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^stream-[A-Za-z_]{1,20}$": 1
}}}}
```

## Near miss

A few letters, of which one is meant.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^hall-[a-f]$": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.rules.correctness._tokens import tokens
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP127", Severity.WARNING, confidence=Confidence.LIKELY, cwe=185)
_RANGES: Final = re.compile(r"[a-zA-Z0-9]-[a-zA-Z0-9]|\\w")
_ALPHABETS: Final = frozenset({"a-z", "A-Z", "\\w"})
_LITERAL: Final = re.compile(r"[\w@^-]|\\[^\w]")
"""What stands before a class that is all of its part; behind a class, a digit or a quantifier it ends a longer one."""


def check(pattern: Pattern) -> Iterator[Found]:
    """A class with a whole alphabet or several ranges in it, as the last thing of a pattern."""
    for token in tokens(pattern.text):
        ranges = _RANGES.findall(token.text) if token.text.startswith("[") else []
        is_wide = len(ranges) > 1 or not _ALPHABETS.isdisjoint(ranges)
        if is_wide and token.behind in ("", "$") and _LITERAL.fullmatch(token.before):
            message = f"`{token.text}` at the end of {pattern.told} is one character"
            yield Found(message, f"say how many: `{token.text}{{1,36}}`")
