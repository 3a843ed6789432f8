"""What `/_pnpolicy/` tells and does."""

import json
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from pnpolicy.emulator import Emulator, Keyset, running
from pnpolicy.emulator.log import MOST, Log
from pnpolicy.emulator.pages import LOG_AT_ONCE, NEXT, PAYLOAD_SHOWN
from tests.asking import Told, ask, grant, publish
from tests.emulating import Bench


@pytest.fixture
def am() -> Iterator[Emulator]:
    with running(keyset=Keyset.new()) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def still() -> Iterator[Emulator]:
    """One that no test changes."""
    with running(keyset=Keyset.new()) as emulator:
        yield emulator


def lines(told: Told) -> list[dict[str, object]]:
    assert told.headers["Content-Type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in told.text.splitlines()]


def test_log(am: Emulator) -> None:
    """A line for each decision; asked with the number it gave, only what is new."""
    token = grant(am, {"a": 2}, "alice", pnpolicy="live-voting/voter@0123456789ab")
    publish(am, "a", 1, token, "alice")
    publish(am, "b", 1, token, "alice")
    told = ask(am, "/_pnpolicy/log")
    first, second = lines(told)
    assert [(line["name"], line["allowed"]) for line in (first, second)] == [("a", True), ("b", False)]
    assert first["by"] == ["resources.channels `a`: write"]
    assert first["stamp"] == "live-voting/voter@0123456789ab"
    assert second["why"]
    assert token not in told.text
    assert told.headers[NEXT] == "2"
    publish(am, "c", 1, token, "alice")
    told = ask(am, "/_pnpolicy/log?since=2")
    assert [line["name"] for line in lines(told)] == ["c"]
    assert told.headers[NEXT] == "3"
    late = ask(am, "/_pnpolicy/log?since=99")  # by somebody who knew an emulator before this one
    assert (late.text, late.headers[NEXT]) == ("", "3")


def test_a_long_log_comes_in_parts() -> None:
    """Each decision that is kept once, and the number of the last of all in the end."""
    bench, log = Bench(), Log()
    bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=b"1")
    (decision,) = bench.core.log.since(0)
    for _ in range(MOST + 2_000):
        log.add(decision)
    at = parts = count = 0
    while found := log.since(at, LOG_AT_ONCE):
        at, parts, count = log.after(at, len(found)), parts + 1, count + len(found)
    assert (at, parts, count) == (MOST + 2_000, MOST // LOG_AT_ONCE, MOST)


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "²", "9" * 21])
@pytest.mark.parametrize("page", ["log", "messages"])
def test_no_number(still: Emulator, page: str, since: str) -> None:
    """Is told so."""
    assert ask(still, f"/_pnpolicy/{page}?since={quote(since)}").status == 400


def test_tokens(am: Emulator) -> None:
    """The live ones, by their labels; revoked ones say so, expired ones are gone."""
    old = grant(am, {"a": 2}, "alice")
    am.advance(minutes=30)
    token = grant(am, {"a": 2, "b": 1}, pnpolicy="chat/member@0123456789ab")
    publish(am, "a", 1, token, "bob")
    publish(am, "b", 1, token, "bob")
    told = ask(am, "/_pnpolicy/tokens")
    assert old not in told.text
    assert token not in told.text
    first, second = told.json["tokens"]
    assert (first["stamp"], first["user"], first["names"], first["patterns"]) == (
        "chat/member@0123456789ab",
        None,
        2,
        0,
    )
    assert (first["allowed"], first["refused"]) == (1, 1)
    assert first["expires"] - first["issued"] == 3600
    assert (second["user"], second["stamp"], second["revoked"]) == ("alice", None, False)
    assert first["label"] == am.decisions()[0].token
    am.advance(minutes=30)
    assert [one["label"] for one in ask(am, "/_pnpolicy/tokens").json["tokens"]] == [first["label"]]


