"""Our own addresses, under `/_pnpolicy/`: log, tokens, messages, clock, and the page that shows them."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router

from pnpolicy.emulator.core import Core
from pnpolicy.emulator.guard import OwnPagesOnly
from pnpolicy.emulator.issued import Issued
from pnpolicy.emulator.log import line
from pnpolicy.emulator.message import json_object
from pnpolicy.emulator.readings import STRICT
from pnpolicy.emulator.state import Message
from pnpolicy.wire.actions import PRESENCE_SUFFIX

LOG_AT_ONCE: Final = 1_000
"""Decisions in one answer of the log; the next answer goes on where it ends."""
TOKENS_AT_ONCE: Final = 500
"""Tokens in one answer, the newest ones."""
PAYLOAD_SHOWN: Final = 300
"""Characters of a message that are shown."""
ADVANCE_MOST: Final = 366 * 24 * 3600.0
"""Seconds by which one request may move the clock. The longest token lives for thirty days."""
CONTROL_BYTES: Final = 1_024
"""Bytes of a request that moves the clock."""
CONTROL_SECONDS: Final = 10.0
"""Until they have to be there."""

NEXT: Final = "X-Pnpolicy-Next"
"""The header that says which `since` comes next."""

_KINDS: Final = {0: "message", 1: "signal", 2: "App Context event", 3: "message action", 4: "file"}


def routes(core: Core) -> Sequence[BaseRoute]:
    """The routes of Starlette that show what a core does."""
    pages = _Pages(core)
    ours = Router(
        [
            Route("/", pages.status),
            Route("/about", pages.about),
            Route("/log", pages.log),
            Route("/tokens", pages.tokens),
            Route("/messages", pages.messages),
            Route("/clock", pages.clock),
            Route("/clock", pages.advance, methods=["POST"]),
        ]
    )
    return (
        Route("/_pnpolicy", lambda _: RedirectResponse("/_pnpolicy/")),
        Mount("/_pnpolicy", app=OwnPagesOnly(ours, core.origin)),
    )


class _Pages:
    def __init__(self, core: Core) -> None:
        self._core = core

    async def status(self, request: Request) -> Response:
        """The page for people."""
        del request
        return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})

    async def about(self, request: Request) -> Response:
        """What is served, read how. No secret."""
        del request
        core = self._core
        return JSONResponse(
            {
                "origin": core.origin,
                "keysets": [
                    {"subscribe_key": keyset.subscribe_key, "publish_key": keyset.publish_key}
                    for keyset in core.keysets.values()
                ],
                "reading": str(core.readings),
                "readings": asdict(core.readings),
                "not_strict": list(core.readings.differences(STRICT)),
                "decisions": core.log.count,
            }
        )

    async def log(self, request: Request) -> Response:
        """The decisions after the first `since`, a line of JSON each, the oldest first."""
        since = _since(request)
        if since is None:
            return _NO_NUMBER
        log = self._core.log
        found = log.since(since, LOG_AT_ONCE)
        headers = {NEXT: str(log.after(since, len(found)))}
        text = "".join(f"{line(decision)}\n" for decision in found)
        return Response(text, media_type="application/x-ndjson", headers=headers)

    async def tokens(self, request: Request) -> Response:
        """The tokens that are not expired, the newest first."""
        del request
        now = self._core.clock.now()
        known = [issued for issued in self._core.tokens.newest() if issued.expires > now]
        shown = [self._token(issued, now) for issued in known[:TOKENS_AT_ONCE]]
        return JSONResponse({"now": now, "count": len(known), "tokens": shown})

    def _token(self, issued: Issued, now: float) -> dict[str, Any]:
        revoked = self._core.state.revoked.get(issued.fingerprint)
        start = revoked["from"] if revoked is not None else None
        told = {key: value for key, value in asdict(issued).items() if key != "fingerprint"}
        return {"label": issued.label, **told, "revoked": start is not None and start <= now, "revoked_from": start}

    async def messages(self, request: Request) -> Response:
        """What was sent after the timetoken `since`, on whatever channel, the oldest first."""
        since = _since(request)
        if since is None:
            return _NO_NUMBER
        found = [_message(message) for message in self._core.stream.recent if message.timetoken > since]
        return JSONResponse({"messages": found}, headers={NEXT: found[-1]["timetoken"] if found else str(since)})

    async def clock(self, request: Request) -> Response:
        """The time."""
        del request
        clock = self._core.clock
        return JSONResponse({"now": clock.now(), "ahead": clock.ahead})

    async def advance(self, request: Request) -> Response:
        """Moves the time forward: `{"advance": 60}`."""
        try:
            given = json_object(await _body(request))
        except ValueError:
            given = {}
        seconds = given.get("advance", -1)
        if len(given) != 1 or type(seconds) not in (int, float) or not 0 <= seconds <= ADVANCE_MOST:
            told = f'send {{"advance": seconds}}, 0 to {ADVANCE_MOST:.0f}; time only moves forward'
            return JSONResponse({"error": told}, 400)
        self._core.clock.advance(seconds)
        self._core.tick()
        return await self.clock(request)


def _message(message: Message) -> dict[str, Any]:
    payload = json.dumps(message.payload, ensure_ascii=False)
    return {
        "timetoken": str(message.timetoken),  # JavaScript's numbers are too short for it
        "channel": message.channel,
        "kind": "presence" if message.channel.endswith(PRESENCE_SUFFIX) else _KINDS[message.kind],
        "publisher": message.publisher,
        "payload": payload if len(payload) <= PAYLOAD_SHOWN else f"{payload[: PAYLOAD_SHOWN - 1]}…",
    }


def _since(request: Request) -> int | None:
    """The number of `since`, 0 without one; None if it is no number."""
    text = request.query_params.get("since", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None  # noqa: PLR2004  any timetoken


async def _body(request: Request) -> bytes:
    """The body of a request. Raises ValueError if it is too long, or does not come."""
    body = b""
    try:
        async with asyncio.timeout(CONTROL_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > CONTROL_BYTES:
                    raise ValueError("too long")
    except (TimeoutError, ClientDisconnect):
        raise ValueError("it did not come") from None
    return body


_NO_NUMBER: Final = JSONResponse({"error": "`since` takes a whole number, from 0 on"}, 400)

_PAGE: Final = files(__package__).joinpath("page.html").read_text(encoding="utf-8")


def _hash(tag: str) -> str:
    """What a policy calls the text of the page's one element of a tag."""
    text = _PAGE.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"script-src {_hash('script')}",
        f"style-src {_hash('style')}",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""The page may run its own script, which may ask us. Text cannot become markup, whoever wrote it."""
