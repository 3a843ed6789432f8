"""What policy tests came to, in every format it is asked for. One file per format, imported when it is wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pnpolicy.check.coverage import Coverage
from pnpolicy.check.suite import Outcome, Status
from pnpolicy.render.colour import Paint


@dataclass(frozen=True, slots=True)
class Ran:
    """The tests of one file.

    Attributes:
        path: the file, as people name it.
        policy: the policy's file.
    """

    path: str
    policy: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A run.

    Attributes:
        files: those of which a test was chosen.
        unread: those that could not be read.
        coverage: of each policy; None if it was not asked for.
        verbose: whether the text names every test.
    """

    files: tuple[Ran, ...]
    unread: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] | None = None
    verbose: bool = False

    @property
    def counts(self) -> dict[Status, int]:
        """How many tests came to what."""
        counts: dict[Status, int] = {"passed": 0, "failed": 0, "undecided": 0, "skipped": 0}
        for ran in self.files:
            for outcome in ran.outcomes:
                counts[outcome.status] += 1
        return counts

    @property
    def summary(self) -> str:
        """All of it in a line: `12 passed, 1 failed, 1 skipped in 3 files`."""
        told = f"{counted(self.counts)} in {files(len(self.files))}"
        return f"{told}; {files(len(self.unread))} could not be read" if self.unread else told


def counted(counts: dict[Status, int]) -> str:
    """`12 passed, 1 failed`: what there is; passed tests also where there are none."""
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count or status == "passed")


def files(number: int) -> str:
    """`1 file`, `3 files`."""
    return f"{number} file{'' if number == 1 else 's'}"


_MODULES: Final = {"text": "text", "json": "structured", "junit": "junit"}
FORMATS: Final = tuple(_MODULES)
"""The formats there are, the usual one first."""


def rendering(name: str) -> Callable[[Result, Paint], str]:
    """What writes a format."""
    render: Callable[[Result, Paint], str] = import_module(f"pnpolicy.render.suites.{_MODULES[name]}").render
    return render
