"""`pnpolicy test`: what people expect of policies, held against what the policies give."""

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import click

from pnpolicy.check.coverage import COUNTED, Covering, percent
from pnpolicy.check.reading import ENDING, Reader, Tested
from pnpolicy.check.rights import Disagreement
from pnpolicy.check.running import outcomes
from pnpolicy.cli import (
    EXIT_INTERNAL,
    EXIT_NOTHING,
    EXIT_REFUSED,
    EXIT_UNDECIDED,
    EXIT_USAGE,
    collect_from_here,
)
from pnpolicy.cli._mutating import mutating_options, refuse_together, run_generation, run_mutation
from pnpolicy.cli.common import Progress, colour_option, format_options, tell, write
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.document.load import POLICY_FILE
from pnpolicy.render.colour import Paint
from pnpolicy.render.coverage import REPORTS
from pnpolicy.render.suites import FORMATS, Ran, Result, rendering
from pnpolicy.render.text import safe


@click.command("test")
@click.argument("paths", metavar="PATH...", type=click.Path(), nargs=-1, required=True)
@click.option("--only", "-k", metavar="TEXT", default="", help="Only tests whose name holds this.")
@click.option("--role", metavar="ROLE", help="Only what is expected of this role.")
@click.option("--verbose", "-v", is_flag=True, help="Name every test.")
@format_options(*FORMATS)
@click.option("--coverage", is_flag=True, help="Tell which lines, actions and atoms of the policies were reached.")
@click.option(
    "--coverage-format", "coverage_formats", type=click.Choice(list(REPORTS)), multiple=True,
    help="Of the files of --coverage-output, in their order. Default: text.",
)  # fmt: skip
@click.option(
    "--coverage-output", "coverage_outputs", type=click.Path(dir_okay=False), multiple=True,
    help="Write the coverage to a file as well.",
)  # fmt: skip
@click.option(
    "--fail-under", metavar="PERCENT", type=click.FloatRange(0, 100),
    help="Exit code 1 if less of the lines, of the actions or of the atoms was reached.",
)  # fmt: skip
@mutating_options
@colour_option
def command(
    paths: tuple[str, ...], only: str, role: str | None, verbose: bool,  # noqa: FBT001  click's way of passing flags
    formats: tuple[str, ...], outputs: tuple[str, ...], coverage: bool,  # noqa: FBT001
    coverage_formats: tuple[str, ...], coverage_outputs: tuple[str, ...], fail_under: float | None,
    mutate: bool, mutants: int | None, generate: bool, colour: str,  # noqa: FBT001
) -> None:  # fmt: skip
    """Run the tests of policies: files that end in `.test.yaml`.

    PATH is such a file, or a folder; then all below it are run. What is expected to be allowed must be so under the
    narrowest reading of what PubNub does not document, what is expected to be denied under the widest.

    With --mutate, one mistake after the other is made in each policy. One that no test notices is shown with a test
    that would. With --generate, PATH is a policy, and what is written are tests of what it gives at the edges of each
    line, and does not give beyond.

    Exit code 0: all passed; 1: one failed, too little was covered, or a mistake was not noticed; 2: a file or its
    policy cannot be read, or names what is not there; 3: no test was run; 4: one was not decided.

    \b
    pnpolicy test policies/
    pnpolicy test policies/live-voting -k votes -v
    pnpolicy test policies/ --coverage --fail-under 100
    pnpolicy test policies/ --mutate
    pnpolicy test policies/live-voting --generate -o policies/live-voting/edges.test.yaml
    pnpolicy test policies/ --format junit --output tests.xml \\
        --coverage-format lcov --coverage-output lcov.info
    """
    if len(coverage_formats) > len(coverage_outputs):
        raise click.UsageError("--coverage-format is that of a --coverage-output, and there are more of the one")
    measured = coverage or bool(coverage_outputs) or fail_under is not None
    covering = {"--coverage, --coverage-output or --fail-under": measured, "-k": only}
    if generate:
        refuse_together("--generate", {**covering, "--mutate": mutate, "--format": formats, "-v": verbose})
    elif mutate:
        refuse_together("--mutate", {**covering, "--role": role})
    if mutants and not mutate:
        raise click.UsageError("--mutants is about --mutate")
    if generate:
        sys.exit(run_generation(paths, role, outputs, colour))
    found = files_at(paths)
    if not found:
        sys.stderr.write(f"pnpolicy: no file below {', '.join(paths)} ends in {ENDING}; nothing was tested\n")
        sys.exit(EXIT_NOTHING)
    if mutate:
        sys.exit(run_mutation(found, mutants, formats, outputs, colour, verbose=verbose))
    running = _Running(only, role, colour, measured=measured)
    try:
        with Progress() as progress:
            for path in found:
                running.file(path, progress)
        if measured:
            running.untested(path for path in paths if Path(path).is_dir())
    except Disagreement as fault:
        sys.stderr.write(f"pnpolicy: internal error: {fault}. Nothing here can be trusted. Please report it.\n")
        sys.exit(EXIT_INTERNAL)
    result = Result(
        tuple(running.ran),
        tuple(running.unread),
        tuple(one.coverage() for one in running.covering.values()) if measured else None,
        verbose,
    )
    shown = result if coverage or not measured else Result(result.files, result.unread, None, verbose)
    write({name: partial(_rendered, name, shown) for name in FORMATS}, formats, outputs, colour)
    if coverage_outputs:
        reports = {name: partial(report, result.coverage or ()) for name, report in REPORTS.items()}
        padded = (*coverage_formats, *["text"] * (len(coverage_outputs) - len(coverage_formats)))
        write(reports, padded, coverage_outputs, colour)
    sys.exit(_code(result, fail_under, only, role))


