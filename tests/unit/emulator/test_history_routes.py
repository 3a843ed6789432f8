"""Stored messages: read, counted, deleted."""

from typing import Any

import pytest

from tests.emulating import Bench

READ, WRITE, DELETE = 1, 2, 8
Query = dict[str, str]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def sent(bench: Bench, *messages: object, channel: str = "a") -> list[int]:
    """Timetokens of messages by alice."""
    return [bench.core.send(channel, message, "alice").timetoken for message in messages]


def got(bench: Bench, path: str, **query: object) -> Any:  # noqa: ANN401  any JSON value
    answer = bench.told("GET", path, {name: str(value) for name, value in query.items()}, signed=True)
    assert answer.status == 200, answer
    return answer.body


def old(bench: Bench, **query: object) -> Any:  # noqa: ANN401  likewise
    """Version 2 of history of the channel `a`."""
    return got(bench, "/v2/history/sub-key/{sub}/channel/a", **query)


def new(bench: Bench, channels: str = "a", **query: object) -> Any:  # noqa: ANN401  likewise
    """Version 3 of history."""
    return got(bench, f"/v3/history/sub-key/{{sub}}/channel/{channels}", **query)


def test_version_2_tells_the_newest_oldest_first(bench: Bench) -> None:
    """Messages, and the timetokens of the first and the last of them; two zeros if there is none."""
    assert old(bench) == [[], 0, 0]
    times = sent(bench, *range(5))
    assert old(bench) == [[0, 1, 2, 3, 4], times[0], times[4]]
    assert old(bench, count=2) == [[3, 4], times[3], times[4]]
    assert old(bench, count=2, reverse="true") == [[0, 1], times[0], times[1]]


@pytest.mark.parametrize(
    ("bounds", "messages"),
    [
        ({"start": 2}, [0, 1]),
        ({"end": 2}, [2, 3, 4]),
        ({"start": 3, "end": 1}, [1, 2]),
        ({"start": 1, "end": 3}, [2, 3]),
        ({"start": 2, "end": 2}, []),
        ({"start": 2, "reverse": "true"}, [3, 4]),
        ({"end": 2, "reverse": "true"}, [0, 1, 2]),
        ({"start": 4, "end": 0, "reverse": "true", "count": "2"}, [2, 3]),
    ],
)
def test_version_2_leaves_the_start_out_and_the_end_in(bench: Bench, bounds: Query, messages: list[int]) -> None:
    """Alone, a start is the newer bound and an end the older one, unless it is read the other way round."""
    times = sent(bench, *range(5))
    query = {name: times[value] if isinstance(value, int) else value for name, value in bounds.items()}
    assert old(bench, **query)[0] == messages


def test_version_2_tells_what_it_is_asked_for(bench: Bench) -> None:
    """Timetokens as numbers or texts; what was not sent beside a message is an empty text, as recorded."""
    bench.core.send("a", "x", "alice", meta={"k": 1})
    [time] = sent(bench, "y")
    assert old(bench, include_token=1, count=1) == [[{"message": "y", "timetoken": time}], time, time]
    texts = old(bench, include_token=1, string_message_token=1, count=1)
    assert texts == [[{"message": "y", "timetoken": str(time)}], str(time), str(time)]
    assert old(bench, include_meta="true")[0] == [{"message": "x", "meta": {"k": 1}}, {"message": "y", "meta": ""}]


def test_version_3_tells_what_it_is_asked_for(bench: Bench) -> None:
    """Timetokens are texts always; a message's type is null, a file's is 4: recorded."""
    first = bench.core.send("a", "x", "alice", meta=[1], custom_type="note").timetoken
    second = bench.core.send("a", {"file": {}}, "bob", kind=4).timetoken
    bench.core.send("a", "unseen", "alice", stored=False)
    assert new(bench) == {
        "status": 200,
        "error": False,
        "error_message": "",
        "channels": {
            "a": [{"message": "x", "timetoken": str(first)}, {"message": {"file": {}}, "timetoken": str(second)}]
        },
    }
    names = ("meta", "uuid", "message_type", "custom_message_type")
    told = new(bench, **{f"include_{name}": "true" for name in names})["channels"]["a"]
    assert [[item[name] for name in names] for item in told] == [[[1], "alice", None, "note"], ["", "bob", 4, ""]]


def test_version_3_reads_many_channels(bench: Bench) -> None:
    """25 messages of each; channels without one are not named; names are encoded unless asked otherwise."""
    sent(bench, *range(30))
    sent(bench, "x", channel="é")
    channels = new(bench, "a,%C3%A9,b")["channels"]
    assert {name: len(messages) for name, messages in channels.items()} == {"a": 25, "%C3%A9": 1}
    assert "é" in new(bench, "a,%C3%A9,b", encode_channels="false")["channels"]
    assert len(new(bench, max=99)["channels"]["a"]) == 30


