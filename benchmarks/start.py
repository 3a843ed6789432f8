"""Cold start: whole processes, one after the other, against what they cannot do without."""

import subprocess
import sys
from collections.abc import Iterator
from os import environ
from typing import Final

from benchmarks._measure import Row, Stopwatch, Work
from benchmarks._voting import FOLDER, ROOT, SESSION, USER

CLI: Final = "from pnpolicy.cli import main; main()"
_GRANT: Final = (
    *("grant", str(FOLDER.relative_to(ROOT)), "voter"),
    *("--set", f"userId={USER}", "--set", f"sessionId={SESSION}", "--set", "roomId=lobby,stage"),
)
_ENVIRONMENT: Final = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Of the command line and of the library."""
    click, yaml, both = "import click", "import yaml", "import yaml, pydantic"
    for work, ours, reference, most in (
        ("pnpolicy --version", process(CLI, "--version"), click, 1.3),
        ("pnpolicy grant policies/live-voting", process(CLI, *_GRANT), both, 3.0),
        ("import pnpolicy", process("import pnpolicy"), yaml, None),
        ("from pnpolicy import Policy", process("from pnpolicy import Policy"), both, None),
    ):
        pair = stopwatch.compare(ours, process(reference), least=3 if stopwatch.seconds < 1 else 15)
        yield pair.row(f"cold start, {work}", f"python -c '{reference}'", most=most)


def process(program: str, *arguments: str, code: int = 0) -> Work:
    """One run of a program of its own, which ends with an exit code."""
    command = [sys.executable, "-c", program, *arguments]

    def run() -> None:
        ended = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, cwd=ROOT, env=_ENVIRONMENT)  # noqa: S603
        assert ended.returncode == code, command  # noqa: S101  or it measures something else

    return run
