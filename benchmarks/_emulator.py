"""An emulator in a process of its own, with the token of a voter in 50 rooms.

`python -m benchmarks._emulator` prints its port, its keys and the token, and ends with its standard input.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import sysconf
from pathlib import Path
from time import time
from typing import Final, NamedTuple
from urllib.parse import quote

from benchmarks._process import started
from benchmarks._voting import FOLDER, ROOMS, SESSION, USER, granted

TICKS: Final = 10_000_000
"""Timetokens of a second."""


class Running(NamedTuple):
    """A running emulator."""

    pid: int
    port: int
    subscribe_key: str
    publish_key: str
    token: str

    def publish(self, room: str) -> bytes:
        """A request that publishes to a room."""
        message = quote('{"text":"hello, everybody","n":12345}', safe="")
        return self._get(f"/publish/{self.publish_key}/{self.subscribe_key}/0/chat.room.{room}/0/{message}")

    def poll(self) -> bytes:
        """A request that waits for what is sent to the voter and to the rooms."""
        names = ",".join((f"inbox.{USER}", f"vote-result.{SESSION}", *(f"chat.room.{room}" for room in ROOMS)))
        return self._get(f"/v2/subscribe/{self.subscribe_key}/{names}/0", f"tr=12&tt={int(time() * TICKS)}&")

    def time(self) -> bytes:
        """A request that asks for the time."""
        return self._get("/time/0")

    def _get(self, path: str, query: str = "") -> bytes:
        address = f"{path}?{query}pnsdk=PubNub-Python%2F10.4.0&uuid={USER}&auth={quote(self.token)}"
        return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUser-Agent: b\r\n\r\n".encode()

    def memory(self) -> int | None:
        """Bytes it takes; None where that cannot be known."""
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return None
        return int(status.read_text("ascii").partition("VmRSS:")[2].split()[0]) * 1024

    def worked(self) -> float | None:
        """Seconds of a core that it took so far, whoever else wants it; None where that cannot be known."""
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.exists():
            return None
        user, system = stat.read_text("ascii").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / sysconf("SC_CLK_TCK")


@contextmanager
def running() -> Iterator[Running]:
    """An emulator, for a while."""
    with started("_emulator") as (pid, line):
        yield Running(pid, *json.loads(line))


def _serve() -> None:
    from pnpolicy import Policy  # noqa: PLC0415  what asks has no need of a server
    from pnpolicy.emulator import running as emulating  # noqa: PLC0415

    with emulating(policy=Policy.load(FOLDER)) as am:
        keys = am.keyset.subscribe_key, am.keyset.publish_key
        print(json.dumps([am.port, *keys, am.grant(granted().to_request())]), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve()
