"""A client's token lives longer than the profile allows.

## Why

A token cannot be narrowed once it is handed out, and revoking it takes up to a minute where the keyset allows it at
all. Until it ends, whoever copied it is the user. PubNub's guide says 10 to 60 minutes, with a refresh before the end.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 24h  # finding
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 1440,  # finding
 "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

## Good

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 1h
    refresh_before: 10m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

## Near miss

A role that takes its ttl from another one is not told again.

```json
{"ttl": 60, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.edits import replaced
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant

RULE = Rule("PNP403", Severity.WARNING, cwe=613, score=4.0)


def check(access: Access, thresholds: Thresholds) -> Iterator[Found]:
    """A role that writes down more than the most."""
    most, role = thresholds.ttl_max, access.role
    if role.ttl > most and access.says("ttl"):
        span = access.at("ttl")
        keeps = role.refresh_before is None or role.refresh_before < most
        fix = replaced(span, f"{most}m", f"let the token live {most} minutes") if keeps else None
        yield Found(_told(role.ttl, most, f"tokens of `{role.name}` live"), _HELP, span=span, fix=fix)


def check_grant(grant: ObservedGrant, thresholds: Thresholds) -> Iterator[Found]:
    """A grant with more than the most."""
    if grant.ttl is not None and grant.ttl > thresholds.ttl_max:
        yield Found(_told(grant.ttl, thresholds.ttl_max, "this token lives"), _HELP, span=grant.at("ttl"))


_HELP = "let clients fetch a new token before the old one ends"


def _told(ttl: int, most: int, who: str) -> str:
    return f"{who} {ttl:,} minutes; the profile allows {most}"
