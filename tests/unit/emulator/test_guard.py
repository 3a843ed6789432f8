"""Which requests the emulator's own addresses take: none that somebody else's page can have made."""

from collections.abc import Iterator

import pytest

from pnpolicy.emulator import Emulator, Keyset, running
from tests.asking import ask

Headers = list[tuple[str, str]]


@pytest.fixture(scope="module")
def am() -> Iterator[Emulator]:
    with running(keyset=Keyset.new()) as emulator:
        yield emulator


def filled(headers: Headers, am: Emulator) -> Headers:
    return [(name, value.replace("PORT", str(am.port))) for name, value in headers]


@pytest.mark.parametrize(
    "headers",
    [
        [("Host", "127.0.0.1:PORT")],
        [("Host", "localhost:PORT")],
        [("Host", "LocalHost:PORT"), ("Origin", "http://localhost:PORT")],
        [("Host", "127.0.0.1:PORT"), ("Origin", "http://127.0.0.1:PORT")],
        [("Host", "[::1]:PORT"), ("Origin", "http://[::1]:PORT")],
        [("Host", "192.0.2.1:9000")],  # by way of a container's port; nobody else can point an address here
    ],
)
def test_ours(am: Emulator, headers: Headers) -> None:
    """By an address, or a name that always is this machine; from no page or from our own."""
    assert ask(am, "/_pnpolicy/clock", headers=filled(headers, am)).status == 200
    assert ask(am, "/_pnpolicy/clock", "POST", b'{"advance": 0}', filled(headers, am)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        [("Host", "evil.example:PORT")],  # DNS rebinding
        [("Host", "evil.example:PORT"), ("Origin", "http://evil.example:PORT")],
        [("Host", "localhost.evil.example")],
        [("Host", "127.0.0.1.evil.example")],
        [("Host", "127.0.0.1@evil.example")],
        [("Host", "127.0.0.1:PORT/evil.example")],
        [("Host", "127.0.0.1:port")],
        [("Host", "")],
        [],
        [("Host", "127.0.0.1:PORT"), ("Host", "evil.example")],
        [("Host", "127.0.0.1:PORT"), ("Origin", "https://evil.example")],  # a page that posts here
        [("Host", "127.0.0.1:PORT"), ("Origin", "http://127.0.0.1:3000")],  # another program's page on this machine
        [("Host", "127.0.0.1:PORT"), ("Origin", "http://localhost:PORT")],
        [("Host", "127.0.0.1:PORT"), ("Origin", "https://127.0.0.1:PORT")],
        [("Host", "127.0.0.1:PORT"), ("Origin", "null")],  # a sandboxed frame, a file
        [("Host", "127.0.0.1:PORT"), ("Origin", "")],
        [("Host", "127.0.0.1:PORT"), ("Origin", "http://127.0.0.1:PORT"), ("Origin", "http://evil.example")],
    ],
)
@pytest.mark.parametrize("page", ["", "log", "tokens", "messages", "clock", "nothing"])
def test_not_ours(am: Emulator, headers: Headers, page: str) -> None:
    """Reads nothing and moves nothing."""
    before = ask(am, "/_pnpolicy/clock").json["ahead"]
    method, body = ("POST", b'{"advance": 60}') if page == "clock" else ("GET", None)
    told = ask(am, f"/_pnpolicy/{page}", method, body, filled(headers, am))
    assert told.status == 403
    assert "Access-Control-Allow-Origin" not in told.headers
    assert ask(am, "/_pnpolicy/clock").json["ahead"] == before


def test_what_a_browser_asks_before(am: Emulator) -> None:
    """Is not answered as for PubNub's addresses, which any page may use."""
    origin = [("Host", f"127.0.0.1:{am.port}"), ("Origin", "https://app.example")]
    assert ask(am, "/_pnpolicy/clock", "OPTIONS", headers=origin).status == 403
    theirs = ask(am, "/time/0", "OPTIONS", headers=origin)
    assert (theirs.status, theirs.headers["Access-Control-Allow-Origin"]) == (200, "*")


def test_the_host_it_was_told_to_use() -> None:
    """Is ours by that name."""
    with running(keyset=Keyset.new(), host="localhost") as emulator:
        assert ask(emulator, "/_pnpolicy/clock", headers=[("Host", f"localhost:{emulator.port}")]).status == 200


def test_headers(am: Emulator) -> None:
    """No page frames an answer or runs it, and the status page runs its own script alone."""
    for page in ("", "log", "tokens"):
        headers = ask(am, f"/_pnpolicy/{page}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = ask(am, "/_pnpolicy/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
