r"""A name holds a character that no channel or group may have.

## Why

PubNub forbids `, : * / \`, spaces and control characters in names. Nobody can publish there, so what is granted is
worth nothing; and where a value may hold them, such as the comma that joins channels in a URL, one name may be read as
several.

## Bad

```yaml
channels:
  room: {name: chat room.<roomId>, authority: clients}  # finding
  news: {name: news.*, authority: server}  # finding
```

```yaml
variables:
  topic: {type: enum, values: [sports, "arts,film"]}  # finding
  place: {type: pattern, pattern: "[a-z/]{1,20}"}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "chat:room": 1,  # finding
  "chat.room": 1
}}}}
```

## Good

```yaml
channels:
  room: {name: chat-room.<roomId>, authority: clients}
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"chat.room-7_b": 1}}}}
```

## Near miss

Group names have had namespaces before a colon, the ids of users are free, and letters of any alphabet are letters.

```json
{"ttl": 30, "permissions": {"uuid": "oidc:alice", "resources": {
  "channels": {"caf\u00e9.7": 1},
  "groups": {"team:red": 1},
  "uuids": {"oidc:alice": 96}
}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity, named, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant
from pnpolicy.wire.actions import Kind
from pnpolicy.wire.limits import forbidden_in

RULE = Rule("PNP502", Severity.ERROR, basis="refused", told_as=("forbidden-character",))

_ALLOWED = {Kind.CHANNELS: str.maketrans("", "", "*"), Kind.GROUPS: str.maketrans("", "", "*:")}
"""What to pass over: a `*` is a wildcard that somebody meant, which another rule tells."""


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Exact names with such a character."""
    for kind, allowed in _ALLOWED.items():
        names = grant.names(kind)
        if forbidden_in("".join(names)) is None:  # one look at all of them, for nearly every grant
            continue
        for name in names:
            found = forbidden_in(name.translate(allowed))
            if found is not None:
                message = f"{shown(name, 92)} holds {named(found[1])}, which no name of a {kind[:-1]} may"
                span = grant.at_name(kind, name, pattern=False)
                yield Found(message, "use `.`, `-` or `_`", span=span)
