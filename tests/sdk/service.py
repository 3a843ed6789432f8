"""A local HTTP server that answers as told, and PubNub objects of the real SDK that talk to it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from pubnub.endpoints.access.grant_token import GrantToken
from pubnub.models.consumer.v3.channel import Channel
from pubnub.models.consumer.v3.group import Group
from pubnub.models.consumer.v3.uuid import UUID
from pubnub.pnconfiguration import PNConfiguration
from pubnub.pubnub import PubNub
from pubnub.request_handlers.httpx import HttpxRequestHandler

from pnpolicy.wire.actions import Kind
from pnpolicy.wire.body import encode
from pnpolicy.wire.signature import sign
from tests.vectors import RECORDED

EXCHANGES = {exchange["name"]: exchange for exchange in RECORDED["exchanges"]}
GRANTED = EXCHANGES["grant_token_with_uuid_and_channels"]["answer"]
TOKEN = GRANTED["data"]["token"]
REVOKED = EXCHANGES["revoke_token#2"]["answer"]
REFUSED = EXCHANGES["grant_token_invalid_ttl"]["answer"]
SECRET = "sec-c-x"  # noqa: S105 - a dummy
BODY = encode(
    60,
    "alicé",
    {Kind.CHANNELS: {"room-1": 3, "é": 1}, Kind.GROUPS: {"g": 1}, Kind.USERS: {"alicé": 96}},
    {Kind.CHANNELS: {r"^shard-(?:[0-9]|[1-5][0-9])$": 1}},
    {"role": "voter", "n": 1},
)


class Answer(NamedTuple):
    status: int = 200
    content: bytes = json.dumps(GRANTED).encode()
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0
    missing: int = 0


class Request(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, strict_parsing=True))


@dataclass
class Service:
    """What the server answers, in turn (the last one for good), and what it was asked."""

    port: int
    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    requests: list[Request] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def serving() -> Iterator[Service]:
    """A server for a while, on a port of its own."""
    state = Service(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}
            state.requests.append(Request(self.command, self.path, headers, body))
            answer = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            time.sleep(answer.delay)
            self.send_response(answer.status)
            self.send_header("Content-Type", "text/javascript; charset=UTF-8")
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content) + answer.missing))
            self.end_headers()
            self.wfile.write(answer.content)
            self.close_connection = bool(answer.missing)

        do_POST = do_DELETE = answer  # noqa: N815 - the names are http.server's

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        server.shutdown()
        thread.join(5)


def configuration(origin: str, **changes: object) -> PNConfiguration:
    config = PNConfiguration()
    config.disable_config_locking = False
    config.enable_subscribe = False
    config.origin = origin
    config.ssl = False
    config.subscribe_key, config.publish_key, config.secret_key = "sub-c-x", "pub-c-x", SECRET
    config.user_id = "srv"
    for name, value in changes.items():
        setattr(config, name, value)
    return config


class Unusual(HttpxRequestHandler):  # type: ignore[misc] # for want of types
    """A request handler of the user's own, for which there is no shortcut."""


def granted_by_the_sdk(pubnub: PubNub) -> GrantToken:
    """The SDK's own request for the grant of `BODY`."""
    return (
        pubnub.grant_token()
        .ttl(60)
        .authorized_uuid("alicé")
        .channels(
            [
                Channel.id("room-1").read().write(),
                Channel.id("é").read(),
                Channel.pattern(r"^shard-(?:[0-9]|[1-5][0-9])$").read(),
            ]
        )
        .groups([Group.id("g").read()])
        .uuids([UUID.id("alicé").get().update()])
        .meta({"role": "voter", "n": 1})
    )


def verifies(request: Request) -> bool:
    """Whether the signature on the wire is that of the request."""
    query = request.query
    return query["signature"] == sign(SECRET, "pub-c-x", request.method, request.path, query, request.body)
