r"""A pattern is written as a glob: its `*` repeats the character before it.

## Why

Patterns are RE2. `public-*` is not every name that begins with `public-`: the star repeats the hyphen, so `public-news`
is matched only because something of it is found in the middle, and so is `republic`. PubNub's own samples hold this
mistake.

## Bad

```yaml
channels:
  public:
    pattern: "public-*"  # finding
    authority: clients
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "chat-room-*": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat-room-[a-z0-9]{1,20}$": 1
}}}}
```

## Near miss

A star behind a group, a class or a dot repeats what its author can see.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat-(?:a|b)*[0-9]*$": 1,
  "^notes\\.\\*$": 1
}}}}
```
"""

import re
from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP101", Severity.ERROR, basis="witness", cwe=777, score=7.0)

_GLOB = re.compile(r"(?:^|(?<=[A-Za-z0-9_:@-]))\*(?![*+?])")
"""A star behind a character that stands for itself, or at the beginning, where RE2 refuses it."""


def check(pattern: Pattern) -> Iterator[Found]:
    """A star behind a literal, where the glob means other names than the expression."""
    if "\\Q" in pattern.text or not _GLOB.search(pattern.text):
        return
    # What a glob would mean: any characters in the place of the star, and the whole name.
    meant = "^" + _GLOB.sub(".*", pattern.text.strip("^$")) + "$"
    unintended = pattern.beyond(meant)
    if unintended is None:
        return
    message = f"{pattern.told} is written as a glob, but read as RE2 it matches `{unintended}`"
    yield Found(message, f"write `{meant}`, or name the characters that may stand there", unintended)
