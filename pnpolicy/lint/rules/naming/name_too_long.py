"""A name can be longer than PubNub allows.

## Why

PubNub takes names of up to 92 characters, the presence companion's `-pnpres` among them. Where values may spell a
longer one, the users with the longest ids get no token, and it is not them who test.

## Bad

```yaml
channels:
  order: {name: order.<userId>.<peerId>.<roomId>, authority: server}  # finding
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]
```

```yaml
channels:
  notice:
    name: notices.of.everything.that.has.happened.in.our.building.since.it.was.opened.by.the.old.mayor.no.<N>  # finding
    authority: server
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "notices.of.everything.that.has.happened.in.this.building.since.it.was.opened.by.the.old.mayor": 1  # finding
}}}}
```

## Good

```yaml
channels:
  order: {name: order.<userId>.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        order: [read]
```

## Near miss

92 characters at most, and nobody is given their presence.

```yaml
channels:
  order: {name: the-order.of.<userId>.to.<peerId>.n, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        order: {actions: [read], where: {peerId: userId}}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.rules.naming import ambiguous_concatenation as injection
from pnpolicy.lint.subjects import ObservedGrant, Proofs
from pnpolicy.wire.limits import NAME_MAX

RULE = Rule("PNP501", Severity.ERROR, basis="refused", told_as=("name-too-long",))


def check(proofs: Proofs) -> Iterator[Found]:
    """What refutes `injection` by its length."""
    for found in injection.refuted(proofs, "too-long"):
        yield replace(found, message=f"{found.message}: `{found.witness}`")


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """Exact names with more characters than there may be."""
    for kind, names in grant.resources.items():
        for name in names:
            if len(name) > NAME_MAX:
                message = f"{shown(name)} has more than the {NAME_MAX} characters that PubNub allows"
                span = grant.at_name(kind, name, pattern=False)
                yield Found(message, "shorten the text around the ids", span=span)
