"""How much the emulator remembers of what was sent."""

import pytest

from pnpolicy.emulator import state
from pnpolicy.emulator.state import Forgetful, Message, Messages, State


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Messages:
    monkeypatch.setattr(state, "MESSAGES_BYTES", 1000)
    monkeypatch.setattr(state, "MESSAGES_MOST", 5)
    return Messages(Forgetful())


def kept(messages: Messages, *channels: str) -> list[list[int]]:
    return [[message.timetoken for message in messages.after(channel, 0)] for channel in channels]


def test_a_channel_is_bounded(messages: Messages) -> None:
    """Its oldest messages go first."""
    for moment in range(1, 9):
        messages.add(Message(moment, "a", None, "alice", size=10))
    assert kept(messages, "a") == [[4, 5, 6, 7, 8]]
    assert [message.timetoken for message in messages.after("a", 5, 2)] == [6, 7]


def test_all_channels_are_bounded(messages: Messages) -> None:
    """A channel makes room for itself, and if that does not do, the one that was quiet longest makes it."""
    for moment, channel in enumerate(("x.a", "x.b", "x.a", "x.c"), 1):
        messages.add(Message(moment, channel, None, "alice", size=250))
    messages.add(Message(5, "x.c", None, "alice", size=250))
    assert kept(messages, "x.a", "x.b", "x.c") == [[1, 3], [2], [5]]
    messages.add(Message(6, "x.d", None, "alice", size=500))
    assert kept(messages, "x.a", "x.b", "x.c", "x.d") == [[3], [], [5], [6]]
    assert list(messages.under("x.*")) == ["x.a", "x.c", "x.d"]
    assert list(messages.channels()) == ["x.a", "x.c", "x.d"]
    messages.add(Message(7, "y", None, "alice", size=2000))
    assert kept(messages, "y") == [[7]]
    assert list(messages.under("x.*")) == []


def test_records_by_the_beginning_of_their_key() -> None:
    """In the order they were first put, as long as they are there."""
    groups = State().groups
    for key in (("g", "b"), ("h", "a"), ("g", "a"), ("g", "b")):
        groups.put(key, {})
    assert [key for key, _ in groups.under("g")] == [("g", "b"), ("g", "a")]
    assert [key for key, _ in groups.under("g", "a")] == [("g", "a")]
    assert [key for key, _ in groups.under()] == [("g", "b"), ("h", "a"), ("g", "a")]
    assert groups.drop("g", "b") == {}
    assert groups.drop("g", "b") is None
    assert [key for key, _ in groups.under("g")] == [("g", "a")]
    assert groups.under("nothing") == []
