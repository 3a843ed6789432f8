"""Findings as SARIF 2.1.0 (OASIS standard), which GitHub and others show as code scanning alerts."""

import json
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from pnpolicy import __version__
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.baseline import PASSED
from pnpolicy.lint.catalogue import SECURITY, Listed
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.rule import Confidence
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.render.findings.structured import place
from pnpolicy.text import Span

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PRECISIONS: Final = {Confidence.PROVED: "very-high", Confidence.CERTAIN: "high", Confidence.LIKELY: "medium"}


def render(result: Result, paint: Paint) -> str:
    """One run: all rules there were, all findings, and what could not be looked at."""
    del paint
    index = {rule.id: number for number, rule in enumerate(result.rules)}
    run = {
        "tool": {
            "driver": {
                "name": "pnpolicy",
                "version": __version__,
                "informationUri": "https://github.com/pnpolicy/pnpolicy",
                "rules": [_rule(rule) for rule in result.rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(result)],
        "results": [_result(finding, index) for finding in result.report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _invocation(result: Result) -> dict[str, Any]:
    told = [{"level": "error", "message": {"text": text}} for text in result.open_ends]
    report = result.report
    fine = not report.unread and not report.faults
    return {"executionSuccessful": fine, **({"toolExecutionNotifications": told} if told else {})}


def _rule(rule: Listed) -> dict[str, Any]:
    page, facts = rule.page, rule.rule
    tags = [rule.category]
    if rule.category != "security" and (rule.category in SECURITY or facts.score is not None):
        tags.append("security")
    if facts.cwe is not None:
        tags.append(f"external/cwe/cwe-{facts.cwe:03}")
    precision = Confidence.PROVED if facts.basis == "witness" else facts.confidence
    properties: dict[str, Any] = {"tags": tags, "precision": _PRECISIONS[precision]}
    if facts.score is not None:
        properties["security-severity"] = f"{facts.score:.1f}"
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.why or page.title},
        "help": {"text": page.markdown or page.title, "markdown": page.markdown or page.title},
        "defaultConfiguration": {"level": _LEVELS[facts.severity]},
        "properties": properties,
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    found = finding.found
    told = ". ".join(filter(None, [found.message, *found.notes, found.help]))
    said: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "level": _LEVELS[finding.severity],
        "message": {"text": told},
        "partialFingerprints": {"pnpolicy/v1": finding.fingerprint},
        "properties": {"confidence": finding.confidence.value, "occurrences": finding.again + 1},
    }
    if finding.span is not None:
        said["locations"] = [{"physicalLocation": _place(finding.span)}]
    if found.related:
        said["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(label.span), "message": {"text": label.text}}
            for number, label in enumerate(found.related, 1)
        ]
    if found.witness is not None:
        said["properties"]["witness"] = found.witness
    if finding.suppressed:
        kind = "external" if finding.suppressed == PASSED else "inSource"
        said["suppressions"] = [{"kind": kind, "justification": finding.suppressed}]
    return said


def _place(span: Span) -> dict[str, Any]:
    at = place(span)
    region = {"startLine": at["line"], "startColumn": at["column"]}
    region |= {"endLine": at["end_line"], "endColumn": at["end_column"]}
    return {"artifactLocation": {"uri": _uri(at["file"])}, "region": region}


def _uri(path: str) -> str:
    """A file's name as a relative reference; an absolute one as a `file:` URI."""
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())
