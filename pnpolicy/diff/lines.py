"""The lines of a role on one side, with the names that both sides have for its variables."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Final, NamedTuple

from pnpolicy import language
from pnpolicy.access import AccessSet, Reach, reaches_of
from pnpolicy.access.access import ClosedAccess
from pnpolicy.access.binding import Binder
from pnpolicy.diff.change import Bindings
from pnpolicy.diff.values import Domains, accepted, all_of, exact, shortest
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import RawPattern, Role
from pnpolicy.wire.actions import Kind

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
    parts: tuple[Part, ...]
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
        return language.concat(*map(regex_of, self.parts))

    def names(self) -> language.Regex:
        """All its names, for any login.

        Raises:
            language.Undecided: a hole stands twice and has more than `MOST_REPEATED` values.
            language.LanguageError: a domain is too hard to spell.
        """
        given = [part.variable for part in self.parts if isinstance(part, Value)]
        twice = sorted({variable for variable in given if given.count(variable) > 1})
        options: list[tuple[str, ...]] = []
        for variable in twice:
            values = all_of(self.values[variable], MOST_REPEATED)
            if values is None:
                raise language.Undecided("values of a hole that stands twice", MOST_REPEATED)
            options.append(values)
        return language.union(*(self.at(dict(zip(twice, chosen, strict=True))) for chosen in product(*options)))

    def at(self, values: Mapping[str, str]) -> language.Regex:
        """Its names where some variables have a value.

        Raises:
            language.LanguageError: a domain is too hard to spell.
        """
        return language.concat(
            *(
                language.literal(values[part.variable])
                if isinstance(part, Value) and part.variable in values
                else regex_of(part)
                for part in self.parts
            )
        )


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
        if role is None:
            return
        self._binder = Binder(role)
        for name, domains in self._binder.domains.items():
            self.domains[shared.get(name, name)] = frozenset(domains)
            self.own[shared.get(name, name)] = name
        if any(len(domains) > 1 and shortest(domains) is None for domains in self.domains.values()):
            return  # no value is in a variable's domain and in that of a hole it fills: nobody logs in
        self.each = {shared.get(name, name): role.each[name] for name in self._binder.listed}
        self.lines = tuple(map(self._line, reaches_of(role)))

    def _line(self, reach: Reach) -> Line:
        if reach.raw is not None:
            parts: tuple[Part, ...] = (reach.raw, reach.suffix) if reach.suffix else (reach.raw,)
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

    @cached_property
    def access(self) -> AccessSet | None:
        """Its access set; None without a role.

        Raises:
            language.Undecided: a raw pattern is too complex.
        """
        return None if self.role is None else AccessSet(self.role)

    def gives(self, kind: Kind, action: str, name: str, bindings: Mapping[str, Any]) -> bool:
        """Whether a login of its own, with values for its own variables, all checked, has an action on a name.

        Raises:
            BindingError: a value is not one it takes.
            language.Undecided: a raw pattern is too complex.
        """
        return self.access is not None and self.access.bound(bindings).allows(kind, action, name)

    def would_give(self, kind: Kind, action: str, name: str, bindings: Bindings) -> bool:
        """Whether it gives an action to a login of the other side.

        A list stands for its first value where it takes one, a value for a list of one. A line with a value that it
        does not take gives nothing; the others count, as they are the same for logins that have values it takes.
        The values are those of shared variables.

        Raises:
            language.Undecided: a raw pattern is too complex.
        """
        if self.access is None:
            return False
        return ClosedAccess(self.access, self.taken(bindings)).allows(kind, action, name)

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

    def closed(self, line: Line, bindings: Bindings) -> Iterator[language.Regex]:
        """The names of one of its lines for a login of either side: one language for each choice of listed values.

        Raises:
            language.LanguageError: a domain is too hard to spell.
        """
        taken = self.taken(bindings)
        options = []
        for variable in line.values:
            value = taken[self.own[variable]]
            options.append([value] if isinstance(value, str) else value)
        for chosen in product(*options):
            if _NO_NAME not in chosen:
                yield line.at(dict(zip(line.values, chosen, strict=True)))
