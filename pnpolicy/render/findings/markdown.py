"""Findings as Markdown, for a pull request or the summary of a job."""

import re
from collections.abc import Sequence

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.finding import Finding
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result


def render(result: Result, paint: Paint) -> str:
    """A heading with the counts, a table, and the errors at length."""
    del paint
    parts = [f"### pnpolicy: {plain(result.summary)}\n"]
    active = result.report.active
    return "\n".join([*parts, *told(active)])


def told(findings: Sequence[Finding]) -> list[str]:
    """Findings as a table, then the errors among them at length."""
    if not findings:
        return []
    rows = "".join(_row(finding) for finding in findings)
    table = f"| severity | rule | where | what |\n|---|---|---|---|\n{rows}"
    return [table, *(_details(finding) for finding in findings if finding.severity is Severity.ERROR)]


def _row(finding: Finding) -> str:
    rule = f"{finding.rule.id} {finding.rule.name}"
    where = plain(str(finding.span)) if finding.span else ""
    return f"| {finding.severity} | {rule} | {where} | {quoted(finding.found.message)} |\n"


def _details(finding: Finding) -> str:
    found = finding.found
    lines = [quoted(found.message)]
    if found.witness:
        lines.append(f"For instance: {_code(found.witness)}")
    lines += [f"{plain(str(label.span))}: {quoted(label.text)}" for label in found.related if label.text]
    lines += [quoted(note) for note in found.notes]
    lines += [f"**Help:** {quoted(found.help)}"] if found.help else []
    head = f"{finding.rule.id} {finding.rule.name}, {finding.span}" if finding.span else finding.rule.id
    body = "\n\n".join(lines)
    return f"<details><summary>{plain(head)}</summary>\n\n{body}\n\n</details>\n"


_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


def plain(text: str) -> str:
    """Text in which nothing is markup."""
    return _escaped(_line(text))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def quoted(text: str) -> str:
    """A message: what stands in backticks is code, the rest is text."""
    pieces = _line(text).split("`")
    if len(pieces) % 2 == 0:
        return plain(text)
    return "".join(_code(piece) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def _code(text: str) -> str:
    text = text.replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`" if text else ""


def _line(text: str) -> str:
    return " ".join(text.split())
