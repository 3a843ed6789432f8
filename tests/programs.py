"""Programs that run beside a test and are talked to."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from queue import Queue

from pnpolicy.emulator import Emulator
from tests.conftest import ROOT

SECONDS = 30
"""Until a program has said what it should."""


def environment(am: Emulator | None = None) -> dict[str, str]:
    """What a program finds around it: the keys of an emulator, or none."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("PUBNUB_")}
    found |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if am is not None:
        found |= {
            "PUBNUB_ORIGIN": am.origin,
            "PUBNUB_SSL": "off",
            "PUBNUB_SUBSCRIBE_KEY": am.keyset.subscribe_key,
            "PUBNUB_PUBLISH_KEY": am.keyset.publish_key,
            "PUBNUB_SECRET_KEY": am.keyset.secret_key,
        }
    return found


class Program:
    """A program that is talked to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def stop(self) -> None:
        self.process.terminate()
        self._reader.join(SECONDS)

    def says(self, part: str) -> str:
        """The next line with this in it; those before it are passed over."""
        while part not in (line := self._lines.get(timeout=SECONDS)):
            pass
        return line

    def next(self) -> str:
        """The next line, but for what the timer says whenever it likes."""
        while (line := self._lines.get(timeout=SECONDS)).startswith("refreshed"):
            pass
        return line

    def forget(self) -> None:
        """Passes over what was said so far."""
        while not self._lines.empty():
            self._lines.get()

    def type(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


@contextmanager
def program(*command: str, env: dict[str, str]) -> Iterator[Program]:
    """A program that runs meanwhile; what it complains about it says like anything else."""
    with subprocess.Popen(  # noqa: S603
        command,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        running_one = Program(process)
        try:
            yield running_one
        finally:
            running_one.stop()


def example(am: Emulator, name: str, *words: str) -> AbstractContextManager[Program]:
    """A program of `examples/`, which finds the keys of an emulator."""
    return program(sys.executable, str(ROOT / f"examples/{name}.py"), *words, env=environment(am))
