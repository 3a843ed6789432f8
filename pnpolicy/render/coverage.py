"""What the tests of policies have reached: as a table, as JSON, and as lcov for editors and coverage services."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from pnpolicy.check.coverage import COUNTED, EXTRA, Coverage, Unit, What, percent
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings.structured import place
from pnpolicy.render.table import table
from pnpolicy.render.text import safe

MAX_TOLD: Final = 100
"""What is named of one policy in the text; the JSON has all of it."""
_ONE: Final[dict[What, str]] = {
    "entries": "entry", "actions": "action", "atoms": "atom", "domains": "domain", "claims": "claim",
}  # fmt: skip
VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""


def as_text(coverage: Coverage, paint: Paint) -> str:
    """A table of what was reached, and what was not, each with a question that would reach it."""
    rows = []
    for what in (*COUNTED, *EXTRA):
        units = coverage.of(what)
        share = percent(units)
        told = f"{share:.1f}%" if what in COUNTED else ""
        if what in COUNTED:
            told = paint(told, "green" if share == 100 else "red")  # noqa: PLR2004  percent
        rows.append((what, str(sum(bool(unit.hits) for unit in units)), str(len(units)), told))
    parts = [f"{paint(safe(coverage.path), 'bold')}\n{table(('coverage', 'reached', 'of', ''), rows, paint)}"]
    if coverage.undecided:
        parts.append(f"the atoms could not be told: {coverage.undecided}\n")
    missed = [unit for unit in coverage.missed if unit.what != "entries"]  # of such a line every action is told
    if missed:
        lines = [(safe(str(unit.span)), _ONE[unit.what], unit.told, unit.example) for unit in missed]
        parts.append(table(("not reached", "", "", "for instance by"), lines[:MAX_TOLD], paint))
    if len(missed) > MAX_TOLD:
        parts.append(f"and {len(missed) - MAX_TOLD:,} more\n")
    return "".join(parts)


def as_data(coverage: Coverage) -> dict[str, Any]:
    """The same, all of it, as JSON takes it."""
    counts: dict[str, Any] = {}
    for what in (*COUNTED, *EXTRA):
        units = coverage.of(what)
        counts[what] = {
            "reached": sum(bool(unit.hits) for unit in units),
            "total": len(units),
            "percent": percent(units),
        }
    return {
        "path": coverage.path,
        **counts,
        "undecided": coverage.undecided or None,
        "units": [_unit(unit) for unit in coverage.units],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "what": _ONE[unit.what],
        "told": unit.told,
        "hits": unit.hits,
        "example": unit.example,
        "place": place(unit.span),
    }


def text_report(coverages: Sequence[Coverage], paint: Paint) -> str:
    """The tables of all policies."""
    return "\n".join(as_text(coverage, paint) for coverage in coverages)


def json_report(coverages: Sequence[Coverage], paint: Paint) -> str:
    """All policies as JSON."""
    del paint
    told = {"version": VERSION, "coverage": [as_data(coverage) for coverage in coverages]}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def lcov_report(coverages: Sequence[Coverage], paint: Paint) -> str:
    """Lines of `allow` as lines, their actions as branches."""
    del paint
    return "".join(map(_lcov, coverages))


def _lcov(coverage: Coverage) -> str:
    lines: dict[int, int] = {}
    branches: dict[int, list[int]] = {}
    for unit in coverage.of("entries"):
        lines[unit.span.line] = lines.get(unit.span.line, 0) + unit.hits
    for unit in coverage.of("actions"):
        lines.setdefault(unit.span.line, 0)  # actions that stand on lines of their own
        branches.setdefault(unit.span.line, []).append(unit.hits)
    for line, hits in branches.items():
        lines[line] = max(lines[line], *hits)
    told = [f"SF:{coverage.path}"]
    for line, taken in sorted(branches.items()):
        told += [f"BRDA:{line},0,{number},{hits}" for number, hits in enumerate(taken)]
    taken = [hits for found in branches.values() for hits in found]
    told += [f"BRF:{len(taken)}", f"BRH:{sum(map(bool, taken))}"]
    told += [f"DA:{line},{hits}" for line, hits in sorted(lines.items())]
    told += [f"LF:{len(lines)}", f"LH:{sum(map(bool, lines.values()))}", "end_of_record"]
    return "".join(f"{line}\n" for line in told)


REPORTS: Final[dict[str, Callable[[Sequence[Coverage], Paint], str]]] = {
    "text": text_report,
    "json": json_report,
    "lcov": lcov_report,
}
"""Format → what writes it."""
