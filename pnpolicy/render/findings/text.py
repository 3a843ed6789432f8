"""Findings as a compiler shows them, and a summary."""

from pnpolicy.render import text
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result


def render(result: Result, paint: Paint) -> str:
    """All findings that count, then what they come to."""
    active = result.report.active
    told = text.render((finding.diagnostic for finding in active), paint)
    if active:
        told += "\n"
    bad = active or result.open_ends
    told += paint(result.summary, "red" if bad else "green", "bold") + "\n"
    if active:
        told += f"`pnpolicy rule {active[0].rule.id}` says more\n"
    return told
