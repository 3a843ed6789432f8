"""The real SDK subscribes, and asks who is where: what it makes of the emulator's answers."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any
from uuid import uuid4

import pytest
from pubnub.callbacks import SubscribeCallback
from pubnub.enums import PNReconnectionPolicy, PNStatusCategory
from pubnub.exceptions import PubNubException
from pubnub.pubnub import PubNub
from pubnub.pubnub_asyncio import PubNubAsyncio

from pnpolicy.emulator import Emulator, running
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.readings import Readings
from pnpolicy.emulator.routes.subscribe import POLL_SECONDS
from pnpolicy.wire.body import encode
from pnpolicy.wire.limits import TTL_MAX
from tests.sdk.service import configuration

PATIENCE = 5.0
"""Seconds until something that has to happen must have happened."""
SUBSCRIBER: Mapping[str, object] = {"enable_subscribe": True, "reconnect_policy": PNReconnectionPolicy.NONE}
Entries = Mapping[str, int]


class Listener(SubscribeCallback):  # type: ignore[misc] # for want of types
    """Notes everything: (`message`, …), (`signal`, …), (`presence`, …) or (`status`, …)."""

    def __init__(self, put: Callable[[tuple[str, Any]], None]) -> None:
        self.put = put

    def status(self, _: PubNub, status: Any) -> None:  # noqa: ANN401 - the SDK's own type
        self.put(("status", status))

    def message(self, _: PubNub, message: Any) -> None:  # noqa: ANN401 - likewise
        self.put(("message", message))

    def signal(self, _: PubNub, signal: Any) -> None:  # noqa: ANN401 - likewise
        self.put(("signal", signal))

    def presence(self, _: PubNub, presence: Any) -> None:  # noqa: ANN401 - likewise
        self.put(("presence", presence))


@dataclass
class Client:
    """A client of the SDK. What it hears is taken from it in order, whatever it is."""

    pubnub: PubNub
    heard: SimpleQueue[tuple[str, Any]] = field(default_factory=SimpleQueue)

    def __post_init__(self) -> None:
        self.pubnub.add_listener(Listener(self.heard.put))

    def subscribe(self, *channels: str, groups: tuple[str, ...] = (), presence: bool = False) -> None:
        """Subscribes, and waits until it counts."""
        builder = self.pubnub.subscribe().channels(list(channels)).channel_groups(list(groups))
        (builder.with_presence() if presence else builder).execute()
        assert self.told().category == PNStatusCategory.PNConnectedCategory

    def hear(self, what: str, past: str = "") -> Any:  # noqa: ANN401 - of the SDK
        """The next thing, which has to be of a kind; what it may come after does not count."""
        kind, heard = self.heard.get(timeout=PATIENCE)
        while kind == past:
            kind, heard = self.heard.get(timeout=PATIENCE)
        assert kind == what, (kind, vars(heard))
        return heard

    def told(self) -> Any:  # noqa: ANN401 - of the SDK
        return self.hear("status")

    def message(self, past: str = "") -> tuple[str, str | None, Any]:
        """Channel, by what it came, and what it says."""
        message = self.hear("message", past)
        return message.channel, message.subscription, message.message

    def event(self) -> tuple[str, str | None, str, str, int]:
        """Channel, by what it came, action, user, occupancy."""
        event = self.hear("presence")
        return event.channel, event.subscription, event.event, event.uuid, event.occupancy

    def publish(self, channel: str, message: object) -> None:
        self.pubnub.publish().channel(channel).message(message).sync()

    def denied(self) -> Any:  # noqa: ANN401 - the body of a refusal
        """Waits for the end of the subscription, which is announced as a refusal; its body."""
        status = self.told()
        assert status.category == PNStatusCategory.PNAccessDeniedCategory
        assert self.pubnub.get_subscribed_channels() == []
        return refusal(status.error_data.exception)


def refusal(error: PubNubException) -> Any:  # noqa: ANN401 - a JSON value
    """The body of a 403."""
    assert error.get_status_code() == 403
    assert str(error).startswith("HTTP Client Error (403): ")
    return json.loads(str(error).partition(": ")[2])


def token(
    am: Emulator,
    user: str | None = None,
    *,
    channels: Entries | None = None,
    groups: Entries | None = None,
    patterns: Entries | None = None,
    ttl: int = TTL_MAX,
) -> str:
    resources = {"channels": channels or {}, "groups": groups or {}}
    return am.grant(encode(ttl, user, resources, {"channels": patterns or {}}, {}))


@dataclass
class Party:
    """Clients of one emulator, which leave together."""

    am: Emulator
    clients: list[Client] = field(default_factory=list)

    def join(self, user: str, auth: str | None = None, **config: object) -> Client:
        """A client with a token."""
        keys = self.am.keyset
        ours = {"subscribe_key": keys.subscribe_key, "publish_key": keys.publish_key, "secret_key": None}
        pubnub = PubNub(configuration(self.am.origin, **SUBSCRIBER, **{**ours, "user_id": user, **config}))
        if auth is not None:
            pubnub.set_token(auth)
        self.clients.append(Client(pubnub))
        return self.clients[-1]

    def server(self) -> Client:
        """One with the secret key."""
        return self.join("server", secret_key=self.am.keyset.secret_key)

    def leave(self) -> None:
        """Ends all of them.

        The SDK closes connections under the feet of the threads that read from them, which then read from whatever has
        the same number next; so the emulator ends the long polls first.
        """
        for client in self.clients:
            if client.pubnub.get_subscribed_channels() or client.pubnub.get_subscribed_channel_groups():
                client.pubnub.unsubscribe_all()
        until = time.monotonic() + PATIENCE
        while any(thread.name.startswith(("Thread-Subscribe-", "Thread-Leave-")) for thread in threading.enumerate()):
            assert time.monotonic() < until
            self.am.advance(seconds=POLL_SECONDS)
            time.sleep(0.01)
        for client in self.clients:
            client.pubnub.stop()


@contextmanager
def party(am: Emulator) -> Iterator[Party]:
    it = Party(am)
    try:
        yield it
    finally:
        it.leave()


@pytest.fixture(scope="module")
def am() -> Iterator[Emulator]:
    with running(keyset=Keyset.new(), readings=Readings(wildcard="text", presence="implied")) as emulator:
        yield emulator


@pytest.fixture
def room() -> str:
    """A channel that no other test knows."""
    return f"room-{uuid4()}"


def test_messages_signals_and_presence(am: Emulator, room: str) -> None:
    """A listener hears itself come, others come and go, messages with all that belongs to them, and signals."""
    auth = token(am, channels={room: 3})
    with party(am) as clients:
        alice, bob = clients.join("alice", auth), clients.join("bob", auth)
        alice.subscribe(room, presence=True)
        assert alice.event() == (room, None, "join", "alice", 1)
        bob.subscribe(room)
        assert alice.event() == (room, None, "join", "bob", 2)
        sent = (
            bob.pubnub.publish().channel(room).message({"text": "é"}).meta({"m": 1}).custom_message_type("chat").sync()
        )
        message = alice.hear("message")
        assert (message.channel, message.subscription, message.publisher) == (room, None, "bob")
        assert (message.message, message.user_metadata, message.custom_message_type) == (
            {"text": "é"},
            {"m": 1},
            "chat",
        )
        assert str(message.timetoken) == str(sent.result.timetoken)
        bob.pubnub.signal().channel(room).message("typing").sync()
        signal = alice.hear("signal")
        assert (signal.channel, signal.publisher, signal.message) == (room, "bob", "typing")
        bob.pubnub.unsubscribe().channels(room).execute()
        assert alice.event() == (room, None, "leave", "bob", 1)


def test_by_wildcard_and_by_group(am: Emulator, room: str) -> None:
    """What comes by another name than its channel says so: messages and presence. A group may change meanwhile."""
    server = token(am, groups={room: 4})
    auth = token(am, channels={f"{room}.one": 3, f"{room}.two": 2}, groups={room: 1}, patterns={f"^{room}\\.\\*$": 1})
    with party(am) as clients:
        manager, alice, bob = (clients.join(*it) for it in (("manager", server), ("alice", auth), ("bob", auth)))
        manager.pubnub.add_channel_to_channel_group().channels([f"{room}.one"]).channel_group(room).sync()
        alice.subscribe(f"{room}.*", presence=True)
        assert alice.event() == (f"{room}.*", None, "join", "alice", 1)
        bob.subscribe(groups=(room,), presence=True)
        assert alice.event() == (f"{room}.one", f"{room}.*", "join", "bob", 1)
        assert bob.event() == (f"{room}.one", room, "join", "bob", 1)
        bob.publish(f"{room}.one", 1)
        assert alice.message() == (f"{room}.one", f"{room}.*", 1)
        assert bob.message() == (f"{room}.one", room, 1)
        manager.pubnub.add_channel_to_channel_group().channels([f"{room}.two"]).channel_group(room).sync()
        bob.publish(f"{room}.two", 2)
        # Bob joins the channel with the next poll after it was added, which may be before the message or after.
        assert alice.message(past="presence") == (f"{room}.two", f"{room}.*", 2)
        assert bob.message(past="presence") == (f"{room}.two", room, 2)


def test_publishing_what_is_not_allowed(am: Emulator, room: str) -> None:
    """It raises, with the status and Access Manager's own words."""
    with party(am) as clients:
        alice = clients.join("alice", token(am, channels={room: 1}))
        with pytest.raises(PubNubException) as caught:
            alice.publish(room, "hello")
        assert refusal(caught.value) == {
            "message": "Forbidden", "payload": {"channels": [room]}, "error": True, "service": "Access Manager",
            "status": 403,
        }  # fmt: skip


