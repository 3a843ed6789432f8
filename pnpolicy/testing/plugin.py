"""The pytest plugin: files of policy tests are collected, their tests items; policies and servers to test with.

PYTEST_DONT_REWRITE: no test's assertions stand here. All else of pnpolicy is imported when a file of tests is found.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from pnpolicy.check.reading import Read, Reader
    from pnpolicy.check.running import Running
    from pnpolicy.check.suite import Case, Outcome
    from pnpolicy.diagnostic import Diagnostic
    from pnpolicy.emulator import Emulator
    from pnpolicy.facade import Policy

_ENDING: Final = ".test.yaml"
_OURS: Final = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?pnpolicy-tests[\"']?[ \t]*:", re.MULTILINE)
"""What a file of policy tests says somewhere at the beginning of a line. Others have files of such names, too."""
_MOST_READ: Final = 2 * 1024 * 1024
"""Bytes that are looked through for it; a longer file is none of ours."""

_READER: Final = pytest.StashKey["Reader"]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "PolicyTests | None":
    """Collects files of policy tests, and leaves those of others alone."""
    if file_path.name.endswith(_ENDING) and _is_ours(file_path):
        return PolicyTests.from_parent(parent, path=file_path)
    return None


@pytest.fixture(scope="session")
def load_policy(pytestconfig: pytest.Config) -> "Callable[[str | os.PathLike[str]], Policy]":
    """Loads a policy, each once: `load_policy("policies/live-voting")`, from the root of the tests.

    What it returns takes a path, to a file or a folder with a `policy.yaml`, and raises `PolicyError` if the policy
    cannot be used.
    """
    loaded: dict[Path, Policy] = {}

    def load(path: str | os.PathLike[str]) -> "Policy":
        from pnpolicy.facade import Policy  # noqa: PLC0415  only for those who ask

        at = (pytestconfig.rootpath / path).resolve()
        if at not in loaded:
            loaded[at] = Policy.load(_shown(at))
        return loaded[at]

    return load


@pytest.fixture
def access_manager_policy() -> "Policy | None":
    """The policy whose roles `access_manager.token` grants: none, until a fixture of this name returns one."""
    return None


@pytest.fixture
def access_manager(access_manager_policy: "Policy | None") -> "Iterator[Emulator]":
    """A local Access Manager with keys of its own, as long as the test runs: point an SDK at `access_manager.origin`.

    It takes `pip install "pnpolicy[emulator]"`; without, tests that ask for it fail.
    """
    try:
        from pnpolicy.emulator import Keyset, running  # noqa: PLC0415  only for those who ask
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pnpolicy"):
            raise
        pytest.fail(f"`access_manager`: {error}", pytrace=False)
    with running(policy=access_manager_policy, keyset=Keyset.new()) as emulator:
        yield emulator


class PolicyTests(pytest.File):
    """A file of policy tests."""

    def collect(self) -> Iterator["PolicyTest"]:
        """Its tests; none if the file or its policy cannot be read, and why."""
        from pnpolicy.check.running import Running  # noqa: PLC0415  only where there are such files
        from pnpolicy.render.text import safe  # noqa: PLC0415

        reader = _reader(self.config)
        read, problems = reader.read(_shown(self.path))
        if read is None:
            raise self.CollectError(_told(problems))
        running = Running(read.tested.policy, read.tested.plans, read.suite)
        for case in read.suite.cases:
            yield PolicyTest.from_parent(self, name=safe(case.name), case=case, read=read, running=running)


class PolicyTest(pytest.Item):
    """One policy test."""

    def __init__(self, *, case: "Case", read: "Read", running: "Running", **node: Any) -> None:  # noqa: ANN401  pytest's own arguments
        super().__init__(**node)
        self._case = case
        self._read = read
        self._running = running
        self._outcome: Outcome | None = None
        if case.skip is not None:
            self.add_marker(pytest.mark.skip(reason=case.skip))

    def setup(self) -> None:
        """Asks the policy. That it contradicts itself is an error, not a failure: no test could be trusted then."""
        from pnpolicy.check.rights import Disagreement  # noqa: PLC0415  pytest asks only where there are such files

        try:
            self._outcome = self._running.outcome(self._case)
        except Disagreement as fault:
            told = f"internal error: {fault}. Nothing here can be trusted. Please report it."
            raise pytest.fail.Exception(told, pytrace=False) from None

    def runtest(self) -> None:
        """Fails if something does not hold, or was not decided."""
        assert self._outcome is not None  # noqa: S101  `setup` ran
        if self._outcome.status != "passed":
            if self._read.tested.warnings:
                self.add_report_section("call", "of the policy", _told(self._read.tested.warnings))
            pytest.fail(_told([failure.diagnostic for failure in self._outcome.failures]), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the test's name."""
        return self.path, self._case.span.line - 1, self.name


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _OURS.search(file.read(_MOST_READ)) is not None
    except OSError:
        return True  # that it cannot be read is told when it is; it may be one that fails


def _reader(config: pytest.Config) -> "Reader":
    """What reads each policy once, for the whole run."""
    from pnpolicy.check.reading import Reader  # noqa: PLC0415

    return config.stash.setdefault(_READER, Reader())


def _shown(path: Path) -> str:
    """A path as people name it: from where they stand."""
    try:
        return os.path.relpath(path)
    except ValueError:  # pragma: no cover  on another drive, as Windows has them
        return str(path)


def _told(diagnostics: "Sequence[Diagnostic]") -> str:
    from pnpolicy.render import text  # noqa: PLC0415
    from pnpolicy.render.colour import PLAIN  # noqa: PLC0415

    return text.render(diagnostics, PLAIN).rstrip("\n")
