"""What the linter found, in every format it is asked for. One file per format, imported when it is wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.baseline import PASSED
from pnpolicy.lint.catalogue import Listed
from pnpolicy.lint.running import Report
from pnpolicy.render.colour import Paint


@dataclass(frozen=True, slots=True)
class Result:
    """A report and what it is about.

    Attributes:
        rules: the rules that there were.
        what: what was looked at, in the singular: `policy` or `grant`.
    """

    report: Report
    rules: tuple[Listed, ...]
    what: str

    def count(self, number: int) -> str:
        """A number of what was looked at: `3 policies`."""
        return counted(number, self.what)

    @property
    def unit(self) -> str:
        """What is read, in the singular: a policy is read from files, of which some may be tests."""
        return "file" if self.what == "policy" else self.what

    @property
    def open_ends(self) -> list[str]:
        """What keeps silence from meaning that all is well."""
        report = self.report
        told = []
        if report.unread:
            told.append(f"{counted(report.unread, self.unit)} could not be read")
        if report.undecided:
            told.append("not everything was decided")
        told += [f"rule {fault.rule} broke ({fault.error}) at {fault.where or 'the start'}" for fault in report.faults]
        if report.more:
            told.append(f"{report.more:,} more findings were counted and not kept")
        return told

    @property
    def summary(self) -> str:
        """All of it in a line: `2 errors, 1 warning in 3 policies; 1 suppressed`."""
        report = self.report
        counts = dict.fromkeys(Severity, 0)
        for finding in report.active:
            counts[finding.severity] += 1
        parts = [
            f"{n:,} {severity}{'' if n == 1 else 's'}" for severity, n in counts.items() if n and severity != "info"
        ]
        if counts[Severity.INFO]:
            parts.append(f"{counts[Severity.INFO]:,} for information")
        nothing = "no findings" if not self.open_ends else "nothing found"
        head = f"{', '.join(parts) or nothing} in {self.count(report.checked)}"
        passed = [finding.suppressed for finding in report.findings if finding.suppressed]
        known = passed.count(PASSED)
        rest = [f"{len(passed) - known:,} suppressed"] if len(passed) > known else []
        rest += [f"{known:,} in the baseline"] if known else []
        rest += [f"{report.stale:,} in the baseline found no more"] if report.stale else []
        return "; ".join([head, *rest, *self.open_ends])


def counted(number: int, what: str) -> str:
    """A number of something: `1 policy`, `3 policies`."""
    many = {"policy": "policies"}.get(what, f"{what}s")
    return f"{number:,} {what if number == 1 else many}"


_MODULES: Final = {
    "text": "text",
    "json": "structured",
    "sarif": "sarif",
    "github": "github",
    "junit": "junit",
    "markdown": "markdown",
}
FORMATS: Final = tuple(_MODULES)
"""The formats there are, the usual one first."""


def rendering(name: str) -> Callable[[Result, Paint], str]:
    """What writes a format."""
    render: Callable[[Result, Paint], str] = import_module(f"pnpolicy.render.findings.{_MODULES[name]}").render
    return render
