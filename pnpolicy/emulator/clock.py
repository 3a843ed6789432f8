"""The emulator's time, which tests can move: expiry and refresh without waiting."""

import time
from collections.abc import Callable
from typing import Final

TICKS: Final = 10_000_000
"""Timetokens per second: PubNub counts in 100 ns since 1970."""


class Clock:
    """Unix time that only moves forward, by itself and by `advance`."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0
        self._last = 0

    def now(self) -> float:
        """Unix seconds."""
        return self._source() + self._ahead

    @property
    def ahead(self) -> float:
        """Seconds it was moved."""
        return self._ahead

    def outside(self) -> float:
        """Unix seconds as the clients' own clocks show them: without what was advanced. Requests are signed by it."""
        return self._source()

    def advance(self, seconds: float) -> None:
        """Moves time forward.

        Raises:
            ValueError: backward, or by no finite number.
        """
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"time only moves forward, by a finite number of seconds, not {seconds}")
        self._ahead += seconds

    def timetoken(self) -> int:
        """A timetoken, later than every one before it: no two things happen at once here."""
        self._last = max(self._last + 1, int(self.now() * TICKS))
        return self._last

    def after(self, timetoken: int) -> None:
        """Makes later timetokens come after one that is known from before, from a file for instance."""
        self._last = max(self._last, timetoken)
