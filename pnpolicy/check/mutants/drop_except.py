"""An open line leaves nothing out any more."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import Entry, ResolvedPolicy, Role

ID: Final = "drop-except"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every line with `except`."""
    for line in lines(policy):
        if line.entry.rest is not None:
            words = f"`{line}` does not leave out " + ", ".join(f"`{family.name}`" for family in line.entry.left_out)
            yield Mutant(ID, str(line), words, line.entry.span, with_line(policy, line, _whole))


def _whole(entry: Entry, _: Role) -> Entry:
    return entry._replace(left_out=(), rest=None)
