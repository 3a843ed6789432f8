"""Tests for people: a line for each file, failures in full, coverage if it was asked for, and how many there were."""

from collections.abc import Iterator
from typing import Final

from pnpolicy.check.suite import Outcome, Status
from pnpolicy.render import coverage, text
from pnpolicy.render.colour import Paint
from pnpolicy.render.suites import Ran, Result, counted

_COLOURS: Final[dict[Status, str]] = {"passed": "green", "failed": "red", "undecided": "yellow", "skipped": "yellow"}


def render(result: Result, paint: Paint) -> str:
    """The whole report."""
    width = max((len(ran.path) for ran in result.files), default=0)
    parts = ["".join(f"{line}\n" for ran in result.files for line in _lines(ran, width, paint, verbose=result.verbose))]
    told = [failure.diagnostic for ran in result.files for outcome in ran.outcomes for failure in outcome.failures]
    if told:
        parts.append(text.render(told, paint))
    if result.coverage is not None:
        parts += [coverage.as_text(one, paint) for one in result.coverage]
    counts = result.counts
    colour = "red" if counts["failed"] or result.unread else "yellow" if counts["undecided"] else "green"
    return "\n".join([*filter(None, parts), paint(result.summary, colour, "bold") + "\n"])


def _lines(ran: Ran, width: int, paint: Paint, *, verbose: bool) -> Iterator[str]:
    counts: dict[Status, int] = dict.fromkeys(_COLOURS, 0)
    for outcome in ran.outcomes:
        counts[outcome.status] += 1
    worst: Status = next((status for status in ("failed", "undecided") if counts[status]), "passed")
    path = paint(text.safe(ran.path), "bold") + " " * (width - len(ran.path))
    yield f"{path}  {paint(counted(counts), _COLOURS[worst])}"
    for outcome in ran.outcomes:
        if verbose or outcome.status == "skipped":
            yield _line(outcome, paint)


def _line(outcome: Outcome, paint: Paint) -> str:
    told = outcome.case.name + (f": {outcome.case.skip}" if outcome.status == "skipped" else "")
    word = outcome.status.ljust(9)
    return f"  {paint(word, _COLOURS[outcome.status])}  {text.safe(told)}"
