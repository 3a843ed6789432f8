"""Tries tests that are in no file yet: they are written, read again and run, as if they had been pasted into one."""

from collections.abc import Iterable, Mapping
from typing import Any

from pnpolicy.check.binding import bind
from pnpolicy.check.running import run
from pnpolicy.check.sides import Side
from pnpolicy.check.suite import Status, Suite
from pnpolicy.check.writing import Draft, login_lines, written
from pnpolicy.document.load import read_text
from pnpolicy.document.suite import SuiteDocument

Logins = Mapping[str, tuple[str, Mapping[str, Any]]]
"""Name → role and values."""


def tells_apart(draft: Draft, before: Side, after: Side) -> bool:
    """Whether a test passes on one policy and fails on another.

    Raises:
        language.LanguageError: a role of one of them is too complex.
    """
    logins = {draft.login: (draft.role, draft.values)} if draft.login else {}
    suite = as_suite([draft], before, logins)
    return suite is not None and came_to(suite, before) == "passed" and came_to(suite, after) == "failed"


def as_suite(drafts: Iterable[Draft], side: Side, logins: Logins) -> Suite | None:
    """Tests as they are read from a file; None if they cannot be."""
    text = "pnpolicy-tests: 1\n"
    text += f"logins:\n{login_lines(logins)}" if logins else ""
    text += "tests:\n" + "".join(map(written, drafts))
    document, problems = read_text(text, "tests", SuiteDocument)
    if document is None or problems:
        return None
    suite, problems = bind(document, side.policy, side.plans, "policy.yaml")
    return None if problems else suite


def came_to(suite: Suite, side: Side) -> Status:
    """What became of the tests of a suite, all together; the first that fails is enough."""
    statuses = {outcome.status for outcome in run(side.policy, side.plans, suite, until_failure=True)}
    return next((status for status in ("failed", "undecided") if status in statuses), "passed")
