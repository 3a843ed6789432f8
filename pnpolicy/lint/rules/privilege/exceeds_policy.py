r"""A grant gives more than the policy gives the same login.

## Why

A policy is only worth what is really granted. What a token service adds by hand, or an older version of it still hands
out, is in no proof. Asked for with `pnpolicy audit --policy POLICY --role ROLE --set …`.

## Bad

Held against `voter` of `policies/live-voting` with `userId=alice`, `sessionId=1a2b3c4d` and `roomId=r1`:

```json
{"ttl": 120,  # finding
 "permissions": {"uuid": "alice", "resources": {"channels": {
  "chat.room.r1": 3,
  "vote-result.1a2b3c4d": 3  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice",
  "resources": {
    "channels": {
      "inbox.alice": 1, "chat.room.r1": 3, "chat.room.r1-pnpres": 1,
      "vote-submit.1a2b3c4d": 2, "vote-result.1a2b3c4d": 1
    },
    "uuids": {"alice": 96}
  },
  "patterns": {"channels": {"^presence\\.shard-(?:[0-9]|[1-5][0-9]|6[0-3])$": 1}}
}}
```

## Near miss

Less than the policy gives is another rule's.

```json
{"ttl": 20, "permissions": {"uuid": "alice", "resources": {"channels": {
  "vote-submit.1a2b3c4d": 2
}}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.comparing import Comparison
from pnpolicy.lint.rule import Found, Rule

RULE = Rule("PNP316", Severity.ERROR, basis="guideline", cwe=732, score=7.5)


def check(comparison: Comparison) -> Iterator[Found]:
    """Names, flags, minutes and users that the policy does not give."""
    observed, allowed = comparison.observed, comparison.allowed
    for found in comparison.excess():
        by = f"`/{found.text}/`" if found.is_pattern else "this entry"
        message = f"{by} gives `{found.action}` on `{found.name}`; the policy does not give `{allowed.role}` that"
        span = observed.at_name(found.kind, found.text, pattern=found.is_pattern)
        yield Found(message, "take it out, or let the policy say it", found.name, span)
    if observed.ttl is not None and observed.ttl > allowed.ttl:
        message = f"the token lives {observed.ttl:,} minutes; the policy says {allowed.ttl}"
        yield Found(message, "let the policy's ttl count", span=observed.at("ttl"))
    if allowed.authorized_uuid is not None and observed.authorized_uuid != allowed.authorized_uuid:
        user = "nobody" if observed.authorized_uuid is None else shown(observed.authorized_uuid)
        yield Found(f"the token is bound to {user}; the policy binds it to {shown(allowed.authorized_uuid)}")
