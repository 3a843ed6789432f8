"""HTTP/1.1 with bounds: addresses, headers and patience end somewhere."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pnpolicy.emulator import answers
from pnpolicy.emulator.transport import Joined
from pnpolicy.wire.limits import URL_MAX

HEADERS_MAX: Final = 64 * 1024
"""Bytes of all headers of a request."""
HEADERS_SECONDS: Final = 10.0
"""From the opening of a connection, or the first byte of a further request, until its headers have to be there."""
READ_SECONDS: Final = 30.0
"""Until a client has to have read something of an answer that is more than its connection holds."""


class Bounded(HttpToolsProtocol):
    """uvicorn's own protocol, which would read addresses of any length and wait for them for ever."""

    _headers_size = 0
    _is_waiting = False
    _unfinished = 0
    _is_too_long = False
    _is_over = False
    _patience: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts to wait for a request."""
        super().connection_made(Joined(transport, self.loop))
        self._is_waiting = True
        self._patience = self._later(HEADERS_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Starts to wait for the rest of a request."""
        if self._is_over:
            return
        if self.cycle is None or self.cycle.response_complete:
            self._is_waiting = True
        super().data_received(data)
        if not self._is_waiting or self._is_over or self.transport.is_closing():
            return
        if self._patience is None:
            self._patience = self._later(HEADERS_SECONDS, self._give_up)
        # A header is told once it is whole, so what is not is counted here, from the second piece on.
        self._unfinished += len(data) if self._unfinished else 1
        if self._unfinished > URL_MAX + HEADERS_MAX:
            self.send_400_response("The headers are too long.")

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come."""
        self._stop_waiting()
        self._was_read()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        super().pause_writing()
        self._unread = self._later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read."""
        self._was_read()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Ends a connection that is not used, and with it an answer that nobody reads."""
        self.transport.abort()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._headers_size = 0
        self._is_waiting = True

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        super().on_url(url)
        if len(self.url) > URL_MAX:
            self._is_too_long = True
            raise ValueError("the address is too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        super().on_header(name, value)
        self._headers_size += len(name) + len(value)
        if self._headers_size > HEADERS_MAX:
            raise ValueError("the headers are too long")

    def on_headers_complete(self) -> None:
        """The headers are there."""
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP, or too long, and reads no more.

        The connection stays until the client ends it, but not for long: if it were closed while something comes, the
        client could miss the answer.
        """
        self._stop_waiting()
        self._is_over = True
        if self.cycle is not None and not self.cycle.response_complete:  # what else was asked is not answered any more
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        answer = answers.URL_TOO_LONG if self._is_too_long else answers.bad_request(msg)
        content = answer.content()
        head = (
            b"HTTP/1.1 %d %s\r\nContent-Type: text/javascript; charset=UTF-8\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n" % (answer.status, HTTPStatus(answer.status).phrase.encode(), len(content))
        )
        self.transport.write(head + content)
        self.transport.write_eof()
        self._patience = self._later(HEADERS_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        self._is_waiting, self._unfinished = False, 0
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        self.transport.abort()

    def _was_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _later(self, seconds: float, what: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, what)
