"""What `pnpolicy check` found, in every format. Those without a file here show its findings, as `lint` does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, NamedTuple

from pnpolicy.check.gate import Row
from pnpolicy.diagnostic import Severity
from pnpolicy.diff.judging import Judgement
from pnpolicy.prove.verdict import Verdict
from pnpolicy.render import findings
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result

_OWN: Final = {"text": "text", "json": "structured", "junit": "junit", "markdown": "markdown"}
FORMATS: Final = findings.FORMATS

GREEN: Final = "green"
YELLOW: Final = "yellow"
RED: Final = "red"


class Cell(NamedTuple):
    """What one step came to for one policy, and whether that is good."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that was found.

    Attributes:
        result: the findings of all steps.
        rows: the policies.
        against: what they were compared with; empty for nothing.
        holds: whether the command ends well.
    """

    result: Result
    rows: tuple[Row, ...]
    against: str
    holds: bool

    @property
    def head(self) -> tuple[str, ...]:
        """The steps."""
        return "policy", "lint", "claims", "tests", *([f"against {self.against}"] if self.against else [])

    def cells(self, row: Row) -> Iterator[Cell]:
        """What each step came to for a policy."""
        found = [finding.severity for finding in row.findings(self.result.report.findings)]
        colour = RED if Severity.ERROR in found else YELLOW if found else GREEN
        yield Cell(", ".join(_severities(found)) or "clean", colour)
        yield _cell([verdict.status for verdict in row.verdicts], ("proved", "refuted", "undecided"), "none")
        yield _cell([outcome.status for outcome in row.outcomes], ("passed", "failed", "undecided", "skipped"), "none")
        if self.against:
            yield _compared(row.judgement)

    @property
    def refuted(self) -> list[Verdict]:
        """The claims that do not hold."""
        return [verdict for row in self.rows for verdict in row.verdicts if verdict.status != "proved"]

    @property
    def summary(self) -> str:
        """`2 errors in 10 policies; 95 claims proved, 1 refuted; 93 tests passed`."""
        verdicts = [verdict.status for row in self.rows for verdict in row.verdicts]
        outcomes = [outcome.status for row in self.rows for outcome in row.outcomes]
        parts = [self.result.summary]
        if verdicts:
            claims = "claim" if verdicts.count("proved") == 1 else "claims"
            parts.append(_counted(verdicts, (f"{claims} proved", "refuted", "undecided")))
        if outcomes:
            tests = "test" if outcomes.count("passed") == 1 else "tests"
            parts.append(_counted(outcomes, (f"{tests} passed", "failed", "undecided", "skipped")))
        judged = [one for row in self.rows if row.judgement for one in row.judgement.widenings]
        if judged:
            words = ["accepted" if one.accepted else "undecided" if one.undecided else "broader" for one in judged]
            parts.append(f"{_counted(words, ('broader', 'accepted', 'undecided'))} against {self.against}")
        elif self.against:
            parts.append(f"nothing broader than {self.against}")
        return "; ".join(parts)


def _compared(judgement: Judgement | None) -> Cell:
    """What comparing came to; nothing for a policy that could not be compared."""
    if judgement is None:
        return Cell("not compared", RED)
    relation = judgement.changes.relation
    if judgement.refused:
        return Cell(relation, RED)
    if judgement.undecided:
        return Cell(f"{relation}?", YELLOW)
    return Cell(f"{relation}, accepted" if judgement.widenings else relation, GREEN)


def _severities(found: list[Severity]) -> Iterator[str]:
    for severity in Severity:
        if count := found.count(severity):
            yield f"{count} {severity}{'' if count == 1 or severity is Severity.INFO else 's'}"


def _cell(found: Iterable[str], words: tuple[str, ...], nothing: str) -> Cell:
    """How many came to what. The first word is the good one, the last two are not bad."""
    statuses = list(found)
    colour = RED if words[1] in statuses else YELLOW if "undecided" in statuses else GREEN
    return Cell(_counted(statuses, words) if statuses else nothing, colour if statuses else YELLOW)


def _counted(statuses: Sequence[str], words: tuple[str, ...]) -> str:
    """`11 proved, 1 refuted`: the first always, the others where there are any."""
    counts = [(statuses.count(word.rpartition(" ")[2]), word) for word in words]
    return ", ".join(f"{count:,} {word}" for at, (count, word) in enumerate(counts) if count or not at)


def rendering(name: str) -> Callable[[Gate, Paint], str]:
    """What writes a format."""
    if name in _OWN:
        render: Callable[[Gate, Paint], str] = import_module(f"pnpolicy.render.gate.{_OWN[name]}").render
        return render
    of_findings = findings.rendering(name)
    return lambda gate, paint: of_findings(gate.result, paint)