def test_version_3_tells_of_more_where_its_own_limit_cuts(bench: Bench) -> None:
    """Not where the client's does: recorded. What is told leads to the rest."""
    times = sent(bench, *range(130))
    assert "more" not in new(bench, max=100)
    page = new(bench)
    start = str(times[30])
    url = f"/v3/history/sub-key/sub-c-x/channel/a?start={start}&max=100"
    assert page["more"] == {"url": url, "start": start, "max": 100}
    rest = new(bench, start=page["more"]["start"], max=100)
    assert [item["message"] for item in rest["channels"]["a"]] == list(range(30))
    assert "more" not in rest
    with_actions = got(bench, "/v3/history-with-actions/sub-key/{sub}/channel/a")
    assert len(with_actions["channels"]["a"]) == with_actions["more"]["max"] == 25


def test_counts_are_of_what_came_later(bench: Bench) -> None:
    """The timetoken itself is not counted; one for all channels, or one for each."""
    times = sent(bench, *range(3))
    sent(bench, *range(2), channel="b")
    path = "/v3/history/sub-key/{sub}/message-counts/a,b,c"
    assert got(bench, path, timetoken=times[0])["channels"] == {"a": 2, "b": 2, "c": 0}
    assert got(bench, path, channelsTimetoken=f"{times[2]},0,0")["channels"] == {"a": 0, "b": 2, "c": 0}
    wrong: list[Query] = [
        {},
        {"timetoken": "x"},
        {"channelsTimetoken": "1,2"},
        {"timetoken": "1", "channelsTimetoken": "1,2,3"},
    ]
    for query in wrong:
        answer = bench.told("GET", path, query, signed=True)
        assert (answer.status, answer.body) == (
            400,
            {"status": 400, "error": True, "error_message": "Invalid Arguments", "channels": {}},
        )


def test_deleted_messages_are_gone_with_their_actions(bench: Bench) -> None:
    """What was sent after the start, up to and with the end."""
    times = sent(bench, *range(4))
    for time in times:
        path = f"/v1/message-actions/{{sub}}/channel/a/message/{time}"
        bench.told("POST", path, body=b'{"type": "t", "value": "v"}', signed=True)
    query = {"start": str(times[0]), "end": str(times[2])}
    answer = bench.told("DELETE", "/v3/history/sub-key/{sub}/channel/a", query, signed=True)
    assert (answer.status, answer.body) == (200, {"status": 200, "error": False, "error_message": ""})
    page = got(bench, "/v3/history-with-actions/sub-key/{sub}/channel/a")["channels"]["a"]
    assert [(item["message"], "actions" in item) for item in page] == [(0, True), (3, True)]
    assert [key[1] for key, _ in bench.core.state.actions.under("a")] == [str(times[0]), str(times[3])]
    bench.told("DELETE", "/v3/history/sub-key/{sub}/channel/a", signed=True)
    assert old(bench)[0] == []


@pytest.mark.parametrize(
    ("method", "path", "names", "denied"),
    [
        ("GET", "/v2/history/sub-key/{sub}/channel/b", {"a": READ, "b": WRITE | DELETE}, ["b"]),
        ("GET", "/v3/history/sub-key/{sub}/channel/a,b,c", {"a": READ}, ["b", "c"]),
        ("GET", "/v3/history-with-actions/sub-key/{sub}/channel/b", {"a": READ}, ["b"]),
        ("GET", "/v3/history/sub-key/{sub}/message-counts/a,b", {"a": READ}, ["b"]),
        ("DELETE", "/v3/history/sub-key/{sub}/channel/a", {"a": READ | WRITE}, ["a"]),
    ],
)
def test_every_channel_takes_its_permission(
    bench: Bench, method: str, path: str, names: dict[str, int], denied: list[str]
) -> None:
    """Read to read and to count, delete to delete; nothing is told or done if one is missing."""
    sent(bench, "x")
    token = bench.grant(channels=names)
    answer = bench.told(method, path, {"timetoken": "1"}, token=token)
    assert answer.status == 403
    assert isinstance(answer.body, dict)
    assert answer.body["payload"] == {"channels": denied}
    assert len(bench.core.state.messages.of("a")) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/v3/history/sub-key/{sub}/channel/,",
        "/v3/history/sub-key/{sub}/channel/" + ",".join(map(str, range(501))),
        "/v3/history/sub-key/{sub}/message-counts/" + ",".join(map(str, range(101))),
        "/v3/history-with-actions/sub-key/{sub}/channel/a,b",
    ],
)
def test_as_many_channels_as_the_service_takes(bench: Bench, path: str) -> None:
    """None and too many are refused."""
    assert bench.told("GET", path, {"timetoken": "1"}, signed=True).status == 400


@pytest.mark.parametrize("query", [{"start": "x"}, {"max": "-1"}, {"end": "9" * 21}, {"reverse": "true"}])
def test_what_version_3_cannot_read_is_refused(bench: Bench, query: Query) -> None:
    """Nothing is ignored that would change the answer."""
    assert bench.told("GET", "/v3/history/sub-key/{sub}/channel/a", query, signed=True).status == 400
