"""A grant of 50 rooms, every id checked, against a loop that fills a dict."""

import json
import re
from collections.abc import Iterator

from benchmarks._measure import Row, Stopwatch
from benchmarks._voting import ROOMS, SESSION, USER, by_hand, granted

_ID = re.compile(r"[A-Za-z0-9_]{1,36}").fullmatch
_SESSION = re.compile(r"[0-9a-f]{8}").fullmatch
_ROOM = re.compile(r"[A-Za-z0-9_]{1,32}").fullmatch


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Without checks, as most people write it, and with those they should have written."""
    assert json.loads(granted().to_request()) == by_hand(USER, SESSION, ROOMS)  # noqa: S101  or it is no comparison
    pair = stopwatch.compare(granted, lambda: by_hand(USER, SESSION, ROOMS))
    yield pair.row("grant of 50 rooms, ids checked", "hand-written, nothing checked", most=1.5)
    pair = stopwatch.compare(granted, lambda: _by_hand_and_checked(USER, SESSION, ROOMS))
    yield pair.row("grant of 50 rooms, ids checked", "hand-written, ids checked")


def _by_hand_and_checked(user: str, session: str, rooms: list[str]) -> dict[str, object]:
    if not _ID(user) or not _SESSION(session):
        raise ValueError
    for room in rooms:
        if not _ROOM(room):
            raise ValueError
    return by_hand(user, session, rooms)
