"""Metadata synchronisation: the database is the truth, App Context a copy that clients read.

    python examples/metadata_sync.py

Policy: policies/metadata-sync. The server writes rows into records, and who comes and goes into `online`. Clients query
what their token shows, and write nothing but their own settings.
"""

from typing import Any

from pubnub.models.consumer.objects_v2.channel_members import PNUserMember
from pubnub.models.consumer.objects_v2.common import MemberIncludes
from pubnub.pubnub import PubNub, SubscribeListener

from connect import PATIENCE, POLICIES, client, keyset, outcome, server, subscribed
from pnpolicy import Policy

ROOM, NEWS = "chat.room.kitchen", "system.news"
USERS: dict[str, dict[str, Any]] = {  # your database
    "ann": {"name": "Ann", "role": "member", "online": False},
    "ben": {"name": "Ben", "role": "member", "online": False},
}
MEMBERS = ["ann", "ben"]


def sync_user(pubnub: PubNub, user_id: str) -> None:
    """Writes a row into its record, whole: what it is not given, the SDK clears."""
    row = USERS[user_id]
    custom = {"role": row["role"], "online": row["online"]}
    pubnub.set_uuid_metadata(user_id, name=row["name"], custom=custom).sync()


def sync_presence(pubnub: PubNub, watch: SubscribeListener) -> None:
    """Waits until somebody comes or goes, and writes it down. A Function after-presence would do the same."""
    event = watch.presence_queue.get(timeout=PATIENCE)
    USERS[event.uuid]["online"] = event.event not in ("leave", "timeout")
    sync_user(pubnub, event.uuid)
    print(f"  sync: {event.uuid} {event.event}")


def show(pubnub: PubNub) -> None:
    """The room and its members, as a client sees them."""
    room = pubnub.get_channel_metadata(ROOM).sync().result.data
    members = pubnub.get_channel_members(ROOM, include=MemberIncludes(user=True, user_custom=True)).sync().result.data
    for user in sorted((member["uuid"] for member in members), key=lambda user: str(user["id"])):
        is_online = "online" if user["custom"]["online"] else "offline"
        print(f"  {pubnub.uuid} sees in the {room['name']}: {user['name']}, {user['custom']['role']}, {is_online}")


def main() -> None:
    """A day in the kitchen."""
    policy = Policy.load(POLICIES / "metadata-sync", require="proved")
    with keyset(policy) as keys:
        sync = server(keys, "sync")
        watch = subscribed(sync, f"{NEWS}-pnpres")  # watching, the server is not there itself

        def member(user_id: str, contact_id: str) -> PubNub:
            grant = policy.grant("member", userId=user_id, contactId=[contact_id], roomId=["kitchen"])
            return client(keys, user_id, grant.issue(sync))

        ann, ben = member("ann", "ben"), member("ben", "ann")

        print("the server copies users, a room and its members")
        for user_id in USERS:
            sync_user(sync, user_id)
        sync.set_channel_metadata(ROOM, name="Kitchen").sync()
        sync.set_channel_members(ROOM, uuids=[PNUserMember(user_id) for user_id in MEMBERS]).sync()
        show(ann)

        print("ben opens the app, and is promoted")
        # The news, not the room: members of a room are told there what changes in each other's records, and pubnub
        # 10.8.0 stops listening at the first such event. Where clients follow rooms, switch these events off.
        subscribed(ben, NEWS)
        sync_presence(sync, watch)
        USERS["ben"]["role"] = "admin"
        sync_user(sync, "ben")
        show(ann)

        print("ben closes it")
        ben.unsubscribe().channels([NEWS]).execute()
        sync_presence(sync, watch)
        show(ann)

        print("ann would like to be an admin, too")
        for user_id in ("ann", "ben", "settings.ann"):
            request = ann.set_uuid_metadata(user_id, name="Ann", custom={"role": "admin"})
            print(f"  set {user_id}: {outcome(request)}")
        print(f"  remove ben: {outcome(ann.remove_uuid_metadata('ben'))}")
        print(f"  rename {ROOM}: {outcome(ann.set_channel_metadata(ROOM, name='Hers'))}")
        print(f"  join {ROOM}: {outcome(ann.set_channel_members(ROOM, uuids=[PNUserMember('ann')]))}")
        print(f"  get zoe, who is no contact: {outcome(ann.get_uuid_metadata('zoe'))}")
        show(ann)


if __name__ == "__main__":
    main()
