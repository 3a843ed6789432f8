"""Channel groups."""

from typing import Any

import pytest

from pnpolicy.emulator.message import Answer, Parked
from pnpolicy.emulator.state import RECORDS_MOST
from tests.emulating import Bench

GROUP = "/v1/channel-registration/sub-key/{sub}/channel-group"
DONE = {"status": 200, "message": "OK", "service": "channel-registry", "error": False}


def listed(bench: Bench, token: str, group: str = "g") -> list[str]:
    body: Any = bench.told("GET", f"{GROUP}/{group}", token=token).body
    assert body["payload"]["group"] == group
    return list(body["payload"]["channels"])


def test_add_list_remove_delete() -> None:
    """As recorded, in the order of adding; a group that is not there is empty."""
    bench = Bench()
    token = bench.grant(groups={"g": 4, "ns:g": 4})
    assert bench.told("GET", f"{GROUP}/g", token=token).body == {
        "status": 200, "payload": {"channels": [], "group": "g"}, "service": "channel-registry", "error": False,
    }  # fmt: skip
    assert bench.told("GET", f"{GROUP}/g", {"add": "b,a,b,a-pnpres"}, token=token).body == DONE
    assert bench.told("GET", f"{GROUP}/g", {"add": "c,a"}, token=token).body == DONE
    assert listed(bench, token) == ["b", "a", "a-pnpres", "c"]
    assert bench.told("GET", f"{GROUP}/g", {"remove": "a,nowhere"}, token=token).body == DONE
    assert listed(bench, token) == ["b", "a-pnpres", "c"]
    assert bench.told("GET", f"{GROUP}/ns%3Ag", {"add": "a"}, token=token).body == DONE
    assert bench.told("GET", f"{GROUP}/g/remove", token=token).body == DONE
    assert (listed(bench, token), listed(bench, token, "ns:g")) == ([], ["a"])


@pytest.mark.parametrize(
    ("path", "query", "operation"),
    [
        ("/g", {"add": "a"}, "add-channels-to-group"),
        ("/g", {"remove": "a"}, "remove-channels-from-group"),
        ("/g", {}, "list-channels-in-group"),
        ("/g/remove", {}, "delete-group"),
    ],
)
def test_who_may(path: str, query: dict[str, str], operation: str) -> None:
    """Whoever holds manage on the group, whatever the channels; read does not do."""
    bench = Bench()
    answer = bench.told("GET", GROUP + path, query, token=bench.grant(groups={"g": 1}))
    assert (answer.status, answer.body["payload"]) == (403, {"channel-groups": ["g"]})  # type: ignore[index]
    assert bench.told("GET", GROUP + path, query, token=bench.grant(groups={"g": 4})).status == 200
    assert [decision.operation for decision in bench.core.log.since(0)][-1] == operation


def test_all_groups() -> None:
    """No source says what listing them takes, so only the secret key does it; those with a namespace are left out."""
    bench = Bench()
    for key in (("g", "a"), ("h", "a"), ("ns:i", "a"), ("g", "b")):
        bench.core.state.groups.put(key, {})
    assert bench.told("GET", GROUP, token=bench.grant(groups={"g": 5})).status == 403
    payload = bench.told("GET", GROUP, signed=True).body["payload"]  # type: ignore[index]
    assert payload == {"namespace": "", "groups": ["g", "h"]}


@pytest.mark.parametrize(
    ("group", "query", "said"),
    [
        ("g", {"add": ""}, "`add` takes 1 to 200 channels"),
        ("g", {"add": ",".join(map(str, range(201)))}, "`add` takes 1 to 200 channels"),
        ("g", {"remove": ","}, "`remove` takes 1 to 200 channels"),
        ("g", {"add": "a", "remove": "b"}, "Either `add` or `remove`, not both"),
        ("g", {"add": "a.*"}, "A channel group holds no wildcards"),
        ("g", {"add": "a b"}, "Invalid channel name"),
        ("g-pnpres", {}, "Invalid channel group name"),
        ("g.*", {}, "Invalid channel group name"),
        ("g,h", {}, "Invalid channel group name"),
    ],
)
def test_requests_that_make_no_sense(group: str, query: dict[str, str], said: str) -> None:
    """400 says what is wrong, and nothing changes."""
    bench = Bench()
    token = bench.grant(group_patterns={"^.*$": 4})
    answer = bench.told("GET", f"{GROUP}/{group}", query, token=token)
    assert (answer.status, answer.body["message"]) == (400, said)  # type: ignore[index]
    assert len(bench.core.state.groups) == 0


def test_a_group_is_bounded() -> None:
    """Two thousand channels; and all groups together by what the emulator holds."""
    bench = Bench()
    token = bench.grant(groups={"g": 4, "h": 4})
    for start in range(0, 2000, 200):
        channels = ",".join(f"c{number}" for number in range(start, start + 200))
        assert bench.told("GET", f"{GROUP}/g", {"add": channels}, token=token).status == 200
    assert bench.told("GET", f"{GROUP}/g", {"add": "c0,c1999"}, token=token).status == 200
    answer = bench.told("GET", f"{GROUP}/g", {"add": "c0,c2000"}, token=token)
    assert (answer.status, len(listed(bench, token))) == (400, 2000)
    for number in range(RECORDS_MOST - 2000):
        bench.core.state.groups.restore(("other", str(number)), {})
    assert bench.told("GET", f"{GROUP}/h", {"add": "a"}, token=token).status == 507


def test_a_group_that_changes_while_somebody_waits() -> None:
    """What it held is told up to the change, what it holds from then on; the waiting is for the channels it has."""
    bench = Bench()
    manage, token = bench.grant(groups={"g": 4}), bench.grant(groups={"g": 1})
    bench.told("GET", f"{GROUP}/g", {"add": "a"}, token=manage)

    def poll(cursor: str) -> Answer | Parked:
        query = {"tt": cursor, "channel-group": "g"}
        return bench.ask("GET", "/v2/subscribe/{sub}/,/0", query, token=token)

    def waiting(cursor: str) -> tuple[Parked, list[str]]:
        parked = poll(cursor)
        assert isinstance(parked, Parked)
        woken: list[str] = []
        parked.wake = lambda: woken.append("woken")
        return parked, woken

    start = poll("0")
    assert isinstance(start, Answer)
    cursor = start.body["t"]["t"]  # type: ignore[index]

    parked, _ = waiting(cursor)
    bench.core.send("a", "before", "bob")
    bench.told("GET", f"{GROUP}/g", {"add": "b", "token": ""}, token=manage)
    bench.told("GET", f"{GROUP}/g", {"remove": "a"}, token=manage)
    bench.core.send("b", "after", "bob")
    answer = parked.again()
    assert isinstance(answer, Answer)
    assert [(told["c"], told["d"]) for told in answer.body["m"]] == [("a", "before")]  # type: ignore[index]
    parked.close()

    parked, woken = waiting(str(bench.core.clock.timetoken()))
    bench.told("GET", f"{GROUP}/g", {"remove": "b", "x": ""}, token=manage)
    bench.told("GET", f"{GROUP}/g", {"add": "c"}, token=manage)
    assert parked.again() is None
    del woken[:]
    bench.core.send("b", "not any more", "bob")
    assert not woken
    bench.core.send("c", "by now", "bob")
    assert woken
    answer = parked.again()
    assert isinstance(answer, Answer)
    assert [(told["c"], told["b"]) for told in answer.body["m"]] == [("c", "g")]  # type: ignore[index]
    parked.close()
    assert bench.core.stream.parked == 0
