r"""A line gives nothing that another line does not give.

## Why

It does no harm today. But whoever takes the other line away, or reads this one as the list of what is open, is
mistaken.

## Bad

```yaml
channels:
  room:  {name: chat.<roomId>, authority: clients}
  lobby: {name: chat.lobby, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        room: {actions: [read], any: [roomId]}
        lobby: [read]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice",
 "resources": {"channels": {"news-de": 1}},  # finding
 "patterns": {"channels": {"^news-[a-z]{2}$": 1}}
}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^news-[a-z]{2}$": 1
}}}}
```

## Near miss

A line that gives more on its names.

```yaml
channels:
  room:  {name: chat.<roomId>, authority: clients}
  lobby: {name: chat.lobby, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        room: {actions: [read], any: [roomId]}
        lobby: [read, get]
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.diagnostic import Label, Severity
from pnpolicy.grant.overlap import Neighbours
from pnpolicy.grant.plan import MAX_QUESTIONS
from pnpolicy.lint.edits import without_actions
from pnpolicy.lint.matching import covers_everything, everything, full_matcher, within_bounds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant, RoleLine
from pnpolicy.wire.actions import Kind

RULE = Rule("PNP115", Severity.INFO)
_HELP: Final = "take it out, or say what it is there for"


def check(access: Access) -> Iterator[Found]:
    """Lines inside an open one that is the same for every login."""
    left = MAX_QUESTIONS
    for kind in Kind:
        wide = [reach for reach in access.reaches if reach.kind is kind and _is_open_to_all(reach)]
        if not wide:
            continue
        neighbours = Neighbours(wide)
        for line in access.own_lines:
            if line.kind is not kind:
                continue
            for other in neighbours.of(line.reach):
                if other is line.reach or line.mask & ~other.mask or other.entry.span == line.span:
                    continue
                left -= 1
                if left < 0:
                    raise language.Undecided("pairs of lines", MAX_QUESTIONS)
                if _is_inside(line, other):
                    yield _told(line, other)
                    break


def _is_open_to_all(reach: Reach) -> bool:
    """Whether it is open, to every login alike; not if it covers everything, for then that alone is worth saying."""
    if reach.raw is not None:
        return not covers_everything(reach.regex)
    return reach.is_open and all(fill.how == "open" for fill in reach.fills)


def _is_inside(line: RoleLine, other: Reach) -> bool:
    """Whether another line gives all of it; of two that are the same only the second is inside."""
    if not line.names <= other.regex:
        return False
    same = line.mask == other.mask and other.regex <= line.names
    return not same or other.entry.span.start < line.span.start


def _told(line: RoleLine, other: Reach) -> Found:
    message = f"{line.told} gives {line.who} nothing that `{other}` does not"
    label = Label(other.entry.span, f"`{other}` gives all of it")
    flags = [name for name, _ in line.entry.actions if name != "presence"]
    fix = without_actions(line, ["presence"] if line.reach.suffix else flags)
    return Found(message, _HELP, span=line.span, related=(label,), fix=fix)


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """Exact names that a pattern matches in full, with all their flags."""
    for kind, patterns in grant.patterns.items():
        within_bounds(grant, kind)
        for pattern, flags in patterns.items():
            if everything(pattern, "search"):
                continue
            matches = full_matcher(pattern)
            for name, mask in grant.names(kind).items():
                if not mask & ~flags and matches(name):
                    message = f"`{name}` gives nothing that `/{pattern}/` does not"
                    yield Found(message, _HELP, span=grant.at_name(kind, name, pattern=False))
