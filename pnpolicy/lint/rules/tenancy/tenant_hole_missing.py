"""Some channels are kept apart by tenant, others are shared by all tenants.

## Why

Where names begin with the tenant, a family that leaves it out is one room for everybody's customers. Mostly it has been
forgotten; where it is meant, that should be said beside it.

## Bad

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
  typing: {name: typing.<roomId>, authority: clients}  # finding
  news: {name: system.news, authority: server}  # finding
```

## Good

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
  typing: {name: <tenantId>.typing.<roomId>, authority: clients}
```

## Near miss

A policy in which no channel names a tenant.

```yaml
channels:
  room: {name: chat.<roomId>, authority: clients}
  typing: {name: typing.<roomId>, authority: clients}
groups:
  feed: {name: feed.<tenantId>}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Label, Severity
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import ResolvedPolicy
from pnpolicy.wire.actions import Kind

RULE = Rule("PNP604", Severity.WARNING, confidence=Confidence.LIKELY, cwe=863, score=5.0)


def check(policy: ResolvedPolicy, thresholds: Thresholds) -> Iterator[Found]:
    """Channel families without a tenant beside others that have one."""
    tenants = set(thresholds.tenant_variables)
    families = [family for family in policy.families.values() if family.kind is Kind.CHANNELS]
    model = next((family for family in families if tenants.intersection(family.holes)), None)
    if model is None:
        return
    related = (Label(model.span, "as this one has"),)
    for family in families:
        if not tenants.intersection(family.holes):
            message = f"the names of `{family.name}` hold no tenant: all tenants share them"
            yield Found(message, "put the tenant into the name", span=family.span, related=related)
