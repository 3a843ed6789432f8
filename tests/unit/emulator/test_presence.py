"""Presence: who is where, since when, and what others are told of it."""

from typing import Any

import pytest

from pnpolicy.emulator import presence as bounds
from pnpolicy.emulator.readings import Readings
from pnpolicy.emulator.state import Message
from tests.emulating import Bench

OF = "/v2/presence/sub-key/{sub}/channel"
ALL = {"^.*$": 1}


@pytest.fixture
def bench() -> Bench:
    return Bench(Readings(wildcard="text"))


@pytest.fixture
def token(bench: Bench) -> str:
    bench.core.state.groups.put(("g", "a"), {})
    bench.core.state.groups.put(("g", "b"), {})
    bench.core.state.groups.put(("g", "a-pnpres"), {})
    return bench.grant(user=None, channel_patterns=ALL, group_patterns=ALL)


def events(bench: Bench, channel: str) -> list[tuple[str, str, int]]:
    """Action, user and occupancy, as they were told."""
    told: list[Message] = bench.core.stream.after(f"{channel}-pnpres", 0)
    return [(message.payload["action"], message.payload["uuid"], message.payload["occupancy"]) for message in told]


def ask(bench: Bench, token: str, path: str, user: str = "alice", **query: str) -> Any:  # noqa: ANN401  a JSON value
    names = {name.replace("_", "-") if name == "channel_group" else name: value for name, value in query.items()}
    answer = bench.told("GET", path, names, token=token, user=user)
    assert answer.status == 200, answer.body
    return answer.body


def test_coming_staying_and_going(bench: Bench, token: str) -> None:
    """A heartbeat joins and keeps, for as long as it says; leave leaves; silence times out."""
    assert ask(bench, token, f"{OF}/a,c,c-pnpres/heartbeat", channel_group="g", heartbeat="30") == {
        "status": 200, "message": "OK", "service": "Presence",
    }  # fmt: skip
    ask(bench, token, f"{OF}/a/heartbeat", "bob", heartbeat="60")
    assert [bench.core.presence.users(name) for name in ("a", "b", "c")] == [["alice", "bob"], ["alice"], ["alice"]]
    left = ask(bench, token, f"{OF}/,/leave", channel_group="g,g-pnpres")
    assert left == {"status": 200, "message": "OK", "action": "leave", "service": "Presence"}
    bench.core.clock.advance(30)
    bench.core.tick()
    assert bench.core.presence.channels() == ["a"]
    bench.core.clock.advance(30)
    bench.core.tick()
    assert events(bench, "a") == [
        ("join", "alice", 1),
        ("join", "bob", 2),
        ("leave", "alice", 1),
        ("timeout", "bob", 0),
    ]
    assert events(bench, "b") == [("join", "alice", 1), ("leave", "alice", 0)]
    assert events(bench, "c") == [("join", "alice", 1), ("timeout", "alice", 0)]
    ask(bench, token, f"{OF}/a/leave")
    assert len(events(bench, "a")) == 4


def test_the_last_word_counts(bench: Bench, token: str) -> None:
    """A heartbeat that promises less than the one before is believed."""
    ask(bench, token, f"{OF}/a/heartbeat")
    ask(bench, token, f"{OF}/a/heartbeat", heartbeat="20")
    bench.core.clock.advance(20)
    bench.core.tick()
    assert bench.core.presence.users("a") == []


def test_wildcards_have_presence_of_their_own(bench: Bench, token: str) -> None:
    """Who subscribes to `foo.*` is on `foo.*`; `foo.*-pnpres` tells of that and of every channel under it."""
    ask(bench, token, f"{OF}/foo.*,foo.bar,foo.bar.*/heartbeat")
    assert bench.core.presence.channels("alice") == ["foo.*", "foo.bar", "foo.bar.*"]
    told = [message.channel for message in bench.core.stream.after("foo.*-pnpres", 0)]
    assert sorted(told) == ["foo.*-pnpres", "foo.bar-pnpres", "foo.bar.*-pnpres"]
    assert bench.core.stream.after("foo.*", 0) == []


