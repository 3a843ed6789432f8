"""Logins of two sides: which values are the same on both, and whole logins that keep a name from the other side.

A login is looked at from the side that gives a name. The values in that name are the same on the other side, under the
same variables. What else the other side takes is ours to choose, so that it gives as little as it can: a listed
variable that the name does not need is an empty list; any other may have any value.

Where one side takes a single value and the other a list, the single one is the first of the list. So a variable that
was single and is listed now gives names for further values that no login had beside its first: more than before.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Final, Literal, NamedTuple

from pnpolicy.diff.change import Bindings
from pnpolicy.diff.lines import Line, Side
from pnpolicy.diff.values import Domains, avoiding, shortest, some_of
from pnpolicy.wire.actions import Kind

FEW: Final = 64
"""Values of a variable that may be tried one by one."""

MOST_LOGINS: Final = 4_096
"""Logins tried for one name. Only variables of few values are tried so."""

Way = Literal["same", "free", "none"]
"""How the other side's value comes about: it is the one in the name, it is ours to choose, or there is none."""


class Asked(NamedTuple):
    """An action on names of a line, some values given.

    Attributes:
        line: the giver's line.
        values: those of the variables in its names.
        chosen: values of the other side that are fixed.
    """

    action: str
    line: Line
    values: Mapping[str, str]
    chosen: Mapping[str, str]


class Logins:
    """One side gives names, the other is asked whether it gives them too."""

    def __init__(self, giver: Side, other: Side) -> None:
        self.giver = giver
        self.other = other

    def way(self, variable: str, line: Line) -> Way:
        """How the value of one of the other side's variables comes about, for the names of a line.

        Args:
            variable: what the other side takes.
            line: the giver's.
        """
        if variable in line.values:
            return "free" if self.apart(variable) else "same"
        has_list = variable in self.giver.each or variable not in self.giver.domains
        return "none" if has_list and variable in self.other.each else "free"

    def apart(self, variable: str) -> bool:
        """Whether a name's value may be another one than the other side's: it is listed, and there only the first."""
        return (
            self.giver.each.get(variable, 1) > 1 and variable in self.other.domains and variable not in self.other.each
        )

    def choice(self, variable: str) -> Domains:
        """What a value that is ours to choose may be."""
        return self.giver.domains.get(variable) or self.other.domains[variable]

    def keeping_out(self, asked: "Asked", name: str, others: Iterable[Line]) -> Bindings | None:
        """A login that gets a name from the giver and not from the other side; None if there is none.

        Args:
            asked: what was found to spell the name.
            name: the name.
            others: the other side's lines that may give it.

        Raises:
            language.LanguageError: a domain is too hard to spell.
        """
        ways = {variable: self.way(variable, asked.line) for other in others for variable in other.values}
        free = sorted(variable for variable, way in ways.items() if way == "free" and variable not in asked.chosen)
        for picked in self.choices(free, name):
            bindings = self.login(asked.line, asked.values, {**picked, **asked.chosen})
            if self.gains(asked.line.reach.kind, asked.action, name, bindings):
                return bindings
        return None

    def gains(self, kind: Kind, action: str, name: str, bindings: Bindings) -> bool:
        """Whether a login really has an action on a name on the one side, and not on the other.

        Raises:
            language.Undecided: a raw pattern is too complex to look it up.
        """
        if self.other.would_give(kind, action, name, bindings):
            return False
        own = {self.giver.own[variable]: bindings[variable] for variable in self.giver.domains}
        return self.giver.gives(kind, action, name, own)

    def choices(self, variables: list[str], name: str) -> Iterator[dict[str, str]]:
        """Values for some variables: plain ones, then ones that do not stand in a name, or else the first there are."""
        yield {}
        if not variables:
            return
        yield {variable: self.plain(variable, but=self.plain(variable)) for variable in variables}
        options: list[tuple[str, ...]] = []
        for variable in variables:
            domains = self.choice(variable)
            value = avoiding(domains, name)
            options.append((value,) if value is not None else some_of(domains, FEW))
        for values in islice(product(*options), MOST_LOGINS):
            yield dict(zip(variables, values, strict=True))

    def login(self, line: Line, values: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str | list[str]]:
        """Values for all variables of both sides.

        Args:
            line: the giver's line.
            values: those in the name.
            chosen: values of the other side, where they are not those in the name.
        """
        bindings: dict[str, str | list[str]] = {}
        for variable in sorted({*self.giver.domains, *self.other.domains}):
            is_list = variable in (self.giver if variable in self.giver.domains else self.other).each
            way = self.way(variable, line) if variable in self.other.domains else "none"
            found = [values[variable]] if variable in values else []
            if way == "free" or not (is_list or found):
                first = chosen.get(variable) or self.plain(variable)
                found = [first, *(value for value in found if value != first)]
            bindings[variable] = found if is_list else found[0]
        return bindings

    def plain(self, variable: str, *, but: str = "") -> str:
        """The shortest value of a variable, one that both sides take if there is one.

        Args:
            variable: whose.
            but: a value that it should not be, if it has another one.
        """
        own = self.choice(variable)
        both = own | self.other.domains.get(variable, own)
        found = (shortest(domains, without) for without in (but, "") for domains in (both, own))
        return next(filter(None, found), "")

    def told(self, bindings: Bindings) -> dict[str, str | list[str]]:
        """A login by the giver's own names, and the other side's own for what only that takes."""
        return {
            (self.giver if variable in self.giver.domains else self.other).own[variable]: value
            for variable, value in bindings.items()
        }
