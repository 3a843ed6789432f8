"""A ttl is outside the minutes that PubNub takes.

## Why

PubNub takes 1 to 43,200 minutes, 30 days, and refuses the whole grant otherwise. Most of what is out of range is in
seconds: 86400 of them are a day, as many minutes are two months.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 86400  # finding
    refresh_before: 0  # finding
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 86400,  # finding
 "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

```json
{"authorized_uuid": "alice", "resources": {"channels": {"lobby": {"read": true}}},
 "ttl": 0}  # finding
```

## Good

```json
{"ttl": 60, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

## Near miss

The longest ttl and the shortest one are taken, whatever else may be said of them.

```json
{"ttl": 43200, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
{"ttl": 1, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant
from pnpolicy.wire.limits import TTL_MAX, TTL_MIN

RULE = Rule("PNP402", Severity.ERROR, basis="refused", cwe=613, told_as=("ttl-out-of-range",))


def check(grant: ObservedGrant) -> Iterator[Found]:
    """A grant with minutes that are refused."""
    if grant.ttl is not None and not TTL_MIN <= grant.ttl <= TTL_MAX:
        message = f"PubNub refuses a ttl of {grant.ttl:,} minutes"
        yield Found(message, f"it takes {TTL_MIN} to {TTL_MAX:,} minutes, which is 30 days", span=grant.at("ttl"))
