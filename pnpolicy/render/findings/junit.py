"""Findings as JUnit XML: a suite for each file, a case for each finding, and one that passed for a file without any."""

from xml.etree import ElementTree as ET

from pnpolicy.lint.finding import Finding
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result


def render(result: Result, paint: Paint) -> str:
    """What continuous integration servers show as tests."""
    del paint
    root = ET.Element("testsuites", name="pnpolicy")
    suites: dict[str, list[Finding]] = {}
    for finding in result.report.findings:
        suites.setdefault(finding.path or f"the {result.what}", []).append(finding)
    for path, findings in suites.items():
        failed = sum(not finding.suppressed for finding in findings)
        skipped = len(findings) - failed
        suite = ET.SubElement(
            root, "testsuite", name=_safe(path), tests=str(len(findings)), failures=str(failed), skipped=str(skipped)
        )
        for finding in findings:
            _case(suite, path, finding)
    if not suites:
        suite = ET.SubElement(root, "testsuite", name="pnpolicy", tests="1", failures="0", skipped="0")
        ET.SubElement(suite, "testcase", classname="pnpolicy", name=result.summary)
    if result.open_ends:
        count = str(len(result.open_ends))
        suite = ET.SubElement(root, "testsuite", name="not looked at", tests=count, failures="0", errors=count)
        for told in result.open_ends:
            case = ET.SubElement(suite, "testcase", classname="pnpolicy", name=_safe(told))
            ET.SubElement(case, "error", message=_safe(told))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, path: str, finding: Finding) -> None:
    line = finding.span.line if finding.span else 0
    name = f"{finding.rule.id} {finding.rule.name}, line {line}"
    case = ET.SubElement(suite, "testcase", classname=_safe(path), name=name, file=_safe(path), line=str(line))
    message = _safe(finding.found.message)
    if finding.suppressed:
        ET.SubElement(case, "skipped", message=_safe(finding.suppressed))
        return
    failure = ET.SubElement(case, "failure", type=finding.severity.value, message=message)
    failure.text = _safe("\n".join(filter(None, [finding.found.message, *finding.found.notes, finding.found.help])))


def _safe(text: str) -> str:
    """Text that XML may hold: control characters are written out."""
    return "".join(
        character if character in "\t\n" or (character.isprintable() and character not in "\ufffe\uffff") else
        f"\\u{{{ord(character):x}}}"
        for character in text
    )  # fmt: skip
