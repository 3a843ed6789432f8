"""What all tests share: where the project is, and Hypothesis without a clock."""

import os
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

collect_ignore_glob = ["cases/*.test.yaml"]
"""Files of policy tests that fail, or cannot be read, on purpose: where pnpolicy is installed, pytest collects such."""

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


@pytest.fixture(scope="session", autouse=True)
def _not_measured() -> None:
    """Where lines are counted, they are counted here: processes that tests start cost what they cost anybody."""
    os.environ.pop("COVERAGE_PROCESS_START", None)


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
