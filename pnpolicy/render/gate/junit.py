"""JUnit XML of the whole gate: findings, claims and tests, each a case."""

from xml.etree import ElementTree as ET

from pnpolicy.check.gate import Row
from pnpolicy.check.gate_rules import FAILED, REFUTED
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import junit as of_findings
from pnpolicy.render.gate import Gate
from pnpolicy.render.suites import Ran
from pnpolicy.render.suites import junit as of_tests
from pnpolicy.render.xml import document, safe


def render(gate: Gate, paint: Paint) -> str:
    """What continuous integration servers show as tests."""
    del paint
    root = ET.Element("testsuites", name="pnpolicy")
    of_findings.add(root, gate.result, leave_out=(REFUTED.id, FAILED.id))  # they stand among claims and tests
    for row in gate.rows:
        if row.verdicts:
            _claims(root, row)
        for path, outcomes in row.suites.items():
            of_tests.add(root, Ran(path, row.path, outcomes))
    return document(root)


def _claims(root: ET.Element, row: Row) -> None:
    statuses = [verdict.status for verdict in row.verdicts]
    suite = ET.SubElement(
        root,
        "testsuite",
        name=safe(f"{row.path}: claims"),
        tests=str(len(statuses)),
        failures=str(statuses.count("refuted")),
        errors=str(statuses.count("undecided")),
        skipped="0",
    )
    for verdict in row.verdicts:
        case = ET.SubElement(
            suite, "testcase", classname=safe(row.path), name=safe(f"{verdict.claim} {verdict.subject}")
        )
        if verdict.status != "proved":
            tag = "failure" if verdict.status == "refuted" else "error"
            told = "\n".join(diagnostic.message for diagnostic in verdict.diagnostics)
            ET.SubElement(case, tag, type=verdict.status, message=safe(told))
