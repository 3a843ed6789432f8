"""A role is bound to one variable and grants what is another one's.

## Why

The bound variable says who may present the token. If names that are private to a user are filled with another
variable, the two may be two people, and whoever calls the token service decides which.

## Bad

```yaml
variables:
  userId:  {type: id, source: session}
  adminId: {type: id, source: session}
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
roles:
  desk:
    trust: client
    bind: adminId  # finding
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        inbox: [read]
```

## Good

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        inbox: [read]
```

## Near miss

A bound variable that fills nothing, where nothing is private.

```yaml
variables:
  agentId:  {type: id, source: session}
  tenantId: {type: id, max: 20, source: session}
channels:
  news: {name: <tenantId>.news, authority: server}
roles:
  agent:
    trust: client
    bind: agentId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        news: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Label, Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access

RULE = Rule("PNP206", Severity.WARNING, cwe=639, score=6.0)


def check(access: Access) -> Iterator[Found]:
    """Roles whose bound variable fills no hole, while another one fills a private hole."""
    bind = access.role.bind
    if bind is None:
        return
    if any(fill.variable.name == bind.name for line in access.lines for fill in line.reach.fills):
        return
    for line in access.lines if access.says("bind") else access.own_lines:
        for fill in line.reach.fills:
            if fill.how == "bound" and fill.hole in line.family.private_to:
                name, other = access.role.name, fill.variable.name
                message = f"`{name}` is bound to `{bind.name}`, but grants what is private to `{other}`"
                label = Label(line.span, f"`{line.family.name}` is filled with `{other}` here")
                yield Found(message, f"bind `{other}`", span=access.at("bind"), related=(label,))
                return
