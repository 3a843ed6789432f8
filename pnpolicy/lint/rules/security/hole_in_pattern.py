"""A raw pattern holds a hole, which nothing would fill or escape.

## Why

A value put into a pattern as it comes is syntax: a user called `.*` would read everybody's names. Templates escape what
they are filled with; a raw `pattern:` has no holes, and what looks like one is refused.

## Bad

```yaml
channels:
  inbox:
    pattern: "inbox.<userId>"  # finding
    authority: server
```

## Good

```yaml
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
```

## Near miss

Angle brackets that are no hole.

```yaml
channels:
  odd: {pattern: "a<[0-9]>b", authority: clients}
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP209", Severity.ERROR, basis="refused", cwe=74, score=8.0, told_as=("hole-in-pattern",))
