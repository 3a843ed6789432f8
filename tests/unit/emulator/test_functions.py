"""Functions before channels: they change, refuse, and see only what they stand before."""

from collections.abc import Callable
from typing import Any

import pytest

from pnpolicy.emulator.functions import Abort, Event, Function, When
from tests.emulating import Bench

PUBLISH = "/publish/{pub}/{sub}/0/chat.a/0/%7B%22text%22%3A%22hi%22%7D"
SIGNAL = "/signal/{pub}/{sub}/0/chat.a/0/1"
FILE = (
    "/v1/files/publish-file/{pub}/{sub}/0/chat.a/0/%7B%22file%22%3A%7B%22id%22%3A%22x%22%2C%22name%22%3A%22n%22%7D%7D"
)


def sent(bench: Bench) -> list[Any]:
    return [message.payload for message in bench.core.state.messages.after("chat.a", 0)]


def bench_with(run: Callable[[Event], None], when: When = "before-publish", channels: str = "chat.*") -> Bench:
    return Bench(functions=[Function([channels], run, when)])


def asked(bench: Bench, path: str) -> int:
    return bench.told("GET", path, token=bench.grant(channels={"chat.a": 3})).status


def test_it_changes_a_message() -> None:
    """What it leaves in the event is what subscribers get, with the publisher it was told of."""

    def enrich(event: Event) -> None:
        event.message = {**event.message, "from": event.publisher}

    bench = bench_with(enrich)
    assert asked(bench, PUBLISH) == 200
    assert sent(bench) == [{"text": "hi", "from": "alice"}]


def forbids(_: Event) -> None:
    raise Abort("no links")


def breaks(_: Event) -> None:
    raise KeyError("secret")


def spoils(event: Event) -> None:
    event.message = object()


@pytest.mark.parametrize(
    ("run", "status", "told"), [(forbids, 400, "no links"), (breaks, 500, "KeyError"), (spoils, 500, "TypeError")]
)
def test_it_refuses_a_message(run: Callable[[Event], None], status: int, told: str) -> None:
    """By `Abort` with its words; whatever else it raises, or leaves, refuses too, and says no more than what it is."""
    bench = bench_with(run)
    answer = bench.told("GET", PUBLISH, token=bench.grant(channels={"chat.a": 3}))
    assert answer.status == status
    assert told in answer.content().decode()
    assert "secret" not in answer.content().decode()
    assert sent(bench) == []


@pytest.mark.parametrize("when", ["before-publish", "before-signal", "before-publish-file"])
def test_it_sees_only_what_it_stands_before(when: When) -> None:
    """One that guards messages lets signals and files pass, as PubNub does: the linter warns of it."""
    bench = bench_with(forbids, when)
    expected = {"before-publish": PUBLISH, "before-signal": SIGNAL, "before-publish-file": FILE}
    for event, path in expected.items():
        assert (asked(bench, path) == 400) == (event == when), path


def test_other_channels_pass() -> None:
    """It covers the channels it names."""
    assert asked(bench_with(forbids, channels="room.*"), PUBLISH) == 200
    assert asked(bench_with(forbids, channels="chat.a"), PUBLISH) == 400
    assert asked(bench_with(forbids, channels="*"), PUBLISH) == 400


def test_who_may_not_is_not_told_by_a_function() -> None:
    """Access Manager comes first."""
    bench = bench_with(forbids)
    assert bench.told("GET", PUBLISH, token=bench.grant(channels={"chat.a": 1})).status == 403
