"""`pnpolicy check`: everything that has to hold before a change of a policy is merged."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from pnpolicy.check import gate
from pnpolicy.check.gate import Row
from pnpolicy.check.gate_rules import CATEGORY, RULES
from pnpolicy.check.reading import ENDING, Reader, Tested
from pnpolicy.check.rights import Disagreement
from pnpolicy.check.running import outcomes
from pnpolicy.cli import EXIT_INTERNAL, EXIT_NOTHING, EXIT_REFUSED, collect_from_here
from pnpolicy.cli._comparing import Day, Side, compared, side_at, side_on_disk
from pnpolicy.cli._linting import Options, code_of, lint_options, set_up, settle
from pnpolicy.cli._revisions import Revision
from pnpolicy.cli.common import Progress, policies_at, spoken, write
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.policies import Looked, lint_policies
from pnpolicy.lint.running import Runner
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.render.gate import FORMATS, Gate, rendering


@click.command("check")
@lint_options
@click.argument("paths", metavar="PATH...", type=click.Path(), nargs=-1, required=True)
@click.option("--against", metavar="REV", help="Compare with what the policies were at this revision.")
@click.option("--today", type=Day(), help="The day on which dates are judged. Default: today, in UTC.")
def command(paths: tuple[str, ...], against: str | None, today: date | None, **shared: Any) -> None:  # noqa: ANN401
    """Read, lint, prove and test policies in one go, and tell what a change of them gives.

    PATH is a policy's file, a folder with a policy.yaml, or a folder of such folders. Tests are the files that end in
    `.test.yaml`: all below a folder, and for the file of a policy the one beside it.

    A refuted claim, a failed test, and what is broader than at REV and not accepted in a policy.accept.yaml beside the
    policy end with exit code 1 whatever --fail-on says, and no comment and no baseline passes them over.

    Exit code 0: all holds; 1: a finding, a refuted claim, a failed test or a broader policy; 2: something cannot be
    read; 3: there is no policy; 4: a question was not decided; 70: a rule broke.

    \b
    pnpolicy check policies/
    pnpolicy check policies/ --against main
    pnpolicy check policies/ --format sarif --output pnpolicy.sarif --format markdown --output summary.md
    """
    options = Options(**shared)
    setup = set_up(options)
    tests = list(_tests(paths))
    found = policies_at(path for path in paths if not path.endswith(ENDING))
    if not found and not tests:
        sys.stderr.write(f"pnpolicy: no policy.yaml below {', '.join(paths)}; nothing was checked\n")
        sys.exit(EXIT_NOTHING)
    checking = _Checking(Runner(setup.rules, setup.settings), today or datetime.now(UTC).date())
    with spoken(options.colour):
        sides = list(_sides(paths, against)) if against else []
    try:
        with Progress() as progress:
            checking.policies(found, progress)
            for path in tests:
                checking.tests(path, progress)
            for old, new in sides:
                checking.compared(old, new, progress)
    except Disagreement as fault:
        sys.stderr.write(f"pnpolicy: internal error: {fault}. Nothing here can be trusted. Please report it.\n")
        sys.exit(EXIT_INTERNAL)
    report = checking.runner.report
    settle(report, setup, options, always=CATEGORY)
    code = code_of(report, setup.fail_on)
    if code in (0, EXIT_NOTHING) and any(map(_is_fatal, report.active)):
        code = EXIT_REFUSED
    result = Result(report, (*setup.rules, *RULES), "policy")
    rows = tuple(checking.rows[path] for path in sorted(checking.rows, key=lambda path: checking.rows[path].path))
    made = Gate(result, rows, against or "", holds=code == 0)
    renderings = {name: partial(_rendered, name, made) for name in FORMATS}
    write(renderings, options.formats, options.outputs, options.colour)
    sys.exit(code)


def _is_fatal(finding: Finding) -> bool:
    """Whether a finding counts whatever `--fail-on` says."""
    return finding.rule.category == CATEGORY and finding.severity is Severity.ERROR


def _rendered(name: str, made: Gate, paint: Paint) -> str:
    return rendering(name)(made, paint)


def _tests(paths: Iterable[str]) -> Iterable[str]:
    """The files of tests that belong to some paths, each once."""
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  a string stays one
            found |= dict.fromkeys(str(file) for file in sorted(Path(path).rglob(f"*{ENDING}")))
        elif path.endswith(ENDING):
            found[path] = None
        else:
            beside = Path(path).with_suffix("").with_suffix(ENDING)
            if beside.is_file():
                found[str(beside)] = None
    return found


def _sides(paths: Iterable[str], against: str) -> Iterator[tuple[Side, Side]]:
    """The policies at some paths as they were, and as they are.

    Raises:
        RevisionError: there is no such revision.
    """
    revision = Revision(against)
    for path in paths:
        if not path.endswith(ENDING):
            new = side_on_disk(path)
            there = revision.exists(Path(path))
            yield side_at(revision, Path(path), path) if there else Side(path, revision, {}), new


class _Checking:
    """What was checked so far.

    Attributes:
        runner: holds the report of all steps.
        rows: resolved path of a policy → what it came to.
    """

    def __init__(self, runner: Runner, today: date) -> None:
        self.runner = runner
        self.today = today
        self.reader = Reader()
        self.rows: dict[Path, Row] = {}

    def policies(self, paths: list[str], progress: Progress) -> None:
        """Lints policies, then decides all claims about those that can be used."""

        def begin(path: str) -> None:
            if self.runner.report.checked:  # behind the first policy garbage is looked for again
                collect_from_here()
            progress.tell(f"{path}: lint")

        for looked in lint_policies(paths, self.runner, today=self.today, begin=begin):
            progress.tell(f"{looked.path}: prove")
            row = self.row(looked)
            row.verdicts = gate.proved(looked, self.runner)

    def row(self, looked: Looked) -> Row:
        """The row of a policy, which its tests will find again."""
        row = Row.of(looked)
        self.rows[Path(row.path).resolve()] = row
        self.reader.know(Tested(row.path, looked.policy, looked.plans))
        return row

    def tests(self, path: str, progress: Progress) -> None:
        """Runs a file of tests."""
        read, problems = self.reader.read(path)
        if read is None:
            self.runner.told(problems, always=True)
            self.runner.report.unread += 1
            return
        place = Path(read.tested.path).resolve()
        if place not in self.rows:  # tests of a policy that was not named
            self.policies([read.tested.path], progress)
        progress.tell(f"{path}: test")
        ran = tuple(outcomes(read.tested.policy, read.tested.plans, read.suite))
        gate.tested(ran, self.runner)
        self.rows[place].suites[path] = ran

    def compared(self, old: Side, new: Side, progress: Progress) -> None:
        """Compares policies with what they were."""
        for one in compared(old, new, self.today):
            progress.tell(f"{one.name}: diff")
            if one.judgement is None:
                self.runner.told(one.problems, always=True)
                self.runner.report.unread += 1
                continue
            row = self.rows.setdefault(Path(one.name).resolve(), Row(one.name, "", frozenset()))
            row.judgement = one.judgement
            gate.differs(one.judgement, self.runner)
