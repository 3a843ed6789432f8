"""Hybrid chat: users write to users, the server announces beside them, on channels of its own.

    python examples/hybrid_chat.py

Policy: policies/hybrid-chat. Uma and Ben are users in the room `tea`; Moe is a guest in `den` and moderates `tea`.
"""

from pubnub.pubnub import PubNub, SubscribeListener

from connect import PATIENCE, POLICIES, client, keyset, outcome, server, subscribed
from pnpolicy import Policy

ROOM, POST, NEWS = "chat.room.tea", "comment.post.p1", "system.announcement"


def read(reader: str, listener: SubscribeListener) -> None:
    """Waits for the next message that a reader gets, and shows it."""
    event = listener.message_queue.get(timeout=PATIENCE)
    print(f"  {reader} reads on {event.channel} from {event.publisher}: {event.message}")


def main() -> None:
    """An evening in the tea room."""
    policy = Policy.load(POLICIES / "hybrid-chat", require="proved")
    with keyset(policy) as keys:
        backend, moderation = server(keys, "backend"), server(keys, "moderation")

        def user(user_id: str) -> PubNub:
            grant = policy.grant("user", userId=user_id, roomId=["tea"], postId=["p1"], gameId=[])
            return client(keys, user_id, grant.issue(backend))

        uma, ben = user("uma"), user("ben")
        uma_hears = subscribed(uma, ROOM, POST, NEWS, "inbox.uma")
        ben_hears = subscribed(ben, ROOM, POST, NEWS, "payment.confirmed.ben", "moderation.action.tea")

        print("uma chats and comments")
        for channel, text in ((ROOM, "is there any cake?"), (POST, "good recipe")):
            uma.publish().channel(channel).message(text).sync()
            read("uma", uma_hears)
            read("ben", ben_hears)
        print(f"  signal typing.room.tea: {outcome(uma.signal().channel('typing.room.tea').message('typing'))}")

        print("the server announces, to everybody and to ben")
        backend.publish().channel(NEWS).message("kitchen closes at ten").sync()
        read("uma", uma_hears)
        read("ben", ben_hears)
        backend.publish().channel("payment.confirmed.ben").message({"order": 7, "paid": True}).sync()
        read("ben", ben_hears)

        print("ben would like to announce, too")
        for channel in (NEWS, "payment.confirmed.ben", "moderation.action.tea", "moderation-request.tea"):
            print(f"  publish {channel}: {outcome(ben.publish().channel(channel).message('trust me'))}")

        print("moe asks for a decision in the room he moderates, and in one where he is a guest")
        rooms = {"roomId": ["tea", "den"], "moderatedRoomId": ["tea"]}
        grant = policy.grant("moderator", userId="moe", postId=[], gameId=[], **rooms)
        moe = client(keys, "moe", grant.issue(backend))
        requests = subscribed(moderation, "moderation-request.tea", "moderation-request.den")
        for room in rooms["roomId"]:
            request = moe.publish().channel(f"moderation-request.{room}").message({"mute": "ben"})
            print(f"  publish moderation-request.{room}: {outcome(request)}")
        read("moderation", requests)
        moderation.publish().channel("moderation.action.tea").message({"muted": "ben"}).sync()
        read("ben", ben_hears)


if __name__ == "__main__":
    main()
