"""Push registrations on the bench."""

import pytest

from pnpolicy.emulator.readings import Readings
from tests.emulating import Bench

FCM, APNS2 = "/v1/push/sub-key/{sub}/devices/", "/v2/push/sub-key/{sub}/devices-apns2/"
READ = {"a": 1, "b": 1, "c": 1}
TOPIC = {"topic": "com.x", "environment": "development"}


@pytest.fixture
def bench() -> Bench:
    return Bench(Readings(unlisted="allow"))


def test_channels_are_added_listed_and_removed(bench: Bench) -> None:
    """In their order; what is removed goes before what is added comes, as documented."""
    token = bench.grant(channels=READ)

    def told(path: str, **query: str) -> object:
        answer = bench.told("GET", path, query, token=token)
        assert answer.status == 200, answer
        return answer.body

    fcm = {"type": "fcm"}
    assert told(FCM + "d", add="b,a,b", **fcm) == [1, "Modified Channels"]
    assert told(FCM + "d", add="c", remove="b,c", **fcm) == [1, "Modified Channels"]
    assert told(FCM + "d", **fcm) == ["a", "c"]
    assert told(FCM + "d", count="1", **fcm) == ["a"]
    assert told(FCM + "d", type="gcm") == ["a", "c"]
    assert told(FCM + "d", type="apns") == []
    assert told(FCM + "other", **fcm) == []
    assert told(FCM + "d/remove", **fcm) == [1, "Removed Device"]
    assert told(FCM + "d", **fcm) == []


def test_apns2_keeps_topics_and_environments_apart(bench: Bench) -> None:
    """Each is a registration of its own."""
    token = bench.grant(channels=READ)
    bench.told("GET", APNS2 + "d", {"add": "a", **TOPIC}, token=token)
    lists = [
        bench.told("GET", APNS2 + "d", {**TOPIC, **other}, token=token).body
        for other in ({}, {"topic": "com.y"}, {"environment": "production"})
    ]
    assert lists == [["a"], [], []]
    assert bench.told("GET", APNS2 + "d/remove", TOPIC, token=token).body == [1, "Removed Device"]
    assert not len(bench.core.state.push)


def test_channels_take_read_and_the_rest_nobody_knows() -> None:
    """All channels or none; listing and removing a device is denied unless the reading says otherwise."""
    bench = Bench()
    token = bench.grant(channels={"a": 1})
    answer = bench.told("GET", FCM + "d", {"type": "fcm", "add": "a,b", "remove": "c"}, token=token)
    assert answer.status == 403
    assert isinstance(answer.body, dict)
    assert answer.body["payload"] == {"channels": ["c", "b"]}
    assert not len(bench.core.state.push)
    for path in ("d", "d/remove"):
        assert bench.told("GET", FCM + path, {"type": "fcm"}, token=token).status == 403
        assert bench.told("GET", APNS2 + path, TOPIC, token=token).status == 403
        assert bench.told("GET", FCM + path, {"type": "fcm"}, signed=True).status == 200
    assert [decision.operation for decision in bench.core.log.since(0)][1:8] == [
        "add-push-channels", "add-push-channels",
        "list-push-channels", "list-push-channels", "list-push-channels",
        "remove-push-device", "remove-push-device",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (FCM + "d", {}),
        (FCM + "d", {"type": "mpns"}),
        (FCM, {"type": "fcm"}),
        (FCM + "d" * 1025, {"type": "fcm"}),
        (FCM + "d", {"type": "fcm", "add": ""}),
        (FCM + "d", {"type": "fcm", "add": ","}),
        (FCM + "d", {"type": "fcm", "add": "a:b"}),
        (FCM + "d", {"type": "fcm", "remove": "a.*"}),
        (FCM + "d", {"type": "fcm", "start": "a"}),
        (FCM + "d", {"type": "fcm", "count": "x"}),
        (APNS2 + "d", {"topic": "x"}),
        (APNS2 + "d", {"topic": "x", "environment": "test"}),
        (APNS2 + "d", {"environment": "production"}),
    ],
)
def test_what_makes_no_sense_is_refused(bench: Bench, path: str, query: dict[str, str]) -> None:
    """With 400."""
    assert bench.told("GET", path, query, token=bench.grant(channels=READ)).status == 400
