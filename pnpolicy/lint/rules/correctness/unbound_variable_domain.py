"""A variable does not say which values it may have, or admits values of any length.

## Why

What may stand in a hole decides which names there are. Without a bound nobody can prove that a value yields exactly the
intended name, that names stay within 92 characters, or that the token fits a URL.

## Bad

```yaml
variables:
  userId: {source: session}  # finding
  pollId: {type: hex}  # finding
```

```yaml
variables:
  roomId: {type: pattern, pattern: "[a-z]+"}  # finding
```

## Good

```yaml
variables:
  userId: {type: id, source: session}
  roomId: {type: pattern, pattern: "[a-z]{1,20}", source: server}
channels:
  room: {name: chat.room.<roomId>, authority: clients}
```

## Near miss

Types that have a bound of their own.

```yaml
variables:
  userId: {type: id}
  orderId: {type: uuid}
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule("PNP114", Severity.ERROR, basis="refused", cwe=1284, told_as=("unbound-variable-domain",))
