"""A name ends as the presence companion of another channel does.

## Why

Presence events of `chat.a` travel on `chat.a-pnpres`. Where a name of its own may end so, what is granted on it is the
presence of another channel: who is in there, and since when.

## Bad

```yaml
channels:
  watch: {name: chat.room-pnpres, authority: clients}  # finding
```

```yaml
variables:
  kind: {type: enum, values: [chat, chat-pnpres]}  # finding
```

```yaml
channels:
  room: {name: chat-pn<topic>, authority: clients}  # finding
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]
variables:
  topic: {type: slug, max: 20}
  userId: {type: id}
```

## Good

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        room: [read, presence]
```

## Near miss

The word as a value of its own: `chat.pnpres` is nobody's companion.

```yaml
channels:
  room: {name: chat.<roomId>, authority: clients}
  pnpres: {name: chat-pnpres.all, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]
        pnpres: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.naming import ambiguous_concatenation as injection
from pnpolicy.lint.subjects import Proofs

RULE = Rule("PNP503", Severity.ERROR, basis="witness", cwe=200, told_as=("reserved-suffix",))


def check(proofs: Proofs) -> Iterator[Found]:
    """What refutes `injection` by being a companion."""
    yield from injection.refuted(proofs, "companion")
