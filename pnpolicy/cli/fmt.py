"""`pnpolicy fmt`: files of policies, catalogues, tests and acceptances, laid out in one hand."""

import difflib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from pnpolicy.cli import EXIT_INTERNAL, EXIT_NOTHING, EXIT_REFUSED, EXIT_USAGE
from pnpolicy.cli._writing import replace_file
from pnpolicy.cli.common import colour_option, policies_at, tell
from pnpolicy.diagnostic import Diagnostic, in_order
from pnpolicy.document import nodes
from pnpolicy.document.layout import Fault, formatted
from pnpolicy.document.load import MAX_BYTES, MAX_INCLUDES, source_at
from pnpolicy.document.opening import opening_key
from pnpolicy.text import Source

_BESIDE = ("*.test.yaml", "*.accept.yaml")
"""What stands beside policies. Others use such names as well, so those that do not open as ours are left alone."""
_STDIN = "standard input"


@click.command("fmt")
@click.argument("paths", metavar="PATH...", type=click.Path(allow_dash=True), nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change as a patch.")
@colour_option
def command(paths: tuple[str, ...], check: bool, diff: bool, colour: str) -> None:  # noqa: FBT001  click's flags
    """Lay out the files of policies: indentation, spaces, columns, blank lines and quotes.

    PATH is a file, or a folder; then every policy.yaml below it, with its catalogues, and every .test.yaml and
    .accept.yaml. A `-` stands for standard input, laid out on standard output. Comments, the order of keys and the
    lines themselves stay. What has been laid out is read again before it is written, and says the same.

    Exit code 0: all is laid out; 1: with --check or --diff, a file would change; 2: a file cannot be read, and none was
    written; 3: there is no file; 70: formatting would have changed what a file says, and it was left alone.

    \b
    pnpolicy fmt policies/
    pnpolicy fmt policies/ --check --diff
    pnpolicy fmt - < policy.yaml
    """
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("`-` stands alone")
    piped = paths == ("-",)
    run = _Run()
    if piped:
        run.take(_STDIN, *_standard_input())
    for path in () if piped else _files_at(paths):
        run.take(path, *source_at(path))
    if not run.count:
        sys.stderr.write(f"pnpolicy: no file of a policy below {', '.join(paths)}; nothing was formatted\n")
        sys.exit(EXIT_NOTHING)
    if run.problems:
        tell(in_order(run.problems), colour)
    for fault in run.faults:
        sys.stderr.write(f"pnpolicy: internal error: {fault}; it was left alone. Please report it.\n")
    if run.unread:
        sys.stderr.write(f"\n{_counted(run.unread, 'file')} cannot be read; nothing was formatted\n")
        sys.exit(EXIT_INTERNAL if run.faults else EXIT_USAGE)
    if diff:
        click.echo("".join(run.patch()), nl=False)
    elif check:
        click.echo("".join(f"{path}\n" for path in run.changed), nl=False)
    elif piped:
        click.echo(run.text_of_input, nl=False)
    else:
        run.write()
    if not piped:
        run.summarize("would be formatted" if check or diff else "formatted")
    sys.exit(EXIT_INTERNAL if run.faults else EXIT_REFUSED if run.changed and (check or diff) else 0)


@dataclass
class _Run:
    """What has been found so far.

    Attributes:
        changed: path → the text as it was, and as it is to be.
        faults: what is to be told of files that could not be formatted faithfully.
    """

    count: int = 0
    unread: int = 0
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text_of_input: str = ""

    def take(self, path: str, source: Source | None, problems: list[Diagnostic]) -> None:
        """Formats a text in memory."""
        self.count += 1
        new = None
        if source is not None:
            self.text_of_input = source.text
            try:
                new, problems = formatted(source)
            except Fault as fault:
                self.faults.append(f"formatting {path} failed: {fault}")
                return
        self.problems += problems
        if source is None or new is None:
            self.unread += 1
        elif new != source.text or _has_mark(path):
            self.changed[path] = source.text, new
            self.text_of_input = new

    def patch(self) -> Iterator[str]:
        """The changes as a unified diff."""
        for path, (old, new) in self.changed.items():
            lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), path, path)
            for line in lines:
                yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def write(self) -> None:
        """Writes the files that change and names them; ends the command where one cannot be written."""
        for path, (_, new) in self.changed.items():
            try:
                replace_file(Path(path), new.encode())
            except OSError as error:
                raise click.UsageError(f"cannot write {path}: {error.strerror or error}") from None
            click.echo(path)

    def summarize(self, verb: str) -> None:
        """Says on stderr how many files changed."""
        kept = self.count - len(self.changed) - len(self.faults)
        sys.stderr.write(f"{_counted(len(self.changed), 'file')} {verb}, {kept} left as they are\n")


def _has_mark(path: str) -> bool:
    """Whether a file begins with a byte-order mark, which reading has taken away."""
    if path == _STDIN:
        return False
    with Path(path).open("rb") as file:
        return file.read(3) == b"\xef\xbb\xbf"


def _standard_input() -> tuple[Source | None, list[Diagnostic]]:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return None, [Diagnostic("too-large", f"{_STDIN} is larger than {MAX_BYTES // 1024 // 1024} MiB", None)]
    try:
        return Source(_STDIN, data.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        return None, [Diagnostic("not-text", f"{_STDIN} is not UTF-8 text (byte {error.start})", None)]


def _files_at(paths: Iterable[str]) -> list[str]:
    """The files at some paths, each once, in order: any file that is named, and what belongs to policies in folders."""
    found: dict[str, None] = {}
    for path in paths:
        folder = Path(path)
        if not folder.is_dir():
            found[path] = None  # that there is none is told when it is read
            continue
        policies = policies_at([path])
        beside = [str(file) for pattern in _BESIDE for file in folder.rglob(pattern) if _is_ours(file)]
        found |= dict.fromkeys(sorted({*policies, *beside, *_catalogues(policies, folder)}))
    return list(found)


def _is_ours(file: Path) -> bool:
    source, problems = source_at(file)
    return bool(problems) or source is None or opening_key(source.text) is not None


def _catalogues(policies: Iterable[str], folder: Path) -> set[str]:
    """What policies include, and what that includes, below a folder."""
    found: set[str] = set()
    waiting = list(policies)
    root = folder.resolve()
    while waiting and len(found) < MAX_INCLUDES * MAX_INCLUDES:
        file = Path(waiting.pop())
        for name in _included(file):
            included = file.parent / name
            if included.resolve().is_relative_to(root) and included.is_file():
                path = str(folder / included.resolve().relative_to(root))
                if path not in found:
                    found.add(path)
                    waiting.append(path)
    return found


def _included(file: Path) -> list[str]:
    source, _ = source_at(file)
    tree = nodes.read(source)[0] if source else None
    listed = nodes.plain_data(tree).get("include") if isinstance(tree, nodes.Mapping) else None
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