def test_here_now(bench: Bench, token: str) -> None:
    """One channel has an answer of its own; several, or groups, tell those where somebody is."""
    for user in ("alice", "bob", "cy"):
        ask(bench, token, f"{OF}/a/heartbeat", user, state='{"a": {"mood": "good"}}' if user == "bob" else "")
    ask(bench, token, f"{OF}/foo.*/heartbeat")
    head = {"status": 200, "message": "OK", "service": "Presence"}
    assert ask(bench, token, f"{OF}/a") == {**head, "uuids": ["alice", "bob", "cy"], "occupancy": 3}
    assert ask(bench, token, f"{OF}/foo.*") == {**head, "uuids": ["alice"], "occupancy": 1}
    assert ask(bench, token, f"{OF}/b") == {**head, "uuids": [], "occupancy": 0}
    assert ask(bench, token, f"{OF}/a", disable_uuids="1") == {**head, "occupancy": 3}
    assert ask(bench, token, f"{OF}/a", state="1", limit="2", offset="1")["uuids"] == [
        {"uuid": "bob", "state": {"mood": "good"}}, {"uuid": "cy"},
    ]  # fmt: skip
    assert ask(bench, token, f"{OF}/a", limit="0") == {**head, "uuids": [], "occupancy": 3}
    several = {"channels": {"a": {"occupancy": 3}}, "total_channels": 1, "total_occupancy": 3}
    assert ask(bench, token, f"{OF}/a,nowhere", disable_uuids="1")["payload"] == several
    assert ask(bench, token, f"{OF}/,", channel_group="g", disable_uuids="1")["payload"] == several


def test_where_now(bench: Bench, token: str) -> None:
    """Channels of a user, whoever asks."""
    ask(bench, token, f"{OF}/b,a/heartbeat", "bob/1")
    where = bench.told("GET", "/v2/presence/sub-key/{sub}/uuid/bob%2F1", user="nobody").body
    assert where == {"status": 200, "message": "OK", "payload": {"channels": ["b", "a"]}, "service": "Presence"}


def test_state(bench: Bench, token: str) -> None:
    """It replaces what was there, others are told of a change, and it goes with the user."""
    ask(bench, token, f"{OF}/a/heartbeat")
    told = ask(bench, token, f"{OF}/a,c/uuid/alice/data", state='{"x": 1}', channel_group="g")
    assert told == {"status": 200, "message": "OK", "payload": {"x": 1}, "service": "Presence"}
    ask(bench, token, f"{OF}/a/uuid/alice/data", state='{"x": 1}')
    ask(bench, token, f"{OF}/a/uuid/alice/data", state='{"y": 2}')
    assert ask(bench, token, f"{OF}/a/uuid/alice", "bob") == {
        "status": 200, "message": "OK", "uuid": "alice", "channel": "a", "payload": {"y": 2}, "service": "Presence",
    }  # fmt: skip
    several = ask(bench, token, f"{OF}/c/uuid/alice", channel_group="g")["payload"]
    assert several == {"channels": {"c": {"x": 1}, "a": {"y": 2}, "b": {"x": 1}}}
    changes = [message.payload for message in bench.core.stream.after("a-pnpres", 0)][1:]
    assert [(change["action"], change["data"]) for change in changes] == [
        ("state-change", {"x": 1}), ("state-change", {"y": 2}),
    ]  # fmt: skip
    assert bench.core.stream.after("c-pnpres", 0) == []
    ask(bench, token, f"{OF}/a/leave")
    assert ask(bench, token, f"{OF}/a/uuid/alice")["payload"] == {}


def test_whose_state(bench: Bench) -> None:
    """A token of a user sets that user's; one of nobody, or the secret key, anybody's. Everybody may look."""
    bound, free = bench.grant(channels={"a": 1}), bench.grant(user=None, channels={"a": 1})
    path = f"{OF}/a/uuid/bob/data"
    refused = bench.told("GET", path, {"state": '{"x": 1}'}, token=bound)
    assert (refused.status, refused.body["message"]) == (403, "Token is not valid for this user.")  # type: ignore[index]
    why = "the token is bound to `alice`, and this is the state of `bob`"
    assert [decision.why for decision in bench.core.log.since(0)] == [why]
    assert bench.told("GET", path, {"state": '{"x": 1}'}, token=free).status == 200
    assert bench.told("GET", path, {"state": '{"x": 2}'}, signed=True).status == 200
    assert ask(bench, bound, f"{OF}/a/uuid/bob")["payload"] == {"x": 2}


