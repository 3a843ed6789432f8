"""A client may write on a presence companion.

## Why

On `…-pnpres` PubNub itself says who has come and who has gone. Whoever may write there can pretend that somebody is
present, or has left.

## Bad

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby-pnpres": 3  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 3,
  "lobby-pnpres": 1
}}}}
```

## Near miss

A pattern that takes in companions with everything else it covers.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^lobby-.*$": 3
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.matching import in_full
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import GrantLine, Line
from pnpolicy.prove.paths import COMPANIONS
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind, mask_of

RULE = Rule(
    "PNP214", Severity.ERROR, basis="witness", cwe=285, score=6.0, flags=mask_of("write"), kinds=(Kind.CHANNELS,)
)


def check(line: Line) -> Iterator[Found]:
    """Names that end so, and patterns that are about nothing else."""
    if isinstance(line, GrantLine) and not line.is_open:
        name = line.text if line.text.endswith(PRESENCE_SUFFIX) else None
    elif not line.is_open:
        return  # no template and no value spells one
    else:
        names = in_full(line.text) if isinstance(line, GrantLine) else line.names
        name = None if language.outside(names, COMPANIONS) is not None else language.meet(names)
    if name is not None:
        yield Found(f"{line.who} may write on `{name}`, where PubNub tells who is present", "give it `read` only", name)
