"""Two choices of values spell one and the same name.

## Why

Where no text between two holes is foreign to both, a name has two readings, and two different conversations, rooms or
orders are one channel. Whoever may choose an id then chooses one that reads as somebody else's. For a policy this is
the refuted claim `injection`, as far as it is about reading.

## Bad

```yaml
channels:
  direct: {name: dm_<userId>_<peerId>, authority: clients}  # finding
  note: {name: note.<userId><roomId>, authority: clients}  # finding
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read, write]
  guest:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]
```

## Good

```yaml
channels:
  direct: {name: dm.<userId>.<peerId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    each: {peerId: 20}
    allow:
      channels:
        direct: [read, write]
```

## Near miss

An `id` holds no hyphen, so a hyphen parts two of them.

```yaml
channels:
  direct: {name: dm-<userId>-<peerId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    each: {peerId: 20}
    allow:
      channels:
        direct: [read, write]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Proofs
from pnpolicy.prove.claims import injection

RULE = Rule("PNP504", Severity.ERROR, basis="witness", cwe=74)


def check(proofs: Proofs) -> Iterator[Found]:
    """What refutes `injection` by two readings."""
    yield from refuted(proofs, "two-readings")


def refuted(proofs: Proofs, fault: injection.Fault) -> Iterator[Found]:
    """What refutes `injection` by one kind of fault, in all families."""
    for flaw, told in proofs.refuted(injection.ID):
        if isinstance(flaw, injection.Flaw) and flaw.fault == fault:
            yield Found(told.message, told.help, flaw.name, told.span, told.label, told.related, told.notes)
