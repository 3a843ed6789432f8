"""The lines of a role on one side, with the names that both sides have for its variables."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Final, NamedTuple

from pnpolicy import language
from pnpolicy.access import Binder, Reach, Values, reaches_of
from pnpolicy.access.index import Index, Located
from pnpolicy.diff.change import Bindings
from pnpolicy.diff.values import Domains, accepted, all_of, exact, shortest
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import RawPattern, Role
from pnpolicy.wire.actions import BITS, Kind

MOST_REPEATED: Final = 64
"""Values of a hole that stands twice, when names are counted: both are equal, so each value is counted by itself."""

_NO_NAME: Final = "\0"
"""Stands for a value that a side does not take: no name holds it."""


class Value(NamedTuple):
    """A hole that has the login's value, or one of its listed values.

    Attributes:
        variable: what both sides call it.
        domains: what its values are in.
    """

    variable: str
    domains: Domains


Part = str | Value | Domain | RawPattern
"""Text, a login's value, a hole left open, or a raw pattern."""


Parts = tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Line:
    """One reach, part by part.

    Attributes:
        reach: the line.
        parts: what spells its names.
        head: a text that all its names begin with.
        tail: a text that all its names end with.
    """

    reach: Reach
    parts: Parts
    head: str
    tail: str

    @property
    def key(self) -> Hashable:
        """The same for lines that spell the same names for the same values."""
        return self.reach.kind, self.parts

    @cached_property
    def values(self) -> dict[str, Domains]:
        """The variables whose values are in its names → their domains."""
        return {part.variable: part.domains for part in self.parts if isinstance(part, Value)}

    @cached_property
    def regex(self) -> language.Regex:
        """All its names, each hole by itself: if one stands twice, more than there are.

        Raises:
            language.LanguageError: a domain is too hard to spell.
        """
        return spelled(self.parts)


def spelled(parts: Parts) -> language.Regex:
    """What parts spell, every hole by itself.

    Raises:
        language.LanguageError: a domain is too hard to spell.
    """
    return language.concat(*map(regex_of, parts))


def names_of(parts: Parts) -> language.Regex:
    """What parts spell for any login, just that.

    Raises:
        language.Undecided: a hole stands twice and has more than `MOST_REPEATED` values.
        language.LanguageError: a domain is too hard to spell.
    """
    twice = {part for part in parts if isinstance(part, Value) and parts.count(part) > 1}
    options: dict[str, tuple[str, ...]] = {}
    for part in twice:
        values = all_of(part.domains, MOST_REPEATED)
        if values is None:
            raise language.Undecided("values of a hole that stands twice", MOST_REPEATED)
        options[part.variable] = values
    chosen = (dict(zip(options, values, strict=True)) for values in product(*options.values()))
    return language.union(*(spelled(given(parts, values)) for values in chosen))


def given(parts: Parts, values: Mapping[str, str]) -> Parts:
    """Parts in which some variables have a value."""
    found: list[Part] = []
    for part in parts:
        text = values.get(part.variable, part) if isinstance(part, Value) else part
        if isinstance(text, str) and found and isinstance(last := found[-1], str):
            found[-1] = last + text
        else:
            found.append(text)
    return tuple(found)


def behind_shared(parts: Parts, others: Sequence[Parts]) -> tuple[str, Parts, list[Parts]]:
    """The text that all of some parts begin with, and what is behind it in each.

    What is asked of them is asked once for all that differ in that text alone. A name is never cut off wholly.
    """
    heads = [head if isinstance(head := one[0], str) else "" for one in (parts, *others)]
    low, high = min(heads), max(heads)
    size = next((at for at, letter in enumerate(low) if letter != high[at]), len(low))
    if len(parts) == 1 and size == len(heads[0]):
        size = max(size - 1, 0)
    return heads[0][:size], _behind(parts, size), [_behind(other, size) for other in others]


def _behind(parts: Parts, size: int) -> Parts:
    first = parts[0]
    if not size or not isinstance(first, str):
        return parts
    return (first[size:], *parts[1:]) if len(first) > size else parts[1:]


def regex_of(part: Part) -> language.Regex:
    """What may stand in a part.

    Raises:
        language.LanguageError: a domain is too hard to spell.
    """
    match part:
        case str():
            return language.literal(part)
        case Value():
            return exact(part.domains)
        case Domain():
            return exact(frozenset((part,)))
        case RawPattern():
            return part.regex


