r"""A pattern stands where an exact name is expected.

## Why

Under `resources` a name is what it says: `room.*` or `^room$` is one channel, literally called so. Nothing below it is
opened, and the repair people find is a pattern for everything.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "^chat-[0-9]+$": 1,  # finding
  ".*": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat-[0-9]{1,6}$": 1
}}}}
```

## Near miss

Wildcard subscribe, which PubNub has a name for.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "news.*": 1,
  "news.*-pnpres": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant
from pnpolicy.wire.actions import Kind, mask_of

RULE = Rule("PNP109", Severity.ERROR, basis="refused", cwe=185)
_SUBSCRIBE: Final = re.compile(r"[^.*]+(?:\.[^.*]+)?\.\*(?:-pnpres)?")
"""What wildcard subscribe is called by: two levels at most before the star."""
_ODD: Final = frozenset("*^$\\[")
_CLASS: Final = re.compile(r"\[[^\]]+\](?:\+|\{\d)")
READ: Final = mask_of("read")


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Exact names with a star, or with what only a pattern needs."""
    for kind, names in grant.resources.items():
        if _ODD.isdisjoint("".join(names)):
            continue
        for name, mask in names.items():
            is_anchored = name.startswith("^") and name.endswith("$")
            is_pattern = "*" in name or "\\" in name or is_anchored or _CLASS.search(name)
            if is_pattern and not (kind is Kind.CHANNELS and mask == READ and _SUBSCRIBE.fullmatch(name)):
                message = f"{shown(name)} is an exact name here, and opens nothing else"
                help_text = "move it to `patterns`, anchored, or name the channels"
                yield Found(message, help_text, span=grant.at_name(kind, name, pattern=False))
