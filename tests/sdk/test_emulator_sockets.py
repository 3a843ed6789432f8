"""An emulator on a real socket, and clients that mean no good: the documented error, and the server goes on."""

import json
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote

import pytest
from pubnub.exceptions import PubNubException
from pubnub.pubnub import PubNub

from pnpolicy.emulator import Emulator, Keyset, protocol, running, server, service
from pnpolicy.wire.limits import URL_MAX
from tests.sdk.service import configuration

KEYS: Final = Keyset("sub-c-x", "pub-c-x", "sec-c-x")
PUBLISH: Final = "/publish/pub-c-x/sub-c-x/0/a/0"
PATIENCE: Final = 0.4
"""Seconds that the emulator waits here; the tests wait longer."""


@pytest.fixture(scope="module")
def am() -> Iterator[Emulator]:
    with running(keyset=KEYS) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def token(am: Emulator) -> str:
    return am.grant(json.dumps({"ttl": 60, "permissions": {"resources": {"channels": {"a": 3}}}}).encode())


@pytest.fixture(autouse=True)
def _goes_on(am: Emulator) -> Iterator[None]:
    yield
    status, _, body = ask(am, b"GET /time/0 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (status, len(json.loads(body))) == (200, 1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEADERS_SECONDS", PATIENCE)
    monkeypatch.setattr(protocol, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(service, "BODY_SECONDS", PATIENCE)


def connected(am: Emulator) -> socket.socket:
    return socket.create_connection((am.host, am.port), timeout=10)


def ask(am: Emulator, sent: bytes) -> tuple[int, str, bytes]:
    """Status, head and body of the first answer to what is sent."""
    with connected(am) as client:
        client.sendall(sent)
        return answer_of(client)


def answer_of(client: socket.socket, held: bytes = b"") -> tuple[int, str, bytes]:
    while b"\r\n\r\n" not in held and (more := client.recv(1 << 16)):
        held += more
    head, _, body = held.partition(b"\r\n\r\n")
    text = head.decode("latin-1").lower()
    length = int(text.partition("content-length: ")[2].partition("\r\n")[0] or "0")
    while len(body) < length and (more := client.recv(1 << 16)):
        body += more
    return int(text.split()[1]) if text else 0, text, body


def is_ended(client: socket.socket) -> bool:
    """Whether the other side ends the connection; raises TimeoutError if it does not."""
    try:
        while client.recv(1 << 16):
            pass
    except ConnectionError:
        pass
    return True


def posted(body: bytes, token: str, *headers: str) -> bytes:
    lines = [f"POST {PUBLISH}?uuid=u&auth={quote(token)} HTTP/1.1", "Host: x", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def test_an_address_that_is_too_long_is_told_so(am: Emulator) -> None:
    """414 above 32 KiB, as the SDKs' own publish of a long message sees it."""
    path = "/time/0?" + "a" * (URL_MAX - len("/time/0?"))
    assert ask(am, f"GET {path} HTTP/1.1\r\n\r\n".encode())[0] == 200
    status, head, body = ask(am, f"GET {path}a HTTP/1.1\r\n\r\n".encode())
    assert (status, json.loads(body)["status"]) == (414, 414)
    assert "connection: close" in head
    pubnub = PubNub(configuration(am.origin))
    try:
        with pytest.raises(PubNubException, match="414"):
            pubnub.publish().channel("a").message("x" * 60_000).sync()
        assert pubnub.publish().channel("a").message("x" * 20_000).sync().result.timetoken
    finally:
        pubnub.get_request_handler().close()


@pytest.mark.parametrize(
    ("start", "more", "status"),
    [
        pytest.param(b"GET /", b"a" * 4096, 414, id="an address"),
        pytest.param(b"GET /time/0?", b"&a=%20" * 700, 414, id="a query"),
        pytest.param(b"GET /time/0 HTTP/1.1\r\nX: ", b"a" * 4096, 400, id="a header"),
        pytest.param(b"GET /time/0 HTTP/1.1\r\nX", b"a" * 4096, 400, id="the name of a header"),
        pytest.param(b"GET /time/0 HTTP/1.1\r\n", b"X: a\r\n" * 700, 400, id="headers"),
        pytest.param(b"", b"\r\n" * 2048, 400, id="nothing at all"),
    ],
)
def test_what_never_ends_is_ended(am: Emulator, start: bytes, more: bytes, status: int) -> None:
    """As soon as it is too long, not when it is over."""
    with connected(am) as client:
        client.sendall(start)
        for _ in range(64):
            client.sendall(more)
            time.sleep(0.001)  # so that it comes in pieces
        assert answer_of(client)[0] == status
        client.shutdown(socket.SHUT_WR)
        assert is_ended(client)


@pytest.mark.usefixtures("impatient")
def test_a_request_that_comes_byte_by_byte_is_not_waited_for(am: Emulator) -> None:
    """The whole head has its time, however steadily it comes; so has the next one of a connection."""
    with connected(am) as client:
        client.sendall(b"GET /time/0 HTTP/1.1\r\n\r\n")
        assert answer_of(client)[0] == 200
        start = time.monotonic()
        with pytest.raises(ConnectionError):
            _drip(client, b"GET /time/0 HTTP/1.1\r\nX: " + b"a" * 1000)
        assert PATIENCE <= time.monotonic() - start < 10 * PATIENCE + 5


def _drip(client: socket.socket, sent: bytes) -> None:
    for byte in sent:
        client.sendall(bytes([byte]))
        time.sleep(PATIENCE / 10)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"GET", b"GET /time/0 HTTP/1.1\r\nHost: x\r\n", b"\r\n"])
