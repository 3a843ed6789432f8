"""Guarded chat: every message passes a Function that may refuse it, or write into it.

    python examples/guarded_chat.py

Policy: policies/guarded-chat. In the emulator the Function is a Python callable, `guard` below. On PubNub it is
JavaScript that you deploy before-publish on `chat.*`; with keys in the environment, that one decides.
"""

import json
import time
from typing import Any

from pubnub.exceptions import PubNubException
from pubnub.pubnub import PubNub

from connect import PATIENCE, POLICIES, client, keyset, server, subscribed
from pnpolicy import Policy
from pnpolicy.emulator import Abort, Event, Function

ROOM = "chat.room.garden"
PACE = 10
"""Seconds between two messages of one user."""
BAD_WORDS = ("weed", "moss")
LAST: dict[str, float] = {}
"""User → when their last message passed; a Function would keep it in its key-value store."""


def guard(event: Event) -> None:
    """Checks form, words and pace; then writes down what the server knows and clients must not invent."""
    match event.message:
        case {"type": "chat", "payload": {"text": str(text)}}:
            pass
        case _:
            raise Abort("a message has a type and a payload with text")
    if any(word in text.lower() for word in BAD_WORDS):
        raise Abort("not in this garden")
    now = time.monotonic()
    if now - LAST.get(event.publisher, -PACE) < PACE:
        raise Abort("please wait before you send another message")
    LAST[event.publisher] = now
    event.message = {**event.message, "checked": True, "from": event.publisher}


def chat(text: str, **more: str) -> dict[str, Any]:
    """A message as clients send it."""
    return {"type": "chat", "payload": {"text": text}, **more}


def send(pubnub: PubNub, message: object) -> bool:
    """Publishes, and tells what the Function says; whether it let the message pass."""
    print(f"{pubnub.uuid} sends {json.dumps(message)}")
    try:
        pubnub.publish().channel(ROOM).message(message).sync()
    except PubNubException as error:
        print(f"  refused: {error}")
        return False
    return True


def main() -> None:
    """A talk in the garden."""
    policy = Policy.load(POLICIES / "guarded-chat", require="proved")
    with keyset(policy, functions=[Function(["chat.*"], guard)]) as keys:
        service = server(keys, "token-service")
        mia = client(keys, "mia", policy.grant("member", userId="mia", roomId=["garden"]).issue(service))
        rob = client(keys, "rob", policy.grant("reader", userId="rob", roomId=["garden"]).issue(service))
        garden = subscribed(rob, ROOM)

        send(mia, "hello")
        send(mia, chat("pull out that WEED"))
        for text in ("the roses are out", "and the lilies"):
            if send(mia, chat(text, **{"from": "the gardener"})):
                print(f"  rob reads {json.dumps(garden.message_queue.get(timeout=PATIENCE).message)}")
        send(rob, chat("how lovely"))  # a reader: what Access Manager refuses never reaches the Function


if __name__ == "__main__":
    main()
