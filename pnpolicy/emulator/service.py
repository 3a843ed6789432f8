"""The core behind HTTP: an ASGI application. Starlette carries our own pages; PubNub's go to the core."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from starlette.applications import Starlette

from pnpolicy.emulator import answers
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.message import Answer, Parked, Request
from pnpolicy.emulator.pages import routes

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_MAX: Final = 8 * 1024 * 1024
"""Bytes of a request body, before and after it is decompressed: a file of 5 MB, as PubNub takes them, and what is
around it."""
BODIES_MAX: Final = 64 * 1024 * 1024
"""Bytes of all bodies that are on their way at once."""
BODY_SECONDS: Final = 10.0
"""Until a body has to be there."""

_PAGES: Final = "/_pnpolicy"
_HEADERS: Final = (
    (b"content-type", b"text/javascript; charset=UTF-8"),
    (b"cache-control", b"no-cache, no-store, must-revalidate"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, DELETE, PATCH, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-expose-headers", b"*"),
)
"""As recorded."""


def application(core: Core) -> Application:
    """The whole service."""
    pages, gateway = Starlette(routes=[*routes(core)]), Gateway(core)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        is_ours = path.startswith(_PAGES) and path[len(_PAGES) :][:1] in ("", "/")
        await (pages if is_ours else gateway)(scope, receive, send)

    return served


class Gateway:
    """What takes PubNub's requests."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._bodies = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["method"] == "OPTIONS":  # a browser asks before it sends
            await _send(send, Answer(200, {}))
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = b""
        if "content-length" in headers or "transfer-encoding" in headers:
            try:
                body = _plain(await self._body(receive, headers), headers.get("content-encoding", ""))
            except _Unreadable as fault:
                await _send(send, fault.answer)
                return
            except _Gone:
                return
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        outcome = self._core.answer(Request(scope["method"], path, query, body, headers))
        answer = await _waited(outcome, receive) if isinstance(outcome, Parked) else outcome
        if answer is not None:
            await _send(send, answer)

    async def _body(self, receive: Receive, headers: dict[str, str]) -> bytes:
        """The bytes of a body, which is whole.

        Raises:
            _Unreadable: it is too large, or does not come.
            _Gone: the client went away before it was whole.
        """
        parts: list[bytes] = []
        size = 0
        try:
            if int(headers.get("content-length", 0)) > BODY_MAX:
                raise _Unreadable(_TOO_LARGE)
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _Gone
                    part: bytes = message.get("body", b"")
                    parts.append(part)
                    size += len(part)
                    self._bodies += len(part)
                    if size > BODY_MAX:
                        raise _Unreadable(_TOO_LARGE)
                    if self._bodies > BODIES_MAX:
                        raise _Unreadable(_BUSY)
                    if not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise _Unreadable(_TOO_SLOW) from None
        finally:
            self._bodies -= size


async def _waited(parked: Parked, receive: Receive) -> Answer | None:
    """The answer of a long poll; None if the client went away first."""
    loop = asyncio.get_running_loop()
    woken = loop.create_future()

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    parked.wake = wake
    gone = asyncio.ensure_future(_gone(receive))
    try:
        while True:
            await asyncio.wait((woken, gone), return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                return None
            woken = loop.create_future()
            answer = parked.again()
            if answer is not None:
                return answer
    finally:
        gone.cancel()
        parked.close()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Gone(Exception):  # noqa: N818  it is nobody's error
    pass


class _Unreadable(Exception):  # noqa: N818  it carries an answer
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__()


def _plain(body: bytes, encoding: str) -> bytes:
    """A body without its compression: JavaScript's SDK deflates what it posts."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("deflate", "gzip"):
        raise _Unreadable(answers.bad_request("Unknown content encoding"))
    inflater = zlib.decompressobj(wbits=47) if body[:1] in (b"\x78", b"\x1f") else zlib.decompressobj(wbits=-15)
    try:
        plain = inflater.decompress(body, BODY_MAX + 1)
    except zlib.error:
        raise _Unreadable(_NOT_COMPRESSED) from None
    if len(plain) > BODY_MAX:
        raise _Unreadable(_TOO_LARGE)
    if not inflater.eof or inflater.unused_data:
        raise _Unreadable(_NOT_COMPRESSED)
    return plain


_TOO_LARGE: Final = Answer(413, {"status": 413, "error": True, "message": "Request Entity Too Large"})
_TOO_SLOW: Final = Answer(408, {"status": 408, "error": True, "message": "Request Timeout"})
_BUSY: Final = Answer(503, {"status": 503, "error": True, "message": "Service Unavailable"})
_NOT_COMPRESSED: Final = answers.bad_request("The body is not what its content encoding says")


async def _send(send: Send, answer: Answer) -> None:
    content = answer.content()
    own = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
    named = {name for name, _ in own}
    headers = [*own, *(pair for pair in _HEADERS if pair[0] not in named)]
    if answer.status != HTTPStatus.NO_CONTENT:  # which must not say how long it is
        headers.append((b"content-length", b"%d" % len(content)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
