"""Two things measured in turn, A B A B, so that what disturbs one disturbs the other: the verdict is their ratio."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import repeat
from statistics import median
from time import perf_counter_ns
from typing import Any, Final, NamedTuple

Work = Callable[[], object]

_BLOCK: Final = 1_000_000
"""Nanoseconds of one A, or one B: longer than the clock is coarse, shorter than most disturbances."""


class Row(NamedTuple):
    """One line of the table. A ratio is ours over the reference; what is not known is left out."""

    work: str
    ours: str
    reference: str
    ratio: float | None = None
    goal: str = ""
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """What was measured: medians in nanoseconds, and the median of the ratios, pair by pair."""

    ours: float
    reference: float
    ratio: float

    def row(self, work: str, reference: str, *, most: float | None = None) -> Row:
        """A line of the table, with the goal that the ratio is at most something."""
        goal, reached = ("", None) if most is None else (f"<= {most:g}x", self.ratio <= most)
        return Row(work, time_told(self.ours), f"{time_told(self.reference)} {reference}", self.ratio, goal, reached)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Measures pairs.

    Attributes:
        seconds: how long one pair may take, more or less.
    """

    seconds: float = 1.0

    def compare(self, ours: Work, reference: Work, *, per: int = 1, least: int = 3) -> Pair:
        """Ours and the reference, in turn.

        Args:
            ours: one run of it.
            reference: one run of it.
            per: pieces of work in a run; the figures are for one of them.
            least: pairs to measure even if that takes longer.
        """
        loops, others = _loops(ours), _loops(reference)
        pairs: list[tuple[float, float]] = []
        end = perf_counter_ns() + self.seconds * 1e9
        while len(pairs) < least or perf_counter_ns() < end:
            pairs.append((_timed(ours, loops), _timed(reference, others)))
        return Pair(
            median(pair[0] for pair in pairs) / per,
            median(pair[1] for pair in pairs) / per,
            median(one / other for one, other in pairs),
        )


def _timed(work: Work, loops: int) -> float:
    """Nanoseconds of one run."""
    gc.disable()
    try:
        start = perf_counter_ns()
        for _ in repeat(None, loops):
            work()
        return (perf_counter_ns() - start) / loops
    finally:
        gc.enable()


def _loops(work: Work) -> int:
    """How many runs make a block; they warm caches as well."""
    loops = 1
    while (took := _timed(work, loops) * loops) < _BLOCK / 4:
        loops *= 2
    return max(1, round(loops * _BLOCK / took))


def peer(module: str) -> Any:  # noqa: ANN401  any library at all
    """A library to compare with, or None if it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        return None


def absent(work: str, library: str) -> Row:
    """The line of a comparison that cannot be made."""
    return Row(work, "", f"{library} is not installed")


def time_told(nanoseconds: float) -> str:
    """A time for people, with three digits."""
    value, unit = nanoseconds, "ns"
    for larger in ("µs", "ms", "s"):
        if value < 999.5:  # noqa: PLR2004  rounds to fewer than four digits
            break
        value, unit = value / 1000, larger
    return f"{value:.3g} {unit}"