def test_connections_that_say_nothing_more_are_ended(am: Emulator, sent: bytes) -> None:
    """Many at once, while others are served; and one that is half closed."""
    idle = [connected(am) for _ in range(40)]
    for client in idle:
        client.sendall(sent)
    assert ask(am, b"GET /time/0 HTTP/1.1\r\n\r\n")[0] == 200
    assert all(map(is_ended, idle))
    for client in idle:
        client.close()
    with connected(am) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        assert is_ended(client)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("framed", ["Content-Length: 10", "Transfer-Encoding: chunked"])
def test_a_body_that_does_not_come_is_not_waited_for(am: Emulator, token: str, framed: str) -> None:
    """408; nothing is published of what came."""
    before = len(am.messages("a"))
    part = b"1" if "Length" in framed else b"1\r\n1\r\n"
    assert ask(am, posted(part, token, framed))[0] == 408
    assert len(am.messages("a")) == before


@pytest.mark.parametrize("framed", ["Content-Length: 10", "Transfer-Encoding: chunked"])
def test_of_a_client_that_goes_away_nothing_is_taken(am: Emulator, token: str, framed: str) -> None:
    """The beginning of a number is a number as well."""
    before = len(am.messages("a"))
    with connected(am) as client:
        client.sendall(posted(b"1" if "Length" in framed else b"1\r\n1\r\n", token, framed))
        time.sleep(0.05)
    assert ask(am, posted(b"2", token, "Content-Length: 1"))[0] == 200
    assert [message.payload for message in am.messages("a")[before:]] == [2]


def test_a_body_that_is_too_large_is_refused(am: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """413: at once if it says how large it is, else when it is known; 503 if there are too many at once."""
    assert ask(am, posted(b"", token, f"Content-Length: {service.BODY_MAX + 1}", "Expect: 100-continue"))[0] == 413
    assert ask(am, posted(b"", token, "Content-Length: 9" + "0" * 18))[0] == 413
    monkeypatch.setattr(service, "BODY_MAX", 100_000)
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    assert ask(am, posted(chunk * 4, token, "Transfer-Encoding: chunked"))[0] == 413
    monkeypatch.setattr(service, "BODIES_MAX", 50_000)
    with connected(am) as client:
        client.sendall(posted(b" " * 40_000, token, "Content-Length: 50000"))
        time.sleep(0.1)
        assert ask(am, posted(b" " * 20_000, token, "Content-Length: 20000"))[0] == 503
    assert ask(am, posted(b" " * 20_000 + b"1", token, "Content-Length: 20001"))[0] == 200


def packed(data: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("deflate", packed(b'"x"', 15), 200),
        ("deflate", packed(b'"x"', -15), 200),
        ("gzip", packed(b'"x"', 31), 200),
        ("identity", b'"x"', 200),
        ("deflate", packed(b" " * 20_000_000, 15), 413),
        ("deflate", packed(b" " * 20_000_000, -15), 413),
        ("gzip", packed(b" " * 20_000_000, 31), 413),
        ("gzip", packed(packed(b" " * 20_000_000, 31), 31), 400),
        ("deflate", packed(b"12345", 15)[:-6], 400),
        ("gzip", packed(b"1", 31) + packed(b"2", 31), 400),
        ("deflate", b"\x78\x9cno", 400),
        ("gzip", b"", 400),
        ("br", b'"x"', 400),
        ("gzip, gzip", packed(b'"x"', 31), 400),
    ],
)
def test_compressed_bodies_are_what_they_say(am: Emulator, token: str, encoding: str, body: bytes, status: int) -> None:
    """JavaScript's SDK deflates what it posts. A bomb does not go off, and half a message is none."""
    headers = f"Content-Length: {len(body)}", f"Content-Encoding: {encoding}"
    assert ask(am, posted(body, token, *headers))[0] == status


