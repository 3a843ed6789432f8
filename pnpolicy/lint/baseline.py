"""A baseline: findings that were there when the linter came, kept in a file so that only new ones count.

An entry is known by its fingerprint: the rule, the file, the role, and what the line says; not where it stands. What
the baseline holds is still told of in every format that knows how to; it just does not count.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pnpolicy.errors import PnpolicyError
from pnpolicy.lint.finding import Finding

VERSION: Final = 1
MAX_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a baseline; an entry has about 200."""
PASSED: Final = "baseline"
"""Why a finding that the baseline holds is passed over."""


class BaselineError(PnpolicyError):
    """A baseline that cannot be read."""


def load(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline.

    Raises:
        BaselineError: the file cannot be read, or is no baseline.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        said: Any = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        raise BaselineError(f"cannot read the baseline {path}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        said = None
    entries = said.get("findings") if isinstance(said, dict) and said.get("version") == VERSION else None
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("fingerprint"), str) for entry in entries
    ):
        raise BaselineError(f"{path} is no baseline of version {VERSION}; `--write-baseline` makes one")
    return frozenset(entry["fingerprint"] for entry in entries)


def passed_over(findings: Iterable[Finding], known: frozenset[str]) -> tuple[list[Finding], int]:
    """The findings, those that a baseline holds passed over, and how many of its entries nothing answers to."""
    seen: set[str] = set()
    told = []
    for finding in findings:
        mark = finding.fingerprint
        if mark in known:
            seen.add(mark)
            told.append(finding if finding.suppressed else replace(finding, suppressed=PASSED))
        else:
            told.append(finding)
    return told, len(known - seen)


def written(findings: Iterable[Finding]) -> str:
    """A baseline of all findings that count, as JSON."""
    entries = [
        {
            "fingerprint": finding.fingerprint,
            "rule": finding.rule.id,
            "file": finding.path,
            "message": finding.found.message,
        }
        for finding in findings
        if not finding.suppressed or finding.suppressed == PASSED
    ]
    return json.dumps({"version": VERSION, "findings": entries}, indent=2, ensure_ascii=False) + "\n"
