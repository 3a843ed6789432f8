r"""A client reads what is another user's.

## Why

What is private to a user may be read with a token of that user alone. It gets out by other ways than its own family: a
pattern that was written for something else, a group that holds it, an id that is only the beginning of another one. For
a policy this is the refuted claim `privacy`.

## Bad

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
  old: {pattern: 'inbox\.[a-z0-9]{1,36}', authority: server}
groups:
  news: {name: news, holds: [inbox]}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        old: [read]  # finding
      groups:
        news: [read]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^inbox\\.alice.*$": 1,  # finding
  "private-.*-alice": 1  # finding
}}}}
```

## Good

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
groups:
  news: {name: news-<userId>-feed, holds: [inbox], private_to: userId}
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
      groups:
        news: [read]
```

## Near miss

A family that its own line opens to others is another rule's. In a grant, an id that stands as a whole, and one that
only looks like a word of the pattern.

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
roles:
  support:
    trust: client
    bind: userId
    ttl: 15m
    each: {peerId: 5}
    allow:
      channels:
        inbox: {actions: [read], where: {userId: peerId}}
```

```json
{"ttl": 30, "permissions": {"uuid": "al", "patterns": {"channels": {
  "^inbox\\.al(?:\\..*)?$": 1,
  "^always-.*$": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.claims import names_with
from pnpolicy.lint.matching import searched
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, GrantLine
from pnpolicy.wire.actions import actions_of, mask_of

READ: Final = mask_of("read", "get")
WRITE: Final = mask_of("write", "manage", "delete", "update", "join")
RULE = Rule("PNP601", Severity.ERROR, basis="witness", cwe=863, score=8.0, flags=READ, form="open")

_LEAST: Final = 2
"""Characters of an id that is looked for in a pattern: a single one stands there for many reasons."""
_SOMEBODY: Final = "q7xk"
"""An id that stands for any."""
_KEPT: Final = 4096
"""Patterns whose answers are remembered."""
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_LETTER: Final = language.parse("[A-Za-z0-9]")


def check(access: Access) -> Iterator[Found]:
    """What refutes `privacy` by reading alone. A private family that its own line opens to others is another rule's."""
    families = {entry.span: entry.family.span for entry in access.role.entries}
    for witness, told in access.refuted("privacy"):
        own = families[witness.span]
        if not mask_of(*witness.actions) & WRITE and all(label.span != own for label in told.related):
            yield Found(told.message, told.help, witness.name, told.span, told.label, told.related, told.notes)


def check_grant(line: GrantLine) -> Iterator[Found]:
    """Patterns by which a user reads what is called after another one."""
    if not line.mask & WRITE:
        yield from called_after_others(line, READ)


def called_after_others(line: GrantLine, mask: int) -> Iterator[Found]:
    """A name in which the id of the pattern's user is only a part of a longer word, as `al` is in `alice`."""
    user = line.grant.authorized_uuid or ""
    if len(user) < _LEAST or user not in line.text.replace("\\", ""):
        return
    # What a backslash makes of a letter is no letter of a word: `\b`, `\d`.
    plain = _ESCAPE.sub(lambda escape: " " if escape[1].isalnum() else escape[1], line.text)
    if not any(
        not before[-1:].isalnum() and not behind[:1].isalnum() for before, behind in pairwise(plain.split(user))
    ):
        return
    # Thousands of tokens have one pattern, but for the user: the engine is asked first with the same one for them all.
    alike = line.text.replace(re.escape(user), _SOMEBODY).replace(user, _SOMEBODY)
    if (_SOMEBODY in alike and _longer(alike, _SOMEBODY) is None) or line.is_everything:
        return
    name = _longer(line.text, user)
    if name is not None:
        gained = ", ".join(f"`{action}`" for action in actions_of(line.mask & mask))
        message = f"{line.told} gives `{user}` {gained} on `{name}`, which is called after another user"
        yield Found(message, "anchor it, and let the id end where the name or a separator says so", name)


@lru_cache(_KEPT)
def _longer(pattern: str, user: str) -> str | None:
    """The shortest name of a pattern that holds an id as a part of a longer word, and nowhere as a whole one."""
    word = language.literal(user)
    within = language.union(
        language.concat(language.ANY, _LETTER, word, language.ANY),
        language.concat(language.ANY, word, _LETTER, language.ANY),
    )
    return language.meet(searched(pattern), within, without=[names_with(user)])