def _rendered(name: str, result: Result, paint: Paint) -> str:
    return rendering(name)(result, paint)


def files_at(paths: Iterable[str]) -> list[str]:
    """The files of tests at some paths, each once: a file by any name, or those below a folder by their ending."""
    found: dict[str, None] = {}
    for path in paths:
        if Path(path).is_dir():
            found |= dict.fromkeys(str(file) for file in sorted(Path(path).rglob(f"*{ENDING}")))
        else:
            found[path] = None  # that there is none is told when it is read
    return list(found)


class _Running:
    """What has been run so far."""

    def __init__(self, only: str, role: str | None, colour: str, *, measured: bool) -> None:
        self.reader = Reader()
        self.only = only
        self.role = role
        self.colour = colour
        self.measured = measured
        self.ran: list[Ran] = []
        self.unread: list[str] = []
        self.covering: dict[str, Covering] = {}
        self.has_told = False

    def file(self, path: str, progress: Progress) -> None:
        """Reads a file and runs its tests."""
        read, problems = self.reader.read(path)
        collect_from_here()
        self.tell(problems)
        if read is None:
            self.unread.append(path)
            return
        suite = read.suite.chosen(text=self.only, role=self.role)
        if self.measured:
            self.covers(read.tested)
        told = []
        for outcome in outcomes(read.tested.policy, read.tested.plans, suite):
            told.append(outcome)
            progress.tell(safe(f"{path}: {outcome.case.name} {outcome.status}"))
        if told:
            self.ran.append(Ran(path, read.tested.path, tuple(told)))
        if self.measured:
            self.covers(read.tested).note(told)

    def tell(self, problems: Sequence[Diagnostic]) -> None:
        """Says what is wrong with a file, apart from what was said before."""
        if problems:
            sys.stderr.write("\n" if self.has_told else "")
            tell(problems, self.colour)
            self.has_told = True

    def untested(self, folders: Iterable[str]) -> None:
        """Policies beside those that were tested: that they have no tests is no reason to call them covered."""
        for folder in folders:
            for path in map(str, sorted(Path(folder).rglob(POLICY_FILE))):
                tested, problems = self.reader.policy(path)
                self.tell(problems)
                if tested is not None:
                    self.covers(tested)
                elif problems:
                    self.unread.append(path)

    def covers(self, tested: Tested) -> Covering:
        """What is reached in a policy."""
        return self.covering.setdefault(tested.path, Covering(tested))


def _code(result: Result, fail_under: float | None, only: str, role: str | None) -> int:
    """How the command ends, and on stderr why, where the report does not say it."""
    counts = result.counts
    ran = sum(counts.values()) - counts["skipped"]
    if result.unread:
        return EXIT_USAGE
    if counts["failed"]:
        return EXIT_REFUSED
    if counts["undecided"]:
        return EXIT_UNDECIDED
    if not ran:
        chosen = [f"-k {only}" if only else "", f"--role {role}" if role else ""]
        why = "every test is skipped" if counts["skipped"] else f"no test is chosen by {' '.join(filter(None, chosen))}"
        sys.stderr.write(f"pnpolicy: {why}; nothing was tested\n")
        return EXIT_NOTHING
    if fail_under is None:
        return 0
    return _under(result, fail_under)


def _under(result: Result, least: float) -> int:
    coverages = result.coverage or ()
    short = 0
    for what in COUNTED:
        share = percent(unit for coverage in coverages for unit in coverage.of(what))
        if share < least:
            short = EXIT_REFUSED
            sys.stderr.write(f"pnpolicy: {share:.1f}% of the {what} were reached, fewer than {least:g}%\n")
    if any(coverage.undecided for coverage in coverages):
        sys.stderr.write("pnpolicy: the atoms of a policy could not be told, so how many were reached is not known\n")
        short = short or EXIT_UNDECIDED
    return short
