"""May this role do that there? Yes with the line that says so, or no with the nearest miss."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import NamedTuple

from pnpolicy.access.access import AccessSet
from pnpolicy.access.binding import Values
from pnpolicy.access.holds import test_of
from pnpolicy.access.index import Located
from pnpolicy.access.reach import Reach
from pnpolicy.diagnostic import shown, suggestion
from pnpolicy.errors import OperationError
from pnpolicy.text import Span
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, actions_of
from pnpolicy.wire.limits import NAME_MAX, forbidden_in
from pnpolicy.wire.operations import OPERATIONS, Need


class Why(NamedTuple):
    """A sentence for people and the line it is about."""

    text: str
    span: Span | None


class Decision:
    """The answer to one question; true if allowed. The explanation is only worked out when it is asked for.

    Attributes:
        allowed: the answer.
        operation: what was asked, such as `publish`.
        name: on which name.
    """

    __slots__ = ("_access", "_values", "allowed", "name", "operation")

    def __init__(
        self,
        allowed: bool,  # noqa: FBT001  on the decision path a keyword costs
        operation: str,
        name: str,
        access: AccessSet,
        values: Values,
    ) -> None:
        self.allowed = allowed
        self.operation = operation
        self.name = name
        self._access = access
        self._values = values

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def role(self) -> str:
        """The role asked about."""
        return self._access.role.name

    @property
    def by(self) -> tuple[Why, ...]:
        """The lines that allow it, one for each permission it takes; none if it takes none, or if denied."""
        if not self.allowed:
            return ()
        return tuple(_granted(need, _located(self._access, need, self.name, self._values)) for need in self._needs)

    @property
    def nearest(self) -> Why | None:
        """Of a denial, what came nearest and what it lacks; None if allowed."""
        if self.allowed:
            return None
        operation = OPERATIONS[self.operation]
        if operation.needs is None:
            return Why(f"which permission `{self.operation}` takes is not documented, so it is never counted on", None)
        for need in operation.needs:
            if _located(self._access, need, self.name, self._values) is None:
                return _nearest(self._access, need, self.name, self._values)
        raise AssertionError  # pragma: no cover  a denial lacks something

    @property
    def _needs(self) -> tuple[Need, ...]:
        return OPERATIONS[self.operation].needs or ()

    def __repr__(self) -> str:
        word = "allowed" if self.allowed else "denied"
        return f"<Decision {word}: {self.role} {self.operation} {shown(self.name, 92)}>"


def decide(access: AccessSet, operation: str, name: str, values: Values) -> Decision:
    """Whether a role may do an operation on a name. `values` are checked ones.

    Raises:
        OperationError: there is no such operation.
    """
    first = access.first_for.get(operation)
    if first is not None:
        return Decision(first(name, values) is not None, operation, name, access, values)
    known = OPERATIONS.get(operation)
    if known is None:
        help_text = suggestion(operation, OPERATIONS, "operations")
        raise OperationError(f"unknown operation {shown(operation)}; {help_text}")
    needs = known.needs
    allowed = needs is not None and all(_located(access, need, name, values) is not None for need in needs)
    return Decision(allowed, operation, name, access, values)


def _subject(access: AccessSet, need: Need, name: str, values: Values) -> str | None:
    """The name a permission is looked up for; None if the token is bound to nobody."""
    if need.of == "self":
        return None if access.role.bind is None else values[access.role.bind.name]
    return name + PRESENCE_SUFFIX if need.of == "presence" else name


def _located(access: AccessSet, need: Need, name: str, values: Values) -> Located | None:
    subject = _subject(access, need, name, values)
    return None if subject is None else access.deciding(need.kind, BITS[need.action], subject, values)


def _granted(need: Need, item: Located | None) -> Why:
    assert item is not None  # noqa: S101  asked only of what is allowed
    reach = item.reach
    spans = dict(reach.entry.actions)
    action = "presence" if reach.suffix else need.action
    return Why(f"`{action}` on `{reach.entry.family.name}` ({reach})", spans[action])


def _nearest(access: AccessSet, need: Need, name: str, values: Values) -> Why:
    subject = _subject(access, need, name, values)
    if subject is None:
        return Why(
            f"needs `{need.action}` on the user's own record, and this role is bound to no user", access.role.span
        )
    if (fault := _not_a_name(subject)) is not None:
        return Why(fault, None)
    for finder in (_left_out, _other_values, _other_flags, _outside_domain, _other_names):
        for why in finder(access, need, subject, values):
            return why
    return Why(f"no line of `{access.role.name}` gives `{need.action}` on any of the {need.kind}", access.role.span)


def _not_a_name(name: str) -> str | None:
    if not name:
        return "an empty name names nothing"
    if forbidden_in(name):
        return f"{shown(name, 92)} is not a name PubNub allows"
    return f"the name has {len(name)} characters; PubNub allows {NAME_MAX}" if len(name) > NAME_MAX else None


def _left_out(access: AccessSet, need: Need, name: str, values: Values) -> Iterator[Why]:
    """Lines that would give the flag on this name but for their `except`."""
    for reach in _giving(access, need):
        if reach.entry.left_out and test_of(reach.whole)(name, values):
            yield Why(f"`{reach}` gives `{need.action}`, but leaves {shown(name, NAME_MAX)} out", reach.entry.span)


def _other_values(access: AccessSet, need: Need, name: str, values: Values) -> Iterator[Why]:
    """Lines that would give the flag on this name to somebody else."""
    for reach in _giving(access, need):
        fixed = list(dict.fromkeys(fill.variable.name for fill in reach.fills if fill.how != "open"))
        if fixed and test_of(_opened(reach, fixed))(name, values):
            differing = [v for v in fixed if not test_of(_opened(reach, [o for o in fixed if o != v]))(name, values)]
            told = " and ".join(f"`{variable}` is {_told(values[variable])}" for variable in differing or fixed)
            yield Why(f"`{reach}` gives `{need.action}`, but {told}", reach.entry.span)


def _other_flags(access: AccessSet, need: Need, name: str, values: Values) -> Iterator[Why]:
    """Lines that hold on this name, with other flags."""
    items = access.holding(need.kind, name, values)
    if items:
        given = ", ".join(actions_of(reduce(or_, (item.reach.mask for item in items))))
        yield Why(f"`{items[0].reach}` gives only {given} here; this needs `{need.action}`", items[0].reach.entry.span)
    base = name.removesuffix(PRESENCE_SUFFIX)
    if need.of == "presence" and not items:
        for item in access.holding(need.kind, base, values):
            given = ", ".join(actions_of(item.reach.mask))
            text = f"`{item.reach}` gives {given} on the name itself; its presence companion needs `presence`"
            yield Why(text, item.reach.entry.span)


def _outside_domain(access: AccessSet, need: Need, name: str, values: Values) -> Iterator[Why]:
    """Lines whose one open hole would have to hold what its domain does not."""
    del values  # an open hole takes none
    for reach in _giving(access, need):
        whole = reach.whole
        if len(whole.fills) != 1 or not whole.is_open:
            continue
        (fill,) = whole.fills
        before, after = whole.frame
        if name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after):
            value = name[len(before) : len(name) - len(after)]
            if "." not in value:
                text = f"{shown(value)} is not a value of `{fill.variable.name}` ({fill.variable.domain.summary})"
                yield Why(f"`{reach}` gives `{need.action}`, but {text}", reach.entry.span)


def _other_names(access: AccessSet, need: Need, name: str, values: Values) -> Iterator[Why]:
    from difflib import SequenceMatcher  # noqa: PLC0415  only for the explanation of a denial

    del values  # any value is as far away as any other
    reaches = _giving(access, need)
    if reaches:
        near = max(reaches, key=lambda reach: SequenceMatcher(None, str(reach), name).ratio())
        yield Why(f"the nearest line that gives `{need.action}` is `{near}`", near.entry.span)


def _giving(access: AccessSet, need: Need) -> list[Reach]:
    return [reach for reach in access.reaches if reach.kind is need.kind and reach.mask & BITS[need.action]]


def _opened(reach: Reach, variables: list[str]) -> Reach:
    """A reach with the holes of some variables left open."""
    parts = tuple(
        part._replace(how="open") if not isinstance(part, str) and part.variable.name in variables else part
        for part in reach.parts
    )
    return replace(reach, parts=parts)


def _told(value: str | list[str]) -> str:
    if isinstance(value, str):
        return shown(value)
    if not value:
        return "an empty list"
    if len(value) == 1:
        return shown(value[0])
    listed = ", ".join(shown(item) for item in value[:3])
    return f"one of {listed}" + (f" and {len(value) - 3} more" if len(value) > 3 else "")  # noqa: PLR2004
