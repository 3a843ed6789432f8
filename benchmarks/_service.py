"""A loopback grant service: it answers every request with one recorded grant, and keeps connections open.

`python -m benchmarks._service` prints its port and ends with its standard input.
"""

import json
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Final

from benchmarks._process import started
from benchmarks._voting import ROOT

_LENGTH: Final = re.compile(rb"(?i)content-length: *([0-9]+)\r")


@contextmanager
def serving() -> Iterator[str]:
    """A service in a process of its own, for a while; yields its origin."""
    with started("_service") as (_, line):
        yield f"127.0.0.1:{int(line)}"


def _serve() -> None:
    recorded = json.loads(Path(ROOT, "tests", "vectors", "recorded.json").read_text(encoding="utf-8"))
    granted = next(it for it in recorded["exchanges"] if it["name"] == "grant_token_with_uuid_and_channels")["answer"]
    body = json.dumps(granted).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/javascript; charset=UTF-8\r\nContent-Length: %d\r\n\r\n" % len(body)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    Thread(target=_accept, args=(listener, head + body), daemon=True).start()
    sys.stdin.read()


def _accept(listener: socket.socket, answer: bytes) -> None:
    while True:
        connection, _ = listener.accept()
        Thread(target=_answer, args=(connection, answer), daemon=True).start()


def _answer(connection: socket.socket, answer: bytes) -> None:
    """As lean as can be: what the service costs is added to both sides, and hides what tells them apart."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        held = b""
        while received := connection.recv(1 << 16):
            held += received
            end = held.find(b"\r\n\r\n") + 4
            if end >= 4 and (length := _LENGTH.search(held)) and len(held) >= end + int(length[1]):  # noqa: PLR2004
                held = held[end + int(length[1]) :]
                connection.sendall(answer)


if __name__ == "__main__":
    _serve()
