r"""A client is given more shards than there are.

## Why

Shards have numbers, and a range ends. `\d+` does not: it also opens shards that no server has made, and every name that
happens to end in digits.

## Bad

```yaml
variables:
  userId: {type: id, source: session}
  N:      {type: integer, min: 0, max: 99999}
channels:
  shard: {name: presence.shard-<N>, authority: server}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        shard: {actions: [read], any: [N]}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^presence\\.shard-\\d+$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^presence\\.shard-[0-9]{1,2}$": 1
}}}}
```

## Near miss

Digits without end that are no shards.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^ticket-[0-9]+$": 1
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Pattern, RoleLine

RULE = Rule("PNP309", Severity.WARNING, cwe=732, score=3.0, form="open")
_FAR: Final = language.parse(r"(?s:.*shard[^0-9]*[1-9][0-9]{6})")
"""Names of a shard beyond any that there are."""


def check(pattern: Pattern) -> Iterator[Found]:
    """Patterns that speak of shards and match one with seven digits, of which every name has some."""
    if "shard" in pattern.text and not pattern.is_everything:
        name = language.meet(pattern.names, _FAR)
        if name is not None and language.meet(pattern.names, without=[_DIGIT_BEHIND]) is None:
            yield Found(f"{pattern.told} ends nowhere: it matches `{name}`", "write the range: `[0-9]{1,2}`", name)


_DIGIT_BEHIND: Final = language.parse(r"(?s:.*shard.*[0-9].*)")


def check_line(line: RoleLine, thresholds: Thresholds) -> Iterator[Found]:
    """Whole numbers left open, more of them than the profile allows."""
    for fill in line.reach.fills:
        if fill.how == "open" and fill.domain.integers is not None:
            low, high = fill.domain.integers
            if high - low >= thresholds.shards_max:
                message = f"{line.who} may have {high - low + 1:,} numbers in {line.told}"
                help_text = (
                    f"bind `{fill.variable.name}`, or end its range; the profile allows {thresholds.shards_max:,}"
                )
                yield Found(message, help_text)
