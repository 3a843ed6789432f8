"""A line is missing."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.mutants.changing import lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

ID: Final = "drop-entry"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """One for every line."""
    for line in lines(policy):
        words = f"the line `{line}` is missing"
        yield Mutant(ID, str(line), words, line.entry.span, with_line(policy, line, lambda _entry, _role: None))
