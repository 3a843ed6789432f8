"""A policy that exists in memory only, as the YAML data that it could have been read from: for the naive reference."""

from typing import Any

from pnpolicy.policy.model import Entry, Family, ResolvedPolicy, Role, Variable
from pnpolicy.policy.template import Template
from pnpolicy.wire.actions import Kind

Data = dict[str, Any]


def as_data(policy: ResolvedPolicy, *, readable: bool = False) -> Data:
    """The policy, with what an entry leaves over as a family of its own, and no role extending another.

    Args:
        policy: the policy.
        readable: whether pnpolicy is to read it, and not only the naive reference. Slugs are told by their type then.
    """
    data: Data = {
        "pnpolicy": 1,
        "name": policy.name,
        "variables": {
            name: _declared(variable) if readable else _variable(variable)
            for name, variable in policy.variables.items()
        },
        "roles": {},
    }
    for kind in Kind:
        data[kind.value] = {f.name: _family(f) for f in policy.families.values() if f.kind is kind}
    for name, role in policy.roles.items():
        allow: Data = {}
        for number, entry in enumerate(role.entries):
            section = entry.family.kind.value
            family = entry.family.name
            if entry.rest is not None:
                family = f"rest-{name}-{number}"
                extra = {"authority": entry.family.authority} if section == "channels" else {}
                data[section][family] = {"pattern": entry.rest.body, **extra}
            allow.setdefault(section, {}).setdefault(family, []).append(_entry(entry))
        data["roles"][name] = {**_role(role), "allow": allow}
    return data


def _variable(variable: Variable) -> Data:
    """A pattern, whatever it was; Python's, which knows look-ahead, so that a slug has its bound."""
    domain = variable.domain
    return {"type": "pattern", "pattern": rf"(?=.{{{domain.shortest},{domain.longest}}}\Z)(?:{domain.spelling})"}


def _declared(variable: Variable) -> Data:
    domain = variable.domain
    if domain.bounded:
        return {"type": "pattern", "pattern": domain.spelling}
    return {"type": "slug", "max": domain.longest}


def _family(family: Family) -> Data:
    more: Data = {}
    if family.kind is Kind.CHANNELS:
        more = {"authority": family.authority, "guarded": family.guarded}
    if family.private_to:
        more["private_to"] = list(family.private_to)
    if isinstance(family.names, Template):
        return {"id" if family.kind is Kind.USERS else "name": str(family.names), **more}
    return {"pattern": family.names.body, **more}


def _entry(entry: Entry) -> Data:
    data: Data = {"actions": [action for action, _ in entry.actions]}
    if entry.rest is None:
        data["any"] = [fill.variable.name for fill in entry.fills if fill.how == "open"]
        data["where"] = {fill.hole: fill.variable.name for fill in entry.fills}
    return data


def _role(role: Role) -> Data:
    if role.trust == "server":
        return {"trust": "server"}
    return {
        "trust": "client",
        "ttl": role.ttl,
        **({"bind": role.bind.name} if role.bind else {"anonymous": True}),
        **({"each": role.each} if role.each else {}),
    }
