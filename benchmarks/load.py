"""Loading a policy, from text to compiled tables, against merely parsing its YAML in C."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import yaml

from benchmarks._generated import SIZES, text
from benchmarks._measure import Row, Stopwatch
from benchmarks._voting import ROOT
from pnpolicy import Policy

_MEGABYTE: Final = 1 << 20
_MOST: Final = 100
_PEAK: Final = """
import resource, sys
{}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak if sys.platform == "darwin" else peak * 1024)
"""
_APART: Final = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"
"""A small process between: on Linux a child's peak begins with what its parent holds."""
_OURS: Final = "from pnpolicy import Policy; Policy.loads(sys.stdin.read())"
_YAML: Final = "import yaml; yaml.load(sys.stdin, Loader=yaml.CSafeLoader)"


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Time by size, and the memory of a process that loads the largest."""
    for count in SIZES:
        written = text(count)
        pair = stopwatch.compare(
            lambda written=written: Policy.loads(written),  # type: ignore[misc]  # it takes no argument
            lambda written=written: yaml.load(written, Loader=yaml.CSafeLoader),  # type: ignore[misc]
        )
        yield pair.row(f"load of {count:,} rules", "yaml.load with CSafeLoader")
    ours, reference = _peak(_OURS), _peak(_YAML)
    yield Row(
        f"peak memory of a process, {SIZES[-1]:,} rules",
        f"{ours:.0f} MB",
        f"{reference:.0f} MB import yaml and yaml.load",
        ours / reference,
        f"< {_MOST} MB",
        ours < _MOST,
    )


def _peak(program: str) -> float:
    """Megabytes that a process takes at most which loads the largest policy."""
    command = [sys.executable, "-c", _APART, _PEAK.format(program)]
    ended = subprocess.run(command, input=text(SIZES[-1]), capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603
    return int(ended.stdout) / _MEGABYTE
