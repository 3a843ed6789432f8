"""Plain HTTP requests to a running emulator, as a program without an SDK makes them."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from typing import Any
from urllib.parse import quote, urlencode

from pnpolicy.emulator import Emulator


@dataclass(frozen=True)
class Told:
    """An answer."""

    status: int
    headers: HTTPMessage
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.text)


def ask(
    am: Emulator,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: list[tuple[str, str]] | None = None,
) -> Told:
    """The answer to a request; with headers, those are all that it has."""
    connection = HTTPConnection(am.host, am.port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=headers is not None, skip_accept_encoding=True)
        for name, value in headers or []:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Told(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()


def grant(am: Emulator, channels: dict[str, int], user: str | None = None, **meta: str) -> str:
    """A token of an hour for some channels."""
    permissions = {"resources": {"channels": channels}, "meta": meta, **({"uuid": user} if user else {})}
    return am.grant(json.dumps({"ttl": 60, "permissions": permissions}).encode())


def publish(am: Emulator, channel: str, message: object, token: str, user: str) -> int:
    """The status of a publish."""
    keys, text = am.keyset, quote(json.dumps(message), safe="")
    path = f"/publish/{keys.publish_key}/{keys.subscribe_key}/0/{quote(channel, safe='')}/0/{text}"
    return ask(am, f"{path}?{urlencode({'auth': token, 'uuid': user}, quote_via=quote)}").status
