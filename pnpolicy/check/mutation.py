"""Runs the tests of a policy on its mutants: a mutant that no test notices shows what is not tested.

Killed: a test fails on it. Survived: none does, and one that would is at hand; it passes on the policy and fails on the
mutant. Equivalent: no test could tell it from the policy, and that is proved. Undecided: no test fails, none was found
that would, and it is not proved that there is none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pnpolicy import language
from pnpolicy.check.equivalence import Original
from pnpolicy.check.killing import drafts
from pnpolicy.check.mutants import MAX_MUTANTS, Mutant, mutants
from pnpolicy.check.reading import Tested
from pnpolicy.check.running import outcomes
from pnpolicy.check.sides import Side, affected, changed
from pnpolicy.check.suite import Check, Login, Outcome, Proves, Refuses, Suite
from pnpolicy.check.trying import tells_apart
from pnpolicy.check.writing import Draft

Fate = Literal["killed", "survived", "equivalent", "undecided"]


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A mutant and what became of it.

    Attributes:
        by: of a killed one, the test that fails.
        test: of a survivor, a test that would.
        file: of a survivor, the file to put it into.
        why: of an undecided one, what is known.
    """

    mutant: Mutant
    fate: Fate
    by: str = ""
    test: Draft | None = None
    file: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Mutation:
    """What became of the mutants of one policy.

    Attributes:
        path: the policy's file, as people name it.
        files: the files of tests.
        tried: every mutant that was tried.
        left_out: how many more there are.
        failing: tests that do not even pass on the policy as it is. Then nothing was tried.
    """

    path: str
    files: tuple[str, ...]
    tried: tuple[Tried, ...]
    left_out: int = 0
    failing: tuple[Outcome, ...] = ()

    def of(self, fate: Fate) -> list[Tried]:
        """The mutants of one fate."""
        return [tried for tried in self.tried if tried.fate == fate]


def mutate(
    tested: Tested,
    suites: Sequence[Suite],
    *,
    most: int = MAX_MUTANTS,
    tell: Callable[[Tried], None] = lambda _: None,
) -> Mutation:
    """Tries the mutants of a policy.

    Args:
        tested: the policy.
        suites: all its tests.
        most: how many mutants.
        tell: is told of each as soon as its fate is known.

    Raises:
        Disagreement: as `run` does.
    """
    before = Side(tested.policy, tested.plans)
    files = tuple(suite.path for suite in suites)
    failing = tuple(
        outcome
        for suite in suites
        for outcome in outcomes(tested.policy, tested.plans, suite)
        if outcome.status in ("failed", "undecided")
    )
    if failing:
        return Mutation(tested.path, files, (), 0, failing)
    made = mutants(tested.policy, most)
    trials = Trials(before, suites)
    tried = []
    for mutant in made.tried:
        tried.append(trials.of(mutant))
        tell(tried[-1])
    return Mutation(tested.path, files, tuple(tried), made.left_out)


class Trials:
    """The tests of a policy, to be held against one mutant after the other."""

    def __init__(self, before: Side, suites: Sequence[Suite]) -> None:
        """Takes a policy, and at least one file of tests that pass on it."""
        self.before = before
        self.original = Original(before)
        self.suites = suites
        self.logins = {login: suite.path for suite in suites for login in _logins(suite)}

    def of(self, mutant: Mutant) -> Tried:
        """What becomes of a mutant."""
        after = changed(mutant.policy, self.before)
        by = self.killer(after)
        if by is not None:
            return Tried(mutant, "killed", by=by)
        try:
            if self.original.is_equivalent_to(after):
                return Tried(mutant, "equivalent")
        except language.LanguageError:
            pass  # a test may tell them apart all the same
        try:
            for draft in drafts(self.before, after, self.logins):
                if tells_apart(draft, self.before, after):
                    return Tried(mutant, "survived", test=draft, file=self.file_for(draft))
        except language.LanguageError as problem:
            return Tried(mutant, "undecided", why=str(problem))
        why = "no test was found that tells it from the policy, and it is not proved that there is none"
        return Tried(mutant, "undecided", why=why)

    def file_for(self, draft: Draft) -> str:
        """The file that has the login of a test, or else the first."""
        paths = (path for login, path in self.logins.items() if draft.login and login.name == draft.login)
        return next(paths, self.suites[0].path)

    def killer(self, after: Side) -> str | None:
        """The first test that fails; what asks for claims comes last, as it takes longest."""
        roles = affected(self.before, after)
        for chosen in (lambda check: not isinstance(check, Proves) and check.role in roles, _proves):
            for suite in self.suites:
                for outcome in outcomes(after.policy, after.plans, _only(suite, chosen), until_failure=True):
                    if outcome.status == "failed":
                        return outcome.case.name
        return None


def _proves(check: Check) -> bool:
    return isinstance(check, Proves)


def _only(suite: Suite, chosen: Callable[[Check], bool]) -> Suite:
    cases = (replace(case, checks=tuple(filter(chosen, case.checks))) for case in suite.cases if case.skip is None)
    return replace(suite, cases=tuple(case for case in cases if case.checks))


def _logins(suite: Suite) -> Iterable[Login]:
    """The logins that a file gives names to, each once."""
    found: dict[str, Login] = {}
    for case in suite.cases:
        for check in case.checks:
            if not isinstance(check, Proves | Refuses) and check.login.name:
                found.setdefault(check.login.name, check.login)
    return found.values()
