"""Mutants: what a policy becomes by one mistake. A good suite of tests notices each of them.

An operator is one file: its name, the mistake and why people make it, and its mutants for a policy.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Final, NamedTuple

from pnpolicy.check.mutants import (
    add_action,
    double_ttl,
    drop_anchor,
    drop_entry,
    drop_except,
    flip_authority,
    guarded_off,
    open_hole,
    other_variable,
    private_off,
    remove_action,
    remove_never,
    swap_roles,
    unbind,
    widen_domain,
)
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy

__all__ = ["MAX_MUTANTS", "OPERATORS", "Mutant", "Mutants", "mutants"]

OPERATORS: Final[dict[str, Callable[[ResolvedPolicy], Iterator[Mutant]]]] = {
    operator.ID: operator.mutants
    for operator in (
        add_action, remove_action, drop_entry, open_hole, other_variable, drop_anchor, drop_except, widen_domain,
        swap_roles, remove_never, flip_authority, private_off, guarded_off, unbind, double_ttl,
    )
}  # fmt: skip
"""Name → its mutants of a policy."""

MAX_MUTANTS: Final = 2_000
"""Mutants of one policy that are tried. Each takes some milliseconds; a policy of forty lines has about 400."""


class Mutants(NamedTuple):
    """The mutants of a policy.

    Attributes:
        tried: those to be tried, as the operators and the lines of the policy come.
        left_out: how many more there are.
    """

    tried: tuple[Mutant, ...]
    left_out: int


def mutants(policy: ResolvedPolicy, most: int = MAX_MUTANTS) -> Mutants:
    """The mutants of a policy.

    Args:
        policy: the policy.
        most: how many. Where there are more, every operator gets its turn: first the first of each, and so on.
    """
    found = [[*_numbered(operator(policy))] for operator in OPERATORS.values()]
    total = sum(map(len, found))
    if total > most:
        turns = [mutant for turn in zip_longest(*found) for mutant in turn if mutant is not None][:most]
        chosen = set(map(id, turns))
        found = [[mutant for mutant in made if id(mutant) in chosen] for made in found]
    return Mutants(tuple(mutant for made in found for mutant in made), max(total - most, 0))


def _numbered(made: Iterator[Mutant]) -> Iterator[Mutant]:
    """The same, no two of them with one name: a family may have several lines in a role."""
    known: dict[str, int] = {}
    for mutant in made:
        known[mutant.subject] = number = known.get(mutant.subject, 0) + 1
        yield replace(mutant, subject=f"{mutant.subject} #{number}") if number > 1 else mutant
