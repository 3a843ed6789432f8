r"""A client reaches names that belong to no declared family.

## Why

What no family declares nobody has thought about. A line of a policy says families only, but PubNub leaves some of what
follows unsaid: a pattern that matches the text `chat.*` may let a client subscribe to everything below `chat.`, and
whoever may both fill and read a group reads any channel of the keyset. This is the refuted claim `containment`.

## Bad

```yaml
channels:
  room: {pattern: 'chat\..{1,8}', authority: clients}
groups:
  feed: {name: feed-<userId>-all}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]  # finding
  curator:
    trust: client
    bind: userId
    ttl: 15m
    allow:
      groups:
        feed: [read, manage]  # finding
```

## Good

```yaml
channels:
  room: {name: chat.<roomId>, authority: clients}
groups:
  feed: {name: feed-<userId>-all, holds: [room]}
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
        room: [read]
      groups:
        feed: [read]
```

## Near miss

A pattern that matches no `*`, and one below which all names are its own.

```yaml
channels:
  room: {pattern: 'chat\.[a-z]{1,8}', authority: clients}
  news: {pattern: 'news\..*', authority: server}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]
        news: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access

RULE = Rule("PNP303", Severity.ERROR, basis="witness", cwe=732, score=7.5)


def check(access: Access) -> Iterator[Found]:
    """What refutes `containment`."""
    for witness, told in access.refuted("containment"):
        yield Found(told.message, told.help, witness.name, told.span, told.label, told.related, told.notes)
