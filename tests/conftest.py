"""What all tests share: where the project is, and Hypothesis without a clock."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

collect_ignore_glob = ["cases/*.test.yaml"]
"""Files of policy tests that fail, or cannot be read, on purpose: where pnpolicy is installed, pytest collects such."""

WITHOUT_NODE = "The JavaScript SDK was NOT tested: it takes Node.js 20 or later, with npm."

gc.set_threshold(20_000, 20, 20)
"""Nodes come by the hundred thousand: looking for rings at every 700th is much of what hard questions take.

A star is a ring, its own derivative, so they are still looked for, less often.
"""


def pytest_collection_finish() -> None:
    """What is there before the first test stays until the last: it need not be looked through again and again."""
    gc.collect()
    gc.freeze()


settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


_MEASURED = {name: os.environ[name] for name in ["COVERAGE_PROCESS_START"] if name in os.environ}


@pytest.fixture(scope="session", autouse=True)
def _not_measured() -> None:
    """Where lines are counted, they are counted here: processes that tests start cost what they cost anybody."""
    for name in _MEASURED:
        os.environ.pop(name, None)


def measured() -> dict[str, str]:
    """The environment of a process whose lines are counted as well: of a program that only runs as one."""
    return {**os.environ, **_MEASURED}


@pytest.fixture
def at_full_speed() -> Iterator[None]:
    """Lines are not counted meanwhile: counting takes twice the time, and plainer tests have to reach them anyway."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    yield
    measuring.start()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def at_root(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the project's folder, as the README's reader does."""
    monkeypatch.chdir(ROOT)
    return ROOT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly what was left out: a skipped test is easily overlooked."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(WITHOUT_NODE in str(report.longrepr) for report in skipped):
        terminalreporter.section(WITHOUT_NODE, sep="!", red=True, bold=True)
