"""Subscribing: who may, what is told, and what ends a long poll."""

from collections.abc import Mapping
from typing import Any

import pytest

from pnpolicy.emulator.message import Answer, Parked
from pnpolicy.emulator.readings import Readings
from pnpolicy.emulator.routes.addressed import HEARTBEAT_SECONDS
from pnpolicy.emulator.routes.subscribe import POLL_SECONDS
from tests.emulating import Bench

ALL = {"^.*$": 1}


def subscribe(
    bench: Bench, token: str | None, channels: str = "", groups: str = "", cursor: int = 0, **query: str
) -> Answer | Parked:
    asked = {"tt": str(cursor), "channel-group": groups, **query}
    return bench.ask("GET", f"/v2/subscribe/{{sub}}/{channels or ','}/0", asked, token=token)


def first(bench: Bench, token: str, channels: str = "", groups: str = "", **query: str) -> int:
    """The cursor that a client starts with."""
    return cursor_of(subscribe(bench, token, channels, groups, 0, **query))


def cursor_of(answer: object) -> int:
    match answer:
        case Answer(status=200, body={"t": {"t": str(cursor), "r": 12}}):
            return int(cursor)
    raise AssertionError(answer)


def parked(outcome: Answer | Parked) -> Parked:
    assert isinstance(outcome, Parked)
    return outcome


def messages(answer: object) -> list[dict[str, Any]]:
    assert isinstance(answer, Answer)
    body: Any = answer.body
    assert answer.status == 200, body
    return list(body["m"])


def test_an_envelope() -> None:
    """A message is told with its channel, its publisher, its time, and the name it was found by."""
    bench = Bench(Readings(wildcard="text"))
    token = bench.grant(channel_patterns=ALL)
    cursor = first(bench, token, "a.*,a.*-pnpres")
    sent = bench.core.send("a.b", {"x": 1}, "bob", meta={"m": 1}, custom_type="t", kind=1)
    came, message = messages(subscribe(bench, token, "a.*,a.*-pnpres", cursor=cursor))
    assert message == {
        "a": "2", "f": 0, "i": "bob", "p": {"t": str(sent.timetoken), "r": 12}, "k": "sub-c-x", "c": "a.b",
        "d": {"x": 1}, "b": "a.*", "e": 1, "u": {"m": 1}, "cmt": "t",
    }  # fmt: skip
    assert (came["c"], came["b"], "i" in came) == ("a.*-pnpres", "a.*-pnpres", False)
    assert came["d"] == {"action": "join", "timestamp": 1_790_000_000, "uuid": "alice", "occupancy": 1}


@pytest.mark.parametrize(
    ("channels", "groups", "by"),
    [("a.*,a.b.*,a.b.c", "g", "a.b.c"), ("a.b.*", "g,h", "a.b.*"), ("", "h,g", "h"), ("x", "g", "g")],
)
def test_a_message_is_told_once(channels: str, groups: str, by: str) -> None:
    """By the channel itself before a wildcard, and by that before a group."""
    bench = Bench(Readings(wildcard="text"))
    token = bench.grant(channel_patterns=ALL, group_patterns=ALL)
    for group in ("g", "h"):
        bench.core.state.groups.put((group, "a.b.c"), {})
    cursor = first(bench, token, channels, groups)
    bench.core.send("a.b.c", 1, "bob")
    assert [told["b"] for told in messages(subscribe(bench, token, channels, groups, cursor))] == [by]


def test_names_that_are_not_allowed() -> None:
    """One of them refuses the whole request, which says which they are; nobody is present, nobody waits."""
    bench = Bench()
    token = bench.grant(channels={"a": 1, "b": 2}, groups={"g": 1})
    answer = subscribe(bench, token, "a,b,a-pnpres,foo.*", "g,h", heartbeat="20")
    assert isinstance(answer, Answer)
    payload = {"channels": ["b", "a-pnpres", "foo.*"], "channel-groups": ["h"]}
    assert (answer.status, answer.body["payload"]) == (403, payload)  # type: ignore[index]
    assert bench.core.presence.channels() == []
    assert bench.core.stream.parked == 0


