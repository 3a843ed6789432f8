"""Runs the linter on a text, as the tests of rules want it."""

import io
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pnpolicy import Policy
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.records import records
from pnpolicy.lint.catalogue import Listed, own
from pnpolicy.lint.comparing import Comparison
from pnpolicy.lint.finding import Finding, numbered
from pnpolicy.lint.grants import GrantRunner
from pnpolicy.lint.page import Example
from pnpolicy.lint.policies import lint_policies
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.running import Report, Runner
from tests.conftest import ROOT

TODAY = date(2026, 11, 27)


def linted(text: str, settings: Settings | None = None, *, ignores: bool = True) -> Report:
    """What the linter says of a policy."""
    runner = Runner(own(), settings or Settings())
    with TemporaryDirectory() as folder:
        path = Path(folder, "policy.yaml")
        path.write_text(text, encoding="utf-8")
        lint_policies([path], runner, today=TODAY, ignores=ignores)
    return runner.report


def audited(text: str | bytes, settings: Settings | None = None, allowed: Grant | None = None) -> Report:
    """What the linter says of grants; held against what a policy gives, if that is given."""
    runner = GrantRunner(own(), settings or Settings())
    for record in records(io.BytesIO(text.encode() if isinstance(text, str) else text), "grants.json"):
        runner.audit(record, allowed)
    return runner.report


def looked_at(example: Example, rule: Listed | None = None) -> Report:
    """What the linter says of an example on a rule's page; rules that compare are given what their pages name."""
    if example.language == "yaml":
        return linted(example.framed)
    compares = rule is not None and any(check.stage is Comparison for check in rule.checks)
    return audited(example.framed, allowed=_voter() if compares else None)


@cache
def _voter() -> Grant:
    policy = Policy.load(ROOT / "policies" / "live-voting")
    return policy.grant("voter", userId="alice", sessionId="1a2b3c4d", roomId=["r1"])


def lines(report: Report, rule: str) -> list[int]:
    """The lines, each once, on which a rule has found something."""
    found: list[Finding] = [finding for finding in numbered(report.findings) if finding.rule.id == rule]
    return sorted({finding.span.line for finding in found if finding.span})
