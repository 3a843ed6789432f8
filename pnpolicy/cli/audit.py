"""`pnpolicy audit`: what is wrong with grants and tokens that exist."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import click

from pnpolicy.cli import EXIT_NOTHING, EXIT_USAGE, collect_from_here
from pnpolicy.cli._linting import Options, end, lint_options, set_up
from pnpolicy.cli.common import Progress, bindings_for, load_policy, set_option, spoken
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.records import records
from pnpolicy.lint.grants import GrantRunner

_TOLD_EVERY = 500
"""Grants between two words of progress."""


@click.command("audit")
@lint_options
@click.argument("files", metavar="FILE...", type=click.Path(allow_dash=True), nargs=-1, required=True)
@click.option("--policy", "policy_path", type=click.Path(), help="Hold each grant against what this policy gives.")
@click.option("--role", help="The role it should be a grant of.")
@set_option
def command(
    files: tuple[str, ...],
    policy_path: str | None,
    role: str | None,
    settings: tuple[str, ...],
    **shared: Any,  # noqa: ANN401
) -> None:
    """Look at grants that exist: request bodies, the arguments of SDK calls, tokens.

    FILE holds one JSON document, or a grant or token on each line; `-` is standard input. Tokens are never shown. With
    --policy, --role and --set it is also told what a grant gives beyond the policy, and what it lacks.

    Exit code 0: nothing at or above --fail-on; 1: a finding; 2: something cannot be read; 3: there is no grant; 4: a
    question was not decided; 70: a rule broke.

    \b
    pnpolicy audit grants.jsonl
    cat tokens.txt | pnpolicy audit -
    pnpolicy audit body.json --policy policies/live-voting --role voter \\
        --set userId=alice --set sessionId=1a2b3c4d --set roomId=r1
    """
    options = Options(**shared)
    setup = set_up(options)
    allowed = _allowed(policy_path, role, settings, options.colour)
    runner = GrantRunner(setup.rules, setup.settings)
    collect_from_here()
    with Progress() as progress, ExitStack() as stack:
        for name in files:
            for record in records(_opened(name, stack), "standard input" if name == "-" else name):
                runner.audit(record, allowed)
                if runner.report.checked % _TOLD_EVERY == 0:
                    progress.tell(f"{runner.report.checked:,} grants, {len(runner.report.findings):,} findings")
    if not runner.report.checked:
        sys.stderr.write(f"pnpolicy: {', '.join(files)} holds no grant; nothing was audited\n")
        sys.exit(EXIT_NOTHING)
    end(runner.report, setup, options, "grant")


def _opened(name: str, stack: ExitStack) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(name).open("rb"))
    except OSError as error:
        sys.stderr.write(f"pnpolicy: cannot read {name}: {error.strerror or error}\n")
        sys.exit(EXIT_USAGE)


def _allowed(path: str | None, role: str | None, settings: tuple[str, ...], colour: str) -> Grant | None:
    """What the policy gives, if one is named."""
    if path is None:
        if role is not None or settings:
            raise click.UsageError("--role and --set go with --policy")
        return None
    if role is None:
        raise click.UsageError("--policy needs --role, and --set for its variables")
    policy = load_policy(path, colour)
    with spoken(colour):
        return policy.grant(role, **bindings_for(policy, role, settings))
