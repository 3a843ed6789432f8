"""Every rule fires in the kitchen sink of violations, and on the line that says so."""

import re
from pathlib import Path

import pytest

from pnpolicy.grant.records import records
from pnpolicy.lint.catalogue import own
from pnpolicy.lint.grants import GrantRunner
from pnpolicy.lint.policies import lint_policies
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.running import Report, Runner
from tests.conftest import ROOT
from tests.linting import TODAY

FOLDER = ROOT / "policies" / "kitchen-sink-violations"
EXCEPT = {
    "PNP316": "needs a policy to be held against",
    "PNP317": "needs a policy to be held against",
}
"""Rule → why it cannot fire there."""


def linted(path: Path) -> Report:
    runner = Runner(own(), Settings())
    lint_policies([path], runner, today=TODAY)
    return runner.report


def audited(path: Path) -> Report:
    runner = GrantRunner(own(), Settings())
    with path.open("rb") as file:
        for record in records(file, str(path)):
            runner.audit(record)
    return runner.report


def test_every_rule_fires() -> None:
    """Once at least, but for those that are named."""
    reports = [linted(path) for path in sorted(FOLDER.glob("*.yaml"))] + [audited(FOLDER / "grants.jsonl")]
    fired = {finding.rule.id for report in reports for finding in report.findings}
    assert {rule.id for rule in own()} - fired == EXCEPT.keys()
    assert [fault for report in reports for fault in report.faults] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_comments_are_right(path: Path) -> None:
    """Where a line says which rule it meets, the rule has found something there or on a line of the same story."""
    report = linted(path)
    places = {(finding.rule.id, span.line) for finding in report.findings for span in finding.spans}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        code, _, comment = line.partition("#")
        if code.strip() and "ignore[" not in comment:
            for rule in re.findall(r"PNP\d+", comment):
                assert (rule, number) in places, (rule, number)
