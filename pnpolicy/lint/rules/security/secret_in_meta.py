"""A token carries what should not be told to whoever holds it.

## Why

A token is signed, not sealed: everybody who has it can decode its `meta`, and so can every proxy and log it passes. An
e-mail address, a key or a password does not belong there.

## Bad

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
    meta: {email: somebody@example.org}  # finding
    allow:
      channels:
        lobby: [read]
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}},
 "meta": {"password": "x"}  # finding
}}
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
    meta: {plan: free}
    allow:
      channels:
        lobby: [read]
```

## Near miss

Words that only sound alike.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 1}},
 "meta": {"emailVerified": true, "phonetics": "on", "tokens_left": 3}
}}
```
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant

RULE = Rule("PNP219", Severity.WARNING, confidence=Confidence.LIKELY, cwe=312, score=5.0)
_KEYS: Final = frozenset(
    {"email", "mail", "password", "passwd", "secret", "secretkey", "apikey", "privatekey", "token", "accesstoken",
     "authtoken", "refreshtoken", "jwt", "phone", "phonenumber", "mobile", "address", "birthday", "birthdate", "ssn",
     "iban", "creditcard", "firstname", "lastname", "fullname", "realname"}
)  # fmt: skip
"""Keys, without case and punctuation."""
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_KEY: Final = re.compile(
    r"sec-c-|sk_live_|ghp_|AKIA|eyJ|-----BEGIN |(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9+/=_-]{32,}\Z"
)
"""How well-known keys begin; otherwise long texts in which letters of both cases and digits are mixed."""


def check(access: Access) -> Iterator[Found]:
    """What a role writes down."""
    if access.says("meta"):
        for key, why in _told(access.documents.policy.model.roles[access.role.name].meta):
            yield Found(why, _HELP, span=access.at("meta", key, key=True))


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """What a grant or a token holds."""
    inside = ("permissions",) if grant.form == "request" else ()
    for key, why in _told(grant.meta):
        yield Found(why, _HELP, span=grant.at(*inside, "meta", key))


_HELP: Final = "keep it on the server, under an id that says nothing"


def _told(meta: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The keys at fault with a sentence each. The value is never told."""
    for key, value in meta.items():
        if re.sub(r"[^a-z]", "", key.lower()) in _KEYS:
            yield key, f"the meta key `{key}` sounds like something private, and whoever holds the token reads it"
        elif isinstance(value, str) and (_ADDRESS.fullmatch(value) or _KEY.match(value)):
            yield key, f"the meta value of `{key}` looks private, and whoever holds the token reads it"
