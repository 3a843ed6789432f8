"""Writes tests for the boundaries of a policy: what each line gives at the edges of its names, and nothing just beyond.

Every expectation was asked of the policy before it is written, so the file passes. It says what the policy does, not
what it should do; that is for whoever reads it to compare.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple

from pnpolicy import language
from pnpolicy.access.reach import Reach, named_by
from pnpolicy.check.edges import Member, edits, members, outside
from pnpolicy.check.equivalence import proved
from pnpolicy.check.killing import parts_of
from pnpolicy.check.logins import Length, made_up
from pnpolicy.check.mutants.changing import actions_on
from pnpolicy.check.rights import Rights
from pnpolicy.check.sides import Side
from pnpolicy.check.suggesting import operation
from pnpolicy.check.writing import Draft, login_lines, scalar, written
from pnpolicy.document.suite import MAX_TESTS
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.policy.model import Role
from pnpolicy.prove.paths import family_names
from pnpolicy.wire.actions import Kind

MAX_EDITS: Final = 12
"""Names one edit away that are written of one line; more say nothing new."""
FEW: Final = 4
"""The same of the longest name, where only its length is new."""
MAX_PATTERN: Final = 1_000
"""Characters of a pattern that is spelled out. YAML takes no longer ones as the key of a mapping."""
_HOSTILE: Final = ("", "*", "a.b", "a,b")
"""Values that no domain has, and that somebody may send."""

_HEAD: Final = """\
# The boundaries of `{name}`, as `pnpolicy test --generate` found them. For every line of `allow`: what it gives on
# the shortest and on the longest name it is about, and what not; and names one edit away, on which it gives nothing.
# This is what the policy does. Read it, and keep what it should do.
pnpolicy-tests: 1
policy: {policy}
"""


class Boundary(NamedTuple):
    """A file of tests.

    Attributes:
        text: the file.
        tests: how many are in it.
        left_out: how many more there would be; a file takes no more.
    """

    text: str
    tests: int
    left_out: int


def boundary_tests(side: Side, policy: str, role: str | None = None) -> Boundary:
    """Tests for a policy's boundaries.

    Args:
        side: the policy.
        policy: its path, relative to the file.
        role: only of this role.

    Raises:
        language.LanguageError: the policy is too hard to look into.
    """
    writers = [_Writer(side, one) for one in side.policy.roles.values() if role in (None, one.name)]
    drafts = list(_numbered([draft for writer in writers for draft in writer.drafts()] + list(_claims(side, role))))
    kept = drafts[:MAX_TESTS]
    logins = {name: login for writer in writers for name, login in writer.logins.items()}
    used = {name: logins[name] for name in logins if any(draft.login == name for draft in kept)}
    text = _HEAD.format(name=side.policy.name, policy=scalar(policy))
    text += f"\nlogins:\n{login_lines(used)}" if used else ""
    text += "\ntests:\n" + "\n".join(map(written, kept)) if kept else ""
    return Boundary(text, len(kept), len(drafts) - len(kept))


class _Writer:
    """Writes the tests of one role."""

    def __init__(self, side: Side, role: Role) -> None:
        self.side = side
        self.role = role
        self.plan = side.plans[role.name]
        self.logins: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self.rights: dict[Length, Rights] = {}
        self._login("shortest")
        self._login("longest")

    def _login(self, length: Length) -> None:
        """Makes up a login, if a grant is made for it."""
        values = made_up(self.plan.access, length)
        if values == getattr(self.rights.get("shortest"), "values", None) and not _has_open(self.role):
            return  # there is only one length
        try:
            self.rights[length] = Rights(self.side.policy, self.plan, values)
        except (BindingError, GrantError):
            return
        self.logins[self._name(length)] = (self.role.name, values)

    def _name(self, length: Length) -> str:
        return f"{self.role.name}-{length}"

    def drafts(self) -> Iterator[Draft]:
        """All tests of the role, the first with a line about it."""
        role = self.role
        who = "nobody" if role.bind is None else f"`{role.bind.name}`"
        told = f"a client bound to {who}" if role.trust == "client" else "a server, which gets no token"
        tests = self.tests()
        for first in tests:
            yield replace(first, comment=f"---- {role.name}: {told} ----")
            yield from tests

    def tests(self) -> Iterator[Draft]:
        """All tests of the role."""
        for entry in self.role.entries:
            if entry.role == self.role.name:
                yield from self.line(named_by(entry))
        if self.role.trust == "client" and "shortest" in self.rights:
            yield from self.values()
            yield from self.token()

    # ---- names -------------------------------------------------------------------------------------------------------

    def line(self, reach: Reach) -> Iterator[Draft]:
        """What a line gives at the edges of its names, and just beyond."""
        told = f"{self.role.name}.{reach.entry.family.name}"
        seen: set[str] = set()
        for length, rights in self.rights.items():
            login = Draft(f"{told} at its {length}", self.role.name, rights.values, self._name(length))
            for member in members(reach, rights.values, length):
                if member.name in seen:
                    continue
                seen.add(member.name)
                allowed, denied = self.actions(rights, reach.kind, member, every=length == "shortest")
                beyond = self.beyond(rights, reach, member, allowed, most=MAX_EDITS if length == "shortest" else FEW)
                if allowed or denied:
                    yield replace(login, says=_said(allowed, denied))
                if beyond:
                    yield replace(login, name=f"beyond {told} at its {length}", says={"deny": beyond})

    @staticmethod
    def actions(rights: Rights, kind: Kind, member: Member, *, every: bool) -> tuple[list[str], list[str]]:
        """What is allowed on a name, and (of every action there is) what is denied."""
        allowed, denied = [], []
        for action in actions_on(kind):
            asked = operation(kind, action)
            if rights.narrow(asked, member.name).allowed:
                allowed.append(f"{asked} {member.name}")
            elif every and not rights.wide(asked, member.name).allowed:
                denied.append(f"{asked} {member.name}")
        return allowed, denied

    def beyond(self, rights: Rights, reach: Reach, member: Member, allowed: list[str], *, most: int) -> list[str]:
        """Names one edit away on which the first of some questions is answered with no."""
        first = operation(reach.kind, reach.entry.actions[0][0])
        asked = allowed[0].partition(" ")[0] if allowed else first
        near = (*self.left_out(reach), *edits(member))
        denied = (f"{asked} {name}" for name in near if not rights.wide(asked, name).allowed)
        return list(islice(denied, most))

    def left_out(self, reach: Reach) -> Iterator[str]:
        """A name of each family that a line leaves out."""
        families = (family_names(family, self.side.policy.variables) for family in reach.entry.left_out)
        return filter(None, (language.meet(reach.whole.regex, names.regex) for names in families))

    # ---- values, the token, claims -----------------------------------------------------------------------------------

    def values(self) -> Iterator[Draft]:
        """Values for which no token is made."""
        binder = self.plan.access.binder
        refused = [
            {name: [value] if name in binder.listed else value}
            for name, domains in binder.domains.items()
            for value in dict.fromkeys((*(value for domain in domains for value in outside(domain)), *_HOSTILE))
            if not all(domain.accepts(value) for domain in domains)
        ]
        if refused:
            login = Draft(f"values that get no token of {self.role.name}", self.role.name, login=self._name("shortest"))
            yield replace(login, says={"refuse": refused})

    def token(self) -> Iterator[Draft]:
        """What the token says."""
        grant = self.rights["shortest"].grant
        assert grant is not None  # noqa: S101  a client has one
        says: dict[str, Any] = {}
        for part in parts_of(grant):
            for key, value in part.items():
                if key not in ("resources", "patterns"):
                    says[key] = value
                elif all(len(name) <= MAX_PATTERN for names in value.values() for name in names):
                    says.setdefault(key, {}).update(value)
        name = f"what a token of {self.role.name} says"
        yield Draft(name, self.role.name, login=self._name("shortest"), says={"grant": says})


def _has_open(role: Role) -> bool:
    return any(named_by(entry).is_open for entry in role.entries)


def _said(allowed: list[str], denied: list[str]) -> dict[str, list[str]]:
    return {key: asked for key, asked in (("allow", allowed), ("deny", denied)) if asked}


def _claims(side: Side, role: str | None) -> Iterator[Draft]:
    """The claims that are proved; of single roles those that are not proved for all."""
    found = proved(side)
    of_all = [claim for claim, of in found if of is None and role is None]
    if of_all:
        yield Draft("what is proved", says={"claims": of_all})
    for name in side.policy.roles if role is None else (role,):
        of_one = [claim for claim, of in found if of == name and claim not in of_all]
        if of_one:
            yield Draft(f"what is proved of {name}", name, says={"claims": of_one})


def _numbered(drafts: list[Draft]) -> Iterator[Draft]:
    """The same, no two with one name."""
    known: dict[str, int] = {}
    for draft in drafts:
        known[draft.name] = number = known.get(draft.name, 0) + 1
        yield replace(draft, name=f"{draft.name}, {number}") if number > 1 else draft
