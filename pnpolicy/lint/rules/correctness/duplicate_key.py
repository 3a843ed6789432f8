"""A key is written twice, and the last one silently wins.

## Why

In YAML and in JSON the first of two equal keys is lost without a word. What a reviewer reads at the top is then not
what is granted.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
  lobby: {name: public.lounge, authority: clients}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1,
  "lobby": 3  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1
}}}}
```

## Near miss

The same name as a channel and as a group.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {
  "channels": {"news": 1},
  "groups": {"news": 1}
}}}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP112", Severity.ERROR, basis="refused", cwe=694, told_as=("duplicate-key",))


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Keys of a JSON object that stand twice."""
    for route in grant.repeated:
        message = f"the key {shown(route[-1])} is written twice; only the last one counts"
        yield Found(message, "keep one of them", span=grant.at(*route))