def test_subscribing_to_what_is_not_allowed(am: Emulator, room: str) -> None:
    """One name of several is enough: the subscription ends as denied, and is not tried again."""
    with party(am) as clients:
        alice = clients.join("alice", token(am, channels={room: 1}))
        before = len(am.decisions())
        alice.pubnub.subscribe().channels([room, "another"]).channel_groups(["group"]).execute()
        assert alice.denied()["payload"] == {"channels": ["another"], "channel-groups": ["group"]}
        asked = [decision.operation for decision in am.decisions(before)]
        assert sorted(asked)[-3:] == ["subscribe", "subscribe", "subscribe-group"]
        assert asked.count("subscribe") == 2


def test_a_new_token_replaces_the_old(am: Emulator, room: str) -> None:
    """Nothing is merged: what only the old one gave is gone."""
    with party(am) as clients:
        alice = clients.join("alice", token(am, channels={f"{room}-1": 2}))
        alice.publish(f"{room}-1", 1)
        alice.pubnub.set_token(token(am, channels={f"{room}-2": 2}))
        alice.publish(f"{room}-2", 2)
        with pytest.raises(PubNubException, match=r"\(403\)"):
            alice.publish(f"{room}-1", 3)
    assert [message.payload for message in am.messages(f"{room}-1")] == [1]


