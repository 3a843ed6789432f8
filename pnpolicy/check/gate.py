"""The gate: what linting, proving, testing and comparing some policies came to, as one report.

Everything that speaks against a change becomes a finding, so that every format shows it; beside the findings stands a
row for each policy, which also says what holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pnpolicy.check.gate_rules import ACCEPTANCE, BROADER, CATEGORY, FAILED, REFUTED
from pnpolicy.check.suite import Outcome
from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.diff import telling
from pnpolicy.diff.change import ActionChange
from pnpolicy.diff.judging import Judgement, role_of
from pnpolicy.lint.catalogue import Listed
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.policies import Looked
from pnpolicy.lint.rule import Found
from pnpolicy.lint.running import Runner
from pnpolicy.prove.claims import CLAIMS
from pnpolicy.prove.verdict import Verdict

_UNDECIDED: Final = "-undecided"


@dataclass(slots=True)
class Row:
    """What one policy came to.

    Attributes:
        path: its file, as people name it.
        name: what it calls itself.
        files: its own file and the catalogues it includes.
        verdicts: all claims.
        judgement: how it differs from what it was, if it was compared.
        suites: file of tests → what they came to.
    """

    path: str
    name: str
    files: frozenset[str]
    verdicts: tuple[Verdict, ...] = ()
    judgement: Judgement | None = None
    suites: dict[str, tuple[Outcome, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, looked: Looked) -> "Row":
        """A policy before anything is known of it."""
        files = frozenset(document.source.name for document in looked.documents)
        return cls(looked.documents.policy.source.name, looked.policy.name, files)

    @property
    def outcomes(self) -> list[Outcome]:
        """All its tests."""
        return [outcome for outcomes in self.suites.values() for outcome in outcomes]

    def findings(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those of the linter's findings that are in its files, and count."""
        return [
            finding
            for finding in findings
            if finding.path in self.files and finding.rule.category != CATEGORY and not finding.suppressed
        ]


def proved(looked: Looked, runner: Runner) -> tuple[Verdict, ...]:
    """All claims about a policy. What is refuted is told, unless a rule of the linter has told it with the same name.

    What a comment passes over does not count as told: a claim holds or it does not.
    """
    verdicts = tuple(verdict for claim in CLAIMS for verdict in looked.proofs.verdicts(claim))
    told = {(finding.span, finding.found.witness) for finding in runner.report.active}
    for verdict in verdicts:
        for witness, story in zip(verdict.witnesses, verdict.stories, strict=True):
            if not witness.name or (witness.span, witness.name) not in told:
                runner.add(_finding(REFUTED, story, verdict, witness.name or None), lambda: None)
        undecided(runner, (said for said in verdict.diagnostics if said.code.endswith(_UNDECIDED)))
    return verdicts


def tested(outcomes: Sequence[Outcome], runner: Runner) -> None:
    """Tells what fails."""
    for outcome in outcomes:
        for failure in outcome.failures:
            if failure.undecided:
                undecided(runner, [failure.diagnostic])
            else:
                role = failure.check.role or ""
                runner.add(finding(FAILED, failure.diagnostic, subject=role), lambda: None)


def differs(judgement: Judgement, runner: Runner) -> None:
    """Tells what is broader and not accepted, and what is wrong with acceptances."""
    undecided(runner, map(telling.of, judgement.undecided))
    for judged in judgement.refused:
        gained = judged.change.gained if isinstance(judged.change, ActionChange) else ()
        witness, subject = gained[0].name if gained else None, role_of(judged.change) or ""
        runner.add(finding(BROADER, telling.of(judged), witness=witness, subject=subject), lambda: None)
    for said in judgement.findings:
        runner.add(replace(finding(ACCEPTANCE, said), severity=said.severity), lambda: None)


def undecided(runner: Runner, problems: Iterable[Diagnostic]) -> None:
    """Tells what was not decided, which is never a pass."""
    runner.told(replace(problem, code="undecided", severity=Severity.WARNING) for problem in problems)


def finding(rule: Listed, said: Diagnostic, *, witness: str | None = None, subject: str = "") -> Finding:
    """What somebody else has told, under a rule of the gate."""
    found = Found(said.message, said.help, witness, said.span, said.label, said.related, said.notes)
    return Finding(rule, rule.rule.severity, found, subject)


def _finding(rule: Listed, story: Diagnostic, verdict: Verdict, witness: str | None) -> Finding:
    said = replace(story, notes=(*story.notes, f"refutes the claim `{verdict.claim}`"))
    return finding(rule, said, witness=witness, subject=verdict.role or "")
