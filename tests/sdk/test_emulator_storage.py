"""History, message actions and files, through the real `pubnub` SDK against the emulator."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Any
from urllib.request import urlopen

import pytest
from pubnub.enums import PNOperationType
from pubnub.exceptions import PubNubException
from pubnub.models.consumer.message_actions import PNMessageAction
from pubnub.pubnub import PubNub, SubscribeListener
from pubnub.pubnub_asyncio import PubNubAsyncio

from pnpolicy.emulator import Emulator, Keyset, running
from tests.sdk.service import configuration

READ, WRITE, DELETE = 1, 2, 8
PATIENCE = 5.0
CONTENT = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running(keyset=Keyset.new()) as am:
        yield am


def config_of(emulator: Emulator, user: str, secret: str | None = None, **changes: object) -> Any:  # noqa: ANN401
    keys = emulator.keyset
    names = {"subscribe_key": keys.subscribe_key, "publish_key": keys.publish_key, "secret_key": secret}
    config = configuration(emulator.origin, user_id=user, **names, **changes)
    assert config.crypto  # history makes one, which a configuration that is in use complains about
    return config


def token_of(emulator: Emulator, user: str, **channels: int) -> str:
    permissions = {"resources": {"channels": channels}, "patterns": {}, "uuid": user}
    return emulator.grant(json.dumps({"ttl": 60, "permissions": permissions}).encode())


@contextmanager
def client(emulator: Emulator, user: str, **channels: int) -> Iterator[PubNub]:
    """A client that may do something on channels."""
    pubnub = PubNub(config_of(emulator, user))
    pubnub.set_token(token_of(emulator, user, **channels))
    yield pubnub
    pubnub.get_request_handler().close()


def action_of(timetoken: str) -> PNMessageAction:
    return PNMessageAction().create(type="reaction", value="smile", message_timetoken=timetoken)


def refused(what: Callable[[], object]) -> list[str]:
    """The channels that a refusal names."""
    with pytest.raises(PubNubException) as caught:
        what()
    assert caught.value.get_status_code() == 403
    told = str(caught.value)
    channels: list[str] = json.loads(told[told.index("{") :])["payload"]["channels"]
    return channels


class Listener(SubscribeListener):  # type: ignore[misc] # for want of types
    """What a subscriber is told of files and message actions."""

    def __init__(self) -> None:
        super().__init__()
        self.told: SimpleQueue[Any] = SimpleQueue()
        self.left = Event()

    def status(self, pubnub: PubNub, status: Any) -> None:  # noqa: ANN401 the SDK's own type
        super().status(pubnub, status)
        if status.operation == PNOperationType.PNUnsubscribeOperation:
            self.left.set()

    def file(self, _: PubNub, file_message: object) -> None:
        self.told.put(file_message)

    def message_action(self, _: PubNub, message_action: object) -> None:
        self.told.put(message_action)


def test_history_is_read_counted_and_deleted(emulator: Emulator) -> None:
    """By the calls of both versions."""
    with client(emulator, "alice", history=READ | WRITE | DELETE) as alice:
        times = [
            int(alice.publish().channel("history").message(index).meta({"n": index}).sync().result.timetoken)
            for index in range(5)
        ]
        page = alice.history().channel("history").count(2).include_timetoken(True).include_meta(True).sync().result
        assert [(item.entry, item.timetoken, item.meta) for item in page.messages] == [
            (3, times[3], {"n": 3}),
            (4, times[4], {"n": 4}),
        ]
        assert (page.start_timetoken, page.end_timetoken) == (times[3], times[4])
        plain = alice.history().channel("history").reverse(True).start(times[3]).sync().result
        assert [item.entry for item in plain.messages] == [4]

        fetch = alice.fetch_messages().channels("history").start(times[3]).end(times[1]).include_meta(True)
        found = fetch.include_uuid(True).include_message_type(True).sync().result.channels["history"]
        assert [(item.message, item.timetoken, item.uuid, item.meta) for item in found] == [
            (1, str(times[1]), "alice", {"n": 1}),
            (2, str(times[2]), "alice", {"n": 2}),
        ]
        counts = alice.message_counts().channel("history").channel_timetokens([times[1]]).sync().result
        assert counts.channels == {"history": 3}

        alice.delete_messages().channel("history").start(times[0]).end(times[3]).sync()
        left = alice.fetch_messages().channels(["history"]).sync().result.channels["history"]
        assert [item.message for item in left] == [0, 4]


def test_history_takes_read_and_deleting_it_delete(emulator: Emulator) -> None:
    """Of every channel."""
    with client(emulator, "bob", mine=READ, other=WRITE) as bob:
        assert refused(bob.history().channel("other").sync) == ["other"]
        assert refused(bob.fetch_messages().channels(["mine", "other"]).sync) == ["other"]
        assert refused(bob.fetch_messages().channels("other").include_message_actions(True).sync) == ["other"]
        assert refused(bob.message_counts().channel("other").channel_timetokens([1]).sync) == ["other"]
        assert refused(bob.delete_messages().channel("mine").sync) == ["mine"]


def test_message_actions_are_added_read_and_removed(emulator: Emulator) -> None:
    """Once; history with actions shows them."""
    with client(emulator, "alice", actions=READ | WRITE | DELETE) as alice:
        time = alice.publish().channel("actions").message("x").sync().result.timetoken
        added = alice.add_message_action().channel("actions").message_action(action_of(time)).sync().result
        assert (added.type, added.value, added.uuid, added.message_timetoken) == (
            "reaction",
            "smile",
            "alice",
            str(time),
        )
        with pytest.raises(PubNubException, match="Action Already Added") as caught:
            alice.add_message_action().channel("actions").message_action(action_of(time)).sync()
        assert caught.value.get_status_code() == 409
        [listed] = alice.get_message_actions().channel("actions").sync().result.actions
        assert listed.action_timetoken == added.action_timetoken
        fetch = alice.fetch_messages().channels("actions").include_message_actions(True)
        [item] = fetch.sync().result.channels["actions"]
        who = {"uuid": "alice", "actionTimetoken": added.action_timetoken}
        assert item.actions == {"reaction": {"smile": [who]}}
        remove = alice.remove_message_action().channel("actions").message_timetoken(int(time))
        remove.action_timetoken(int(added.action_timetoken)).sync()
        assert alice.get_message_actions().channel("actions").limit("5").sync().result.actions == []
        assert fetch.sync().result.channels["actions"][0].actions == {}


def test_message_actions_take_permissions(emulator: Emulator) -> None:
    """Write to add, read to list, delete to remove."""
    with client(emulator, "bob", r=READ, w=WRITE) as bob:
        assert refused(bob.add_message_action().channel("r").message_action(action_of("1")).sync) == ["r"]
        assert refused(bob.get_message_actions().channel("w").sync) == ["w"]
        remove = bob.remove_message_action().channel("r").message_timetoken(1).action_timetoken(2)
        assert refused(remove.sync) == ["r"]


def test_files_are_sent_listed_found_downloaded_and_deleted(emulator: Emulator) -> None:
    """And announced in history."""
    with client(emulator, "alice", files=READ | WRITE | DELETE) as alice:
        send = alice.send_file().channel("files").file_name("a cat.bin").file_object(CONTENT).message({"text": "meow"})
        sent = send.meta({"m": 1}).should_store(True).sync().result
        assert int(sent.timestamp) > 0
        listed = alice.list_files().channel("files").sync().result
        assert listed.count == 1
        [file] = listed.data
        assert (file["id"], file["name"], file["size"]) == (sent.file_id, "a cat.bin", len(CONTENT))

        get_url = alice.get_file_url().channel("files").file_id(sent.file_id).file_name(sent.name)
        with urlopen(get_url.sync().result.file_url) as answer:  # noqa: S310 it is the emulator's
            assert answer.read() == CONTENT
        download = alice.download_file().channel("files").file_id(sent.file_id).file_name(sent.name)
        assert download.sync().result.data == CONTENT
        [item] = alice.fetch_messages().channels("files").include_message_type(True).sync().result.channels["files"]
        assert item.message_type == 4
        assert item.message == {"message": {"text": "meow"}, "file": {"id": sent.file_id, "name": sent.name}}

        alice.delete_file().channel("files").file_id(sent.file_id).file_name(sent.name).sync()
        assert alice.list_files().channel("files").sync().result.data == []
        with pytest.raises(PubNubException) as caught:
            download.sync()
        assert caught.value.get_status_code() == 404


def test_files_take_permissions(emulator: Emulator) -> None:
    """Write to send and to announce, read to list and to find, delete to delete."""
    with client(emulator, "bob", r=READ, w=WRITE) as bob:
        assert refused(bob.send_file().channel("r").file_name("x").file_object(b"x").sync) == ["r"]
        announce = bob.publish_file_message().channel("r").file_id("i").file_name("x").message("m")
        assert refused(announce.sync) == ["r"]
        assert refused(bob.list_files().channel("w").sync) == ["w"]
        assert refused(bob.get_file_url().channel("w").file_id("i").file_name("x").sync) == ["w"]
        assert refused(bob.download_file().channel("w").file_id("i").file_name("x").sync) == ["w"]
        assert refused(bob.delete_file().channel("r").file_id("i").file_name("x").sync) == ["r"]


def test_a_file_that_is_too_large_is_refused_as_s3_does(emulator: Emulator) -> None:
    """With its words."""
    with client(emulator, "alice", files=WRITE) as alice:
        send = alice.send_file().channel("files").file_name("x").file_object(bytes(5 * 1024 * 1024 + 1))
        with pytest.raises(PubNubException, match="EntityTooLarge") as caught:
            send.sync()
        assert caught.value.get_status_code() == 400


def test_a_server_needs_no_token(emulator: Emulator) -> None:
    """It signs its requests; what goes to the storage is not signed."""
    server = PubNub(config_of(emulator, "server", emulator.keyset.secret_key))
    sent = server.send_file().channel("signed").file_name("x.txt").file_object("text").sync().result
    download = server.download_file().channel("signed").file_id(sent.file_id).file_name(sent.name)
    assert download.sync().result.data == b"text"
    server.delete_file().channel("signed").file_id(sent.file_id).file_name(sent.name).sync()
    server.delete_messages().channel("signed").sync()
    server.get_request_handler().close()


def test_a_subscriber_is_told_of_files_and_message_actions(emulator: Emulator) -> None:
    """With an address of the file that works for whoever may read."""
    subscriber = PubNub(config_of(emulator, "bob", enable_subscribe=True))
    subscriber.set_token(token_of(emulator, "bob", events=READ))
    listener = Listener()
    subscriber.add_listener(listener)
    subscription = subscriber.channel("events").subscription()
    subscription.file_message = lambda _: None  # 10.8.0 calls it and does not have it, and its thread would end
    subscription.subscribe()
    assert listener.connected_event.wait(PATIENCE)
    with client(emulator, "alice", events=WRITE | DELETE) as alice:
        sent = alice.send_file().channel("events").file_name("x.txt").file_object(b"meow").message("look")
        sent = sent.custom_message_type("note").sync().result
        told = listener.told.get(timeout=PATIENCE)
        assert (told.channel, told.publisher, told.message) == ("events", "alice", "look")
        assert (told.file_id, told.file_name, told.custom_message_type) == (sent.file_id, "x.txt", "note")
        assert int(told.timetoken) == int(sent.timestamp)
        with urlopen(told.file_url) as answer:  # noqa: S310 it is the emulator's
            assert (answer.read(), answer.headers["content-type"]) == (b"meow", "text/plain; charset=utf-8")

        added = alice.add_message_action().channel("events").message_action(action_of(sent.timestamp)).sync().result
        seen = listener.told.get(timeout=PATIENCE)
        assert vars(seen) == {**vars(added), "subscription": None, "channel": "events"}
        remove = alice.remove_message_action().channel("events").message_timetoken(int(sent.timestamp))
        remove.action_timetoken(int(added.action_timetoken)).sync()
        assert vars(listener.told.get(timeout=PATIENCE)) == vars(seen)
    subscriber.unsubscribe_all()
    assert listener.left.wait(PATIENCE)  # what is sent later would open a connection that nobody closes
    subscriber.stop()
    subscriber.get_request_handler().close()


def test_files_go_there_and_back_without_blocking(emulator: Emulator) -> None:
    """By the SDK for asyncio."""

    async def there_and_back() -> bytes:
        alice = PubNubAsyncio(config_of(emulator, "alice"))
        alice.set_token(token_of(emulator, "alice", later=READ | WRITE))
        sent = (await alice.send_file().channel("later").file_name("x").file_object(CONTENT).future()).result
        download = alice.download_file().channel("later").file_id(sent.file_id).file_name(sent.name)
        content: bytes = (await download.future()).result.data
        await alice.stop()
        return content

    assert asyncio.run(there_and_back()) == CONTENT
