"""`pnpolicy test --mutate` and `--generate`: what tests do not notice, and tests to begin with.

What does the work is only imported when it is asked for: tests are run far more often.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from pnpolicy.check.reading import Reader, Tested
from pnpolicy.check.suite import Suite
from pnpolicy.cli import EXIT_NOTHING, EXIT_REFUSED, EXIT_UNDECIDED, EXIT_USAGE, collect_from_here
from pnpolicy.cli.common import Progress, policies_at, tell, write
from pnpolicy.diagnostic import suggestion
from pnpolicy.language import LanguageError
from pnpolicy.render.colour import Paint

if TYPE_CHECKING:
    from pnpolicy.check.mutation import Mutation, Tried

Command = TypeVar("Command", bound=Callable[..., Any])


def mutating_options(command: Command) -> Command:
    """`--mutate`, `--mutants` and `--generate`."""
    for option in (
        click.option("--generate", is_flag=True, help="Write tests for the boundaries of the policy at PATH instead."),
        click.option(
            "--mutants", metavar="NUMBER", type=click.IntRange(1),
            help="The most mistakes that are made in one policy; those left out are counted.",
        ),
        click.option("--mutate", is_flag=True, help="Make one mistake after the other, and see which no test notices."),
    ):  # fmt: skip
        command = option(command)
    return command


def refuse_together(first: str, others: dict[str, object]) -> None:
    """Ends the command if options are given that make no sense beside another one."""
    for option, given in others.items():
        if given:
            raise click.UsageError(f"{first} does not go with {option}")


# ---- mutation --------------------------------------------------------------------------------------------------------


def run_mutation(
    files: Sequence[str],
    most: int | None,
    formats: Sequence[str],
    outputs: Sequence[str],
    colour: str,
    *,
    verbose: bool,
) -> int:
    """Tries the mutants of the policies that some files of tests are about; tells what became of them.

    Returns:
        The exit code.
    """
    from pnpolicy.check.mutants import MAX_MUTANTS  # noqa: PLC0415
    from pnpolicy.render import mutation as rendering  # noqa: PLC0415

    if unknown := set(formats) - {"text", "json"}:
        raise click.UsageError(f"--mutate has no format {', '.join(sorted(unknown))}; it has text and json")
    suites, unread = _read(files, colour)
    mutations = [_mutated(tested, found, most or MAX_MUTANTS) for tested, found in suites]
    renderings: dict[str, Callable[[Paint], str]] = {
        "text": partial(rendering.as_text, mutations, verbose=verbose),
        "json": lambda _: rendering.as_json(mutations),
    }
    write(renderings, formats, outputs, colour)
    return EXIT_USAGE if unread else _code(mutations)


def _read(files: Iterable[str], colour: str) -> tuple[list[tuple[Tested, list[Suite]]], int]:
    """The policies with their tests, and how many files could not be read."""
    reader = Reader()
    suites: dict[str, tuple[Tested, list[Suite]]] = {}
    unread = 0
    for path in files:
        read, problems = reader.read(path)
        collect_from_here()
        if problems:
            tell(problems, colour)
        if read is None:
            unread += 1
        else:
            suites.setdefault(read.tested.path, (read.tested, []))[1].append(read.suite)
    return list(suites.values()), unread


def _mutated(tested: Tested, suites: list[Suite], most: int) -> "Mutation":
    from pnpolicy.check.mutation import mutate  # noqa: PLC0415

    with Progress() as progress:

        def told(tried: "Tried") -> None:
            progress.tell(f"{tested.path}: {tried.mutant.id} {tried.fate}")

        return mutate(tested, suites, most=most, tell=told)


def _code(mutations: "Sequence[Mutation]") -> int:
    if any(outcome.status == "failed" for mutation in mutations for outcome in mutation.failing):
        return EXIT_REFUSED
    if any(mutation.of("survived") for mutation in mutations):
        return EXIT_REFUSED
    if any(mutation.failing or mutation.of("undecided") for mutation in mutations):
        return EXIT_UNDECIDED
    if not any(mutation.tried for mutation in mutations):
        sys.stderr.write("pnpolicy: there is no mistake to make in these policies; nothing was tried\n")
        return EXIT_NOTHING
    return 0


# ---- generation ------------------------------------------------------------------------------------------------------

_SEVERAL: Final = "--generate takes one policy: a policy's file, or a folder with a policy.yaml"


def run_generation(paths: Sequence[str], role: str | None, outputs: Sequence[str], colour: str) -> int:
    """Writes boundary tests of one policy.

    Returns:
        The exit code.
    """
    from pnpolicy.check.boundary import boundary_tests  # noqa: PLC0415
    from pnpolicy.check.sides import Side  # noqa: PLC0415

    found = policies_at(paths)
    if len(found) != 1 or len(outputs) > 1:
        raise click.UsageError(_SEVERAL if len(found) != 1 else "--generate writes one file")
    target = Path(outputs[0]) if outputs else None
    if target is not None and target.exists():
        raise click.UsageError(f"{target} exists, and tests that somebody may have edited are not written over")
    tested, problems = Reader().policy(found[0])
    collect_from_here()
    if problems:
        tell(problems, colour)
    if tested is None:
        return EXIT_USAGE
    if role is not None and role not in tested.policy.roles:
        raise click.UsageError(f"there is no role {role!r}; {suggestion(role, tested.policy.roles, 'roles')}")
    policy = os.path.relpath(tested.path, target.parent) if target else Path(tested.path).name
    try:
        made = boundary_tests(Side(tested.policy, tested.plans), policy, role)
    except LanguageError as problem:
        sys.stderr.write(f"pnpolicy: the edges of this policy could not be told: {problem}\n")
        return EXIT_UNDECIDED
    if not made.tests:
        sys.stderr.write(f"pnpolicy: there is nothing to test in {tested.path}\n")
        return EXIT_NOTHING
    if made.left_out:
        sys.stderr.write(f"pnpolicy: {made.left_out} more tests are left out, as a file takes no more; use --role\n")
    write({"yaml": lambda _: made.text}, (), outputs, colour)
    return 0
