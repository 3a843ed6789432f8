"""What the commands share: reading policies and values, colours, formats and where output goes."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final, Self, TypeVar

import click

from pnpolicy.cli import EXIT_USAGE, collect_from_here
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.document.load import POLICY_FILE
from pnpolicy.errors import PnpolicyError, PolicyError
from pnpolicy.facade import Policy
from pnpolicy.render import text
from pnpolicy.render.colour import Paint

Command = TypeVar("Command", bound=Callable[..., Any])

colour_option = click.option(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours; auto: on a terminal, unless NO_COLOR is set.",
)
set_option = click.option(
    "--set",
    "settings",
    metavar="VARIABLE=VALUE",
    multiple=True,
    help="A variable's value; a listed variable takes several, separated by commas.",
)
policy_argument = click.argument("policy", type=click.Path())


def format_options(*formats: str) -> Callable[[Command], Command]:
    """`--format` and `--output`, each of which may be given several times: the first output takes the first format."""

    def decorate(command: Command) -> Command:
        output = click.option(
            "--output", "-o", "outputs", type=click.Path(dir_okay=False), multiple=True, help="Write to a file instead."
        )
        choice = click.option(
            "--format",
            "-f",
            "formats",
            type=click.Choice(formats),
            multiple=True,
            help=f"Default: {formats[0]}. With --output, several in one run.",
        )
        return choice(output(command))

    return decorate


def paint_for(stream: Any, colour: str) -> Paint:  # noqa: ANN401  a text stream
    """Colours for a stream, as the user asked."""
    wanted = stream.isatty() and "NO_COLOR" not in os.environ if colour == "auto" else colour == "always"
    return Paint(colours=bool(wanted))


def load_policy(path: str, colour: str, *, stamp: bool = True) -> Policy:
    """The policy at a path; ends the command with its diagnostics if it cannot be read. Warnings go to stderr."""
    policy = read_policy(path, colour, stamp=stamp)
    if policy is None:
        sys.exit(EXIT_USAGE)
    return policy


def read_policy(path: str, colour: str, *, stamp: bool = True) -> Policy | None:
    """The policy at a path; None if it cannot be read, and why on stderr. Warnings go there too."""
    try:
        policy = Policy.load(path, stamp=stamp)
    except PolicyError as error:
        refused(error, colour)
        return None
    finally:
        collect_from_here()
    if policy.warnings:
        tell(policy.warnings, colour)
    return policy


def policies_at(paths: Iterable[str]) -> list[str]:
    """The policies at some paths, each once: a file, a folder with a `policy.yaml`, or all of those below a folder."""
    found: dict[str, None] = {}
    for path in paths:
        below = sorted(Path(path).rglob(POLICY_FILE)) if os.path.isdir(path) else []  # noqa: PTH112  a string stays one
        own = Path(path) / POLICY_FILE
        found |= dict.fromkeys([str(own)] if own in below else map(str, below))
        if not below and not os.path.isdir(path):  # noqa: PTH112
            found[path] = None  # a file; that there is none is told when it is read
    return list(found)


def refused(error: PolicyError, colour: str) -> None:
    """Why a policy cannot be used, on stderr."""
    problems = [problem for problem in error.diagnostics if isinstance(problem, Diagnostic)]
    tell(problems, colour)
    sys.stderr.write(f"\n{text.summary(problems)}; the policy cannot be used\n")


@contextmanager
def spoken(colour: str) -> Iterator[None]:
    """Turns what pnpolicy raises on purpose into a message on stderr and exit code 2."""
    try:
        yield
    except PolicyError as error:
        refused(error, colour)
        sys.exit(EXIT_USAGE)
    except PnpolicyError as error:
        paint = paint_for(sys.stderr, colour)
        for problem in getattr(error, "problems", None) or [str(error)]:
            sys.stderr.write(f"{paint('error', 'red', 'bold')}: {problem}\n")
        sys.exit(EXIT_USAGE)


def tell(diagnostics: Sequence[Diagnostic], colour: str) -> None:
    """Diagnostics, on stderr."""
    sys.stderr.write(text.render(diagnostics, paint_for(sys.stderr, colour)))


def bindings_for(policy: Policy, role: str, settings: Sequence[str]) -> dict[str, Any]:
    """The values of `--set`, as the role takes them. Domains are checked later, by whoever uses them."""
    known = policy.roles.get(role)
    listed: Mapping[str, int] = known.each if known else {}
    values: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(f"--set takes VARIABLE=VALUE, found {setting[:60]!r}")
        if name in listed:  # a comma stands in no name, so it can separate them
            values.setdefault(name, []).extend(value.split(",") if value else [])
        elif name in values:
            raise click.UsageError(f"--set {name} is given twice, but one token has one")
        else:
            values[name] = value
    return values


def write(
    renderings: Mapping[str, Callable[[Paint], str]], formats: Sequence[str], outputs: Sequence[str], colour: str
) -> None:
    """Each format to its output; those without one to stdout."""
    chosen = list(formats) or [next(iter(renderings))]
    if len(outputs) > len(chosen):
        raise click.UsageError("more --output than --format")
    for index, name in enumerate(chosen):
        if index < len(outputs):
            try:
                Path(outputs[index]).write_text(renderings[name](Paint(colours=False)), encoding="utf-8")
            except OSError as error:
                raise click.UsageError(f"cannot write {outputs[index]}: {error.strerror or error}") from None
        else:
            click.echo(renderings[name](paint_for(sys.stdout, colour)), nl=False, color=True)  # we chose already


class Progress:
    """One line on a terminal's stderr that says what long work is at; nothing for short work, or for a file."""

    _PATIENCE: Final = 1.0
    """Seconds before the first line."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")

    def tell(self, what: str) -> None:
        """Says what is being done."""
        if sys.stderr.isatty() and monotonic() - self._begun > self._PATIENCE:
            self._shown = True
            width = os.get_terminal_size(sys.stderr.fileno()).columns - 1
            sys.stderr.write(f"\r\x1b[K{what[:width]}")
            sys.stderr.flush()
