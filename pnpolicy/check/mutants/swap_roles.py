"""Two roles are mistaken for each other: in one line, in all that they allow, or in who has them."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from pnpolicy.check.mutants.changing import Line, lines, with_line, with_roles
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.policy.model import ResolvedPolicy, Role

ID: Final = "swap-roles"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """For two lines about one family their actions; for two roles all they allow, and who they are."""
    for one, other in combinations(lines(policy), 2):
        if one.entry.family is other.entry.family and one.entry.role != other.entry.role:
            yield from _actions(policy, one, other)
    for first, second in combinations(policy.roles.values(), 2):
        if first.entries != second.entries:
            yield from _allowed(policy, first, second)
        if first.trust != second.trust:
            yield from _trusted(policy, first, second)


def _actions(policy: ResolvedPolicy, one: Line, other: Line) -> Iterator[Mutant]:
    here, there = one.entry.actions, other.entry.actions
    if dict(here).keys() != dict(there).keys():
        words = f"`{one}` gives what `{other}` gives, and the other way round"
        changed = with_line(policy, one, lambda entry, _: entry._replace(actions=there))
        # What the first change has made of the roles is what the second one changes.
        moved = other._replace(holders=tuple(changed.roles[role.name] for role in other.holders))
        changed = with_line(changed, moved, lambda entry, _: entry._replace(actions=here))
        yield Mutant(ID, f"{one}, {other}", words, one.entry.span, changed)


def _allowed(policy: ResolvedPolicy, first: Role, second: Role) -> Iterator[Mutant]:
    one = first._replace(entries=second.entries, each=second.each)
    other = second._replace(entries=first.entries, each=first.each)
    if _may_be(one) and _may_be(other):
        words = f"`{first.name}` may do what `{second.name}` may, and the other way round"
        subject = f"{first.name}, {second.name}: allow"
        yield Mutant(ID, subject, words, first.span, with_roles(policy, one, other))


def _trusted(policy: ResolvedPolicy, first: Role, second: Role) -> Iterator[Mutant]:
    one, other = _as(first, second), _as(second, first)
    if _may_be(one) and _may_be(other):
        words = f"`{first.name}` is a {second.trust}'s role, and `{second.name}` a {first.trust}'s"
        yield Mutant(ID, f"{first.name}, {second.name}: trust", words, first.span, with_roles(policy, one, other))


def _as(role: Role, other: Role) -> Role:
    """A role for whom another one is."""
    return role._replace(
        trust=other.trust,
        bind=other.bind,
        anonymous=other.anonymous,
        ttl=other.ttl,
        refresh_before=other.refresh_before,
        on_logout=other.on_logout,
    )


def _may_be(role: Role) -> bool:
    """Whether a role could be written so: a token has one user, not a list of them."""
    return role.bind is None or role.bind.name not in role.each