def test_many_tokens(am: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest are shown, all are counted."""
    monkeypatch.setattr("pnpolicy.emulator.pages.TOKENS_AT_ONCE", 3)
    for _ in range(5):
        grant(am, {"a": 1}, "alice")  # the same text within a second is the same token
        am.advance(seconds=1)
    told = ask(am, "/_pnpolicy/tokens").json
    assert (told["count"], len(told["tokens"])) == (5, 3)
    issued = [token["issued"] for token in told["tokens"]]
    assert issued == sorted(issued, reverse=True)


def test_messages(am: Emulator) -> None:
    """What was sent on whatever channel, long ones shortened, and only once to whoever goes on from the last."""
    token = grant(am, {"a": 3, "b": 3})
    publish(am, "a", {"text": "é"}, token, "alice")
    publish(am, "b", "x" * 1000, token, "bob")
    publish(am, "c", 1, token, "bob")  # refused, so it is no message
    told = ask(am, "/_pnpolicy/messages")
    first, second = told.json["messages"]
    assert (first["channel"], first["publisher"], first["kind"]) == ("a", "alice", "message")
    assert first["payload"] == '{"text": "é"}'
    assert len(second["payload"]) == PAYLOAD_SHOWN
    assert second["payload"].endswith("…")
    at = told.headers[NEXT]
    assert at == second["timetoken"]
    again = ask(am, f"/_pnpolicy/messages?since={at}")
    assert (again.json, again.headers[NEXT]) == ({"messages": []}, at)


def test_clock(am: Emulator) -> None:
    """It is moved, tokens expire by it, and whoever waits with one is told at once."""
    token = grant(am, {"a": 1}, "alice")
    answers: list[Told] = []
    path = f"/v2/subscribe/{am.keyset.subscribe_key}/a/0?tt=1&uuid=alice&auth={token}"
    waiting = threading.Thread(target=lambda: answers.append(ask(am, path)))
    waiting.start()
    while not am.decisions():
        time.sleep(0.01)
    assert not answers
    before = am.now()
    told = ask(am, "/_pnpolicy/clock", "POST", b'{"advance": 3600.5}')
    assert told.status == 200
    assert told.json["ahead"] == 3600.5
    assert told.json["now"] - before >= 3600.5
    waiting.join(5)
    assert answers[0].status == 403
    assert "expired" in answers[0].text
    assert ask(am, "/_pnpolicy/clock").json["ahead"] == 3600.5


@pytest.mark.parametrize(
    "body",
    [
        b"", b"60", b"{", b"[" * 1000, b"{}", b'{"advance": -1}', b'{"advance": true}', b'{"advance": "60"}',
        b'{"advance": null}', b'{"advance": NaN}', b'{"advance": 1e999}', b'{"advance": 1e9}', b'{"advance": [1]}',
        b'{"advance": 1, "back": 2}', b'{"advance": 1' + b" " * 1024 + b"}", b"\xff",
    ],
)  # fmt: skip
def test_a_clock_is_not_moved_by_nonsense(still: Emulator, body: bytes) -> None:
    """Backward neither."""
    assert ask(still, "/_pnpolicy/clock", "POST", body).status == 400
    assert ask(still, "/_pnpolicy/clock").json["ahead"] == 0


def test_about(still: Emulator) -> None:
    """What is served, without the secret."""
    told = ask(still, "/_pnpolicy/about")
    assert told.json["origin"] == f"http://{still.origin}"
    assert (told.json["reading"], told.json["not_strict"]) == ("strict", [])
    assert still.keyset.subscribe_key in told.text
    assert still.keyset.secret_key not in told.text


def test_addresses(still: Emulator) -> None:
    """Without a slash one is sent to the page; what is not there is not there, and not PubNub's either."""
    redirect = ask(still, "/_pnpolicy")
    assert (redirect.status, redirect.headers["Location"]) == (307, "/_pnpolicy/")
    assert ask(still, "/_pnpolicy/nothing").status == 404
    assert ask(still, "/_pnpolicy/log", "DELETE").status == 405


def test_a_token_is_known_once() -> None:
    """Minted or presented, and what is decided over it is counted for it alone."""
    bench = Bench()
    tokens = bench.core.tokens
    first = bench.grant(channels={"a": 2})
    second = bench.grant(channels={"a": 3})
    label = tokens.newest()[0].label
    bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=b"1", token=second)
    assert [(issued.label == label, issued.allowed) for issued in tokens.newest()] == [(True, 1), (False, 0)]
    bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=b"1", token=first)  # known already
    assert len(tokens.newest()) == 2


def test_room_for_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends: whatever was minted first is forgotten, and what is decided over it is counted nowhere."""
    monkeypatch.setattr("pnpolicy.emulator.issued.TOKENS_MOST", 2)
    bench = Bench()
    minted = [bench.grant(channels={name: 2}) for name in "abc"]
    bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=b"1", token=minted[0])  # presented, so it is known again
    assert len(bench.core.tokens.newest()) == 2
    bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=b"1")
    assert sum(issued.allowed + issued.refused for issued in bench.core.tokens.newest()) == 1
