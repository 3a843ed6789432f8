"""A difference as Markdown, for a pull request."""

from collections.abc import Iterable, Sequence
from typing import Final

from pnpolicy.diff.change import Relation
from pnpolicy.render.changes import Difference, cells, setting_cells
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings.markdown import plain, quoted

_SIGNS: Final[dict[Relation, str]] = {"equal": "", "narrower": "🔽 ", "broader": "🔼 ", "incomparable": "🔀 "}


def render(difference: Difference, paint: Paint) -> str:
    """A heading with the counts, then tables for each policy that changed, then every widening."""
    del paint
    parts = [f"### pnpolicy diff: {plain(difference.summary)}\n"]
    for one in difference.policies:
        actions = [change for change in one.changes.actions if difference.everything or change.relation != "equal"]
        if not actions and not one.changes.settings:
            continue
        parts.append(f"#### {plain(one.sides)}\n")
        if actions:
            rows = (_signed(cells(one, change), 3, change.relation) for change in actions)
            parts.append(_table(("role", "kind", "action", "new is", "gained", "lost"), rows))
        if one.changes.settings:
            rows = (_signed(setting_cells(one, change), 2, change.relation) for change in one.changes.settings)
            parts.append(_table(("of", "setting", "new is", "was", "now"), rows))
    for one in difference.policies:
        for said in one.told:
            where = f" ({plain(str(said.span))})" if said.span else ""
            lines = [f"- **{plain(said.code)}**: {quoted(said.message)}{where}"]
            lines += [f"  - {quoted(note)}" for note in (*said.notes, said.help) if note]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _signed(row: tuple[str, ...], at: int, relation: Relation) -> list[str]:
    return [f"{_SIGNS[relation]}{plain(cell)}" if number == at else plain(cell) for number, cell in enumerate(row)]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"
