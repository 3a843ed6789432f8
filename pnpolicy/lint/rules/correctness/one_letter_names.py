"""A text was looped over as if it were a list of names.

## Why

`for channel in ("lobby")` goes over letters, and the grant opens the channels `l`, `o`, `b` and `y`. The channel that
was meant is not among them.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "l": 1, "o": 1, "b": 1, "y": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1
}}}}
```

## Near miss

Two boards that are called so.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "a": 1,
  "b": 1
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP126", Severity.WARNING, confidence=Confidence.LIKELY)
_SEVERAL: Final = 3
"""Names of one letter that are not there by chance."""


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Several names of one character."""
    for kind, names in grant.resources.items():
        letters = [name for name in names if len(name) == 1]
        if len(letters) >= _SEVERAL:
            message = (
                f"the {kind} are called {', '.join(f'`{letter}`' for letter in letters)}: one text, letter by letter"
            )
            span = grant.at_name(kind, letters[0], pattern=False)
            yield Found(message, "pass a list, even of one name", span=span)
