"""A comment that passes a finding over has ended.

## Why

Somebody has said until when the finding may be lived with, and that day is over. What it was about counts again, and
whoever needs more time says so, with a new date.

## Bad

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m  # pnpolicy: ignore[PNP403] until=2020-01-31  # finding
    allow:
      channels:
        # pnpolicy: ignore[PNP201] until=2020-01-31 by=@voting -- until the old apps are gone  # finding
        result: [read, write]
```

## Good

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
        result: [read]
```

## Near miss

One that has not ended yet, and one that does not end.

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 24h  # pnpolicy: ignore[PNP403] -- shown on a wall
    allow:
      channels:
        # pnpolicy: ignore[PNP201] until=2099-01-31 by=@voting -- until the old apps are gone
        result: [read, write]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.suppress import Suppression

RULE = Rule("PNP705", Severity.ERROR, basis="guideline")


def check(suppression: Suppression) -> Iterator[Found]:
    """Comments whose last day is over."""
    if suppression.expired and not suppression.problem:
        if suppression.met:
            now, help_text = "what it passed over counts again", "mend it, or decide anew and say until when"
        else:
            now, help_text = "there is nothing left to be passed over", "take the comment out"
        yield Found(f"this comment ended on {suppression.until}: {now}", help_text)
