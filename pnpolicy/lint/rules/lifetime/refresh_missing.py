"""A client role does not say when its token is to be refreshed.

## Why

A client that waits for the first refusal loses what is published until it has a new token, and one that fears this is
given a ttl of a day. With a refresh before the end the ttl can be short and nobody notices.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:  # finding
    trust: client
    bind: userId
    ttl: 30m
    on_logout: revoke
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

A server works with the secret key and has no token, and a role may have its refresh from the one it extends.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    allow:
      channels:
        lobby: [read]
  member:
    trust: client
    extends: [guest]
    ttl: 20m
    allow:
      channels:
        lobby: [write]
  cleaner:
    trust: server
    allow:
      channels:
        lobby: [delete]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access

RULE = Rule("PNP408", Severity.WARNING)


def check(access: Access) -> Iterator[Found]:
    """A role that neither says it nor takes it in. What another client role leaves out is told there."""
    role = access.role
    if role.refresh_before is None and not any(
        access.policy.roles[parent].trust == "client" for parent in role.extends
    ):
        message = f"`{role.name}` does not say how long before the end of its token a client fetches a new one"
        yield Found(message, f"about a sixth of the ttl is usual: `refresh_before: {max(role.ttl // 6, 1)}m`")
