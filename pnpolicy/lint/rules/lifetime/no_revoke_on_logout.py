"""Logging out does not revoke the user's token.

## Why

A token goes on until its ttl ends, whatever the client forgets. After a logout, whoever has copied it is still the
user: the shared tablet, the proxy's log. Revoking takes effect within a minute, on keysets where it is enabled.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:  # finding
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    allow:
      channels:
        lobby: [read]
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: expire  # finding
    allow:
      channels:
        lobby: [read, write]
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

Nobody logs in with the token of an anonymous role, and a role may have it from the one it extends.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  visitor:
    trust: client
    anonymous: true
    ttl: 10m
    allow:
      channels:
        lobby: [get]
  guest:
    trust: client
    bind: userId
    ttl: 30m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
  member:
    trust: client
    extends: [guest]
    allow:
      channels:
        lobby: [write]
```
"""

import re
from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Edit, Fix, Found, Rule
from pnpolicy.lint.subjects import Access
from pnpolicy.text import Span

RULE = Rule("PNP407", Severity.WARNING, cwe=613)

_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?\n(?!\s*[,}])")
"""Up to the next line, where that does not show that braces are still open."""


def check(access: Access) -> Iterator[Found]:
    """A bound role that neither says `revoke` nor takes it in. What it takes from another role is told there."""
    role = access.role
    if role.bind is None or role.on_logout == "revoke":
        return
    if not access.says("on_logout") and any(_lacks(access, parent) for parent in role.extends):
        return
    how = "only waits for the end of its token" if role.on_logout else "does not say what becomes of its token"
    message = f"`{role.name}` {how} when the user logs out"
    span = access.at("on_logout") if access.says("on_logout") else access.span
    yield Found(message, "say `on_logout: revoke`", span=span, fix=_said(access))


def _lacks(access: Access, name: str) -> bool:
    parent = access.policy.roles[name]
    return parent.trust == "client" and parent.bind is not None and parent.on_logout != "revoke"


def _said(access: Access) -> Fix | None:
    """`on_logout: revoke` on a line of its own below the ttl; None where that is not plain."""
    if access.says("on_logout") or not access.says("ttl"):
        return None
    key, value = access.at("ttl", key=True), access.at("ttl")
    text = key.source.text
    indent = text[text.rfind("\n", 0, key.start) + 1 : key.start]
    rest = _REST_OF_LINE.match(text, value.end)
    if indent.strip() or rest is None:
        return None
    edit = Edit(Span(key.source, rest.end(), rest.end()), f"{indent}on_logout: revoke\n")
    return Fix("revoke the token when the user logs out", (edit,))
