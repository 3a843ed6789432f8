r"""A question about names could not be decided within its budget.

## Why

The language engine answers exactly or not at all. Where it gives up, nothing was proved and nothing refuted, and what
is not decided is no pass: the exit code is 4.

## Bad

Whether both places hold one value is no question about regular languages, and over slugs the ends of the holes do not
tell either.

```yaml
variables:
  userId: {type: id, source: session}
  team:   {type: slug, max: 20, source: session}
channels:
  mirror: {name: mirror-<team>-<team>, authority: server}  # finding
roles:
  fan:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        mirror: [read]
```

## Good

```yaml
variables:
  userId: {type: id, source: session}
  team:   {type: slug, max: 20, source: session}
channels:
  mirror: {name: mirror.<team>, authority: server}
roles:
  fan:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        mirror: [read]
```

## Near miss

A pattern that is long, but plain.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^(?:one|two|three|four|five|six|seven|eight|nine|ten)\\.[a-z]{1,40}$": 1
}}}}
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP124", Severity.WARNING, told_as=("undecided",))
