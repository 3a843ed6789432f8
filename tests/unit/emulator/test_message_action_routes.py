"""Message actions, on the bench."""

import json
from typing import Any

import pytest

from pnpolicy.emulator.message import Answer
from tests.emulating import Bench

READ, WRITE, DELETE = 1, 2, 8
PATH = "/v1/message-actions/{sub}/channel/a"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def add(bench: Bench, value: object = "v", *, message: object = 5, kind: object = "t", user: str = "alice") -> Answer:
    body = json.dumps({"type": kind, "value": value}).encode()
    return bench.told("POST", f"{PATH}/message/{message}", body=body, user=user, signed=True)


def listed(bench: Bench, **query: object) -> Any:  # noqa: ANN401  any JSON value
    answer = bench.told("GET", PATH, {name: str(value) for name, value in query.items()}, signed=True)
    assert answer.status == 200
    return answer.body


def data_of(answer: Answer) -> dict[str, str]:
    assert answer.status == 200, answer
    assert isinstance(answer.body, dict)
    data: dict[str, str] = answer.body["data"]
    return data


def events(bench: Bench) -> list[Any]:
    return [(message.kind, message.publisher, message.payload) for message in bench.core.stream.after("a", 0)]


def test_an_action_is_added_once_and_told(bench: Bench) -> None:
    """The same by somebody else, of another type or value, or on another message, is another action."""
    data = data_of(add(bench))
    time = data["actionTimetoken"]
    assert data == {"messageTimetoken": "5", "type": "t", "uuid": "alice", "value": "v", "actionTimetoken": time}
    told = {"messageTimetoken": "5", "type": "t", "value": "v", "actionTimetoken": time}
    assert events(bench) == [
        (3, "alice", {"source": "actions", "version": "1.0", "event": "added", "data": told}),
    ]
    again = add(bench)
    assert (again.status, again.body) == (
        409,
        {"status": 409, "error": {"source": "actions", "message": "Action Already Added"}},
    )
    for other in (add(bench, user="bob"), add(bench, kind="u"), add(bench, "w"), add(bench, message=6)):
        assert other.status == 200
    assert len(events(bench)) == 5


def test_history_shows_actions_by_type_and_value(bench: Bench) -> None:
    """Who added them, and when; events about them are no messages."""
    message = bench.core.send("a", "x", "alice").timetoken
    times = [
        data_of(add(bench, value, message=message, user=user))["actionTimetoken"]
        for value, user in (("v", "alice"), ("v", "bob"), ("w", "bob"))
    ]
    answer = bench.told("GET", "/v3/history-with-actions/sub-key/{sub}/channel/a", signed=True)
    assert isinstance(answer.body, dict)
    [item] = answer.body["channels"]["a"]
    assert item["actions"] == {
        "t": {
            "v": [{"uuid": "alice", "actionTimetoken": times[0]}, {"uuid": "bob", "actionTimetoken": times[1]}],
            "w": [{"uuid": "bob", "actionTimetoken": times[2]}],
        }
    }


def test_the_newest_are_listed_oldest_first(bench: Bench) -> None:
    """Older than the start, down to and with the end, at most the limit."""
    times = [data_of(add(bench, str(index)))["actionTimetoken"] for index in range(5)]

    def values(**query: object) -> list[str]:
        page = listed(bench, **query)
        assert "more" not in page
        return [action["value"] for action in page["data"]]

    assert values() == ["0", "1", "2", "3", "4"]
    assert values(limit=2) == ["3", "4"]
    assert values(start=times[3], limit=2) == ["1", "2"]
    assert values(end=times[3]) == ["3", "4"]
    assert values(start=times[3], end=times[1]) == ["1", "2"]


def test_more_is_told_where_the_service_cuts(bench: Bench) -> None:
    """What is told leads to the rest."""
    for index in range(103):
        add(bench, str(index))
    page = listed(bench)
    assert len(page["data"]) == 100
    start = page["data"][0]["actionTimetoken"]
    url = f"/v1/message-actions/sub-c-x/channel/a?start={start}&limit=100"
    assert page["more"] == {"url": url, "start": start, "limit": 100}
    assert [action["value"] for action in listed(bench, start=start, limit=100)["data"]] == ["0", "1", "2"]


def test_an_action_is_removed_by_its_user_and_told(bench: Bench) -> None:
    """Nobody else may, and not twice."""
    time = data_of(add(bench))["actionTimetoken"]
    path = f"{PATH}/message/5/action/{time}"
    other = bench.told("DELETE", path, user="bob", signed=True)
    assert (other.status, other.body) == (
        400,
        {"status": 400, "error": {"source": "actions", "message": "Not deleting message action: wrong uuid specified"}},
    )
    assert bench.told("DELETE", path, signed=True).body == {"status": 200, "data": {}}
    assert [payload["event"] for _, _, payload in events(bench)] == ["added", "removed"]
    assert listed(bench)["data"] == []
    assert bench.told("DELETE", path, signed=True).status == 404


def test_write_adds_read_lists_delete_removes(bench: Bench) -> None:
    """Each with the other two is refused, and nothing happens."""
    time = data_of(add(bench))["actionTimetoken"]
    body = b'{"type": "t", "value": "w"}'
    for method, path, mask in (
        ("POST", f"{PATH}/message/5", READ | DELETE),
        ("GET", PATH, WRITE | DELETE),
        ("DELETE", f"{PATH}/message/5/action/{time}", READ | WRITE),
    ):
        answer = bench.told(method, path, body=body, token=bench.grant(channels={"a": mask}))
        assert answer.status == 403
    assert len(listed(bench)["data"]) == 1
    assert len(events(bench)) == 1


@pytest.mark.parametrize(
    ("path", "body", "user"),
    [
        (f"{PATH}/message/5", b"[]", "alice"),
        (f"{PATH}/message/5", b'{"type": "t"}', "alice"),
        (f"{PATH}/message/5", b'{"type": "t", "value": 1}', "alice"),
        (f"{PATH}/message/5", b'{"type": "", "value": "v"}', "alice"),
        (f"{PATH}/message/5", b'{"type": "sixteen letters!", "value": "v"}', "alice"),
        (f"{PATH}/message/5", b'{"type": "t", "value": "v"}', ""),
        (f"{PATH}/message/x", b'{"type": "t", "value": "v"}', "alice"),
        (f"{PATH}/message/{'9' * 21}", b'{"type": "t", "value": "v"}', "alice"),
        ("/v1/message-actions/{sub}/channel/a.*/message/5", b'{"type": "t", "value": "v"}', "alice"),
    ],
)
def test_what_is_no_action_is_refused(bench: Bench, path: str, body: bytes, user: str) -> None:
    """Of no message, without a user, or not of a type and a value."""
    assert bench.told("POST", path, body=body, user=user, signed=True).status == 400
    assert len(bench.core.state.actions) == 0


def test_an_action_is_no_larger_than_a_message(bench: Bench) -> None:
    """As a publish."""
    assert add(bench, "v" * 32 * 1024).status == 413
    assert add(bench, "v" * 32 * 1000).status == 200