@pytest.mark.parametrize(
    ("channels", "groups", "query", "said"),
    [
        (",", "", {}, "No channels and no channel groups"),
        ("a.b.c.*", "", {}, "A wildcard has at most 3 levels"),
        ("*", "", {}, "Invalid channel name"),
        ("a.*.b", "", {}, "Invalid channel name"),
        ("a.*.*", "", {}, "Invalid channel name"),
        ("a:b", "", {}, "Invalid channel name"),
        ("x" * 93, "", {}, "Invalid channel name"),
        ("-pnpres", "", {}, "Invalid channel name"),
        ("", "g.*", {}, "Invalid channel group name"),
        ("", "a:b:c", {}, "Invalid channel group name"),
        ("", ":g", {}, "Invalid channel group name"),
        ("", "empty", {}, "Channel group or groups result in empty subscription set"),
        ("a", "", {"tt": "-1"}, "`tt` is not a whole number"),
        ("a", "", {"heartbeat": "x"}, "`heartbeat` is not a whole number"),
        ("a", "", {"filter-expr": "a == 1"}, "The emulator does not evaluate filter expressions"),
        ("a", "", {"state": "[1]"}, "A state has to be a JSON object"),
        ("a", "", {"state": '{"a": 1}'}, "A state has to be a JSON object"),
        ("a", "", {"state": '{"a": {"x": NaN}}'}, "A state has to be a JSON object"),
        ("a", "", {"uuid": "u" * 93}, "`uuid` has at most 92 characters"),
    ],
)
def test_requests_that_make_no_sense(channels: str, groups: str, query: Mapping[str, str], said: str) -> None:
    """400 says what is wrong."""
    bench = Bench()
    token = bench.grant(user=None, channel_patterns=ALL, group_patterns=ALL)
    answer = bench.told(
        "GET", f"/v2/subscribe/{{sub}}/{channels or ','}/0", {"channel-group": groups, **query}, token=token
    )
    assert (answer.status, answer.body["message"]) == (400, said)  # type: ignore[index]


def test_a_wildcard_of_two_dots_is_taken() -> None:
    """`a.b.*` is the deepest; a name that only looks so is none."""
    bench = Bench(Readings(wildcard="text"))
    token = bench.grant(channel_patterns=ALL)
    assert first(bench, token, "a.b.*,a.b.*-pnpres,a.b.c.d")


def test_a_poll_that_has_nothing_to_say() -> None:
    """It ends after a while with the cursor it came with, and its client stays present for the time it asked for."""
    bench = Bench()
    token = bench.grant(channels={"a": 1})
    cursor = first(bench, token, "a", heartbeat="20")
    poll = parked(subscribe(bench, token, "a", cursor=cursor, heartbeat="20"))
    woken: list[bool] = []
    poll.wake = lambda: woken.append(True)
    bench.core.clock.advance(POLL_SECONDS - 1)
    bench.core.tick()
    assert not woken
    assert poll.again() is None
    assert bench.core.presence.users("a") == ["alice"]
    bench.core.clock.advance(1)
    bench.core.tick()
    assert woken
    answer = poll.again()
    assert (cursor_of(answer), messages(answer)) == (cursor, [])
    poll.close()
    bench.core.clock.advance(19)
    bench.core.tick()
    assert bench.core.presence.users("a") == ["alice"]
    bench.core.clock.advance(1)
    bench.core.tick()
    assert bench.core.presence.users("a") == []


def test_a_cursor_ahead_of_the_time() -> None:
    """It counts as now: what comes later is told."""
    bench = Bench()
    token = bench.grant(channels={"a": 1})
    poll = parked(subscribe(bench, token, "a", cursor=10**19))
    bench.core.send("a", 1, "bob")
    assert [told["d"] for told in messages(poll.again())] == [1]


