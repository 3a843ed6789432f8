"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.finding import Finding
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.render.findings.structured import place

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: Result, paint: Paint) -> str:
    """A command for each finding that counts, and one for whatever keeps silence from meaning that all is well."""
    del paint
    lines = [_command(finding) for finding in result.report.active]
    lines += [f"::error title=pnpolicy::{_data(told)}" for told in result.open_ends]
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    where = {}
    if finding.span is not None:
        at = place(finding.span)
        where = {"file": at["file"], "line": at["line"], "endLine": at["end_line"], "col": at["column"]}
    properties = {**where, "title": f"{finding.rule.id} {finding.rule.name}"}
    found = finding.found
    related = [f"{label.span}: {label.text}" for label in found.related if label.text]
    told = "\n".join(filter(None, [found.message, *related, *found.notes, found.help]))
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(told)}"


def _data(text: str) -> str:
    """Text as the runner takes it: its own escapes, and nothing that could begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
