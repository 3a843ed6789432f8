"""What clients submit and what the server announces goes by one name.

## Why

A reader cannot tell who has written. Where clients and the server both write on a name that clients read, a client can
say what only the server should: two names, one for each, keep the two apart.

## Bad

```yaml
channels:
  vote: {name: vote.<pollId>, authority: clients}  # finding
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        vote: [read, write]
  tally:
    trust: server
    allow:
      channels:
        vote: {actions: [read, write], any: [pollId]}
```

## Good

```yaml
channels:
  submit: {name: vote-submit.<pollId>, authority: clients}
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        submit: [write]
        result: [read]
  tally:
    trust: server
    allow:
      channels:
        submit: {actions: [read], any: [pollId]}
        result: {actions: [write], any: [pollId]}
```

## Near miss

A chat: clients write and read, the server only tidies up.

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
    each: {roomId: 20}
    allow:
      channels:
        room: [read, write]
  janitor:
    trust: server
    allow:
      channels:
        room: {actions: [read, delete], any: [roomId]}
```
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import Reach, reaches_of
from pnpolicy.diagnostic import Label, Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ResolvedPolicy
from pnpolicy.policy.model import Trust
from pnpolicy.wire.actions import Kind, mask_of

RULE = Rule("PNP204", Severity.WARNING, cwe=285, score=6.0)
READ: Final = mask_of("read")
WRITE: Final = mask_of("write")


def check(policy: ResolvedPolicy) -> Iterator[Found]:
    """Families of the clients on which both sides write, and clients read."""
    uses: dict[str, dict[tuple[Trust, int], list[Reach]]] = {}
    for role in policy.roles.values():
        for reach in reaches_of(role):
            family = reach.entry.family
            if family.authority == "clients" and not family.private_to and not reach.suffix:
                here = uses.setdefault(family.name, {})
                for flag in (READ, WRITE):
                    if reach.mask & flag:
                        here.setdefault((role.trust, flag), []).append(reach)
    for name, found in uses.items():
        ways = product(*(found.get(way, []) for way in (("client", WRITE), ("server", WRITE), ("client", READ))))
        for mine, yours, reads in ways:
            shared = language.meet(mine.regex, yours.regex, reads.regex)
            if shared is None:
                continue
            message = f"clients and the server both write on `{shared}`, and clients read there: nobody knows who spoke"
            labels = Label(mine.entry.span, "a client writes here"), Label(yours.entry.span, "and the server here")
            span = policy.families[Kind.CHANNELS, name].span
            yield Found(message, "let the server announce on a family of its own", shared, span, related=labels)
            break
