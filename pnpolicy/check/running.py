"""Runs a suite on a policy, by look-ups alone: nothing is read from disk, so the policy may be one made in memory."""

from collections.abc import Iterator, Mapping

from pnpolicy import language
from pnpolicy.access.decision import decide
from pnpolicy.check import telling
from pnpolicy.check.claiming import Claims
from pnpolicy.check.comparing import differences
from pnpolicy.check.rights import Answer, Disagreement, Rights
from pnpolicy.check.suite import Case, Check, Decides, Failure, Grants, Line, Login, Outcome, Refuses, Suite
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy


def run(
    policy: ResolvedPolicy, plans: Mapping[str, Plan], suite: Suite, *, until_failure: bool = False
) -> tuple[Outcome, ...]:
    """What every test of a suite came to, in the order of the file.

    Args:
        policy: the policy, perhaps changed in memory. Values of variables that a role does not take any more are left
            out; a role, or a value for a variable, that is missing now makes the tests fail that need it.
        plans: role → what makes its grants, as `grant.compiled.plans_of` gives them for this policy.
        suite: the tests.
        until_failure: stop behind the first test that fails, and within it behind the first expectation.

    Raises:
        Disagreement: the policy and the grant that is made from it do not say the same; a fault of pnpolicy's own.
    """
    return tuple(outcomes(policy, plans, suite, until_failure=until_failure))


def outcomes(
    policy: ResolvedPolicy, plans: Mapping[str, Plan], suite: Suite, *, until_failure: bool = False
) -> Iterator[Outcome]:
    """As `run`, each outcome as soon as it is known."""
    running = Running(policy, plans, suite)
    for case in suite.cases:
        outcome = running.outcome(case, until_failure=until_failure)
        yield outcome
        if until_failure and outcome.status == "failed":
            return


class Running:
    """Runs the tests of a suite one by one, in any order: what several ask about is worked out once."""

    def __init__(self, policy: ResolvedPolicy, plans: Mapping[str, Plan], suite: Suite) -> None:
        """Takes what `run` takes."""
        self.policy = policy
        self.plans = plans
        self.suite = suite
        self.claims = Claims(policy, plans, suite)
        self.logins: dict[int, Rights | str] = {}

    def outcome(self, case: Case, *, until_failure: bool = False) -> Outcome:
        """What one test of the suite came to.

        Raises:
            Disagreement: as `run` does.
        """
        if case.skip is not None:
            return Outcome(case, "skipped")
        failures: list[Failure] = []
        for check in case.checks:
            failures += self.failures(case, check)
            if until_failure and any(not failure.undecided for failure in failures):
                break
        if any(not failure.undecided for failure in failures):
            return Outcome(case, "failed", tuple(failures))
        return Outcome(case, "undecided" if failures else "passed", tuple(failures))

    def failures(self, case: Case, check: Check) -> Iterator[Failure]:
        """What is wrong with one expectation."""
        try:
            for diagnostic in self.told(check):
                undecided = diagnostic.code == telling.UNDECIDED
                yield Failure(check, telling.within(case, diagnostic), undecided=undecided)
        except language.LanguageError as problem:
            yield Failure(check, telling.within(case, telling.undecided(check, str(problem))), undecided=True)
        except Disagreement as fault:
            raise Disagreement(f"{check.span}: {fault}") from None

    def told(self, check: Check) -> Iterator[Diagnostic]:
        """What is told of an expectation that does not hold."""
        if isinstance(check, Decides):
            return self.decides(check)
        if isinstance(check, Grants):
            return self.grants(check)
        return self.refuses(check) if isinstance(check, Refuses) else self.claims.told(check)

    def rights(self, login: Login) -> Rights | str:
        """What a login may do, or why it cannot be one. Worked out once."""
        if id(login) not in self.logins:
            self.logins[id(login)] = self._rights(login)
        return self.logins[id(login)]

    def _rights(self, login: Login) -> Rights | str:
        plan = self.plans.get(login.role)
        if plan is None:
            return f"there is no role `{login.role}`"
        try:
            return Rights(self.policy, plan, login.values)
        except (BindingError, GrantError) as error:
            return str(error)

    # ---- the four kinds of expectation -------------------------------------------------------------------------------

    def decides(self, check: Decides) -> Iterator[Diagnostic]:
        """An answer that is not as expected."""
        rights = self.rights(check.login)
        if isinstance(rights, str):
            yield telling.no_login(check, rights)
            return
        if rights.grant is not None and check.after >= rights.grant.ttl:
            if check.allowed:
                yield telling.expired(check, rights.grant.ttl)
            return
        answer = (
            rights.narrow(check.operation, check.name) if check.allowed else rights.wide(check.operation, check.name)
        )
        if answer.allowed != check.allowed:
            decision = decide(self.plans[check.role].access, check.operation, check.name, rights.values)
            yield telling.wrong_answer(check, answer, decision.nearest)
        elif check.by is not None and not any(_is_of(answer, number, check.by) for number in range(len(answer.lines))):
            yield telling.wrong_line(check, answer)

    def grants(self, check: Grants) -> Iterator[Diagnostic]:
        """A grant that is not as expected."""
        rights = self.rights(check.login)
        if isinstance(rights, str):
            yield telling.no_login(check, rights)
        elif rights.grant is None:
            yield telling.no_login(check, f"role `{check.role}` gets no token")
        else:
            for part in check.parts:
                found = differences(part, rights.grant, self.suite.now)
                if found:
                    yield telling.wrong_grant(check, part, found)

    def refuses(self, check: Refuses) -> Iterator[Diagnostic]:
        """A grant that should not be made."""
        plan = self.plans.get(check.role)
        if plan is None:
            yield telling.no_login(check, f"there is no role `{check.role}`")
            return
        names = plan.access.binder.names
        try:
            plan.grant({name: value for name, value in check.login.values.items() if name in names})
        except (BindingError, GrantError):
            return
        yield telling.not_refused(check)


def _is_of(answer: Answer, number: int, line: Line) -> bool:
    """Whether a permission is given by a line."""
    located = answer.lines[number][1]
    entry = located.reach.entry if located else None
    return entry is not None and entry.family.name == line.family and line.role in (None, entry.role)
