"""App Context and push registrations, as the real SDK asks an emulator for them."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from queue import Queue

import pytest
from pubnub.callbacks import SubscribeCallback
from pubnub.endpoints.objects_v2.objects_endpoint import ObjectsEndpoint
from pubnub.enums import PNPushEnvironment, PNPushType, PNStatusCategory
from pubnub.exceptions import PubNubException
from pubnub.models.consumer.objects_v2.channel_members import PNUserMember
from pubnub.models.consumer.objects_v2.common import MemberIncludes, MembershipIncludes
from pubnub.models.consumer.objects_v2.memberships import PNChannelMembership
from pubnub.models.consumer.objects_v2.sort import PNSortKey, PNSortKeyValue
from pubnub.pnconfiguration import PNConfiguration
from pubnub.pubnub import PubNub

from pnpolicy.emulator import Emulator, Keyset, Readings, running

SECONDS = 10
MEMBERSHIPS = MembershipIncludes(
    custom=True, status=True, type=True, total_count=True, channel=True, channel_custom=True
)
MEMBERS = MemberIncludes(custom=True, status=True, type=True, total_count=True, user=True, user_custom=True)

Client = Callable[..., PubNub]


@pytest.fixture(scope="module")
def am() -> Iterator[Emulator]:
    """Everything in its strictest reading."""
    with running(keyset=Keyset.new()) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def wide() -> Iterator[Emulator]:
    """What nobody knows the permission of is allowed."""
    with running(keyset=Keyset.new(), readings=Readings(list_all="open", unlisted="allow")) as emulator:
        yield emulator


@pytest.fixture
def client() -> Iterator[Client]:
    """Makes clients with a token of their own: `client(am, "alice", channels={"room": 32})`."""
    clients: list[tuple[Emulator, PubNub]] = []

    def made(
        emulator: Emulator, user: str, *, categories: Mapping[str, int] | None = None, **resources: Mapping[str, int]
    ) -> PubNub:
        config = PNConfiguration()
        config.disable_config_locking = False
        config.origin, config.ssl, config.user_id = emulator.origin, False, user
        config.subscribe_key, config.publish_key = emulator.keyset.subscribe_key, emulator.keyset.publish_key
        pubnub = PubNub(config)
        clients.append((emulator, pubnub))
        permissions = {"resources": resources, "uuid": user, **({"categories": categories} if categories else {})}
        pubnub.set_token(emulator.grant(json.dumps({"ttl": 60, "permissions": permissions}).encode()))
        return pubnub

    yield made
    for emulator, pubnub in clients:
        if pubnub.get_subscribed_channels():
            pubnub.unsubscribe_all()
            for _ in range(10 * SECONDS):
                waiting = [thread for thread in threading.enumerate() if thread.name.startswith("Thread-")]
                if not waiting:  # the SDK calls those of its requests so
                    break
                emulator.advance(minutes=5)  # ends its poll, so that nobody is on the connection any more
                waiting[0].join(0.1)
        pubnub.stop()


def refused(call: object, status: int = 403) -> str:
    with pytest.raises(PubNubException) as raised:
        call.sync()  # type: ignore[attr-defined]
    assert raised.value.get_status_code() == status
    return str(raised.value)


def test_users(am: Emulator, client: Client) -> None:
    """Set, got and removed by whom the token says."""
    alice = client(am, "u-alice", uuids={"u-alice": 104})
    alice.set_uuid_metadata(name="Alice", email="a@x", custom={"n": 1}, status="on", type="QA").sync()
    data = alice.get_uuid_metadata(include_custom=True).sync().result.data
    assert (data["id"], data["name"], data["email"], data["profileUrl"]) == ("u-alice", "Alice", "a@x", None)
    assert (data["custom"], data["status"], data["type"]) == ({"n": 1}, "on", "QA")
    told = alice.set_uuid_metadata(name="A").sync().result.data
    assert (told["name"], told["email"], told["status"]) == ("A", None, "on"), "this SDK sends null for what is not set"
    bob = client(am, "u-bob", uuids={"u-alice": 32})
    assert bob.get_uuid_metadata("u-alice").sync().result.data["name"] == "A"
    assert '"uuids":["u-alice"]' in refused(bob.set_uuid_metadata("u-alice", name="x"))
    refused(bob.remove_uuid_metadata("u-alice"))
    assert alice.remove_uuid_metadata().sync().result.data is None
    assert "Requested object was not found." in refused(alice.get_uuid_metadata(), 404)


def test_channels(am: Emulator, client: Client) -> None:
    """Likewise; the flags are those of the channel."""
    alice = client(am, "alice", channels={"c-room": 32 | 64 | 8})
    alice.set_channel_metadata("c-room", name="Room", description="d", custom={"k": "v"}, status="on").sync()
    data = alice.get_channel_metadata("c-room", include_custom=True).sync().result.data
    assert (data["id"], data["name"], data["description"], data["custom"]) == ("c-room", "Room", "d", {"k": "v"})
    assert (data["status"], data["type"]) == ("on", None)
    bob = client(am, "bob", channels={"c-room": 3})
    assert '"channels":["c-room"]' in refused(bob.get_channel_metadata("c-room"))
    refused(bob.set_channel_metadata("c-room", name="x"))
    refused(bob.remove_channel_metadata("c-room"))
    assert alice.remove_channel_metadata("c-room").sync().result.data is None
    refused(alice.get_channel_metadata("c-room"), 404)


def test_versions(am: Emulator, client: Client) -> None:
    """A writer with an old eTag is told so."""
    alice = client(am, "v-alice", uuids={"v-alice": 96})
    old = alice.set_uuid_metadata(name="1").sync().result.data["eTag"]
    try:
        new = alice.set_uuid_metadata(name="2").if_matches_etag(old).sync().result.data["eTag"]
        assert "User to update has been modified after it was read." in refused(
            alice.set_uuid_metadata(name="3").if_matches_etag(old), 412
        )
        assert alice.set_uuid_metadata(name="3").if_matches_etag(new).sync().result.data["name"] == "3"
    finally:
        ObjectsEndpoint._custom_headers.clear()  # noqa: SLF001  the SDK sends it with every later call


def test_memberships(am: Emulator, client: Client) -> None:
    """Set, managed, got and removed by a user who may join."""
    joins = {"m-a": 128 | 64 | 32, "m-b": 128}
    alice = client(am, "m-alice", channels=joins, uuids={"m-alice": 96})
    alice.set_channel_metadata("m-a", name="A", custom={"k": "v"}).sync()
    mine = [PNChannelMembership("m-a", custom={"role": "x"}, status="on"), PNChannelMembership.channel("m-b")]
    set_result = alice.set_memberships(channel_memberships=mine, include=MEMBERSHIPS).sync().result
    first, second = set_result.data
    assert (first["channel"]["name"], first["channel"]["custom"]) == ("A", {"k": "v"})
    assert (first["custom"], first["status"], first["type"]) == ({"role": "x"}, "on", None)
    assert (second["channel"], second["custom"]) == ({"id": "m-b"}, None)
    got = alice.get_memberships(limit=1, include_total_count=True, sort_keys=[PNSortKey.desc(PNSortKeyValue.ID)]).sync()
    assert (got.result.total_count, [entry["channel"]["id"] for entry in got.result.data]) == (2, ["m-b"])
    rest = alice.get_memberships(limit=1, sort_keys=[PNSortKey.desc(PNSortKeyValue.ID)]).page(got.result.next).sync()
    assert [entry["channel"]["id"] for entry in rest.result.data] == ["m-a"]
    managed = alice.manage_memberships(
        channel_memberships_to_set=[PNChannelMembership("m-b", type="t")],
        channel_memberships_to_remove=[PNChannelMembership.channel("m-a")],
        include=MEMBERSHIPS,
    ).sync()
    assert [(entry["channel"]["id"], entry["type"]) for entry in managed.result.data] == [("m-b", "t")]
    gone = alice.remove_memberships(channel_memberships=[PNChannelMembership.channel("m-b")]).sync()
    assert gone.result.data == []
    elsewhere = [PNChannelMembership.channel("m-b"), PNChannelMembership.channel("m-c")]
    assert '"channels":["m-c"]' in refused(alice.set_memberships(channel_memberships=elsewhere))
    refused(client(am, "m-bob", channels=joins).set_memberships(channel_memberships=mine))
    assert alice.get_memberships().sync().result.data == []


def test_members(am: Emulator, client: Client) -> None:
    """Set, managed, got and removed by whoever manages the channel."""
    owner = client(am, "owner", channels={"n-a": 4 | 32}, uuids={"n-bob": 64})
    owner.set_uuid_metadata("n-bob", name="Bob", custom={"k": "v"}).sync()
    first = [PNUserMember("n-bob", custom={"role": "x"}), PNUserMember("n-carol")]
    bob, carol = owner.set_channel_members("n-a", first, include=MEMBERS).sync().result.data
    assert (bob["uuid"]["name"], bob["uuid"]["custom"], bob["custom"]) == ("Bob", {"k": "v"}, {"role": "x"})
    assert carol["uuid"] == {"id": "n-carol"}
    got = owner.get_channel_members("n-a", include_total_count=True).sync().result
    assert (got.total_count, [entry["uuid"]["id"] for entry in got.data]) == (2, ["n-bob", "n-carol"])
    managed = owner.manage_channel_members("n-a", [PNUserMember("n-dan", status="s")], [PNUserMember("n-bob")]).sync()
    assert [entry["uuid"]["id"] for entry in managed.result.data] == ["n-carol", "n-dan"]
    gone = owner.remove_channel_members("n-a", [PNUserMember("n-carol"), PNUserMember("n-dan")]).sync()
    assert gone.result.data == []
    guest = client(am, "guest", channels={"n-a": 32})
    assert guest.get_channel_members("n-a").sync().result.data == []
    assert '"channels":["n-a"]' in refused(guest.set_channel_members("n-a", first))


def test_lists_of_everything(am: Emulator, wide: Emulator, client: Client) -> None:
    """For holders of a category, or of any token under the reading `open`; page by page."""
    everything = {"channels": {"l-a": 64, "l-b": 64}, "uuids": {"l-a": 64, "l-b": 64}}
    for emulator in (am, wide):
        writer = client(emulator, "l-a", **everything)
        for name in ("l-a", "l-b"):
            writer.set_channel_metadata(name, name=name).sync()
            writer.set_uuid_metadata(name, name=name).sync()
    refused(client(am, "reader", **everything, categories={"uuids": 32}).get_all_channel_metadata())
    refused(client(am, "reader", **everything, categories={"channels": 32}).get_all_uuid_metadata())
    both = {"uuids": 32, "channels": 32}
    for reader in (client(am, "reader", categories=both), client(wide, "reader", channels={"x": 1})):
        users = reader.get_all_uuid_metadata(include_total_count=True).sync().result
        assert users.total_count == len(users.data)
        assert {"l-a", "l-b"} <= {user["id"] for user in users.data}
        names: list[str] = []
        call = reader.get_all_channel_metadata(limit=1, sort_keys=[PNSortKey.desc(PNSortKeyValue.NAME)])
        while channels := (page := call.sync().result).data:
            names += [channel["id"] for channel in channels]
            call = call.page(page.next)
        assert [name for name in names if name.startswith("l-")] == ["l-b", "l-a"]


class Listener(SubscribeCallback):  # type: ignore[misc]  # for want of types
    """What a client hears."""

    def __init__(self) -> None:
        self.connected: Queue[bool] = Queue()
        self.heard: Queue[tuple[str, str, dict[str, object]]] = Queue()

    def status(self, pubnub: PubNub, status: object) -> None:
        del pubnub
        self.connected.put(status.category == PNStatusCategory.PNConnectedCategory)  # type: ignore[attr-defined]

    def uuid(self, pubnub: PubNub, uuid: object) -> None:
        del pubnub
        self.heard.put(("uuid", uuid.event, uuid.data))  # type: ignore[attr-defined]

    def channel(self, pubnub: PubNub, channel: object) -> None:
        del pubnub
        self.heard.put(("channel", channel.event, channel.data))  # type: ignore[attr-defined]

    def membership(self, pubnub: PubNub, membership: object) -> None:
        del pubnub
        self.heard.put(("membership", membership.event, membership.data))  # type: ignore[attr-defined]


def test_listeners_hear_of_changes(am: Emulator, client: Client) -> None:
    """Through the callbacks that the SDK has for them."""
    alice, listener = client(am, "e-alice", channels={"e-room": 1, "e-alice": 1}), Listener()
    alice.add_listener(listener)
    alice.subscribe().channels(["e-room", "e-alice"]).execute()
    # The SDK (10.8.0) passes events of App Context on to subscriptions, which have no such methods.
    alice.remove_listener(alice._subscription_registry.subscription_registry_callback)  # noqa: SLF001
    assert listener.connected.get(timeout=SECONDS)
    owner = client(am, "owner", channels={"e-room": 4 | 8 | 64}, uuids={"e-alice": 64 | 8})
    owner.set_channel_metadata("e-room", name="Room").sync()
    owner.set_uuid_metadata("e-alice", name="Alice").sync()
    owner.set_channel_members("e-room", [PNUserMember("e-alice")]).sync()
    owner.remove_channel_members("e-room", [PNUserMember("e-alice")]).sync()
    owner.remove_channel_metadata("e-room").sync()
    owner.remove_uuid_metadata("e-alice").sync()
    heard = [listener.heard.get(timeout=SECONDS) for _ in range(8)]
    assert heard[0][2]["name"] == "Room"
    assert heard[1][2]["name"] == "Alice"
    assert heard[2][2]["uuid"] == {"id": "e-alice"}
    assert heard[6][2] == {"id": "e-room"}
    assert [event[:2] for event in heard] == [
        ("channel", "set"),
        ("uuid", "set"),
        *[("membership", "set")] * 2,
        *[("membership", "delete")] * 2,
        ("channel", "delete"),
        ("uuid", "delete"),
    ]


@pytest.mark.parametrize(
    "to",
    [
        {"push_type": PNPushType.FCM},
        {"push_type": PNPushType.APNS2, "topic": "com.x", "environment": PNPushEnvironment.PRODUCTION},
    ],
    ids=["fcm", "apns2"],
)
def test_push(am: Emulator, wide: Emulator, client: Client, to: dict[str, object]) -> None:
    """Channels that a client may read are pushed to its device; who may list them is not known."""
    device = {"device_id": "0" * 64, **to}
    alice = client(wide, "alice", channels={"p-a": 1, "p-b": 1})
    alice.add_channels_to_push(["p-a", "p-b"], **device).sync()
    alice.remove_channels_from_push(["p-a"], **device).sync()
    assert alice.list_push_channels(**device).sync().result.channels == ["p-b"]
    assert '"channels":["p-c"]' in refused(alice.add_channels_to_push(["p-b", "p-c"], **device))
    alice.remove_device_from_push(**device).sync()
    assert alice.list_push_channels(**device).sync().result.channels == []
    strict = client(am, "alice", channels={"p-a": 1})
    strict.add_channels_to_push(["p-a"], **device).sync()
    refused(strict.list_push_channels(**device))
    refused(strict.remove_device_from_push(**device))
