"""Who may grant and revoke, and what a request must show: the doors that everything else rests on."""

import json
from urllib.parse import quote

import pytest

from pnpolicy.emulator.message import Answer, Parked, Request
from pnpolicy.wire.signature import sign
from tests.emulating import KEYS, Bench

GRANT = "/v3/pam/{sub}/grant"
BODY = json.dumps({"ttl": 1, "permissions": {"resources": {"channels": {"a": 3}}}}).encode()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_only_the_secret_key_grants(bench: Bench) -> None:
    """Neither nobody nor the holder of a token with every right: no token comes of it."""
    token = bench.grant(channels={"a": 239}, channel_patterns={"^.*$": 239})
    for presented in (None, token):
        answer = bench.told("POST", GRANT, body=BODY, token=presented)
        assert answer.status == 400
        assert b"Invalid timestamp" in answer.content()
        stamped = {"timestamp": str(int(bench.core.clock.outside()))}
        answer = bench.told("POST", GRANT, stamped, body=BODY, token=presented)
        assert answer.status == 403
        assert b"Invalid signature" in answer.content()


def test_only_the_secret_key_revokes(bench: Bench) -> None:
    """A token stays of use, whoever else asks."""
    token = bench.grant(channels={"a": 3})
    stamped = {"timestamp": str(int(bench.core.clock.outside()))}
    assert bench.told("DELETE", f"{GRANT}/{quote(token, safe='')}", stamped, token=token).status == 403
    assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token).status == 200
    assert bench.told("DELETE", f"{GRANT}/{quote(token, safe='')}", signed=True).status == 200
    assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token).status == 403


def test_what_only_publish_may_sign(bench: Bench) -> None:
    """JavaScript's SDK signs a posted publish as a GET without a body; a grant signed so could say anything."""

    def posted(path: str, body: bytes) -> Answer | Parked:
        query = {"uuid": "srv", "timestamp": str(int(bench.core.clock.outside()))}
        query["signature"] = sign(KEYS.secret_key, KEYS.publish_key, "GET", path, query)
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return bench.core.answer(Request("POST", path, text, body))

    answer = posted(f"/v3/pam/{KEYS.subscribe_key}/grant", BODY)
    assert isinstance(answer, Answer)
    assert answer.status == 403
    answer = posted(f"/publish/{KEYS.publish_key}/{KEYS.subscribe_key}/0/a/0", b"1")
    assert isinstance(answer, Answer)
    assert answer.status == 200


@pytest.mark.parametrize("user", ["", "bob", "Alice", "alice "])
def test_a_bound_token_is_one_users(bench: Bench, user: str) -> None:
    """Nobody else presents it, and nobody without a name."""
    token = bench.grant(channels={"a": 3})
    assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token).status == 200
    assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token, user=user).status == 403


def test_a_token_of_nobody_is_everybodys(bench: Bench) -> None:
    """Also without a name."""
    token = bench.grant(user=None, channels={"a": 3})
    for user in ("", "bob"):
        assert bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", token=token, user=user).status == 200


@pytest.mark.parametrize(
    "permissions",
    [
        {"resources": {"channels": {"a": 256}}},
        {"patterns": {"channels": {"^a$": 999}}},
        {"resources": {"channels": {"a": 1}}, "categories": {"channels": 33}},
        {"resources": {"channels": {"a": 1}}, "categories": {"channels": 1}},
        {"resources": {"channels": {"a": 1}}, "categories": {"groups": 32}},
    ],
)
def test_flags_that_there_are_not(bench: Bench, permissions: object) -> None:
    """Refused with 400: nobody knows what they would mean."""
    body = json.dumps({"ttl": 1, "permissions": permissions}).encode()
    assert bench.told("POST", GRANT, body=body, signed=True).status == 400


def test_messages_end(bench: Bench) -> None:
    """One of 32 KiB is sent, one more byte is too many."""
    token = bench.grant(channels={"a": 3})
    path = "/publish/{pub}/{sub}/0/a/0"
    longest = b'"' + b"x" * (32 * 1024 - 2) + b'"'
    assert bench.told("POST", path, body=longest, token=token).status == 200
    assert bench.told("POST", path, body=longest[:1] + longest, token=token).status == 413


def test_a_hundred_messages_in_one_answer(bench: Bench) -> None:
    """Of however many channels; the rest comes with the next, from where the first ends."""
    token = bench.grant(channels={"a": 3, "b": 3})
    subscribe = "/v2/subscribe/{sub}/a,b/0"
    cursor = bench.told("GET", subscribe, {"tt": "0"}, token=token).body["t"]["t"]  # type: ignore[index]
    for number in range(150):
        bench.told("GET", f"/publish/{{pub}}/{{sub}}/0/{'ab'[number % 2]}/0/{number}", token=token)
    first: dict[str, object] = bench.told("GET", subscribe, {"tt": cursor}, token=token).body  # type: ignore[assignment]
    then = first["t"]["t"]  # type: ignore[index]
    second: dict[str, object] = bench.told("GET", subscribe, {"tt": then}, token=token).body  # type: ignore[assignment]
    told = [[message["d"] for message in answer["m"]] for answer in (first, second)]  # type: ignore[attr-defined]
    assert told == [list(range(100)), list(range(100, 150))]