def test_who_is_where(am: Emulator, room: str) -> None:
    """Here-now of channels and groups, with and without users and states, and where-now."""
    both = {room: 1, f"{room}-2": 1}
    auth = token(am, channels=both, groups={room: 5})
    with party(am) as clients:
        alice, bob, server = clients.join("alice", auth), clients.join("bob", auth), clients.server()
        alice.pubnub.add_channel_to_channel_group().channels(room).channel_group(room).sync()
        alice.subscribe(*both)
        bob.subscribe(groups=(room,))
        assert bob.pubnub.set_state().channels(room).state({"mood": "good"}).sync().result.state == {"mood": "good"}
        assert alice.pubnub.get_state().channels(room).uuid("bob").sync().result.channels == {room: {"mood": "good"}}
        states = bob.pubnub.get_state().channels(list(both)).sync().result.channels
        assert states == {room: {"mood": "good"}, f"{room}-2": {}}

        def here(**asked: Any) -> tuple[int, int, dict[str, tuple[int, Any]]]:  # noqa: ANN401 - as the SDK takes it
            limit = asked.pop("limit", 1000)
            it = asked.pop("pubnub", alice.pubnub).here_now(**asked).limit(limit).sync().result
            found = {
                channel.channel_name: (
                    channel.occupancy,
                    channel.occupants and [(user.uuid, user.state) for user in channel.occupants],
                )
                for channel in it.channels
            }
            return it.total_channels, it.total_occupancy, found

        users = [("alice", None), ("bob", None)]
        assert here(channels=room) == (1, 2, {room: (2, users)})
        assert here(channels=f"{room}-3", pubnub=server.pubnub) == (1, 0, {f"{room}-3": (0, [])})
        assert here(channels=list(both)) == (2, 3, {room: (2, users), f"{room}-2": (1, users[:1])})
        assert here(channel_groups=room) == (1, 2, {room: (2, users)})
        assert here(channels=room, limit=1) == (1, 2, {room: (2, users[:1])})
        assert here(channels=room, include_uuids=False) == (1, 2, {room: (2, [])})
        assert here(channel_groups=room, include_uuids=False) == (1, 2, {room: (2, None)})
        told = {room: (2, [("alice", None), ("bob", {"mood": "good"})])}
        assert here(channels=room, include_state=True) == (1, 2, told)
        assert here(pubnub=server.pubnub)[2].keys() >= both.keys()
        with pytest.raises(PubNubException, match=r"\(403\)"):
            here()
        where = alice.pubnub.where_now().sync().result.channels
        assert [channel for channel in where if channel in both] == [*both]


