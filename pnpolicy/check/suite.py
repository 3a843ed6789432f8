"""A suite of policy tests with every name in it bound: who is asked about, what is expected, and where that is written.

A suite knows roles, families and claims by name only, never a policy's own objects. So it can be run on any policy
that has those names: the one it was written for, or one that was changed in memory to see whether a test notices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

Status = Literal["passed", "failed", "undecided", "skipped"]


@dataclass(frozen=True, slots=True, eq=False)
class Login:
    """Somebody with a role.

    Attributes:
        name: as the file calls them; empty where they are only described within a test.
        role: the role's name.
        values: variable → value, or list of values for a listed one, as `Policy.grant` takes them. Checked when the
            suite was read, but for those of a `Refuses`.
    """

    name: str
    role: str
    values: Mapping[str, Any]
    span: Span

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.name else self.role


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `allow`, by its family.

    Attributes:
        role: the role that writes it; None where the file does not say.
    """

    role: str | None
    family: str

    def __str__(self) -> str:
        return f"{self.role}.{self.family}" if self.role else self.family


@dataclass(frozen=True, slots=True, eq=False)
class Decides:
    """An operation on a name is allowed, under the narrowest reading of PubNub; or denied, under the widest.

    Attributes:
        by: the line that must allow it, or None for any.
        after: minutes since the grant was made.
        span: the expectation; for a cell of a matrix, what stands nearest to it.
    """

    login: Login
    operation: str
    name: str
    allowed: bool
    by: Line | None
    after: int
    span: Span

    @property
    def role(self) -> str:
        """The role asked about."""
        return self.login.role


Names = Mapping[str, int]
"""Name or pattern → mask of PubNub's bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of a grant that a test spells out.

    Attributes:
        key: `ttl`, `authorized_uuid`, `meta`, `on_logout`, `expires`, `refresh`, `resources` or `patterns`.
        kind: of `resources` and `patterns`, the kind; else None.
        value: what it must be: minutes, a word, None, a mapping, a datetime; `Names` for names and patterns.
    """

    key: str
    kind: Kind | None
    value: Any
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Grants:
    """A grant is made, and these parts of it are exactly so."""

    login: Login
    parts: tuple[Part, ...]
    span: Span

    @property
    def role(self) -> str:
        """The role asked about."""
        return self.login.role


@dataclass(frozen=True, slots=True, eq=False)
class Refuses:
    """No grant is made for these values.

    Attributes:
        login: with the values that must be refused already in place.
        variables: which of its values those are.
    """

    login: Login
    variables: tuple[str, ...]
    span: Span

    @property
    def role(self) -> str:
        """The role asked about."""
        return self.login.role


@dataclass(frozen=True, slots=True, eq=False)
class Proves:
    """A claim exists, and is proved.

    Attributes:
        claim: `server-authority`, …, or `never: <name>`.
        role: of this role; None for all it is made of.
    """

    claim: str
    role: str | None
    span: Span


Check = Decides | Grants | Refuses | Proves


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One test.

    Attributes:
        skip: why it is not run, or None.
        span: its name.
    """

    name: str
    checks: tuple[Check, ...]
    skip: str | None
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Suite:
    """The tests of one file.

    Attributes:
        path: the file, as people name it.
        policy: the path of the policy they are about.
        now: the time at which grants are made, in UTC.
    """

    path: str
    policy: str
    now: datetime
    cases: tuple[Case, ...]

    def chosen(self, *, text: str = "", role: str | None = None) -> "Suite":
        """The suite with only those tests whose name holds a text, and only what they say of one role.

        Case of letters does not count. A test that says nothing of the role is left out.
        """
        cases = [case for case in self.cases if text.casefold() in case.name.casefold()]
        if role is not None:
            cases = [replace(case, checks=tuple(c for c in case.checks if c.role == role)) for case in cases]
            cases = [case for case in cases if case.checks]
        return replace(self, cases=tuple(cases))


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """An expectation that does not hold.

    Attributes:
        undecided: whether nobody can tell if it does.
    """

    check: Check
    diagnostic: Diagnostic
    undecided: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one test came to.

    Attributes:
        failures: all expectations that do not hold, and those about which that was not decided.
    """

    case: Case
    status: Status
    failures: tuple[Failure, ...] = ()
