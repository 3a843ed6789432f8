"""A comment that passes a finding over does not say why, or until when, or cannot be read.

## Why

A finding about security that is passed over without a reason and a date is passed over for ever, and nobody knows
whether anybody had looked. So such a comment does not count: what it speaks of is told all the same.

## Bad

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        result: [read, write]  # pnpolicy: ignore[PNP201]  # finding
```

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}  # pnpolicy: ignore PNP604 -- one for all  # finding
  # pnpolicy: ignore[PNP604] until=next-year  # finding
  news: {name: public.news, authority: server}
```

## Good

What can be mended needs no comment.

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

A reason, a date and who has decided; and a rule that is not about security, for which none of these is required.

```yaml
channels:
  result: {name: vote-result.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 24h  # pnpolicy: ignore[ttl-too-long]
    allow:
      channels:
        # pnpolicy: ignore[PNP201] until=2099-01-31 by=@voting -- the tally of the old apps, which write by themselves
        result: [read, write]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.suppress import FORM, Suppression

RULE = Rule("PNP704", Severity.ERROR, basis="guideline")


def check(suppression: Suppression) -> Iterator[Found]:
    """Comments that do not count, or not for all that they name."""
    if suppression.problem:
        why = "it cannot be read" if FORM in suppression.problem else suppression.problem
        yield Found(f"this comment passes nothing over: {why}", f"write `{FORM}`")
    elif suppression.lacking:
        lacking = " and ".join(sorted(suppression.lacking, reverse=True))
        message = f"this comment passes a finding about security over without {lacking}, so it does not count"
        yield Found(message, f"write `{FORM}`")
