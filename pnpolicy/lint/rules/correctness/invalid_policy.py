"""A policy says something that the language does not have.

## Why

What cannot be read cannot be compiled, proved or linted, and nobody knows what it would have granted. Everything that
reading a policy tells, and that no other rule calls its own, stands under this one: unknown keys and words, names that
stand for nothing, cycles, sizes.

## Bad

```yaml
channels:
  lobby: {name: public.lobby, authorty: clients}  # finding
```

## Good

```yaml
channels:
  lobby: {name: public.lobby, authority: clients}
```

## Near miss

What is unusual but allowed: a policy without a role.

```yaml
channels:
  lobby: {name: public.lobby, authority: clients, description: Everybody meets here.}
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP100", Severity.ERROR, basis="refused")
