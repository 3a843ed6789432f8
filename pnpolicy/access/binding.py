"""Values for a role's variables: every one checked against its domain before anything is made of it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from pnpolicy.diagnostic import named, nearest, shown
from pnpolicy.errors import BindingError
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import Role
from pnpolicy.wire.limits import forbidden_in

Value = str | int | Sequence[str] | Sequence[int]
"""What a caller may pass: a string (or an int, for an integer variable), or a list of them for a listed variable."""
Values = Mapping[str, Any]
"""Checked values: variable → string, or list of strings for a listed one."""


_LISTS: Final = (list, tuple)
"""What a list of values may be. A set is put in order first, and a string is not a list of its characters."""


class Binder:
    """Checks the values of one role.

    The common case, right values of the right types, costs one match for all of them. Whatever fails there goes the
    long way, which finds every problem and says it.
    """

    __slots__ = ("_domains", "_limits", "_line", "_list", "_most", "_names", "_one_by_one", "_scalars", "role")

    def __init__(self, role: Role) -> None:
        self.role = role.name
        domains: dict[str, dict[Domain, None]] = {}
        if role.bind is not None:
            domains[role.bind.name] = {role.bind.domain: None}
        for entry in role.entries:
            for fill in entry.fills:
                if fill.how != "open":  # a renamed hole has a say too
                    domains.setdefault(fill.variable.name, {}).update({fill.variable.domain: None, fill.domain: None})
        self._domains = {name: tuple(found) for name, found in domains.items()}
        self._limits = {name: most for name, most in role.each.items() if name in domains}
        self._names = frozenset(domains)
        self._most = 0
        self._list: str | None = None
        self._one_by_one: list[tuple[str, Callable[[str], object]]] = []
        self._line, self._scalars = self._compiled()

    def _compiled(self) -> tuple[Callable[[str], object], Callable[[Any], tuple[str, ...]]]:
        r"""One match for all values: single ones and then those of a list, joined by newlines.

        No domain admits a newline; so if there are as many lines as values, each value is one line, and stands where
        the pattern expects it. What does not fit that form is checked value by value.
        """
        scalars = [name for name in self._domains if name not in self._limits]
        for name in (*scalars, *self._limits):
            first, *others = self._domains[name]
            if name in self._limits and self._list is None and first.line is not None:
                self._list, self._most = name, self._limits[name]
            elif name in self._limits or first.line is None:
                others = [first, *others]
            self._one_by_one += [(name, domain.accepts) for domain in others]
        in_line = [name for name in scalars if self._domains[name][0].line is not None]
        lines = [str(self._domains[name][0].line) for name in in_line]
        text = r"\n".join(lines)
        if self._list is not None:
            listed = self._domains[self._list][0].line
            # Possessive: where a value ends is decided by the newline, so nothing is gained by going back.
            text = rf"{text}(?:\n{listed})*+" if lines else rf"{listed}(?:\n{listed})*+"
        get: Callable[[Any], tuple[str, ...]] = (
            itemgetter(*in_line) if len(in_line) > 1 else lambda bindings: tuple(bindings[name] for name in in_line)
        )
        return re.compile(text).fullmatch, get

    @property
    def names(self) -> frozenset[str]:
        """The variables the role takes."""
        return self._names

    @property
    def domains(self) -> Mapping[str, tuple[Domain, ...]]:
        """Variable → every domain its values must be in: its own, and those of the holes it fills by `where`."""
        return self._domains

    @property
    def listed(self) -> frozenset[str]:
        """Those that take a list."""
        return frozenset(self._limits)

    def check(self, bindings: Mapping[str, Any]) -> Values:
        """The values, checked.

        Raises:
            BindingError: a variable is missing or unknown, a value is outside its domain or of a wrong type, or a
                list is too long. Names every such variable.
        """
        if len(bindings) != len(self._names):
            return self._explained(bindings)
        try:  # as many as there should be, and each is looked up below: so they are the right ones
            items = self._scalars(bindings)
            if self._list is None:
                if not self._line("\n".join(items)):  # as many lines as the pattern has
                    return self._explained(bindings)
            else:
                values = bindings[self._list]
                if len(values) > self._most or type(values) not in _LISTS:
                    return self._explained(bindings)
                lines = "\n".join(values)
                if items:
                    single = "\n".join(items)
                    lines = f"{single}\n{lines}" if values else single
                expected = len(items) + len(values)
                if expected and (not self._line(lines) or lines.count("\n") >= expected):
                    return self._explained(bindings)
            if self._one_by_one and not self._rest_is_right(bindings):
                return self._explained(bindings)
        except (KeyError, TypeError):
            return self._explained(bindings)
        return bindings

    def _rest_is_right(self, bindings: Mapping[str, Any]) -> bool:
        for name, accepts in self._one_by_one:
            value = bindings[name]
            if name not in self._limits:
                if not accepts(value):
                    return False
            elif len(value) > self._limits[name] or type(value) not in _LISTS or not all(map(accepts, value)):
                return False
        return True

    def _explained(self, bindings: Mapping[str, Any]) -> Values:
        """The long way: integers become strings, sets become lists, and every problem is said."""
        problems: list[str] = []
        values: dict[str, Any] = {}
        for name in sorted(self._names - bindings.keys()):
            kind = "a list of values" if name in self._limits else "a value"
            problems.append(f"`{name}` is missing: role `{self.role}` needs {kind} ({self._domains[name][0].summary})")
        for name in sorted(bindings):
            value = bindings[name]
            if name not in self._names:
                near = nearest(name, self._names)
                hint = f"; did you mean `{near}`?" if near else ""
                problems.append(f"`{name[:64]}` is not a variable of role `{self.role}`{hint}")
            elif name not in self._limits:
                values[name] = value = self._text(name, value)
                problems += self._faults(name, value)
            elif isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
                problems.append(f"`{name}` takes a list of values, found {shown(value)}")
            elif len(value) > self._limits[name]:
                problems.append(f"`{name}` has {len(value)} values; one token lists at most {self._limits[name]}")
            else:
                items = [self._text(name, item) for item in value]
                values[name] = items if isinstance(value, list | tuple) else sorted(items, key=str)
                for item in items:
                    problems += self._faults(name, item)
        if problems:
            raise BindingError(problems)
        return values

    def _text(self, name: str, value: object) -> object:
        if type(value) is int and self._domains[name][0].integers:
            return str(value) if abs(value) < 10**18 else value
        return value

    def _faults(self, name: str, value: object) -> Iterator[str]:
        for domain in self._domains[name]:
            if not isinstance(value, str):
                what = "a whole number" if domain.integers else "a string"
                yield f"`{name}` takes {what}, found {shown(value)}"
                return
            if not domain.accepts(value):
                yield f"`{name}` is {shown(value)}: {_reason(value, domain)}"
                return


def _reason(value: str, domain: Domain) -> str:
    if found := forbidden_in(value):
        return f"it holds {named(found[1])}, which no name may (expected {domain.summary})"
    return f"expected {domain.summary}"
