"""`pnpolicy lint`: what is wrong with policies, and more than is needed."""

import difflib
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from pnpolicy.cli import EXIT_NOTHING, EXIT_REFUSED, collect_from_here
from pnpolicy.cli._linting import Options, Setup, end, lint_options, set_up
from pnpolicy.cli.common import Progress, policies_at
from pnpolicy.lint.finding import Finding, numbered
from pnpolicy.lint.fixing import Mended, Mode, Overlay, mended
from pnpolicy.lint.policies import lint_policies
from pnpolicy.lint.running import Runner


class _WithFix(click.Command):
    """A command whose `--fix` takes a value only behind `=`: what follows it else is a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["--fix=safe" if word == "--fix" else word for word in args])


@click.command("lint", cls=_WithFix)
@lint_options
@click.argument("paths", metavar="PATH...", type=click.Path(), nargs=-1, required=True)
@click.option("--no-ignores", is_flag=True, help="Let comments in policies pass nothing over.")
@click.option(
    "--fix",
    type=click.Choice(["safe", "unsafe"]),
    metavar="[=unsafe]",
    help="Mend what can be mended by an edit that is proved to give no more; with =unsafe by others as well.",
)
@click.option("--diff", is_flag=True, help="Print what --fix would do as a patch, and write nothing.")
def command(
    paths: tuple[str, ...],
    no_ignores: bool,  # noqa: FBT001  click passes flags by name
    fix: Mode | None,
    diff: bool,  # noqa: FBT001
    **shared: Any,  # noqa: ANN401
) -> None:
    """Look for what is wrong with policies, and for what gives more than is needed.

    PATH is a policy's file, a folder with a policy.yaml, or a folder of such folders. `pnpolicy rule` lists the rules,
    `pnpolicy rule PNP201` shows the page of one. A comment on its line, or on the line above, passes a finding over:

    \b
    # pnpolicy: ignore[PNP304] until=2027-01-31 by=@team -- reason

    Exit code 0: nothing at or above --fail-on; 1: a finding; 2: a policy cannot be read; 3: there is no policy; 4: a
    question was not decided; 70: a rule broke. With --diff, 0: nothing to mend; 1: a patch.

    \b
    pnpolicy lint policies/
    pnpolicy lint policies/ --format sarif --output pnpolicy.sarif --format text
    pnpolicy lint policies/live-voting --fix --diff
    """
    options = Options(**shared)
    setup = set_up(options)
    found = policies_at(paths)
    if not found:
        sys.stderr.write(f"pnpolicy: no policy.yaml below {', '.join(paths)}; nothing was linted\n")
        sys.exit(EXIT_NOTHING)
    today = datetime.now(UTC).date()
    ignores = not no_ignores
    runner = Runner(setup.rules, setup.settings)
    changes = ""
    with Progress() as progress:
        for path in found:
            if diff:
                changes += _difference(_mended(path, fix or "safe", setup, today, ignores=ignores))
            elif fix:
                _write(_mended(path, fix, setup, today, ignores=ignores))

        def begin(path: str) -> None:
            if runner.report.checked:  # behind the first policy garbage is looked for again
                collect_from_here()
            progress.tell(path)

        lint_policies(found, runner, today=today, ignores=ignores, begin=begin)
    if diff and not runner.report.unread and not runner.report.faults:
        click.echo(changes, nl=False)
        sys.exit(EXIT_REFUSED if changes else 0)
    end(runner.report, setup, options, "policy")


def _mended(path: str, mode: Mode, setup: Setup, today: date, *, ignores: bool) -> Mended:
    """A policy with its fixes; those that must not be applied are told."""

    def again(overlay: Overlay) -> list[Finding]:
        runner = Runner(setup.rules, setup.settings)
        lint_policies([path], runner, today=today, ignores=ignores, overlay=overlay)
        return numbered(runner.report.findings)

    result = mended(path, mode, again)
    for finding, why in result.refused:
        sys.stderr.write(f"not fixed: {finding.rule.id} {finding.span}: {why}\n")
    return result


def _write(result: Mended) -> None:
    """Writes the files that change, and says what was done."""
    for file, text in result.texts.items():
        _replace(file, text)
    for finding in result.applied:
        fix = finding.found.fix
        assert fix is not None  # noqa: S101  or it would not have been applied
        proved = "proved to give no more" if fix.safe else "not proved to give no more"
        sys.stderr.write(f"fixed: {finding.rule.id} {finding.span}: {fix.told} ({proved})\n")


def _difference(result: Mended) -> str:
    told = []
    for file, text in result.texts.items():
        source = result.sources[file]
        lines = difflib.unified_diff(
            source.text.splitlines(keepends=True), text.splitlines(keepends=True), source.name, source.name
        )
        told += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
    return "".join(told)


def _replace(file: Path, text: str) -> None:
    """Writes a file anew, whole or not at all."""
    data = text.encode()
    if file.read_bytes().startswith(b"\xef\xbb\xbf"):
        data = b"\xef\xbb\xbf" + data
    beside = file.with_name(f".{file.name}.pnpolicy")
    try:
        beside.write_bytes(data)
        beside.chmod(file.stat().st_mode)
        os.replace(beside, file)  # noqa: PTH105  Path.replace says no more
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror or error}") from None
