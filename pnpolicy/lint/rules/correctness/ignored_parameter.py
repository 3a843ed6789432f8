"""A key has no effect where it stands.

## Why

SDKs leave out what they do not know, without a word. With `authorizedUUID` instead of `authorized_uuid` the token is
bound to nobody; with `channelGroups` instead of `groups` the groups are not granted.

## Bad

```json
{"ttl": 30, "authorized_uuid": "alice",
 "resources": {"channels": {"lobby": {"read": true}}},
 "channelGroups": {"feed": {"read": true}}  # finding
}
```

## Good

```json
{"ttl": 30, "authorized_uuid": "alice",
 "resources": {"channels": {"lobby": {"read": true}}, "groups": {"feed": {"read": true}}}
}
```

## Near miss

What a token says when an SDK has parsed it.

```json
{"version": 2, "timestamp": 1700000000, "ttl": 30, "authorized_uuid": "alice",
 "resources": {"channels": {"lobby": {"read": true, "write": false}}}, "patterns": {}, "meta": {}
}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP125", Severity.WARNING, cwe=628)


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Keys that neither PubNub nor an SDK reads."""
    for ignored in grant.ignored:
        message = f"the key {shown(ignored.route[-1])} has no effect here: it is left out without a word"
        help_text = f"did you mean `{ignored.meant}`?" if ignored.meant else "take it out"
        yield Found(message, help_text, span=grant.at(*ignored.route))
