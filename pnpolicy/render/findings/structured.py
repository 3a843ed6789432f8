"""Findings as JSON; its schema is `schemas/findings.schema.json`."""

import json
from typing import Any, Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.finding import Finding
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.text import Span

VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""


def render(result: Result, paint: Paint) -> str:
    """Everything, what is passed over too."""
    del paint
    return json.dumps({"version": VERSION, **as_data(result)}, indent=2, ensure_ascii=False) + "\n"


def as_data(result: Result) -> dict[str, Any]:
    """A report as JSON, but for the version."""
    report = result.report
    counts = {severity.value: 0 for severity in Severity}
    for finding in report.active:
        counts[finding.severity] += 1
    return {
        "findings": [_finding(finding) for finding in report.findings],
        "summary": {
            "what": result.what,
            "checked": report.checked,
            **counts,
            "suppressed": len(report.findings) - len(report.active),
            "stale": report.stale,
            "more": report.more,
            "unread": report.unread,
            "undecided": report.undecided,
        },
        "faults": [{"rule": fault.rule, "error": fault.error, "where": fault.where} for fault in report.faults],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    found = finding.found
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "category": finding.rule.category,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": found.message,
        "help": found.help or None,
        "notes": list(found.notes),
        "witness": found.witness,
        "role": finding.subject or None,
        "place": None if finding.span is None else place(finding.span),
        "related": [{"text": label.text, **place(label.span)} for label in found.related],
        "cwe": finding.rule.rule.cwe,
        "fix": None if found.fix is None else {"told": found.fix.told, "safe": found.fix.safe},
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed or None,
        "again": finding.again,
    }


def place(span: Span) -> dict[str, Any]:
    """A place, lines and columns counted from 1, columns in characters, end excluded."""
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(max(span.end, span.start))
    return {"file": span.source.name, "line": line, "column": column, "end_line": end_line, "end_column": end_column}
