"""Presence shards: an audience that does not fit into one channel is spread over 150, and counted together.

    python examples/presence_shards.py

Policy: policies/presence-shards. The server says by a hash of the user id which shard an attendee is on, and the token
opens no other. A dashboard may look at all of them, and sums what it finds.
"""

import time
from hashlib import sha256

from pubnub.pubnub import PubNub

from connect import PATIENCE, POLICIES, client, keyset, outcome, server, subscribed
from pnpolicy import Policy

SHARDS = 150
STAGE = "event.stage"
AT_ONCE = 50
"""Shards in one request; the address has to stay short."""


def shard_of(user_id: str) -> int:
    """The shard of a user: the same wherever it is asked, and each as likely as any other."""
    return int.from_bytes(sha256(user_id.encode()).digest()[:8]) % SHARDS


def shard(number: int) -> str:
    """The channel of a shard."""
    return f"presence.shard-{number}"


def count(pubnub: PubNub, expected: int) -> None:
    """Counts until as many are there as should be, since PubNub takes a moment to notice who comes and goes."""
    for _ in range(5 * PATIENCE):
        found: dict[str, int] = {}
        for start in range(0, SHARDS, AT_ONCE):
            channels = [shard(number) for number in range(start, start + AT_ONCE)]
            here = pubnub.here_now().channels(channels).include_uuids(False).sync().result
            found |= {channel.channel_name: channel.occupancy for channel in here.channels}
        if sum(found.values()) == expected:
            print(f"  {pubnub.uuid} counts {expected}, on {len(found)} of {SHARDS} shards")
            return
        time.sleep(0.2)
    raise TimeoutError(f"{pubnub.uuid} counts {sum(found.values())}, not {expected}")


def main() -> None:
    """An evening at the stadium."""
    policy = Policy.load(POLICIES / "presence-shards", require="proved")
    with keyset(policy) as keys:
        director = server(keys, "director")
        screen = client(keys, "screen", policy.grant("dashboard", userId="screen").issue(director))

        print("an audience arrives")
        fans, stands = {}, []
        for user_id in ("ada", "bo", "cy", "di", "eve"):
            number = shard_of(user_id)
            grant = policy.grant("attendee", userId=user_id, N=number)
            fans[user_id] = client(keys, user_id, grant.issue(director))
            stands.append(subscribed(fans[user_id], STAGE, shard(number)))
            print(f"  {user_id} is on {shard(number)}")
        count(screen, len(fans))

        print("everybody hears the stage")
        director.publish().channel(STAGE).message("good evening").sync()
        for listener in stands:
            print(f"  {listener.message_queue.get(timeout=PATIENCE).message}")

        print("ada would like to look at the shard of bo, and to speak on her own")
        ada, hers, other = fans["ada"], shard(shard_of("ada")), shard(shard_of("bo"))
        print(f"  here-now {other}: {outcome(ada.here_now().channels([other]))}")
        print(f"  here-now {hers}: {outcome(ada.here_now().channels([hers]))}")
        print(f"  publish {hers}: {outcome(ada.publish().channel(hers).message('hi'))}")

        print("the screen would like to look beyond the last shard")
        print(f"  here-now {shard(SHARDS)}: {outcome(screen.here_now().channels([shard(SHARDS)]))}")

        print("ada leaves")
        ada.unsubscribe().channels([STAGE, hers]).execute()
        count(screen, len(fans) - 1)


if __name__ == "__main__":
    main()
