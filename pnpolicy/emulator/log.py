"""The decisions that were made, the newest some of them."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from typing import Final

from pnpolicy.emulator.decision import Decision

MOST: Final = 10_000
"""Decisions that are kept; older ones are gone."""


class Log:
    """The newest decisions, each with its number."""

    def __init__(self, count: Callable[[Decision], None] = lambda _: None) -> None:
        """Empty; `count` is called with every decision as well."""
        self._kept: deque[Decision] = deque(maxlen=MOST)
        self._count = 0
        self._also = count
        self.tell: Callable[[Decision], None] | None = None
        """Called with every decision as it is made."""

    def add(self, decision: Decision) -> None:
        """Adds one."""
        self._count += 1
        self._kept.append(decision)
        self._also(decision)
        if self.tell is not None:
            self.tell(decision)

    @property
    def count(self) -> int:
        """How many were made since the start."""
        return self._count

    def since(self, number: int, most: int = MOST) -> list[Decision]:
        """Those after the first `number` that were made, as far as they are kept; at most `most`, the oldest first."""
        start = max(0, number - self._gone)
        return list(islice(self._kept, start, start + most))

    def after(self, number: int, decisions: int) -> int:
        """The number behind so many decisions that `since` gave for a number: where to go on."""
        return min(max(number, self._gone) + decisions, self._count)

    @property
    def _gone(self) -> int:
        return self._count - len(self._kept)


def line(decision: Decision) -> str:
    """One line of JSON."""
    return json.dumps(asdict(decision), ensure_ascii=False)
