"""A policy does not say which version of the language it is written in, or names another one.

## Why

What a key means is fixed by the version. A policy without one would mean something else some day, without anybody
having changed it; one of another version cannot be read at all.

## Bad

```yaml
pnpolicy: 2  # finding
channels:
  lobby: {name: public.lobby, authority: clients}
```

## Good

```yaml
pnpolicy: 1
channels:
  lobby: {name: public.lobby, authority: clients}
```

## Near miss

It need not be the first key.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
pnpolicy: 1
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP703", Severity.ERROR, basis="refused", told_as=("missing-version", "unknown-version"))
