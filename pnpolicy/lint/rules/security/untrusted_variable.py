"""What a client sends decides whose names a token holds.

## Why

A variable with `source: request` is the client's own word. Bound as the user, or put into a hole that a family is
private to, it lets everybody be anybody: real token services do so with a user id from the form.

## Bad

```yaml
variables:
  userId: {type: id, source: request}  # finding
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

## Good

```yaml
variables:
  userId: {type: id, source: session}
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

A client may choose the language of the news.

```yaml
variables:
  userId: {type: id, source: session}
  lang:   {type: enum, values: [en, de], source: request}
channels:
  news: {name: "news.<lang>", authority: server}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        news: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.access.reach import reaches_of
from pnpolicy.diagnostic import Label, Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ResolvedPolicy
from pnpolicy.text import Span

RULE = Rule("PNP207", Severity.ERROR, basis="guideline", cwe=639, score=8.0)


def check(policy: ResolvedPolicy) -> Iterator[Found]:
    """Variables from the request that are a user, or fill what is private to one."""
    uses: dict[str, tuple[Span, str]] = {}
    for role in policy.roles.values():
        if role.trust != "client":
            continue
        if role.bind is not None:
            uses.setdefault(role.bind.name, (role.span, f"`{role.name}` is bound to it"))
        for reach in reaches_of(role):
            for fill in reach.fills:
                if fill.how != "open" and fill.hole in reach.entry.family.private_to:
                    told = f"`{reach.entry.family.name}` is private to what it fills"
                    uses.setdefault(fill.variable.name, (reach.entry.span, told))
    for name, (span, told) in uses.items():
        variable = policy.variables[name]
        if variable.source == "request":
            message = f"`{name}` says whose names these are, and a client sends it"
            help_text = "take it from the verified session: `source: session`"
            yield Found(message, help_text, span=variable.span, related=(Label(span, told),))
