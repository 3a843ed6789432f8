"""A client may write where the server alone announces.

## Why

Clients submit, servers announce. Whoever can write to a result channel can forge results: every other client takes the
message for the server's word. For a policy this is the refuted claim `server-authority`; for a grant that is looked at
by itself the names come from the profile (`vote-result.*`, `game.state.*`, `payment.confirmed.*`,
`system.announcement`, `moderation.action.*`).

## Bad

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        result: [read, write]  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "vote-result.1a2b": 3  # finding
}}}}
```

## Good

```yaml
channels:
  submit: {name: vote-submit.<pollId>, authority: clients}
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        submit: [write]
        result: [read]
```

## Near miss

A server role may; it works with the secret key and never holds a token.

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  tally:
    trust: server
    allow:
      channels:
        result: {actions: [read, write], any: [pollId]}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint import claims
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, GrantLine
from pnpolicy.wire.actions import Kind, mask_of

WRITE = mask_of("write")
RULE = Rule(
    "PNP201", Severity.ERROR, basis="witness", cwe=285, score=9.0, flags=WRITE, kinds=(Kind.CHANNELS,)
)  # fmt: skip


def check(access: Access) -> Iterator[Found]:
    """What refutes `server-authority` by `write`."""
    yield from claims.refuted(access, "server-authority", gaining=("write",), safe=False)


def check_grant(line: GrantLine, thresholds: Thresholds) -> Iterator[Found]:
    """Write on names that the profile takes for the server's."""
    name = claims.announced(line, thresholds)
    if name is not None:
        message = f"{line.told} gives `write` on `{name}`, where by the profile the server alone announces"
        yield Found(message, "let clients write to a channel of their own, such as `vote-submit.…`", name)
