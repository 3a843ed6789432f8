"""Tests as JSON; its schema is `schemas/test-results.schema.json`."""

import json
from typing import Any, Final

from pnpolicy.check.suite import Failure, Outcome
from pnpolicy.render import coverage
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings.structured import place
from pnpolicy.render.suites import Result

VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""


def render(result: Result, paint: Paint) -> str:
    """Everything, every test with what was expected of it in vain."""
    del paint
    counts: dict[str, int] = dict(result.counts.items())
    told = {
        "version": VERSION,
        "files": [
            {"path": ran.path, "policy": ran.policy, "tests": [as_data(outcome) for outcome in ran.outcomes]}
            for ran in result.files
        ],
        "unread": list(result.unread),
        "coverage": None if result.coverage is None else [coverage.as_data(one) for one in result.coverage],
        "summary": {**counts, "files": len(result.files), "unread": len(result.unread)},
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def as_data(outcome: Outcome) -> dict[str, Any]:
    """A test as JSON."""
    return {
        "name": outcome.case.name,
        "status": outcome.status,
        "reason": outcome.case.skip,
        "expectations": len(outcome.case.checks),
        "place": place(outcome.case.span),
        "failures": [_failure(failure) for failure in outcome.failures],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    told = failure.diagnostic
    return {
        "code": told.code,
        "undecided": failure.undecided,
        "message": told.message,
        "notes": list(told.notes),
        "help": told.help or None,
        "place": None if told.span is None else place(told.span),
        "related": [{"text": label.text, **place(label.span)} for label in told.related],
    }
