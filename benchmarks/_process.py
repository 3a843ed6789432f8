"""A module that serves in a process of its own: it prints one line when it is ready, and ends with its input."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks._voting import ROOT


@contextmanager
def started(module: str) -> Iterator[tuple[int, str]]:
    """`python -m benchmarks.<module>` for a while; yields its process id and its line."""
    command = [sys.executable, "-m", f"benchmarks.{module}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            yield process.pid, process.stdout.readline()
        finally:
            process.stdin.close()
