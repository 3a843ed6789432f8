"""Reads files of tests and the policies they are about, each policy once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pnpolicy.check.binding import bind
from pnpolicy.check.suite import Suite
from pnpolicy.diagnostic import Diagnostic, Severity, in_order
from pnpolicy.document import load as documents
from pnpolicy.document.suite import SuiteDocument
from pnpolicy.grant.compiled import plans_of
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.policy.resolve import resolve

ENDING: Final = ".test.yaml"
"""What the names of such files end with."""


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """A policy that tests are about.

    Attributes:
        path: its file, as people name it.
        plans: role → what makes its grants.
        warnings: what was found that does not keep it from being used.
    """

    path: str
    policy: ResolvedPolicy
    plans: Mapping[str, Plan]
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A file of tests that can be run."""

    tested: Tested
    suite: Suite


class Reader:
    """Reads files of tests."""

    def __init__(self) -> None:
        self._policies: dict[Path, Tested | None] = {}

    def know(self, tested: Tested) -> None:
        """Takes a policy that was read already."""
        self._policies[Path(tested.path).resolve()] = tested

    def read(self, path: str | os.PathLike[str]) -> tuple[Read | None, list[Diagnostic]]:
        """A file of tests with its policy.

        Returns:
            None if either cannot be read, and why; what is wrong with a policy is told with the first of its files.
        """
        document, problems = documents.read(path, SuiteDocument)
        if document is None:
            return None, in_order(problems)
        span = document.at("policy") if "policy" in document.model.model_fields_set else None
        at = os.path.normpath(Path(path).parent / document.model.policy)
        at = os.fspath(Path(at) / documents.POLICY_FILE) if Path(at).is_dir() else at
        tested, more = self.policy(at)
        if tested is None:
            told = Diagnostic(
                "unusable-policy", f"its policy `{at}` cannot be used", span or document.key("pnpolicy-tests")
            )
            return None, in_order([*problems, *more, told])
        suite, wrong = bind(document, tested.policy, tested.plans, tested.path)
        if wrong or problems:
            return None, in_order([*problems, *wrong])
        return Read(tested, suite), list(tested.warnings if more else ())

    def policy(self, path: str) -> tuple[Tested | None, list[Diagnostic]]:
        """A policy, at a file or in a folder; None if it cannot be used. What is wrong with it is told once."""
        file = Path(path) / documents.POLICY_FILE if Path(path).is_dir() else Path(path)
        key = file.resolve()
        if key in self._policies:
            return self._policies[key], []
        self._policies[key] = None  # stays so if it cannot be used
        read, problems = documents.load(file)
        if read is None:
            return None, problems
        resolved, more = resolve(read)
        problems = [*problems, *more]
        if any(problem.severity is Severity.ERROR for problem in problems):
            return None, problems
        plans, more = plans_of(resolved, stamp=True)
        problems = in_order([*problems, *more])
        if any(problem.severity is Severity.ERROR for problem in problems):
            return None, problems
        self._policies[key] = Tested(str(file), resolved, plans, tuple(problems))
        return self._policies[key], problems
