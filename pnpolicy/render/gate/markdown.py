"""The whole report as Markdown, for a pull request or the summary of a job."""

from typing import Final

from pnpolicy.render.colour import Paint
from pnpolicy.render.findings.markdown import plain, told
from pnpolicy.render.gate import GREEN, RED, YELLOW, Gate

_SIGNS: Final = {GREEN: "✅", YELLOW: "⚠️", RED: "❌"}


def render(gate: Gate, paint: Paint) -> str:
    """A heading that says whether it holds, a row for each policy, then what was found."""
    del paint
    sign = _SIGNS[GREEN if gate.holds else RED]
    parts = [f"### {sign} pnpolicy: {plain(gate.summary)}\n"]
    if gate.rows:
        head = " | ".join(plain(step) for step in gate.head)
        lines = [f"| {head} |", f"|{'---|' * len(gate.head)}"]
        for row in gate.rows:
            cells = [f"{_SIGNS[cell.colour]} {plain(cell.text)}" for cell in gate.cells(row)]
            lines.append(f"| {' | '.join([plain(row.path), *cells])} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join([*parts, *told(gate.result.report.active)])
