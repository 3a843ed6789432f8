"""A client reaches the names of another tenant.

## Why

One token, one tenant. Where a role leaves the tenant open, its users read every company on the keyset; where a name can
be read as two tenants', the one called `a` has a room in the one called `a-b`.

## Bad

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
roles:
  support:
    trust: client
    bind: userId
    ttl: 15m
    each: {roomId: 3}
    allow:
      channels:
        room: {actions: [read], any: [tenantId]}  # finding
```

```yaml
channels:
  room: {name: t-<tenantId>_<roomId>, authority: clients}  # finding
  note: {name: note.<userId>_<tenantId>_<roomId>, authority: clients}  # finding
roles:
  member:
    trust: client
    bind: userId
    ttl: 15m
    allow:
      channels:
        room: [read]
        note: [read]
```

## Good

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
roles:
  member:
    trust: client
    bind: userId
    ttl: 15m
    refresh_before: 3m
    on_logout: revoke
    each: {roomId: 20}
    allow:
      channels:
        room: [read, write]
```

## Near miss

The server may, and within one tenant a room may be left open. Two readings with one tenant are another rule's.

```yaml
channels:
  room: {name: <tenantId>.chat.<roomId>, authority: clients}
  note: {name: <tenantId>.note.<userId>_<roomId>, authority: clients}
roles:
  lobbyist:
    trust: client
    bind: userId
    ttl: 15m
    allow:
      channels:
        room: {actions: [get], any: [roomId]}
        note: [read]
  cleaner:
    trust: server
    allow:
      channels:
        room: {actions: [delete], any: [tenantId, roomId]}
```
"""

from collections.abc import Iterator

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, RoleLine
from pnpolicy.policy.model import Family
from pnpolicy.policy.template import Hole, Template
from pnpolicy.prove.claims.injection import two_readings
from pnpolicy.prove.world import World

RULE = Rule("PNP603", Severity.ERROR, basis="witness", cwe=863, score=8.5, form="open")


def check_open(line: RoleLine, thresholds: Thresholds) -> Iterator[Found]:
    """A line that leaves the tenant open."""
    for fill in line.entry.fills:
        if fill.how == "open" and not {fill.hole, fill.variable.name}.isdisjoint(thresholds.tenant_variables):
            name = language.meet(line.names)
            if name is not None:
                message = f"{line.who} reaches the names of every tenant by {line.told}, such as `{name}`"
                yield Found(message, f"take `{fill.variable.name}` out of `any`: a token belongs to one tenant", name)


def check_readings(access: Access, thresholds: Thresholds) -> Iterator[Found]:
    """Families of a role whose names can be read as two tenants'."""
    families = {entry.family.span: entry.family for entry in access.role.entries}
    for family in families.values():
        template = family.names
        if isinstance(template, Template):
            for hole in (hole for hole in template.holes if hole in thresholds.tenant_variables):
                found = _of_two_tenants(access.proofs.world, family, template, hole)
                if found is not None:
                    name, one, other = found
                    message = f"`{name}` is a name of `{family.name}` with {hole}={one}, and with {hole}={other}"
                    help_text = f"put a text behind `<{hole}>` that it cannot hold, such as `.`"
                    yield Found(message, help_text, name, family.span)


def _of_two_tenants(world: World, family: Family, template: Template, hole: str) -> tuple[str, str, str] | None:
    """A name that can be read with two values of a hole, and these.

    Raises:
        language.Undecided: it is too hard, or only names were found in which one value stands at two places.
    """
    places = [number for number, part in enumerate(template.parts) if isinstance(part, Hole) and part.name == hole]
    first: dict[int, str] | None = None
    for _ in range(2):
        found = two_readings(world, family, template, places, first=first)
        if found is None:
            break
        name, (one, other) = found
        if one[hole] != other[hole]:
            return name, one[hole], other[hole]
        first = dict.fromkeys(places, one[hole])  # the same tenant at another place: now with any other
    if first is not None:
        raise language.Undecided("tenants", 1)
    return None
