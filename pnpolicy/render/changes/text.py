"""A difference for a terminal: a table of what changed, then every widening with its line."""

from pnpolicy.diff.change import Relation
from pnpolicy.render import text
from pnpolicy.render.changes import COLOURS, Difference, Policies, cells, setting_cells
from pnpolicy.render.colour import Paint
from pnpolicy.render.table import table


def render(difference: Difference, paint: Paint) -> str:
    """All of it; the widenings again at the end, where they can be read."""
    parts = [part for one in difference.policies for part in _policy(one, paint, everything=difference.everything)]
    diagnostics = [diagnostic for one in difference.policies for diagnostic in one.told]
    if diagnostics:
        parts.append(text.render(diagnostics, paint))
    colour = COLOURS[difference.relation]
    parts.append(paint(difference.summary, "green" if colour == "dim" else colour, "bold") + "\n")
    return "\n".join(parts)


def _policy(one: Policies, paint: Paint, *, everything: bool) -> list[str]:
    actions = [change for change in one.changes.actions if everything or change.relation != "equal"]
    settings = one.changes.settings
    if one.changes.relation == "equal" and not settings and not everything:
        return []
    relation = paint(one.changes.relation, COLOURS[one.changes.relation])
    head = f"{paint(one.sides, 'bold')}  {relation}\n"
    parts = []
    if actions:
        rows = [_row(cells(one, change), 3, change.relation, paint) for change in actions]
        parts.append(table(("role", "kind", "action", "new is", "gained", "lost"), rows, paint))
    if settings:
        rows = [_row(setting_cells(one, change), 2, change.relation, paint) for change in settings]
        parts.append(table(("of", "setting", "new is", "was", "now"), rows, paint))
    return [head + (parts[0] if parts else ""), *parts[1:]]


def _row(row: tuple[str, ...], at: int, relation: Relation, paint: Paint) -> tuple[str, ...]:
    row = tuple(map(text.safe, row))
    return (*row[:at], paint(row[at], COLOURS[relation]), *row[at + 1 :])