@pytest.mark.parametrize(
    "sent",
    [
        b"\0" * 100,
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(range(200)),  # TLS
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /time/0 HTTP/9.9\r\n\r\n",
        b"GET / time/0 HTTP/1.1\r\n\r\n",
        b"GET /time/0\0 HTTP/1.1\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n",
        b"GET time/0 HTTP/1.1\r\n\r\n",
        b"CONNECT x:443 HTTP/1.1\r\n\r\n",
        b"BREW /time/0 HTTP/1.1\r\n\r\n",
        b"GET /time/0 HTTP/1.1\r\nX\0: 1\r\n\r\n",
        b"GET /time/0 HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /time/0 HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
        b"POST /time/0 HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1",
        b"POST /time/0 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n",
        b"POST /time/0 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"F" * 40 + b"\r\n",
    ],
)
def test_what_is_no_http_is_refused(am: Emulator, sent: bytes) -> None:
    """With 400, or by hanging up."""
    with connected(am) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        assert answer_of(client)[0] in {0, 400}
        assert is_ended(client)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v2/../time/0 HTTP/1.1\r\n\r\n", 404),
        (b"GET /%zz HTTP/1.1\r\n\r\n", 400),
        (b"GET http://x/time/0 HTTP/1.1\r\n\r\n", 200),
        (b"GET /time/0 HTTP/1.0\r\n\r\n", 200),
        (b"GET /time/0#/x HTTP/1.1\r\n\r\n", 200),
        (b"GET /time/0\r\n\r\n", 200),
        (b"PUT /time/0 HTTP/1.1\r\n\r\n", 404),
        (b"TRACE /time/0 HTTP/1.1\r\n\r\n", 404),
        (b"OPTIONS /any HTTP/1.1\r\n\r\n", 200),
        (b"GET /time/0 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
        (b"GET /time/0 HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n", 200),
        (b"GET /_pnpolicyx HTTP/1.1\r\n\r\n", 404),
        (b"GET /_pnpolicy/../time/0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
    ],
)
def test_what_is_http_is_answered(am: Emulator, sent: bytes, status: int) -> None:
    """And nothing but HTTP/1.1 is spoken."""
    assert ask(am, sent)[0] == status


def test_requests_that_come_together_are_answered_one_by_one(am: Emulator, token: str) -> None:
    """In their order, also behind a long poll; garbage behind one ends both."""
    publish = posted(b"1", token, "Content-Length: 1")
    with connected(am) as client:
        client.sendall(
            b"GET /x HTTP/1.1\r\n\r\n" + b"GET /time/0 HTTP/1.1\r\n\r\n" * 50 + publish + b"GET /y HTTP/1.0\r\n\r\n"
        )
        held = b""
        while more := client.recv(1 << 16):
            held += more
    statuses = [part.split(b" ", 1)[0] for part in held.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"404", *[b"200"] * 51, b"404"]
    now = int(am.now() * 10_000_000)
    poll = f"GET /v2/subscribe/sub-c-x/a/0?uuid=v&tt={now}&auth={quote(token)} HTTP/1.1\r\n\r\n".encode()
    with connected(am) as client:
        client.sendall(poll + b"GET /z HTTP/1.0\r\n\r\n")
        time.sleep(0.1)
        assert ask(am, publish)[0] == 200
        assert answer_of(client)[0] == 200
        assert is_ended(client)
    with connected(am) as client:
        client.sendall(poll.replace(str(now).encode(), b"9" * 17))
        time.sleep(0.1)
        client.sendall(b"\0\0\0")
        assert answer_of(client)[0] == 400


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_nobody_reads_is_given_up(am: Emulator, token: str) -> None:
    """What is more than the connection holds is not kept for ever."""
    for _ in range(100):
        assert ask(am, posted(b'"' + b"x" * 30_000 + b'"', token, "Content-Length: 30002"))[0] == 200
    request = f"GET /v2/subscribe/sub-c-x/a/0?uuid=w&tt=1&auth={quote(token)} HTTP/1.1\r\n\r\n".encode()
    whole = len(ask(am, request)[2])
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect((am.host, am.port))
        client.sendall(request * 4)
        time.sleep(3 * PATIENCE)
        held = 0
        try:
            while more := client.recv(1 << 16):
                held += len(more)
        except ConnectionError:
            pass
    assert 0 < held < 4 * whole


def test_connections_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes then is told 503; when others have gone it is served."""
    monkeypatch.setattr(server, "CONNECTIONS_MOST", 4)
    time_ = b"GET /time/0 HTTP/1.1\r\n\r\n"
    with running(keyset=KEYS) as am:
        clients = [connected(am) for _ in range(4)]
        eventually(lambda: ask(am, time_)[0] == 503)
        for client in clients:
            client.close()
        eventually(lambda: ask(am, time_)[0] == 200)


def eventually(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_listens_on_loopback_unless_told_otherwise(am: Emulator) -> None:
    """On no other address of this machine, not even another one of loopback."""
    assert am.host == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", am.port), timeout=5)


def test_without_policy_and_keys_everything_is_forbidden() -> None:
    """By HTTP as well; only our own pages are there."""
    with running() as am:
        for path in ("/time/0", PUBLISH + "/1", "/v2/subscribe/sub-c-x/a/0", "/v3/pam/sub-c-x/grant", "/", "/x"):
            for method in ("GET", "POST", "DELETE", "PATCH"):
                status, _, body = ask(am, f"{method} {path} HTTP/1.1\r\n\r\n".encode())
                assert (status, json.loads(body)["message"]) == (403, "Forbidden")
        with pytest.raises(LookupError):
            am.keyset  # noqa: B018  it has none
