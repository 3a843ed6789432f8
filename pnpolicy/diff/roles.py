"""What a role says besides its lines."""

import json
from collections.abc import Iterator, Mapping

from pnpolicy.diff.change import Relation, SettingChange, related
from pnpolicy.diff.lines import Side
from pnpolicy.diff.renaming import Renamed
from pnpolicy.policy.model import Role


def roles(sides: Mapping[str, tuple[Side, Side]], names: Renamed) -> Iterator[SettingChange]:
    """What differs in every role that either side has."""
    for name, (old, new) in sides.items():
        subject = f"role {name}"
        if old.role is not None and new.role is not None:
            for setting, before, after, relation in _settings(old, new, old.role, new.role, names):
                yield SettingChange(subject, setting, before, after, relation, old.role.span, new.role.span)
        elif old.role is not None:
            yield SettingChange(subject, "removed", name, "", "narrower", old.role.span, None)
        elif new.role is not None:
            yield SettingChange(subject, "added", "", name, "broader", None, new.role.span)


_Told = tuple[str, str, str, Relation]
"""A setting, what it was, what it is, and what that means."""


def _settings(old: Side, new: Side, before: Role, after: Role, names: Renamed) -> Iterator[_Told]:
    if before.trust != after.trust:
        yield "trust", before.trust, after.trust, ordered(before.trust == "client", after.trust == "client")
    for told in _of_tokens(before, after, names):
        no_token = "server" in (before.trust, after.trust)
        yield (*told[:3], "equal") if no_token else told
    yield from _lists(old, new, before, after, names)
    for key in sorted({*before.meta, *after.meta}):
        one, other = (json.dumps(role.meta[key]) if key in role.meta else "" for role in (before, after))
        if one != other:
            yield f"meta.{key}", one, other, "equal"


def _of_tokens(before: Role, after: Role, names: Renamed) -> Iterator[_Told]:
    if before.ttl != after.ttl:
        yield "ttl", _minutes(before.ttl), _minutes(after.ttl), ordered(before.ttl, after.ttl)
    if before.refresh_before != after.refresh_before:
        yield "refresh_before", _minutes(before.refresh_before), _minutes(after.refresh_before), "equal"
    if before.on_logout != after.on_logout:
        stays = before.on_logout != "revoke", after.on_logout != "revoke"
        yield "on_logout", before.on_logout or "", after.on_logout or "", ordered(*stays)
    bound = before.bind and names.variable(before.bind.name), after.bind and after.bind.name
    if bound[0] != bound[1]:
        relation: Relation = "incomparable" if all(bound) else ordered(bound[0] is None, bound[1] is None)
        yield "bind", _bound(before), _bound(after), relation


def _lists(old: Side, new: Side, before: Role, after: Role, names: Renamed) -> Iterator[_Told]:
    each = {names.variable(variable): most for variable, most in before.each.items()}
    for variable in sorted({*each, *after.each}):
        one, other = each.get(variable), after.each.get(variable)
        if one != other:
            # Where only one side takes values for it, they are told of with the lines that take them.
            taken = variable in old.domains and variable in new.domains
            relation = ordered(one or 1, other or 1) if taken else "equal"
            yield f"each.{variable}", "" if one is None else str(one), "" if other is None else str(other), relation


def ordered(old: int, new: int) -> Relation:
    """The relation of two amounts, where more is broader."""
    return related(gains=new > old, loses=new < old)


def _bound(role: Role) -> str:
    return role.bind.name if role.bind else "anonymous" if role.anonymous else ""


def _minutes(minutes: int | None) -> str:
    return "" if not minutes else f"{minutes} minute{'' if minutes == 1 else 's'}"
