"""The whole report as JSON; its schema is `schemas/check.schema.json`."""

import json
from typing import Any, Final

from pnpolicy.check.gate import Row
from pnpolicy.render import verdicts
from pnpolicy.render.changes import structured as of_changes
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import structured as of_findings
from pnpolicy.render.gate import Gate
from pnpolicy.render.suites import structured as of_tests

VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""


def render(gate: Gate, paint: Paint) -> str:
    """Everything, what holds too."""
    del paint
    told = {
        "version": VERSION,
        "holds": gate.holds,
        "against": gate.against or None,
        "policies": [_policy(row) for row in gate.rows],
        **of_findings.as_data(gate.result),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _policy(row: Row) -> dict[str, Any]:
    return {
        "path": row.path,
        "name": row.name,
        "claims": [verdicts.as_data(verdict) for verdict in row.verdicts],
        "tests": [
            {"file": path, "tests": [of_tests.as_data(outcome) for outcome in outcomes]}
            for path, outcomes in row.suites.items()
        ],
        "difference": None if row.judgement is None else of_changes.as_data(row.judgement),
    }
