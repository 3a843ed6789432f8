"""A hole that the login fills, with its value or with each of a list of values, is left open: any value will do."""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import named_by
from pnpolicy.check.mutants.changing import Line, lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import Entry, ResolvedPolicy, Role
from pnpolicy.policy.template import Hole, Template, may_end_as_companion
from pnpolicy.prove.paths import COMPANIONS
from pnpolicy.wire.limits import NAME_MAX

ID: Final = "open-hole"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every variable that fills holes of a line, if a pattern can say what is left open then."""
    for line in lines(policy):
        for variable in dict.fromkeys(fill.variable.name for fill in line.entry.fills if fill.how != "open"):
            if _can_be_spelled(_opened(line.entry, variable), variable):
                yield _open(policy, line, variable)


def _open(policy: ResolvedPolicy, line: Line, variable: str) -> Mutant:
    def change(entry: Entry, _: Role) -> Entry:
        return _opened(entry, variable)

    words = f"`{line}` leaves `{variable}` open, for any value instead of the login's"
    return Mutant(ID, f"{line}: {variable}", words, line.entry.span, with_line(policy, line, change))


def _opened(entry: Entry, variable: str) -> Entry:
    fills = (fill._replace(how="open") if fill.variable.name == variable else fill for fill in entry.fills)
    return entry._replace(fills=tuple(fills))


def _can_be_spelled(entry: Entry, variable: str) -> bool:
    """Whether `any` may be written so: what `pnpolicy.policy.patterns` asks of a policy that is read."""
    assert isinstance(entry.family.names, Template)  # noqa: S101  only a template has holes
    parts = entry.family.names.parts
    places = [part for part in parts if isinstance(part, Hole) and entry.fill(part.name).variable.name == variable]
    fill = entry.fill(places[0].name)
    domain = fill.variable.domain
    if len(places) > 1 or fill.domain != domain:
        return False
    if not domain.bounded:
        rest = sum(len(part) if isinstance(part, str) else entry.fill(part.name).domain.shortest for part in parts)
        if domain.longest < NAME_MAX - (rest - domain.shortest):
            return False
    return not may_end_as_companion(parts) or language.meet(named_by(entry).regex, COMPANIONS) is None
