"""Voting: clients submit, the server alone announces.

    python examples/voting.py

Policy: policies/live-voting. Votes go in on `vote-submit.<session>`, which voters write and only the server reads; the
tally comes out on `vote-result.<session>`, which the server writes and voters read.
"""

from collections import Counter
from typing import Any

from pubnub.callbacks import SubscribeCallback
from pubnub.models.consumer.pubsub import PNMessageResult
from pubnub.pubnub import PubNub

from connect import PATIENCE, POLICIES, client, keyset, outcome, server, subscribed
from pnpolicy import Policy

SESSION = "1a2b3c4d"
SUBMIT, RESULT = f"vote-submit.{SESSION}", f"vote-result.{SESSION}"


class Tally(SubscribeCallback):  # type: ignore[misc]  # the SDK brings no types
    """The server's side: counts votes and announces the result."""

    def __init__(self) -> None:
        self.votes: dict[str, str] = {}  # voter → option: everybody has one vote, and may change it
        self.seen: set[tuple[str, str]] = set()

    def message(self, pubnub: PubNub, event: PNMessageResult) -> None:
        """Takes a vote. Whose it is says the envelope, the user whom the token is bound to, and never the payload."""
        voter = event.publisher
        match event.message:
            case {"type": "vote.submit", "eventId": str(event_id), "payload": {"optionId": "tea" | "coffee" as option}}:
                if (voter, event_id) in self.seen:
                    print(f"  server: {event_id} of {voter} is here already")
                else:
                    self.seen.add((voter, event_id))
                    self.votes[voter] = option
                    print(f"  server: {voter} votes for {option}")
            case _:
                print(f"  server: {voter} sent no vote")
        counts = Counter(self.votes.values())
        result = {
            "type": "vote.tally",
            "payload": {"options": {option: counts[option] for option in ("tea", "coffee")}},
        }
        pubnub.publish().channel(RESULT).message(result).sync()


def vote(event_id: str, option: str, **more: str) -> dict[str, Any]:
    """A vote as clients send it."""
    return {"type": "vote.submit", "eventId": event_id, "payload": {"optionId": option, **more}}


def main() -> None:
    """The whole evening."""
    policy = Policy.load(POLICIES / "live-voting", require="proved")
    with keyset(policy) as keys:
        tally_server = server(keys, "tally-server")
        tally_server.add_listener(Tally())
        subscribed(tally_server, SUBMIT)

        def voter(user_id: str) -> PubNub:
            grant = policy.grant("voter", userId=user_id, sessionId=SESSION, roomId=[])
            return client(keys, user_id, grant.issue(tally_server))

        alice, bob, mallory = voter("alice"), voter("bob"), voter("mallory")
        screen = subscribed(alice, RESULT)

        def submit(pubnub: PubNub, message: dict[str, Any]) -> None:
            pubnub.publish().channel(SUBMIT).message(message).sync()
            result = screen.message_queue.get(timeout=PATIENCE).message["payload"]["options"]
            print(f"  alice sees {result}")

        print("alice and bob vote")
        submit(alice, vote("a1", "tea"))
        submit(bob, vote("b1", "coffee"))

        print("bob's phone sends the same vote again, as phones do")
        submit(bob, vote("b1", "coffee"))

        print("mallory says in her vote that she is bob, who wants tea")
        submit(mallory, vote("m1", "tea", userId="bob"))

        print("mallory announces a result of her own")
        forged = {"type": "vote.tally", "payload": {"options": {"tea": 0, "coffee": 999}}}
        print(f"  publish {RESULT}: {outcome(mallory.publish().channel(RESULT).message(forged))}")
        why = policy.allows("voter", "publish", RESULT, userId="mallory", sessionId=SESSION, roomId=[])
        print(f"  the policy: {why.nearest.text if why.nearest else ''}")


if __name__ == "__main__":
    main()
