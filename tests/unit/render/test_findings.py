"""Findings in six formats: nothing escapes into markup, nothing unread is silent, and two runs print the same."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from pnpolicy.lint.catalogue import own
from pnpolicy.lint.finding import Finding, numbered
from pnpolicy.lint.rule import Found
from pnpolicy.lint.running import Fault, Report
from pnpolicy.render.colour import PLAIN, Paint
from pnpolicy.render.findings import FORMATS, Result, rendering
from pnpolicy.text import Source, Span
from tests.conftest import ROOT
from tests.linting import audited, linted

GRANT = '{"ttl": 1440, "permissions": {"uuid": "a", "patterns": {"channels": {"public-*": 3}}}}\n'
SCHEMA = json.loads((ROOT / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))
VIOLATIONS = ROOT / "policies" / "kitchen-sink-violations" / "violations.yaml"


def result(report: Report, what: str = "grant") -> Result:
    report.findings = numbered(report.findings)
    return Result(report, own(), what)


def strange(message: str, **more: str) -> Report:
    """One finding with a message that could be markup."""
    source = Source("a b/c,d:e.yaml", "first\nsecond é line\n")
    found = Found(message, span=Span(source, 6, 12), **more)  # type: ignore[arg-type]
    rule = next(rule for rule in own() if rule.id == "PNP101")
    return Report([Finding(rule, rule.rule.severity, found)], checked=1)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "text", [GRANT * 2, "{}\n" + GRANT, '{"ttl": 30, "permissions": {"uuid": "a", "patterns": {}}}']
)
def test_two_runs_print_the_same(name: str, text: str) -> None:
    """Byte for byte, and the text ends with a line end; GitHub prints nothing for nothing."""
    told = [rendering(name)(result(audited(text)), PLAIN) for _ in range(2)]
    assert told[0] == told[1]
    assert told[0].endswith("\n") or (name == "github" and told[0] == "")


@pytest.mark.parametrize("name", FORMATS)
def test_open_ends_are_never_silent(name: str) -> None:
    """What was unread, undecided, broken or only counted shows, with and without findings."""
    for findings in ([], audited(GRANT).findings):
        told = rendering(name)(
            result(Report(list(findings), 9, 2, undecided=True, faults=[Fault("PNP101", "KeyError", "f:1:1")], more=5)),
            PLAIN,
        )
        assert "no findings" not in told
        if name == "json":
            said = json.loads(told)
            assert (said["summary"]["unread"], said["summary"]["undecided"], said["summary"]["more"]) == (2, True, 5)
            assert said["faults"] == [{"rule": "PNP101", "error": "KeyError", "where": "f:1:1"}]
            continue
        plain = told.replace("\\", "")
        assert "2 grants could not be read" in plain
        assert "not everything was decided" in plain
        assert "rule PNP101 broke (KeyError) at f:1:1" in plain
        assert "5 more findings were counted and not kept" in plain


def test_summary() -> None:
    """What there is, in the plural where there are several."""
    assert result(Report([], 1), "policy").summary == "no findings in 1 policy"
    assert result(Report([], 1200), "policy").summary == "no findings in 1,200 policies"
    findings = audited(GRANT + GRANT.replace("1440", "1441")).findings
    some = [replace(f, suppressed="baseline" if f.rule.id == "PNP403" else "") for f in findings]
    told = result(Report(some, 2, stale=3)).summary
    assert told == "2 errors, 1 warning in 2 grants; 2 in the baseline; 3 in the baseline found no more"
    some = [replace(f, suppressed="why not") for f in findings]
    assert result(Report(some, 2)).summary == "no findings in 2 grants; 5 suppressed"


def test_text() -> None:
    """Coloured on demand, findings first, and where to read more."""
    told = rendering("text")(result(audited(GRANT)), Paint(colours=True))
    assert "\x1b[31;1merror[PNP101]\x1b[0m" in told
    assert told.endswith("`pnpolicy rule PNP403` says more\n")
    assert rendering("text")(result(Report([], 3), "policy"), PLAIN) == "no findings in 3 policies\n"


@pytest.mark.parametrize(
    "report",
    [
        lambda: audited(GRANT * 3 + "{}\n"),
        lambda: linted(VIOLATIONS.read_text("utf-8")),
        lambda: linted("x"),
        lambda: strange("a\n`b`|"),
        lambda: Report([], 0),
    ],
)
def test_json_is_what_its_schema_says(report: object) -> None:
    """Findings of every kind, fixes and places among them."""
    Draft202012Validator.check_schema(SCHEMA)
    told = json.loads(rendering("json")(result(report()), PLAIN))  # type: ignore[operator]
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(told)] == []
    counted = sum(told["summary"][severity] for severity in ("error", "warning", "info"))
    assert counted + told["summary"]["suppressed"] == len(told["findings"])


def test_github_escapes() -> None:
    """No text begins a command of its own, and a file's name may hold anything."""
    told = rendering("github")(result(strange("50% of\r\n::error::x", help="and\nhelp")), PLAIN)
    assert told == (
        "::error file=a b/c%2Cd%3Ae.yaml,line=2,endLine=2,col=1,title=PNP101 glob-in-pattern"
        "::50%25 of%0D%0A::error::x%0Aand%0Ahelp\n"
    )


def test_junit_is_xml() -> None:
    """Failures, what is passed over, and characters that XML does not allow."""
    report = strange("<&\"' \x1b[31m \ufffe")
    report.findings += [replace(finding, suppressed="baseline") for finding in audited(GRANT).findings]
    root = ET.fromstring(rendering("junit")(result(report), PLAIN))  # noqa: S314  our own
    cases = root.findall(".//testcase")
    assert len(cases) == len(report.findings)
    (failure,) = root.findall(".//failure")
    assert failure.get("message") == "<&\"' \\u{1b}[31m \\u{fffe}"
    assert len(root.findall(".//skipped")) == len(cases) - 1
    assert {suite.get("failures") for suite in root.findall("testsuite")} == {"0", "1"}


def test_junit_of_nothing_passes() -> None:
    """One case that passed, so that a server shows that something ran."""
    root = ET.fromstring(rendering("junit")(result(Report([], 3), "policy"), PLAIN))  # noqa: S314
    assert [case.get("name") for case in root.findall(".//testcase")] == ["no findings in 3 policies"]


def test_markdown_escapes() -> None:
    """A table stays a table whatever a name is, code is code, and the rest is no markup."""
    told = rendering("markdown")(result(strange("<img src=x> **bold** `a|b*` x\n# y", help="see [it](x)")), PLAIN)
    (row,) = [line for line in told.splitlines() if line.startswith("| error")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert re.search(r"(?<!\\)<img", told) is None
    assert r"\*\*bold\*\* `a\|b*` x \# y" in row
    assert r"\[it\]\(x\)" in told


def test_no_format_shows_a_token() -> None:
    """A token's findings are placed on its line, and nothing of it is printed."""
    token = Path(ROOT, "tests", "cases", "tokens", "bound.txt").read_text().strip()
    for name in FORMATS:
        told = rendering(name)(result(audited("\n" + token)), PLAIN)
        assert all(token[at : at + 16] not in told for at in range(0, len(token) - 16, 4))
        assert name in ("junit", "sarif") or "grants.json" in told
