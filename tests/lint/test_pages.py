"""Every rule's page is its own test: the bad is found where it is marked, the good and what comes near is not."""

import re
from pathlib import Path

import pytest

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.catalogue import CATEGORIES, Listed, own
from pnpolicy.lint.page import HEADINGS
from tests.linting import lines, looked_at

RULES = own()


def named(rule: Listed) -> str:
    return f"{rule.id}-{rule.name}"


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_bad(rule: Listed) -> None:
    """The marked lines, and no others, are found."""
    examples = rule.page.examples("Bad")
    assert examples
    for example in examples:
        report = looked_at(example, rule)
        assert example.marked
        assert lines(report, rule.id) == list(example.marked)
        assert report.faults == []


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_good(rule: Listed) -> None:
    """No rule at all, but for mere information, has anything to say."""
    examples = rule.page.examples("Good")
    assert examples
    for example in examples:
        report = looked_at(example, rule)
        found = [(f.rule.id, f.found.message) for f in report.findings if f.severity is not Severity.INFO]
        assert (found, report.faults, report.undecided) == ([], [], False)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_near_miss(rule: Listed) -> None:
    """The rule is silent on what only looks like its object."""
    examples = rule.page.examples("Near miss")
    assert examples
    for example in examples:
        report = looked_at(example, rule)
        assert [f.found.message for f in report.findings if f.rule.id == rule.id] == []
        assert report.faults == []
        assert report.unread == 0


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_page(rule: Listed) -> None:
    """Headings as everywhere, a title that is a sentence, and an id of the category."""
    assert tuple(rule.page.sections) == HEADINGS
    assert re.fullmatch(r"[A-Z][^\n]*[a-z)`]\.", rule.page.title)
    assert rule.page.why
    assert re.fullmatch(rf"PNP{CATEGORIES[rule.category]}\d\d", rule.id)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_severity_has_a_basis(rule: Listed) -> None:
    """An error shows a name, is refused by PubNub or RE2, or stands in the profile; nothing else may be one."""
    assert (rule.rule.severity is Severity.ERROR) == (rule.rule.basis is not None)


def test_ids_are_unique() -> None:
    """No id, and no name, is given twice."""
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_ids_are_never_given_again() -> None:
    """`ids.txt` remembers them all: a new rule is added there, and no line of it ever changes."""
    lines_of = (Path(__file__).parent / "ids.txt").read_text(encoding="utf-8").splitlines()[1:]
    known = dict(line.split() for line in lines_of)
    assert len(known) == len(lines_of)
    assert {rule.id: rule.name for rule in RULES}.items() <= known.items()
