"""`pnpolicy check`: everything that has to hold before a change of a policy is merged."""

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
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
from pnpolicy.cli._linting import Options, code_of, lint_options, set_up, settle
from pnpolicy.cli.common import Progress, policies_at, write
from pnpolicy.lint.policies import Looked, lint_policies
from pnpolicy.lint.running import Runner
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings import Result
from pnpolicy.render.gate import FORMATS, Gate, rendering


@click.command("check")
@lint_options
@click.argument("paths", metavar="PATH...", type=click.Path(), nargs=-1, required=True)
def command(paths: tuple[str, ...], **shared: Any) -> None:  # noqa: ANN401
    """Read, lint, prove and test policies in one go.

    PATH is a policy's file, a folder with a policy.yaml, or a folder of such folders. Tests are the files that end in
    `.test.yaml`: all below a folder, and for the file of a policy the one beside it.

    A refuted claim and a failed test end with exit code 1 whatever --fail-on says, and nothing passes them over.

    Exit code 0: all holds; 1: a finding, a refuted claim or a failed test; 2: something cannot be read; 3: there is no
    policy; 4: a question was not decided; 70: a rule broke.

    \b
    pnpolicy check policies/
    pnpolicy check policies/ --format sarif --output pnpolicy.sarif --format markdown --output summary.md
    """
    options = Options(**shared)
    setup = set_up(options)
    tests = list(_tests(paths))
    found = policies_at(path for path in paths if not path.endswith(ENDING))
    if not found and not tests:
        sys.stderr.write(f"pnpolicy: no policy.yaml below {', '.join(paths)}; nothing was checked\n")
        sys.exit(EXIT_NOTHING)
    checking = _Checking(Runner(setup.rules, setup.settings))
    try:
        with Progress() as progress:
            checking.policies(found, progress)
            for path in tests:
                checking.tests(path, progress)
    except Disagreement as fault:
        sys.stderr.write(f"pnpolicy: internal error: {fault}. Nothing here can be trusted. Please report it.\n")
        sys.exit(EXIT_INTERNAL)
    report = checking.runner.report
    settle(report, setup, options, always=CATEGORY)
    code = code_of(report, setup.fail_on)
    if code in (0, EXIT_NOTHING) and any(finding.rule.category == CATEGORY for finding in report.active):
        code = EXIT_REFUSED
    result = Result(report, (*setup.rules, *RULES), "policy")
    rows = tuple(checking.rows[path] for path in sorted(checking.rows, key=lambda path: checking.rows[path].path))
    made = Gate(result, rows, "", holds=code == 0)
    renderings = {name: partial(_rendered, name, made) for name in FORMATS}
    write(renderings, options.formats, options.outputs, options.colour)
    sys.exit(code)


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


class _Checking:
    """What was checked so far.

    Attributes:
        runner: holds the report of all steps.
        rows: resolved path of a policy → what it came to.
    """

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.reader = Reader()
        self.rows: dict[Path, Row] = {}

    def policies(self, paths: list[str], progress: Progress) -> None:
        """Lints policies, then decides all claims about those that can be used."""

        def begin(path: str) -> None:
            if self.runner.report.checked:  # behind the first policy garbage is looked for again
                collect_from_here()
            progress.tell(f"{path}: lint")

        for looked in lint_policies(paths, self.runner, today=datetime.now(UTC).date(), begin=begin):
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
