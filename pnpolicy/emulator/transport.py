"""A connection on which an answer leaves in one piece."""

import asyncio
from typing import Any


class Joined(asyncio.Transport):
    """Sends together what is written in one go: uvicorn writes head and body apart, and each costs a system call."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held: list[bytes | bytearray | memoryview] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Sends something before the loop turns to anything else that waits."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)

    def write_eof(self) -> None:
        """Says that nothing more will be sent, once everything is."""
        self._send()
        self._transport.write_eof()

    def close(self) -> None:
        """Ends the connection once everything is sent."""
        self._send()
        self._transport.close()

    def abort(self) -> None:
        """Ends the connection at once."""
        self._held.clear()
        self._transport.abort()

    def _send(self) -> None:
        if self._held:
            joined = b"".join(self._held)
            self._held.clear()
            self._transport.write(joined)

    def is_closing(self) -> bool:
        """Whether it ends, or has ended."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  as asyncio has it
        """What asyncio knows of the connection."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Lets what comes wait."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Takes what comes."""
        self._transport.resume_reading()
