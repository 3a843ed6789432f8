"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from dataclasses import replace

from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.render.findings.structured import place

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: Result, paint: Paint) -> str:
    """A command for each finding that counts, and one for whatever keeps silence from meaning that all is well."""
    del paint
    lines = [
        command(replace(finding.diagnostic, notes=finding.found.notes), f"{finding.rule.id} {finding.rule.name}")
        for finding in result.report.active
    ]
    lines += [f"::error title=pnpolicy::{data(told)}" for told in result.open_ends]
    return "".join(f"{line}\n" for line in lines)


def command(said: Diagnostic, title: str) -> str:
    """A diagnostic as a command."""
    where = {}
    if said.span is not None:
        at = place(said.span)
        where = {"file": at["file"], "line": at["line"], "endLine": at["end_line"], "col": at["column"]}
    properties = {**where, "title": title}
    related = [f"{label.span}: {label.text}" for label in said.related if label.text]
    told = "\n".join(filter(None, [said.message, *related, *said.notes, said.help]))
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[said.severity]} {listed}::{data(told)}"


def data(text: str) -> str:
    """Text as the runner takes it: its own escapes, and nothing that could begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
