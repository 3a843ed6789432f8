"""Who may see and move an emulator: whoever runs it, and no web page that is open in the same browser."""

from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_Message: TypeAlias = MutableMapping[str, Any]

_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""No other page may frame an answer, read it, or run it as something that it is not."""


class OwnPagesOnly:
    """Lets a request pass if no page of somebody else can have made it.

    A browser sends what any page asks for. Two headers tell, and a page can forge neither:

    - `Origin` names the page, wherever it matters; it has to be one of ours.
    - `Host` names whom the browser believes to talk to. A page whose name its owner points at this machine (DNS
      rebinding) is of our origin as far as the browser knows, but then its name stands here. So it has to be a name
      that nobody else can point anywhere: an IP address, `localhost`, or the host that the emulator was told to use.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        """Guards an application; `origin` is where clients reach the emulator."""
        self._app = app
        self._host = urlsplit(origin).hostname

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        app = self._app if self._is_ours(scope["headers"]) else _REFUSED
        await app(scope, receive, _with_headers(send))

    def _is_ours(self, headers: list[tuple[bytes, bytes]]) -> bool:
        hosts = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        origins = [value.decode("latin-1").lower() for name, value in headers if name == b"origin"]
        if len(hosts) != 1 or not self._is_our_name(hosts[0]):
            return False
        return all(origin == f"http://{hosts[0]}" for origin in origins)

    def _is_our_name(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name, _ = parts.hostname, parts.port  # a port that is no number raises
        except ValueError:
            return False
        if name is None or parts.netloc != host or "@" in host:
            return False
        return name in ("localhost", self._host) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Send) -> Callable[[_Message], Awaitable[None]]:
    async def sent(message: _Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_HEADERS]}
        await send(message)

    return sent


_REFUSED: Final = PlainTextResponse(
    "Only for pages and programs that ask for the emulator by its own address, and no other page in between.\n", 403
)