def test_channel_groups(am: Emulator, room: str) -> None:
    """Add, list, remove, delete; two hundred at once; and who holds read only."""
    with party(am) as clients:
        alice = clients.join("alice", token(am, groups={room: 4}))
        bob = clients.join("bob", token(am, groups={room: 1}))
        channels = [f"{room}-{number}" for number in range(201)]

        def listed() -> list[str]:
            it: list[str] = alice.pubnub.list_channels_in_channel_group().channel_group(room).sync().result.channels
            return it

        alice.pubnub.add_channel_to_channel_group().channels(channels[:200]).channel_group(room).sync()
        assert listed() == channels[:200]
        alice.pubnub.remove_channel_from_channel_group().channels(channels[1:]).channel_group(room).sync()
        assert listed() == channels[:1]
        with pytest.raises(PubNubException, match=r"\(400\).*takes 1 to 200 channels"):
            alice.pubnub.add_channel_to_channel_group().channels(channels).channel_group(room).sync()
        with pytest.raises(PubNubException) as caught:
            bob.pubnub.list_channels_in_channel_group().channel_group(room).sync()
        assert refusal(caught.value)["payload"] == {"channel-groups": [room]}
        alice.pubnub.remove_channel_group().channel_group(room).sync()
        assert listed() == []


def test_a_token_is_revoked(am: Emulator, room: str) -> None:
    """It ends the long poll that waits with it."""
    auth = token(am, channels={room: 3})
    with party(am) as clients:
        alice, server = clients.join("alice", auth), clients.server()
        alice.subscribe(room)
        server.pubnub.revoke_token(auth).sync()
        assert alice.denied()["message"] == "Token is revoked"
        with pytest.raises(PubNubException) as caught:
            alice.publish(room, 1)
        assert refusal(caught.value)["message"] == "Token is revoked"


def test_a_token_expires(room: str) -> None:
    """The subscription ends and a publish is refused, until there is a new token, and a new subscription."""
    with running(keyset=Keyset.new()) as am, party(am) as clients:
        alice = clients.join("alice", token(am, "alice", channels={room: 3}, ttl=1))
        alice.subscribe(room)
        am.advance(minutes=1)
        assert alice.denied()["message"] == "Token is expired."
        with pytest.raises(PubNubException) as caught:
            alice.publish(room, 1)
        assert refusal(caught.value)["message"] == "Token is expired."
        fresh = token(am, "alice", channels={room: 3})
        alice.pubnub.set_token(fresh)
        alice.publish(room, 2)
        again = clients.join("alice", fresh)  # one that has unsubscribed from everything cannot subscribe again
        again.subscribe(room)
        again.publish(room, 3)
        assert again.message() == (room, None, 3)


def test_asynchronously(am: Emulator, room: str) -> None:
    """The other half of the SDK: an event engine that shakes hands, receives, and is denied."""
    keys = am.keyset
    group = token(am, groups={room: 5}, channels={room: 3})
    ours = {"subscribe_key": keys.subscribe_key, "publish_key": keys.publish_key, "secret_key": None}
    config = configuration(am.origin, **SUBSCRIBER, **ours, user_id="alice")

    async def run() -> None:
        pubnub, queue = PubNubAsyncio(config), asyncio.Queue[tuple[str, Any]]()
        pubnub.add_listener(Listener(queue.put_nowait))
        pubnub.set_token(group)
        try:
            await pubnub.add_channel_to_channel_group().channels([room]).channel_group(room).future()
            pubnub.subscribe().channels([room]).channel_groups([room]).with_presence().execute()
            kind, status = await asyncio.wait_for(queue.get(), PATIENCE)
            assert (kind, status.category) == ("status", PNStatusCategory.PNConnectedCategory)
            kind, event = await asyncio.wait_for(queue.get(), PATIENCE)
            assert (kind, event.event, event.uuid, event.channel) == ("presence", "join", "alice", room)
            await pubnub.publish().channel(room).message("once").future()
            kind, message = await asyncio.wait_for(queue.get(), PATIENCE)
            assert (kind, message.message, message.subscription) == ("message", "once", None)
            here = await pubnub.here_now().channels([room]).future()
            assert [user.uuid for user in here.result.channels[0].occupants] == ["alice"]
            pubnub.subscribe().channels(["another"]).execute()
            for category in ("SubscriptionChanged", "UnexpectedDisconnect"):  # which is how it tells of a 403
                kind, status = await asyncio.wait_for(queue.get(), PATIENCE)
                assert (kind, status.category.name) == ("status", f"PN{category}Category")
            refused = await pubnub.publish().channel("another").message(1).future()
            assert (refused.status.status_code, refused.status.category.name) == (403, "PNAccessDeniedCategory")
        finally:
            await pubnub.stop()
            pubnub._subscription_manager.loop.close()  # noqa: SLF001 - the SDK makes one and forgets it
            await asyncio.sleep(0)  # it closes its connections in a task

    asyncio.run(run())
