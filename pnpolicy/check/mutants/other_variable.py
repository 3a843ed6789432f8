"""A hole is filled with another of the login's values: the room's id where the user's belongs."""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.check.mutants.changing import Line, lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import Entry, Fill, ResolvedPolicy, Role, Variable

ID: Final = "other-variable"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every hole that has a value and every other variable of the role that may stand there.

    A variable that is open in the line is none: `any` opens it in every hole, so nobody can write such a mistake.
    """
    for line in lines(policy):
        opened = {fill.variable.name for fill in line.entry.fills if fill.how == "open"}
        known = _taken(policy.roles[line.entry.role])
        for fill in line.entry.fills:
            for name, variable in known.items():
                if name in opened:
                    continue
                if fill.how != "open" and name != fill.variable.name and _may_stand(variable, fill):
                    yield _filled(policy, line, fill.hole, variable)


def _taken(role: Role) -> dict[str, Variable]:
    """The variables that a login of a role brings."""
    found = {} if role.bind is None else {role.bind.name: role.bind}
    for entry in role.entries:
        found |= {fill.variable.name: fill.variable for fill in entry.fills if fill.how != "open"}
    return found


def _may_stand(variable: Variable, fill: Fill) -> bool:
    """Whether some value of a variable may fill a hole."""
    try:
        return language.meet(variable.domain.regex, fill.domain.regex) is not None
    except language.Undecided:
        return False


def _filled(policy: ResolvedPolicy, line: Line, hole: str, variable: Variable) -> Mutant:
    def change(entry: Entry, role: Role) -> Entry:
        fills = [
            fill._replace(variable=variable, how="listed" if variable.name in role.each else "bound")
            if fill.hole == hole
            else fill
            for fill in entry.fills
        ]
        return entry._replace(fills=tuple(fills))

    filled = line.entry.fill(hole).variable.name
    words = f"`{line}` has `{variable.name}` where `{filled}` belongs"
    subject = f"{line}: {hole}={variable.name}"
    return Mutant(ID, subject, words, line.entry.span, with_line(policy, line, change))
