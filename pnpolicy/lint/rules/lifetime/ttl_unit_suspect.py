"""A ttl reads like seconds or milliseconds, but PubNub counts minutes.

## Why

`86400` is a day in seconds and two months in minutes. What was meant to end tonight is refused, or worse, granted:
`3600`, an hour in seconds, is two and a half days.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 3600  # finding
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 86400,  # finding
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
    ttl: 60m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 60, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

## Near miss

43200 minutes are PubNub's own most, and who writes hours does not mean seconds.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  kiosk:
    trust: client
    bind: userId
    ttl: 60h
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 43200, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```
"""

from collections.abc import Callable, Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant
from pnpolicy.text import Span
from pnpolicy.wire.limits import TTL_MAX

RULE = Rule("PNP405", Severity.WARNING, confidence=Confidence.LIKELY, cwe=613)

_HOUR: Final = 3_600
"""In seconds."""
_MINUTE: Final = 60_000
"""In milliseconds."""


def check(access: Access) -> Iterator[Found]:
    """A ttl that a role writes down in minutes."""
    span = access.at("ttl")
    if access.says("ttl") and not span.text.rstrip("\"'").endswith("h"):
        yield from _suspected(access.role.ttl, lambda: span)


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """The ttl of a grant."""
    if grant.ttl is not None:
        yield from _suspected(grant.ttl, lambda: grant.at("ttl"))


def _suspected(ttl: int, place: Callable[[], Span]) -> Iterator[Found]:
    if ttl < _HOUR or ttl == TTL_MAX:
        return
    if ttl % _MINUTE == 0:
        meant, unit = ttl // _MINUTE, "milliseconds"
    elif ttl % _HOUR == 0:
        meant, unit = ttl // _HOUR * 60, "seconds"
    else:
        return
    message = f"a ttl of {ttl:,} minutes reads like {meant:,} minute{'s' * (meant > 1)} in {unit}"
    yield Found(message, f"write {meant}, if so" if meant <= TTL_MAX else "", span=place())
