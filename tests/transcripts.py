"""Runs transcripts: files that show commands and what they print, as a user would paste them.

    $ pnpolicy explain policies/live-voting …      a command, run from the project's folder
    $ echo '{"ttl": 60, …}' | pnpolicy audit -     the same with something on its standard input
    denied: …                                      its standard output
    ! error: …                                     its standard error, each line behind `! `
    ? 1                                            its exit code, where it is not 0

Lines that start with `#` before the first command say what the file shows. With PNPOLICY_UPDATE=1 in the environment
the files are written anew; otherwise what differs is left beside the file as `….actual`.
"""

import os
import shlex
from pathlib import Path

from click.testing import CliRunner

from pnpolicy.cli import root

UPDATE = bool(os.environ.get("PNPOLICY_UPDATE"))


def replayed(path: Path) -> tuple[str, str]:
    """The transcript as written, and as it reads when its commands are run again."""
    written = path.read_text(encoding="utf-8")
    head = [line for line in written.partition("\n$ ")[0].splitlines() if line.startswith("#")]
    commands = [line for line in written.splitlines() if line.startswith("$ ")]
    blocks = ["\n".join([command, *ran(shlex.split(command[2:]))]) for command in commands]
    told = "\n".join(head) + ("\n\n" if head else "") + "\n\n".join(blocks) + "\n"
    if UPDATE:
        path.write_text(told, encoding="utf-8")
        return told, told
    if told != written:
        path.with_suffix(".actual").write_text(told, encoding="utf-8")
    return written, told


def ran(words: list[str]) -> list[str]:
    """What a command prints, errors behind `! `, and its exit code behind `? ` if it is not 0."""
    source = None
    if words[0] == "echo":
        source, words = f"{words[1]}\n".encode(), words[words.index("|") + 1 :]
    assert words[0] == "pnpolicy"
    if "<" in words:
        source = Path(words[words.index("<") + 1]).read_bytes()
        words = words[: words.index("<")]
    result = CliRunner().invoke(root, words[1:], prog_name="pnpolicy", input=source)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    lines = result.stdout.splitlines() + [f"! {line}".rstrip() for line in result.stderr.splitlines()]
    return lines + ([f"? {result.exit_code}"] if result.exit_code else [])
