r"""A line covers every name there is.

## Why

However it is spelled, `.*`, `^[\s\S]*$`, `a|[^a]`: the token reaches the whole keyset, private channels and those of
the server, and every channel that will be made tomorrow. A list of names beside it means nothing.

## Bad

```yaml
channels:
  all: {pattern: ".*", authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        all: [read]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^[\\s\\S]*$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1
}}}}
```

## Near miss

Much, but not all; and everybody's records, which another rule tells.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {
  "channels": {"^[a-z].*$": 1},
  "uuids": {"^.*$": 32}
}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Line
from pnpolicy.wire.actions import Kind, actions_of, mask_of

RULE = Rule("PNP301", Severity.ERROR, basis="witness", cwe=732, score=8.0, form="open")
GET: Final = mask_of("get")


def check(line: Line) -> Iterator[Found]:
    """Open lines outside of which no name is left."""
    if (line.kind is not Kind.USERS or line.mask & ~GET) and line.is_everything:
        gained = ", ".join(f"`{action}`" for action in actions_of(line.mask))
        name = language.meet(line.names)
        message = f"{line.told} gives {gained} on everything, `{name}` and all other {line.kind}"
        yield Found(message, f"name the {line.kind} that are meant", name)
