"""A client of token_service.py: each line that you type goes to your team; the end of input logs out.

    python examples/token_client.py alice --password "a rose"

It never sees the secret key. A timer fetches the next token before this one ends. Where that came too late, because
the computer slept for instance, PubNub answers 403, and the client goes on where it was with a new token.
"""

import argparse
import sys
import threading
from queue import Queue
from typing import Any

import httpx
from pubnub.callbacks import SubscribeCallback
from pubnub.enums import PNStatusCategory
from pubnub.models.consumer.common import PNStatus
from pubnub.models.consumer.pubsub import PNMessageResult
from pubnub.pubnub import PubNub

from connect import Keys, client, outcome


class Chat(SubscribeCallback):  # type: ignore[misc]  # the SDK brings no types
    """One login. Whatever happens, here or in the SDK's threads, is an event, and `run` takes them one by one."""

    def __init__(self, service: httpx.Client, minute: float) -> None:
        self.service = service
        self.minute = minute
        self.events: Queue[tuple[str, Any]] = Queue()
        self.since = 0  # the timetoken up to which messages have been seen

    def begin(self, told: dict[str, Any]) -> None:
        """Subscribes with a token of the service, from where we were."""
        keys = Keys(told["origin"], told["ssl"], told["subscribeKey"], told["publishKey"], secret_key="")
        self.pubnub = client(keys, told["userId"], told["token"])
        self.pubnub.add_listener(self)
        self.since = self.since or int(self.pubnub.time().sync().result)
        self.pubnub.subscribe().channels(told["channels"]).with_timetoken(self.since).execute()
        print(f"subscribed to {', '.join(told['channels'])}")
        self.team = f"team.{told['teamId']}"
        self.use(told)

    def remind(self, minutes: float) -> None:
        """Sets the timer for the next token."""
        timer = threading.Timer(minutes * self.minute, self.events.put, [("timer", self.pubnub)])
        timer.daemon = True
        timer.start()

    def use(self, told: dict[str, Any]) -> None:
        """Takes a token, from the next request on: a poll that waits still has the old one."""
        self.pubnub.set_token(told["token"])
        self.remind(self.pubnub.parse_token(told["token"])["ttl"] - told["refreshBefore"])

    def refresh(self) -> None:
        """Fetches the next token while this one is good. If the service is away, there is time to try again."""
        try:
            self.use(self.ask("/refresh-token"))
        except httpx.TransportError as error:
            print(f"not refreshed yet: {error}")
            self.remind(1)
        else:
            print("refreshed, while the old token is still good")

    def ask(self, path: str, **form: str) -> dict[str, Any]:
        """What the token service answers."""
        told: dict[str, Any] = self.service.post(path, data=form).raise_for_status().json()
        return told

    def anew(self) -> None:
        """After a 403: a new token, and with it a new subscription. The SDK has dropped the old one for good."""
        self.pubnub.stop()
        self.begin(self.ask("/refresh-token"))

    def publish(self, text: str) -> None:
        """Publishes; once more with a new token if this one has ended."""
        if outcome(self.pubnub.publish().channel(self.team).message(text)) != "done":
            print("publish refused (403): a new token")
            self.anew()
            self.pubnub.publish().channel(self.team).message(text).sync()

    def status(self, pubnub: PubNub, status: PNStatus) -> None:
        """From the SDK: what becomes of the subscription."""
        if status.category == PNStatusCategory.PNAccessDeniedCategory:
            self.events.put(("refused", pubnub))

    def message(self, _: PubNub, event: PNMessageResult) -> None:
        """From the SDK: a message."""
        self.events.put(("message", event))

    def read(self) -> None:
        """Lines from standard input."""
        for line in sys.stdin:
            self.events.put(("line", line.rstrip("\n")))
        self.events.put(("end", None))

    def run(self) -> None:
        """Takes events until the input ends. What a client tells that we have left does not count."""
        while True:
            match self.events.get():
                case "message", event:
                    self.since = event.timetoken
                    print(f"{event.channel} {event.publisher}: {event.message}")
                case "line", text:
                    self.publish(text)
                case "timer", self.pubnub:
                    self.refresh()
                case "refused", self.pubnub:
                    print("subscribe refused (403): a new token")
                    self.anew()
                case "end", _:
                    return


def main() -> None:
    """Logs in, chats, logs out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("user")
    parser.add_argument("--password", required=True)
    parser.add_argument("--service", default="http://127.0.0.1:8000")
    parser.add_argument("--minute", type=float, default=60, help="seconds that the timer takes for one: 60")
    given = parser.parse_args()
    with httpx.Client(base_url=given.service) as service:  # keeps the session's cookie
        chat = Chat(service, given.minute)
        chat.begin(chat.ask("/login", user=given.user, password=given.password))
        threading.Thread(target=chat.read, daemon=True).start()
        chat.run()
        chat.ask("/logout")
        print(f"logged out; publish with the token: {outcome(chat.pubnub.publish().channel(chat.team).message('?'))}")


if __name__ == "__main__":
    main()
