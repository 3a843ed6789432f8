"""A client may write to every channel of a pattern.

## Why

A list of rooms ends where the user's membership ends; a pattern ends where the names do. Whoever may write through a
pattern can speak in rooms that nobody let them into.

## Bad

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        room: {actions: [read, write], any: [roomId]}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^chat-.*$": 3  # finding
}}}}
```

## Good

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {roomId: 50}
    allow:
      channels:
        room: [read, write]
```

## Near miss

Reading through a pattern, and writing by name.

```json
{"ttl": 30, "permissions": {"uuid": "alice",
  "resources": {"channels": {"chat-7": 3}},
  "patterns": {"channels": {"^news-[a-z]{2}$": 1}}
}}
```
"""

from collections.abc import Iterator

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import Line
from pnpolicy.wire.actions import Kind, mask_of

RULE = Rule(
    "PNP304",
    Severity.WARNING,
    confidence=Confidence.LIKELY,
    cwe=732,
    score=5.5,
    flags=mask_of("write"),
    kinds=(Kind.CHANNELS,),
    form="open",
)


def check(line: Line) -> Iterator[Found]:
    """Write with a hole left open, or with a pattern."""
    if line.is_everything:
        return
    name = language.meet(line.names)
    if name is None:
        return  # no name at all, which is another rule's
    message = f"{line.who} may write on every name of {line.told}, such as `{name}`"
    yield Found(message, "list the channels that this user is a member of", name)
