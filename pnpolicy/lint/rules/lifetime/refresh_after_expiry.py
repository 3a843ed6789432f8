"""A client is told to refresh its token before it has it.

## Why

`refresh_before` is counted back from the end of the token. Where it is no shorter than the ttl, every new token is due
for a refresh when it arrives: clients ask again and again, and the token service answers all of them.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 10m
    refresh_before: 10m  # finding
    allow:
      channels:
        lobby: [read]
```

## Good

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

## Near miss

Half of the time is much, but it ends.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 10m
    refresh_before: 5m
    allow:
      channels:
        lobby: [read]
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP406", Severity.ERROR, basis="refused", told_as=("refresh-after-expiry",))
