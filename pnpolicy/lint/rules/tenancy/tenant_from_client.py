"""The tenant is taken from what a client sends.

## Why

The tenant in a name keeps companies apart only if the server knows it from the session. A client that sends the tenant
along sends another's, and is given a token for what that one owns.

## Bad

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
variables:
  tenantId: {type: id, max: 20, source: request}  # finding
  roomId: {type: id, max: 32, source: server}
  customerOrgId:
    type: uuid
    source: request  # finding
```

## Good

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
variables:
  tenantId: {type: id, max: 20, source: session}
  roomId: {type: id, max: 32, source: server}
```

## Near miss

Another value from the request, which is checked against its domain as all are.

```yaml
channels:
  topic: {name: <tenantId>.topic.<topic>, authority: clients}
variables:
  tenantId: {type: id, max: 20}
  topic: {type: slug, max: 20, source: request}
```
"""

from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Documents

RULE = Rule("PNP606", Severity.ERROR, basis="guideline", cwe=639, score=8.0)


def check(documents: Documents, thresholds: Thresholds) -> Iterator[Found]:
    """Variables that say whose data it is, and come from the request."""
    for document in documents:
        for name, variable in document.model.variables.items():
            if name in thresholds.tenant_variables and variable.source == "request":
                message = f"`{name}` says whose data it is, and a client sends it"
                span = document.at("variables", name, "source")
                yield Found(message, "take it from the session: `source: session`", span=span)
