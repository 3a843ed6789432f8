"""A policy uses YAML that other readers take otherwise.

## Why

A policy is read by other tools, too. Where YAML 1.1 and 1.2 disagree, `no` is a word to one and false to the other, and
`012` is 12 or 10; a tag or a merge key means what a library makes of it. What two readers may take for two policies is
refused.

## Bad

```yaml
variables:
  lang: {type: enum, values: [de, no, se]}  # finding
  N: {type: integer, min: 0, max: 012}  # finding
```

```yaml
channels:
  lobby: &lobby {name: public.lobby, authority: clients}
  lounge:
    <<: *lobby  # finding
```

```yaml
roles:
  guest:
    trust: client
    bind: userId
    ttl: !minutes 30  # finding
```

## Good

```yaml
variables:
  lang: {type: enum, values: [de, "no", se], source: server}
channels:
  lobby: {name: public.lobby.<lang>, authority: clients}
```

## Near miss

Quoted, or a word that only begins like a surprise.

```yaml
variables:
  lang: {type: enum, values: ["yes", norsk, offline]}
  N: {type: integer, min: 0, max: 12}
channels:
  lobby: &lobby {name: public.lobby, authority: clients}
  lounge: *lobby
```
"""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Rule

RULE = Rule(
    "PNP713",
    Severity.ERROR,
    basis="refused",
    cwe=436,
    told_as=("yaml-surprise", "yaml-tag", "yaml-key", "yaml-merge", "yaml-directive", "too-many-aliases"),
)