@pytest.mark.parametrize(
    ("path", "needs"),
    [
        ("/a/heartbeat", {"channels": ["a"], "channel-groups": ["g"]}),
        ("/a", {"channels": ["a"], "channel-groups": ["g"]}),
        ("/a/uuid/alice", {"channels": ["a"], "channel-groups": ["g"]}),
        ("/a/uuid/alice/data", {"channels": ["a"], "channel-groups": ["g"]}),
        ("/a/leave", None),
    ],
)
def test_who_may(path: str, needs: object) -> None:
    """Read on every channel and every group; leaving takes nothing."""
    bench = Bench()
    query = {"channel-group": "g", "state": '{"x": 1}' if path.endswith("data") else ""}
    answer = bench.told("GET", OF + path, query, token=bench.grant(channels={"b": 1}))
    if needs is None:
        assert answer.status == 200
    else:
        assert (answer.status, answer.body["payload"]) == (403, needs)  # type: ignore[index]
    token = bench.grant(channels={"a": 1}, groups={"g": 1})
    assert bench.told("GET", OF + path, query, token=token).status == 200


def test_everywhere(bench: Bench, token: str) -> None:
    """Who is on every channel is told to the secret key only: no source says what else it takes."""
    ask(bench, token, f"{OF}/a,b/heartbeat")
    everywhere = "/v2/presence/sub-key/{sub}"
    assert bench.told("GET", everywhere, token=token).status == 403
    payload = bench.told("GET", everywhere, {"disable_uuids": "1"}, signed=True).body["payload"]  # type: ignore[index]
    one = {"occupancy": 1}
    assert payload == {"channels": {"a": one, "b": one}, "total_channels": 2, "total_occupancy": 2}


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/,/heartbeat", {}, "No channels and no channel groups"),
        ("/,/leave", {}, "No channels and no channel groups"),
        ("/,", {}, "No channels and no channel groups"),
        ("/a", {"limit": "x"}, "`limit` is not a whole number"),
        ("/a", {"state": "yes"}, "`state` is not a whole number"),
        ("/a/uuid/", {}, "Invalid user id"),
        (f"/a/uuid/{'u' * 93}/data", {"state": "{}"}, "Invalid user id"),
        ("/a/uuid/alice/data", {}, "No state"),
        ("/a/uuid/alice/data", {"state": "1"}, "A state has to be a JSON object"),
        ("/a.b.c.*/heartbeat", {}, "A wildcard has at most 3 levels"),
    ],
)
def test_requests_that_make_no_sense(bench: Bench, token: str, path: str, query: dict[str, str], said: str) -> None:
    """400 says what is wrong."""
    answer = bench.told("GET", OF + path, query, token=token)
    assert (answer.status, answer.body["message"]) == (400, said)  # type: ignore[index]
    assert bench.core.presence.channels() == []


def test_presence_is_bounded(bench: Bench, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes too late is on no list; a state too many is refused, and what is gone makes room."""
    monkeypatch.setattr(bounds, "PRESENT_MOST", 2)
    monkeypatch.setattr(bounds, "STATES_BYTES", 40)
    for user in ("alice", "bob", "cy"):
        ask(bench, token, f"{OF}/a/heartbeat", user)
    assert bench.core.presence.users("a") == ["alice", "bob"]
    ask(bench, token, f"{OF}/a/uuid/alice/data", state='{"x": 1111111111111}')
    ask(bench, token, f"{OF}/a/uuid/alice/data", state='{"x": 2222222222222}')
    full = bench.told("GET", f"{OF}/a/uuid/bob/data", {"state": '{"x": 1111111111111}'}, token=token)
    assert full.status == 507
    ask(bench, token, f"{OF}/a/leave", "alice")
    ask(bench, token, f"{OF}/a/heartbeat", "cy")
    ask(bench, token, f"{OF}/a/uuid/cy/data", state='{"x": 1111111111111}')
    assert bench.core.presence.users("a") == ["bob", "cy"]
