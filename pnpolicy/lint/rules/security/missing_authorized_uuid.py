"""A token is bound to no user.

## Why

Without an authorized user id anybody who gets hold of a token may present it, under any name they like: from a log, a
proxy, a shared screen. SDKs leave out a misspelt parameter without a word, and then the token is just as free.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:  # finding
    trust: client
    ttl: 30m
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 30, "permissions": {"resources": {"channels": {"lobby": 1}}}}  # finding
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}}}}
```

## Near miss

A policy may say that anybody is meant.

```yaml
channels:
  news: {name: public.news, authority: server}
roles:
  visitor:
    trust: client
    anonymous: true
    ttl: 10m
    refresh_before: 2m
    allow:
      channels:
        news: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant

RULE = Rule("PNP205", Severity.ERROR, basis="guideline", cwe=285, score=7.0, told_as=("missing-bind",))


def check(grant: ObservedGrant) -> Iterator[Found]:
    """Grants without an authorized user id."""
    if grant.authorized_uuid is None:
        word = "`authorized_uuid`" if grant.form == "sdk" else "`permissions.uuid`"
        yield Found(
            "this token is bound to no user: anybody who gets hold of it may use it",
            f"give {word} the id of the user who asked for it",
        )