class Side:
    """One role as one of the policies has it; nothing at all where it has no such role.

    Attributes:
        role: the role.
        domains: the variables whose values it takes, as both sides call them → what these are in.
        each: those that take a list → the most values in it.
        lines: what its lines reach.
    """

    def __init__(self, role: Role | None, shared: Mapping[str, str]) -> None:
        """Takes a role apart.

        Args:
            role: the role, or None.
            shared: variable → what both sides call it, where that differs.
        """
        self.role = role
        self._shared = shared
        self.domains: dict[str, Domains] = {}
        self.own: dict[str, str] = {}
        self.each: dict[str, int] = {}
        self.lines: tuple[Line, ...] = ()
        self._by_flag: dict[tuple[Kind, str], Index] = {}
        if role is None:
            return
        self._binder = Binder(role)
        for name, domains in self._binder.domains.items():
            self.domains[shared.get(name, name)] = frozenset(domains)
            self.own[shared.get(name, name)] = name
        if any(len(domains) > 1 and shortest(domains) is None for domains in self.domains.values()):
            self.domains, self.own = {}, {}  # a variable can have no value, so nobody logs in
            return
        self.each = {shared.get(name, name): role.each[name] for name in self._binder.listed}
        self.lines = tuple(map(self._line, reaches_of(role)))

    @property
    def of_client(self) -> bool:
        """Whether the role gets tokens."""
        return self.role is not None and self.role.trust == "client"

    def _line(self, reach: Reach) -> Line:
        if reach.raw is not None:
            parts: Parts = (reach.raw, reach.suffix) if reach.suffix else (reach.raw,)
            return Line(reach, parts, language.head(reach.raw.regex), reach.suffix or language.tail(reach.raw.regex))
        parts = tuple(
            part
            if isinstance(part, str)
            else part.variable.domain
            if part.how == "open"
            else self._value(part.variable.name)
            for part in reach.parts
        )
        first, last = parts[0], parts[-1]
        return Line(reach, parts, first if isinstance(first, str) else "", last if isinstance(last, str) else "")

    def _value(self, variable: str) -> Value:
        shared = self._shared.get(variable, variable)
        return Value(shared, self.domains[shared])

    def gives(self, kind: Kind, action: str, name: str, bindings: Mapping[str, Any]) -> bool:
        """Whether a login of its own, with values for its own variables, all checked, has an action on a name.

        Raises:
            BindingError: a value is not one it takes.
            language.Undecided: a raw pattern is too complex.
        """
        return self.role is not None and self._first(kind, action, name, self._binder.check(bindings))

    def would_give(self, kind: Kind, action: str, name: str, bindings: Bindings) -> bool:
        """Whether it gives an action to a login of the other side.

        A list stands for its first value where it takes one, a value for a list of one. A line with a value that it
        does not take gives nothing; the others count, as they are the same for logins that have values it takes.
        The values are those of shared variables.

        Raises:
            language.Undecided: a raw pattern is too complex.
        """
        return self._first(kind, action, name, self.taken(bindings))

    def _first(self, kind: Kind, action: str, name: str, values: Values) -> bool:
        """Looks a name up as a decision does (`AccessSet`): only for the flags that are asked about is it compiled."""
        index = self._by_flag.get((kind, action))
        if index is None:
            flagged = [line.reach for line in self.lines if line.reach.kind is kind and line.reach.mask & BITS[action]]
            located = (Located.of(reach, order) for order, reach in enumerate(flagged))
            index = self._by_flag[kind, action] = Index(located)
        return index.first(name, values) is not None

    def taken(self, bindings: Bindings) -> dict[str, Any]:
        """The values of a login of the other side, as this one takes them."""
        found: dict[str, Any] = {}
        for shared, domains in self.domains.items():
            value = bindings[shared]
            values = [value] if isinstance(value, str) else value
            if shared in self.each:
                found[self.own[shared]] = [one for one in values if accepted(domains, one)]
            else:
                fits = bool(values) and accepted(domains, values[0])
                found[self.own[shared]] = values[0] if fits else _NO_NAME
        return found

    def closed(self, line: Line, bindings: Bindings) -> list[Parts]:
        """The names of one of its lines for a login of either side, for each choice of listed values."""
        taken = self.taken(bindings)
        found = (taken[self.own[variable]] for variable in line.values)
        options = [[value] if isinstance(value, str) else value for value in found]
        every = (dict(zip(line.values, chosen, strict=True)) for chosen in product(*options))
        return [given(line.parts, values) for values in every if _NO_NAME not in values.values()]
