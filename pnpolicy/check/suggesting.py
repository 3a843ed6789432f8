"""Questions that a test could ask about a line."""

from collections.abc import Mapping
from typing import Any

from pnpolicy import language
from pnpolicy.access.reach import Reach, named_by
from pnpolicy.grant import emit
from pnpolicy.policy.model import Entry, Fill
from pnpolicy.wire.actions import Kind
from pnpolicy.wire.operations import OPERATIONS, operations_of


def question(entry: Entry, action: str, values: Mapping[str, Any]) -> str:
    """An operation and the shortest name for which a line's action counts: `publish chat.room.r1`.

    Args:
        entry: the line.
        action: one of its actions.
        values: a login's; holes without a value have the shortest that there is.
    """
    return f"{operation(entry.family.kind, action)} {shortest(entry, values)}"


def asked(reach: Reach, name: str) -> str:
    """A question about a name on which a line holds, as itself or as a presence companion."""
    action = "presence" if reach.suffix else reach.entry.actions[0][0]
    return f"{operation(reach.kind, action)} {name.removesuffix(reach.suffix)}"


def operation(kind: Kind, action: str) -> str:
    """The first operation that takes an action and nothing besides, or else that takes it."""
    if action == "presence":
        return "subscribe-presence" if kind is Kind.CHANNELS else "subscribe-group-presence"
    known = operations_of(kind, action)
    return next((name for name in known if len(OPERATIONS[name].needs or ()) == 1), known[0])


def shortest(entry: Entry, values: Mapping[str, Any]) -> str:
    """The shortest name on which a line holds; what it gives on presence companions is told by the name itself."""
    reach = named_by(entry)
    fixed = [fill.variable.name for fill in reach.fills if fill.how != "open"]
    if not reach.is_open and all(values.get(name) for name in fixed):
        return min(emit.names_of(reach)(values), key=lambda name: (len(name), name))
    if reach.raw is not None:
        return language.meet(reach.raw.regex) or ""
    return language.meet(language.concat(*(_part(part, values) for part in reach.parts))) or ""


def _part(part: str | Fill, values: Mapping[str, Any]) -> language.Regex:
    if isinstance(part, str):
        return language.literal(part)
    known = values.get(part.variable.name) if part.how != "open" else None
    if known:
        return language.literal(min(known, key=len) if isinstance(known, list) else known)
    return part.variable.domain.regex
