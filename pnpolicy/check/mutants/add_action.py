"""A line gives one action more. Where the server has the authority, and a client comes to write, that is a forgery."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import Line, actions_on, is_of_use, lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

ID: Final = "add-action"
_FORGING: Final = ("write", "delete", "update", "manage")


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every action that a line could give and does not."""
    for line in lines(policy):
        given = dict(line.entry.actions)
        for action in actions_on(line.entry.family.kind):
            if action not in given and is_of_use(action, line):
                yield _with(policy, line, action)


def _with(policy: ResolvedPolicy, line: Line, action: str) -> Mutant:
    words = f"`{line}` gives `{action}` as well"
    if line.entry.family.authority == "server" and line.is_for_clients and action in _FORGING:
        words += ": a forgery, as only the server announces there"
    given = (action, line.entry.span)
    changed = with_line(policy, line, lambda entry, _: entry._replace(actions=(*entry.actions, given)))
    return Mutant(ID, f"{line}: {action}", words, line.entry.span, changed)
