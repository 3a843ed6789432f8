"""The whole report for a terminal: findings as a compiler shows them, a row for each policy, what does not hold."""

from pnpolicy.render import text
from pnpolicy.render.colour import Paint
from pnpolicy.render.gate import GREEN, RED, Gate
from pnpolicy.render.table import table
from pnpolicy.render.verdicts import row_of


def render(gate: Gate, paint: Paint) -> str:
    """All of it, the least last: a line that says whether it holds."""
    parts = [text.render((finding.diagnostic for finding in gate.result.report.active), paint)]
    if gate.rows:
        rows = [
            (paint(row.path, "bold"), *(paint(cell.text, cell.colour) for cell in gate.cells(row))) for row in gate.rows
        ]
        parts.append(table(gate.head, rows, paint))
    if gate.refuted:
        parts.append(table(("verdict", "claim", "of", ""), [row_of([one], paint) for one in gate.refuted], paint))
    parts.append(paint(gate.summary, GREEN if gate.holds else RED, "bold") + "\n")
    return "\n".join(filter(None, parts))
