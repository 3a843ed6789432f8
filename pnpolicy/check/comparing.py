"""How a grant differs from what a test spells out, in words."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from pnpolicy.check.suite import Part
from pnpolicy.grant.grant import Grant
from pnpolicy.policy.roles import STAMP
from pnpolicy.wire.actions import actions_of

MAX_TOLD: Final = 12
"""Names that are told of one difference; nobody reads more before mending these."""
_WIDEST: Final = 200
"""Characters of a name or pattern that are told."""


def differences(part: Part, grant: Grant, now: datetime) -> list[str]:
    """What is other than a part of a grant should be; nothing if it is right.

    Args:
        part: what is expected.
        grant: what is found.
        now: when it is made.
    """
    if part.kind is not None:
        told = list(_names(part.value, getattr(grant, part.key)[part.kind]))
    elif part.key == "meta":
        told = list(_meta(part.value or {}, {key: value for key, value in grant.meta.items() if key != STAMP}))
    else:
        found = _fact(part.key, grant, now)
        told = [] if found == part.value else [f"expected {_told(part, part.value)}, found {_told(part, found)}"]
    return told if len(told) <= MAX_TOLD else [*told[:MAX_TOLD], f"and {len(told) - MAX_TOLD} more"]


def _fact(key: str, grant: Grant, now: datetime) -> Any:  # noqa: ANN401  as different as the facts
    end = now + timedelta(minutes=grant.ttl)
    match key:
        case "expires":
            return end
        case "refresh":
            return None if grant.refresh_before is None else end - timedelta(minutes=grant.refresh_before)
    return getattr(grant, key)


def _told(part: Part, value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{value} minutes" if part.key == "ttl" else f"`{value}`"


def _names(expected: Mapping[str, int], found: Mapping[str, int]) -> Iterator[str]:
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"missing: {_line(name, expected[name])}"
        elif name not in expected:
            yield f"not expected: {_line(name, found[name])}"
        elif expected[name] != found[name]:
            yield f"differs: {_line(name, found[name])}, expected {_actions(expected[name])}"


def _meta(expected: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    for key in sorted(expected.keys() | found.keys()):
        if key not in found:
            yield f"missing: {key}"
        elif key not in expected:
            yield f"not expected: {key}: {found[key]}"
        elif (expected[key], type(expected[key])) != (found[key], type(found[key])):
            yield f"differs: {key}: {found[key]}, expected {expected[key]}"


def _line(name: str, mask: int) -> str:
    return f"{name if len(name) <= _WIDEST else name[:_WIDEST] + '…'}: {_actions(mask)}"


def _actions(mask: int) -> str:
    return f"[{', '.join(actions_of(mask))}]"
