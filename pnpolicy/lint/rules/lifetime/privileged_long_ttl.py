"""A token of a privileged role lives longer than the profile allows for such roles.

## Why

With `manage` a client changes who is in a channel or a group, with `delete` it removes what others have said. A stolen
token of such a role does harm that cannot be taken back, so the profile gives it less time: 15 minutes.

## Bad

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
  lobby: {name: public.lobby, authority: clients}
roles:
  host:
    trust: client
    bind: userId
    ttl: 1h  # finding
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        room: [update, manage]
  chat-moderator:
    trust: client
    bind: userId
    ttl: 30m  # finding
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
```

```json
{"role": "admin", "ttl": 60,  # finding
 "authorized_uuid": "alice", "resources": {"channels": {"lobby": {"read": true}}}}
```

## Good

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  moderator:
    trust: client
    bind: userId
    ttl: 15m
    refresh_before: 3m
    on_logout: revoke
    allow:
      channels:
        lobby: [read, write]
```

## Near miss

A role whose name only holds the letters, and one that may change a record.

```yaml
channels:
  court: {name: court.<roomId>, authority: clients}
roles:
  badminton-player:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        court: [read, update]
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.edits import replaced
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant
from pnpolicy.wire.actions import Kind, actions_of, mask_of

RULE = Rule("PNP409", Severity.ERROR, basis="guideline", cwe=613)

_PRIVILEGED: Final = mask_of("manage", "delete")
_TITLES: Final = frozenset({"admin", "administrator", "moderator", "operator", "superuser"})
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
"""A word of `chatAdmin`, `chat-admin`, `CHAT_ADMIN`."""
_HELP: Final = "shorten the ttl, or give these rights in a token of their own"


def check(access: Access, thresholds: Thresholds) -> Iterator[Found]:
    """A role that manages or deletes, or is called so."""
    role, most = access.role, thresholds.privileged_ttl_max
    why = _why(access)
    if role.ttl <= most or not why:
        return
    says = access.says("ttl")
    span = access.at("ttl") if says else access.span
    keeps = says and (role.refresh_before is None or role.refresh_before < most)
    fix = replaced(span, f"{most}m", f"let the token live {most} minutes") if keeps else None
    message = f"tokens of `{role.name}`, which {why}, live {role.ttl:,} minutes; the profile allows {most}"
    yield Found(message, _HELP, span=span, fix=fix)


def check_grant(grant: ObservedGrant, thresholds: Thresholds) -> Iterator[Found]:
    """A grant for a role that is called so."""
    most = thresholds.privileged_ttl_max
    if grant.ttl is not None and grant.ttl > most and grant.role is not None and _is_title(grant.role):
        message = f"this token of `{grant.role}` lives {grant.ttl:,} minutes; the profile allows {most}"
        yield Found(message, _HELP, span=grant.at("ttl"))


def _why(access: Access) -> str:
    """What makes a role a privileged one, or nothing."""
    for reach in access.reaches:
        if reach.mask & _PRIVILEGED and reach.kind is not Kind.USERS:
            given = " and ".join(f"`{action}`" for action in actions_of(reach.mask & _PRIVILEGED))
            return f"has {given} on `{reach}`"
    return "is privileged by its name" if _is_title(access.role.name) else ""


def _is_title(name: str) -> bool:
    return any(word.lower() in _TITLES for word in _WORD.findall(name))
