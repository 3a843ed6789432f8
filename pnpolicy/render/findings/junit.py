"""Findings as JUnit XML: a suite for each file, a case for each finding, and one that passed for a file without any."""

from collections.abc import Collection
from xml.etree import ElementTree as ET

from pnpolicy.lint.finding import Finding
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.render.xml import document, safe


def render(result: Result, paint: Paint) -> str:
    """What continuous integration servers show as tests."""
    del paint
    root = ET.Element("testsuites", name="pnpolicy")
    add(root, result)
    return document(root)


def add(root: ET.Element, result: Result, *, leave_out: Collection[str] = ()) -> None:
    """Adds the suites of findings, but for those of some rules, which have cases of their own elsewhere."""
    suites: dict[str, list[Finding]] = {}
    for finding in result.report.findings:
        if finding.rule.id in leave_out:
            continue
        suites.setdefault(finding.path or f"the {result.what}", []).append(finding)
    for path, findings in suites.items():
        failed = sum(not finding.suppressed for finding in findings)
        skipped = len(findings) - failed
        suite = ET.SubElement(
            root, "testsuite", name=safe(path), tests=str(len(findings)), failures=str(failed), skipped=str(skipped)
        )
        for finding in findings:
            _case(suite, path, finding)
    if not suites and not leave_out:
        suite = ET.SubElement(root, "testsuite", name="pnpolicy", tests="1", failures="0", skipped="0")
        ET.SubElement(suite, "testcase", classname="pnpolicy", name=result.summary)
    if result.open_ends:
        count = str(len(result.open_ends))
        suite = ET.SubElement(root, "testsuite", name="not looked at", tests=count, failures="0", errors=count)
        for told in result.open_ends:
            case = ET.SubElement(suite, "testcase", classname="pnpolicy", name=safe(told))
            ET.SubElement(case, "error", message=safe(told))


def _case(suite: ET.Element, path: str, finding: Finding) -> None:
    line = finding.span.line if finding.span else 0
    name = f"{finding.rule.id} {finding.rule.name}, line {line}"
    case = ET.SubElement(suite, "testcase", classname=safe(path), name=name, file=safe(path), line=str(line))
    message = safe(finding.found.message)
    if finding.suppressed:
        ET.SubElement(case, "skipped", message=safe(finding.suppressed))
        return
    failure = ET.SubElement(case, "failure", type=finding.severity.value, message=message)
    failure.text = safe("\n".join(filter(None, [finding.found.message, *finding.found.notes, finding.found.help])))
