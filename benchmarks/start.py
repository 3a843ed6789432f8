"""Cold start: whole processes, one after the other, against what they cannot do without."""

import subprocess
import sys
from collections.abc import Iterator
from os import environ
from typing import Final

from benchmarks._measure import Row, Stopwatch, Work
from benchmarks._voting import FOLDER, ROOT, SESSION, USER

_CLI: Final = "from pnpolicy.cli import main; main()"
_GRANT: Final = (
    *("grant", str(FOLDER.relative_to(ROOT)), "voter"),
    *("--set", f"userId={USER}", "--set", f"sessionId={SESSION}", "--set", "roomId=lobby,stage"),
)
_ENVIRONMENT: Final = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Of the command line and of the library."""
    click, yaml, both = "import click", "import yaml", "import yaml, pydantic"
    for work, ours, reference, most in (
        ("pnpolicy --version", _python(_CLI, "--version"), click, 1.3),
        ("pnpolicy grant policies/live-voting", _python(_CLI, *_GRANT), both, None),
        ("import pnpolicy", _python("import pnpolicy"), yaml, None),
        ("from pnpolicy import Policy", _python("from pnpolicy import Policy"), both, None),
    ):
        pair = stopwatch.compare(ours, _python(reference), least=3 if stopwatch.seconds < 1 else 15)
        yield pair.row(f"cold start, {work}", f"python -c '{reference}'", most=most)


def _python(program: str, *arguments: str) -> Work:
    command = [sys.executable, "-c", program, *arguments]

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=_ENVIRONMENT)  # noqa: S603

    return run
