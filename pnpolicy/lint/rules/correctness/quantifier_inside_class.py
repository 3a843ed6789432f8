r"""A quantifier stands inside a class, where it is a character like others.

## Why

`[\d+]` is one character, a digit or a plus sign. What was meant is `[\d]+`. The pattern matches less than was meant,
and a plus sign besides.

## Bad

```yaml
channels:
  post:
    pattern: 'post-[0-9+]'  # finding
    authority: clients
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^post-[\\d+]$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^post-[0-9]{1,9}$": 1
}}}}
```

## Near miss

A class of characters that has a plus sign among them, and says how many.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^key-[A-Za-z0-9+]{4}$": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.edits import respelled
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.correctness._tokens import is_quantifier, tokens
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP106", Severity.ERROR, basis="witness", cwe=185)
_INSIDE: Final = re.compile(r"\[[^\]]*(?:\\[dw]|\w-\w)[+*]\]")
"""A class that ends in a quantifier, behind what one would repeat."""


def check(pattern: Pattern) -> Iterator[Found]:
    """Classes that end in a quantifier and have none behind them."""
    meant = "".join(
        f"{token.text[:-2]}]{token.text[-2]}" if _INSIDE.fullmatch(token.text) and not is_quantifier(token.behind)
        else token.text
        for token in tokens(pattern.text)
    )  # fmt: skip
    name = pattern.beyond(meant) if meant != pattern.text else None
    if name is not None:
        span = pattern.span
        fix = None if span is None else respelled(span, pattern.text, meant, "move it out of the class", safe=False)
        message = f"a class in {pattern.told} has a quantifier among its characters: it matches `{name}`"
        yield Found(message, f"write `{meant}`", name, fix=fix)
