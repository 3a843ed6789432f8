r"""What a grant gives depends on how PubNub reads it.

## Why

PubNub does not say whether an exact name adds to a pattern that matches it or replaces it, nor which of two patterns
counts. Where they give different flags on one name, nobody knows what it gets, today or after the next release.

## Bad

```yaml
channels:
  a: {pattern: '[a-f]{1,4}', authority: clients}
  b: {pattern: '[d-k]{1,4}', authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        a: [read]
        b: [get]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice",
 "resources": {"channels": {"news-ban": 32}},  # finding
 "patterns": {"channels": {"^news-[a-z]{2,9}$": 1}}
}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"news-ban": 33}},
 "patterns": {"channels": {"^news-[a-z]{2,9}$": 1}}
}}
```

## Near miss

The exact name has all that the pattern has.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"news-ban": 3}},
 "patterns": {"channels": {"^news-[a-z]{2,9}$": 1}}
}}
```
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.matching import everything, search_matcher, searched, within_bounds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant
from pnpolicy.wire.actions import actions_of

RULE = Rule("PNP116", Severity.WARNING, cwe=863, score=4.0, told_as=("reading-dependent",))
_HELP: Final = "give the exact name all that the pattern gives, or names that cannot meet"


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Names with less than a pattern that matches them, and patterns that meet with different flags.

    What covers everything says so in a rule of its own.
    """
    for kind, patterns in grant.patterns.items():
        within_bounds(grant, kind)
        told = {pattern: flags for pattern, flags in patterns.items() if not everything(pattern, "search")}
        for pattern, flags in told.items():
            for name, mask in grant.names(kind).items():
                if flags & ~mask and search_matcher(pattern)(name):
                    lacking = ", ".join(f"`{action}`" for action in actions_of(flags & ~mask))
                    message = f"`{name}` has {lacking} by `/{pattern}/` or, if exact names replace patterns, not at all"
                    yield Found(message, _HELP, name, grant.at_name(kind, name, pattern=False))
        for (one, mine), (other, yours) in combinations(told.items(), 2):
            if mine != yours and (shared := _shared(one, other)) is not None:
                message = f"`{shared}` matches `/{one}/` and `/{other}/`, which give different flags"
                yield Found(message, _HELP, shared, grant.at_name(kind, other, pattern=True))


@lru_cache(4096)
def _shared(one: str, other: str) -> str | None:
    return language.meet(searched(one), searched(other))
