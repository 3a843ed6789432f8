"""The policy as a token service sees it: load once, then grants and decisions by table look-ups."""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pnpolicy.access.binding import Value, Values
from pnpolicy.access.decision import Decision, decide
from pnpolicy.diagnostic import Diagnostic, Severity, in_order, shown, suggestion
from pnpolicy.document import load as documents
from pnpolicy.errors import BindingError, PolicyError
from pnpolicy.grant.compiled import STAMP_DIGITS, plans_of
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy, Role
from pnpolicy.policy.resolve import resolve

if TYPE_CHECKING:
    from pnpolicy.prove.verdict import Verdict


class Policy:
    """A policy, compiled.

    Attributes:
        resolved: the policy with every name bound and every line known.
        warnings: what was found that does not keep it from being used.
    """

    def __init__(self, resolved: ResolvedPolicy, warnings: list[Diagnostic], *, stamp: bool = True) -> None:
        """Compiles a resolved policy; `Policy.load` is the usual way to get one.

        Raises:
            PolicyError: a pattern is too complex to be compiled.
        """
        self.resolved = resolved
        self._plans, problems = plans_of(resolved, stamp=stamp)
        self._access = {name: plan.access for name, plan in self._plans.items()}
        self.warnings = _usable([*warnings, *problems])

    @classmethod
    def load(
        cls, path: str | os.PathLike[str], *, stamp: bool = True, require: Literal["proved"] | None = None
    ) -> "Policy":
        """Reads and compiles the policy at a path: a file, or a folder with a `policy.yaml`.

        Args:
            path: where.
            stamp: whether tokens say, under `pnpolicy` in their meta, which policy and role made them.
            require: `"proved"` to refuse a policy of which a claim, built-in or its own, is not proved. Takes as long
                as `pnpolicy prove`, once.

        Raises:
            PolicyError: it cannot be read, or a claim that is required does not hold or was not decided; carries every
                problem found.
        """
        return cls._compiled(*documents.load(path), stamp=stamp, require=require)

    @classmethod
    def loads(
        cls, text: str, name: str = "policy.yaml", *, stamp: bool = True, require: Literal["proved"] | None = None
    ) -> "Policy":
        """As `load`, from YAML text. `name` is shown in messages, and includes are looked for beside it."""
        return cls._compiled(*documents.loads(text, name), stamp=stamp, require=require)

    @classmethod
    def _compiled(
        cls, read: documents.Documents | None, problems: list[Diagnostic], *, stamp: bool, require: str | None
    ) -> "Policy":
        if require not in (None, "proved"):  # a misspelt demand must not be none
            raise ValueError(f"require takes 'proved' or None, not {require!r}")
        if read is None:
            raise PolicyError(in_order(problems))
        resolved, more = resolve(read)
        policy = cls(resolved, _usable([*problems, *more]), stamp=stamp)
        if require:
            wrong = [verdict for verdict in policy.prove() if verdict.status != "proved"]
            if wrong:
                raise PolicyError(in_order([told for verdict in wrong for told in verdict.diagnostics]))
        return policy

    def prove(self) -> "Iterator[Verdict]":
        """The claims about this policy, each proved, refuted with a name, or not decided, as soon as it is known."""
        from pnpolicy.prove import prove  # noqa: PLC0415  a token service that does not ask does not pay

        return prove(self.resolved, self._plans)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.resolved.name

    @property
    def digest(self) -> str:
        """SHA-256 of what the policy says, in hexadecimal; comments and layout do not count."""
        return self.resolved.digest

    @property
    def roles(self) -> Mapping[str, Role]:
        """Role name → role."""
        return self.resolved.roles

    def grant(self, role: str, /, **bindings: Value) -> Grant:
        """The grant of a role for one login: `policy.grant("voter", userId="alice", roomId=["r1", "r2"])`.

        Raises:
            BindingError: a value is outside its domain, missing, unknown or one too many; a resulting name would not
                be allowed; the role is unknown or a server's. Names each variable and the reason. No grant is made.
            GrantError: the grant would be empty, or its token too long to be used.
        """
        plan = self._plans.get(role)
        if plan is None:
            raise self._unknown(role)
        return plan.grant(bindings)

    def allows(self, role: str, operation: str, name: str, /, **bindings: Value) -> Decision:
        """Whether a role may do an operation on a name: `policy.allows("voter", "publish", "vote-submit.1a2b", …)`.

        Raises:
            BindingError: as `grant` does for its values, or the role is unknown.
            OperationError: the operation is unknown.
        """
        access = self._access.get(role)
        if access is None:
            raise self._unknown(role)
        return decide(access, operation, name, access.binder.check(bindings))

    def bind(self, role: str, /, **bindings: Value) -> "Login":
        """One login of a role, its values checked once, for repeated decisions.

        Raises:
            BindingError: as `allows` does.
        """
        access = self._access.get(role)
        if access is None:
            raise self._unknown(role)
        checked = access.binder.check(bindings)
        return Login(self._plans[role], {k: list(v) if not isinstance(v, str) else v for k, v in checked.items()})

    def _unknown(self, role: str) -> BindingError:
        help_text = suggestion(str(role), self.resolved.roles, "roles")
        return BindingError([f"there is no role {shown(role)}; {help_text}"])

    def __repr__(self) -> str:
        return f"<Policy {self.name} {self.digest[:STAMP_DIGITS]}: {len(self.resolved.roles)} roles>"


class Login:
    """A role with values: what one user may do. Made by `Policy.bind`."""

    __slots__ = ("_access", "_plan", "_values")

    def __init__(self, plan: Plan, values: Values) -> None:
        self._plan = plan
        self._access = plan.access
        self._values = values

    def allows(self, operation: str, name: str, /) -> Decision:
        """Whether this login may do an operation on a name.

        Raises:
            OperationError: the operation is unknown.
        """
        return decide(self._access, operation, name, self._values)

    def grant(self) -> Grant:
        """The grant of this login.

        Raises:
            BindingError: the role is a server's, or a resulting name would not be allowed.
            GrantError: the grant would be empty, or its token too long to be used.
        """
        return self._plan.grant(self._values)


def _usable(problems: list[Diagnostic]) -> list[Diagnostic]:
    """The problems in order, if all of them are warnings."""
    ordered = in_order(problems)
    if any(problem.severity is Severity.ERROR for problem in ordered):
        raise PolicyError(ordered)
    return ordered
