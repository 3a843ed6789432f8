"""What `lint` and `audit` share: options, the configuration, the baseline, and how a report ends."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from pnpolicy.cli import EXIT_INTERNAL, EXIT_NOTHING, EXIT_REFUSED, EXIT_UNDECIDED, EXIT_USAGE
from pnpolicy.cli.common import colour_option, format_options, tell, write
from pnpolicy.diagnostic import Severity
from pnpolicy.lint import baseline, config
from pnpolicy.lint.catalogue import Listed, RuleError, with_plugins
from pnpolicy.lint.config import Config
from pnpolicy.lint.finding import RANK, Finding, numbered
from pnpolicy.lint.profile import PROFILES, Settings
from pnpolicy.lint.running import UNDECIDED, Report
from pnpolicy.render.findings import FORMATS, Result, rendering

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option(
        "--select", metavar="RULES", multiple=True, help="Only these: ids, their beginnings, names, categories."
    ),
    click.option("--ignore", metavar="RULES", multiple=True, help="Not these."),
    click.option("--profile", type=click.Choice(sorted(PROFILES)), help="Thresholds: guide (default) or relaxed."),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "info", "never"]),
        help="The least severity that ends with exit code 1. Default: warning.",
    ),
    click.option(
        "--config", "config_file", type=click.Path(), help="Instead of the nearest pnpolicy.toml or pyproject.toml."
    ),
    click.option("--baseline", "baseline_file", type=click.Path(), help="Findings that do not count."),
    click.option("--write-baseline", type=click.Path(), help="Write all findings there, and let none count."),
    colour_option,
    format_options(*FORMATS),
)


def lint_options(command: Command) -> Command:
    """The options of both commands; a command takes them as `**shared` and makes `Options` of them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _words(options: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for option in options for word in option.split(",") if word.strip())


@dataclass(frozen=True)
class Options:
    """The options of both commands, as they were given."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    profile: str | None
    fail_on: str | None
    config_file: str | None
    baseline_file: str | None
    write_baseline: str | None
    colour: str
    formats: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Setup:
    """Everything the linter needs to begin.

    Attributes:
        fail_on: the least severity that counts; None for none.
        known: fingerprints that a baseline passes over.
    """

    rules: tuple[Listed, ...]
    settings: Settings
    fail_on: Severity | None
    known: frozenset[str]


def set_up(options: Options) -> Setup:
    """Reads the configuration; ends the command with what is wrong with it."""
    found = _config(options)
    table = found.table
    try:
        rules = with_plugins(table.plugins)
        file = Path(options.baseline_file) if options.baseline_file else found.baseline
        known = frozenset[str]() if file is None or options.write_baseline else baseline.load(file)
    except (RuleError, baseline.BaselineError) as error:
        raise click.UsageError(str(error)) from None
    if problems := found.misnamed(rules):
        tell(problems, options.colour)
        sys.exit(EXIT_USAGE)
    select, ignore = _words(options.select), _words(options.ignore)
    if wrong := config.misnamed_options((*select, *ignore), rules):
        raise click.UsageError("; ".join(wrong))
    settings = found.settings(profile=options.profile, select=select, ignore=ignore)
    fail_on = options.fail_on or table.fail_on
    return Setup(rules, settings, None if fail_on == "never" else Severity(fail_on), known)


def _config(options: Options) -> Config:
    path = Path(options.config_file) if options.config_file else config.find(Path.cwd())
    shown = options.config_file or ""
    if path is not None and not shown:
        shown = path.name if path.parent == Path.cwd() else str(path)
    found, problems = config.load(path, shown)
    if problems:
        tell(problems, options.colour)
        sys.exit(EXIT_USAGE)
    return found


def end(report: Report, setup: Setup, options: Options, what: str) -> None:
    """Puts a report in order, writes it, and ends the command with its exit code."""
    settle(report, setup, options)
    result = Result(report, setup.rules, what)
    write({name: _rendered(name, result) for name in FORMATS}, options.formats, options.outputs, options.colour)
    sys.exit(code_of(report, setup.fail_on))


def settle(report: Report, setup: Setup, options: Options, *, always: str = "") -> None:
    """Puts a report in order, and passes over what a baseline holds.

    Args:
        report: the report.
        setup: what the linter began with.
        options: the options.
        always: a category that no baseline passes over.
    """
    findings = numbered(report.findings)
    kept = [finding for finding in findings if finding.rule.category == always]
    findings = [finding for finding in findings if finding.rule.category != always]
    if setup.known:
        findings, report.stale = baseline.passed_over(findings, setup.known)
    if options.write_baseline:
        findings = _write_baseline(findings, Path(options.write_baseline))
    report.findings = sorted([*findings, *kept], key=lambda finding: finding.order)


def _rendered(name: str, result: Result) -> Callable[[Any], str]:
    return lambda paint: rendering(name)(result, paint)


def _write_baseline(findings: list[Finding], path: Path) -> list[Finding]:
    try:
        path.write_text(baseline.written(findings), encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"cannot write {path}: {error.strerror or error}") from None
    return baseline.passed_over(findings, frozenset(finding.fingerprint for finding in findings))[0]


def code_of(report: Report, fail_on: Severity | None) -> int:
    """The exit code of a report."""
    if report.faults:
        return EXIT_INTERNAL
    if report.unread:
        return EXIT_USAGE
    if not report.checked:
        return EXIT_NOTHING
    if fail_on is not None:
        found = [finding for finding in report.active if finding.rule.id != UNDECIDED]
        if report.more or any(RANK[finding.severity] >= RANK[fail_on] for finding in found):
            return EXIT_REFUSED
    return EXIT_UNDECIDED if report.undecided else 0
