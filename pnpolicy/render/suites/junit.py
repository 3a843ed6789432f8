"""Tests as JUnit XML: a suite for each file, a case for each test."""

from xml.etree import ElementTree as ET

from pnpolicy.check.suite import Outcome
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.render import text
from pnpolicy.render.colour import PLAIN, Paint
from pnpolicy.render.suites import Ran, Result
from pnpolicy.render.xml import document, safe


def render(result: Result, paint: Paint) -> str:
    """What continuous integration servers show as tests."""
    del paint
    root = ET.Element("testsuites", name="pnpolicy")
    for ran in result.files:
        add(root, ran)
    if result.unread:
        count = str(len(result.unread))
        suite = ET.SubElement(root, "testsuite", name="not read", tests=count, failures="0", errors=count)
        for path in result.unread:
            case = ET.SubElement(suite, "testcase", classname="pnpolicy", name=safe(path))
            ET.SubElement(case, "error", message="could not be read")
    return document(root)


def add(root: ET.Element, ran: Ran) -> None:
    """Adds a suite for a file."""
    statuses = [outcome.status for outcome in ran.outcomes]
    suite = ET.SubElement(
        root,
        "testsuite",
        name=safe(ran.path),
        tests=str(len(statuses)),
        failures=str(statuses.count("failed")),
        errors=str(statuses.count("undecided")),
        skipped=str(statuses.count("skipped")),
    )
    for outcome in ran.outcomes:
        _case(suite, ran.path, outcome)


def _case(suite: ET.Element, path: str, outcome: Outcome) -> None:
    case, line = outcome.case, str(outcome.case.span.line)
    told = ET.SubElement(suite, "testcase", classname=safe(path), name=safe(case.name), file=safe(path), line=line)
    if outcome.status == "skipped":
        ET.SubElement(told, "skipped", message=safe(case.skip or ""))
    for failure in outcome.failures:
        _failure(told, "error" if failure.undecided else "failure", failure.diagnostic)


def _failure(case: ET.Element, tag: str, diagnostic: Diagnostic) -> None:
    told = ET.SubElement(case, tag, type=diagnostic.code, message=safe(diagnostic.message))
    told.text = safe(text.render([diagnostic], PLAIN))
