"""A line gives one action less."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import Line, is_of_use, lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import Entry, ResolvedPolicy, Role

ID: Final = "remove-action"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every action of a line that gives several."""
    for line in lines(policy):
        if len(line.entry.actions) > 1:
            for action, _ in line.entry.actions:
                if is_of_use(action, line):
                    yield _without(policy, line, action)


def _without(policy: ResolvedPolicy, line: Line, action: str) -> Mutant:
    def less(entry: Entry, _: Role) -> Entry:
        return entry._replace(actions=tuple(given for given in entry.actions if given[0] != action))

    span = dict(line.entry.actions)[action]
    words = f"`{line}` does not give `{action}`"
    return Mutant(ID, f"{line}: {action}", words, span, with_line(policy, line, less))
