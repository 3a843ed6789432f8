"""A comment passes over what nobody finds there.

## Why

What was wrong has been mended, the line has moved, or the rule's name is misspelt. Left where it is, the comment will
hide the next mistake on its line before anybody has seen it.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 30m  # pnpolicy: ignore[PNP403] -- shown on a wall  # finding
    allow:
      channels:
        # pnpolicy: ignore[wildcard-writes]  # finding
        lobby: [read]
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

One that is needed, by the rule's id or by its name; one that has ended, which is told otherwise; and a text.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients, description: "Here # pnpolicy: ignore[PNP403] is a text."}
roles:
  guest:
    trust: client
    bind: userId
    ttl: 24h  # pnpolicy: ignore[PNP403] -- shown on a wall
    allow:
      channels:
        lobby: [read]
  member:
    trust: client
    bind: userId
    ttl: 30m  # pnpolicy: ignore[PNP403] until=2020-01-31
    allow:
      channels:
        lobby: [read]
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity, nearest
from pnpolicy.lint.edits import whole_lines
from pnpolicy.lint.rule import Edit, Fix, Found, Rule
from pnpolicy.lint.suppress import Suppression
from pnpolicy.text import Span

RULE = Rule("PNP706", Severity.WARNING)


def check(suppression: Suppression) -> Iterator[Found]:
    """Rules that a comment names without need."""
    if suppression.problem or suppression.expired:
        return
    known = {word for listed in suppression.known for word in (listed.id, listed.name)}
    fix = _taken_out(suppression.span) if len(suppression.unmet) == len(suppression.rules) else None
    for name in suppression.unmet:
        if name in known:
            message, help_text = f"`{name}` finds nothing here that could be passed over", "take it out"
        else:
            near = nearest(name, known)
            message, help_text = f"there is no rule `{name}`", f"did you mean `{near}`?" if near else "take it out"
        yield Found(message, help_text, fix=fix)


def _taken_out(comment: Span) -> Fix:
    """Takes a comment out: its line, if it stands by itself, or the white space before it as well."""
    before = comment.source.text[: comment.start].rstrip(" \t")
    edit = whole_lines(comment, comment) or Edit(Span(comment.source, len(before), comment.end), "")
    return Fix("take the comment out", (edit,))
