"""A client may fill a channel group that it reads.

## Why

Whoever may `manage` a group puts any channel into it, and PubNub does not ask for `read` on that channel. Whoever also
reads the group then reads every channel of the keyset.

## Bad

```yaml
groups:
  feed: {name: "feed-<userId>-all"}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      groups:
        feed: [read, manage]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"groups": {
  "alice-feed": 5  # finding
}}}}
```

## Good

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
groups:
  feed: {name: "feed-<userId>-all", holds: [room]}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      groups:
        feed: [read]
```

## Near miss

Two groups, one to fill and another to read.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"groups": {
  "alice-lists": 4,
  "alice-feed": 1
}}}}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Label, Severity
from pnpolicy.lint.claims import taken_away
from pnpolicy.lint.matching import search_matcher, searched, within_bounds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant
from pnpolicy.wire.actions import Kind, mask_of

READ: Final = mask_of("read")
MANAGE: Final = mask_of("manage")
RULE = Rule("PNP208", Severity.ERROR, basis="witness", cwe=269, score=9.0)
_HELP: Final = "let the server fill the group: take `manage` away"


def check(access: Access) -> Iterator[Found]:
    """A group that one login fills and reads; a real grant for it was made."""
    world, roles = access.proofs.world, access.policy.roles
    for path in world.filled_groups(access.role):
        manages, reads = path.reaches
        writer = roles.get(manages.entry.role, access.role)
        if (
            writer.name != access.role.name
            and writer.trust == "client"
            and any(other.reaches[0].entry.span == manages.entry.span for other in world.filled_groups(writer))
        ):
            return  # told of the role that wrote it
        line = next(line for line in access.lines if line.span == manages.entry.span and not line.reach.suffix)
        name = language.meet(manages.regex, language.before(reads.regex, reads.suffix)) or str(manages)
        message = f"`{access.role.name}` fills and reads group `{name}`: it may put any channel into it, and reads that"
        labels = (Label(reads.entry.span, "it reads here"),) if reads.entry.span != line.span else ()
        yield Found(message, _HELP, name, line.span, related=labels, fix=taken_away(line, ["manage"]))


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """A group name that read and manage are both given on."""
    within_bounds(grant, Kind.GROUPS)
    exact, patterns = grant.names(Kind.GROUPS), grant.patterns.get(Kind.GROUPS, {})
    read = [pattern for pattern, mask in patterns.items() if mask & READ]
    for name, mask in exact.items():
        if mask & MANAGE and (mask & READ or any(search_matcher(pattern)(name) for pattern in read)):
            yield _told(grant, name, name, is_open=False)
    for pattern, mask in patterns.items():
        if not mask & MANAGE:
            continue
        named = (name for name, flags in exact.items() if flags & READ and search_matcher(pattern)(name))
        shared = (language.meet(searched(pattern), searched(other)) for other in read)
        filled = next((name for name in (*named, *shared) if name is not None), None)
        if filled is not None:
            yield _told(grant, filled, pattern, is_open=True)


def _told(grant: ObservedGrant, name: str, text: str, *, is_open: bool) -> Found:
    message = f"this token fills and reads group `{name}`: it may put any channel into it, and reads that"
    return Found(message, _HELP, name, grant.at_name(Kind.GROUPS, text, pattern=is_open))
