"""The pairs of policies that the claims are tested by: what is leaky is an error, what is safe is none.

Two claims are not the linter's: `guarded`, and a policy's own `never`.
"""

import re
from pathlib import Path

import pytest

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.catalogue import own
from pnpolicy.lint.policies import lint_policies
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.rule import Confidence
from pnpolicy.lint.running import Report, Runner
from tests.conftest import ROOT
from tests.linting import TODAY

LEAKS = sorted(path.parent for path in (ROOT / "tests" / "cases" / "leaks").glob("*/leaky.yaml"))
ASKED = ("server-authority", "privacy", "containment", "injection", "token-size")


def linted(path: Path) -> Report:
    runner = Runner(own(), Settings())
    lint_policies([path], runner, today=TODAY)
    return runner.report


@pytest.mark.parametrize("leak", LEAKS, ids=lambda path: path.name)
def test_leaky(leak: Path) -> None:
    """An error on the line that the claim is refuted by."""
    path = leak / "leaky.yaml"
    claim = re.match(r"# leak: ([a-z-]+)", path.read_text(encoding="utf-8"))
    assert claim
    report = linted(path)
    assert (report.faults, report.unread) == ([], 0)
    if claim[1] in ASKED:
        assert Severity.ERROR in {finding.severity for finding in report.findings}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda path: path.name)
def test_safe(leak: Path) -> None:
    """No error that shows a name: that would be a claim refuted."""
    report = linted(leak / "safe.yaml")
    assert (report.faults, report.unread, report.undecided) == ([], 0, False)
    errors = [f for f in report.findings if f.severity is Severity.ERROR and f.confidence is Confidence.PROVED]
    assert [(f.rule.id, f.found.message) for f in errors] == []