@pytest.mark.parametrize("end", ["revoked", "revoked later", "expired"])
def test_a_token_that_ends_ends_the_poll(end: str) -> None:
    """With 403, as soon as it is known; messages that come then are not told, and the log says why."""
    bench = Bench(Readings(revocation_delay=30 if end == "revoked later" else 0))
    token = bench.grant(channels={"a": 1}, ttl=1)
    poll = parked(subscribe(bench, token, "a", cursor=first(bench, token, "a")))
    woken: list[bool] = []
    poll.wake = lambda: woken.append(True)
    if end == "expired":
        bench.core.clock.advance(60)
        bench.core.tick()
    else:
        assert bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{token}", signed=True).status == 200
        assert woken
    if end == "revoked later":
        assert poll.again() is None
        woken.clear()
        bench.core.tick()
        assert not woken
        bench.core.clock.advance(30)
        bench.core.tick()
    assert woken
    bench.core.send("a", "secret", "bob")
    answer = poll.again()
    assert isinstance(answer, Answer)
    text = "Token is expired." if end == "expired" else "Token is revoked"
    assert (answer.status, answer.body["message"]) == (403, text)  # type: ignore[index]
    assert poll.again() is answer
    decision = bench.core.log.since(0)[-1]
    assert (decision.operation, decision.allowed, decision.user) == ("token", False, "alice")
    poll.close()
    assert bench.core.stream.parked == 0


def test_two_polls_of_one_user() -> None:
    """Who leaves is gone though a poll of before still waits; who came back is not held, nor let go, by that one."""
    bench = Bench()
    token = bench.grant(channels={"a": 1})
    cursor = first(bench, token, "a")
    old = parked(subscribe(bench, token, "a", cursor=cursor))
    assert bench.told("GET", "/v2/presence/sub-key/{sub}/channel/a/leave", token=token).status == 200
    assert bench.core.presence.users("a") == []
    new = parked(subscribe(bench, token, "a", cursor=cursor))
    old.close()
    bench.core.clock.advance(HEARTBEAT_SECONDS + 1)
    bench.core.tick()
    assert bench.core.presence.users("a") == ["alice"]
    bench.told("GET", "/v2/presence/sub-key/{sub}/channel/a/leave", token=token)
    bench.told("GET", "/v2/presence/sub-key/{sub}/channel/a/heartbeat", {"heartbeat": "1000"}, token=token)
    new.close()
    bench.core.clock.advance(999)
    bench.core.tick()
    assert bench.core.presence.users("a") == ["alice"]
    bench.core.clock.advance(1)
    bench.core.tick()
    assert bench.core.presence.users("a") == []


def test_state_comes_with_subscribing() -> None:
    """For channels and for groups that are named; what is said of others is nobody's."""
    bench = Bench()
    token = bench.grant(channels={"a": 1}, groups={"g": 1})
    bench.core.state.groups.put(("g", "b"), {})
    first(bench, token, "a", "g", state='{"a": {"x": 1}, "g": {"y": 2}, "c": {"z": 3}}')
    state = bench.core.presence.state
    assert [state(channel, "alice") for channel in ("a", "b", "c")] == [{"x": 1}, {"y": 2}, {}]


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "1e999", "[" * 201 + "]" * 201, "[" * 5000, '{"a":' * 300])
def test_json_that_could_not_be_sent_on(text: str) -> None:
    """It is none: no subscriber could read it."""
    bench = Bench()
    token = bench.grant(channels={"a": 2})
    answer = bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=text.encode(), token=token)
    assert (answer.status, answer.body) == (400, [0, "Invalid JSON in message", "0"])


def test_json_as_deep_as_can_be() -> None:
    """Two hundred levels pass through, as do brackets that are text."""
    bench = Bench()
    token = bench.grant(channels={"a": 3})
    cursor = first(bench, token, "a")
    for text in ("[" * 200 + "]" * 200, f'"{"[" * 300}"', f"[{'[],' * 300}[]]"):
        assert bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=text.encode(), token=token).status == 200
    answer = subscribe(bench, token, "a", cursor=cursor)
    assert len(messages(answer)) == 3
    assert isinstance(answer, Answer)
    assert answer.content()
