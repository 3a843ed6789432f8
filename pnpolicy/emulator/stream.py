"""What is sent, and who waits for it."""

from collections import deque
from typing import Any, Final

from pnpolicy.emulator.message import Parked
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.state import Message, Messages
from pnpolicy.emulator.wildcard import wildcards_of

RECENT_MOST: Final = 200
"""Messages of all channels that the status page shows."""


class Stream:
    """Delivers messages to long polls.

    Attributes:
        recent: what was sent last, on whatever channel.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._waiting: dict[str, set[Parked]] = {}
        self._parked: set[Parked] = set()
        self.recent: deque[Message] = deque(maxlen=RECENT_MOST)

    def send(self, message: Message) -> None:
        """Keeps a message and wakes those who wait for its channel."""
        self._messages.add(message)
        self.recent.append(message)
        self.wake(message.channel)
        for wildcard in wildcards_of(message.channel):
            self.wake(wildcard)

    def wake(self, name: str) -> None:
        """Wakes those who wait for a name."""
        for parked in list(self._waiting.get(name, ())):
            parked.wake()

    def settle(self, name: str) -> None:
        """Asks those who wait for a name now, before what it stands for changes: what they are told then, they get."""
        for parked in list(self._waiting.get(name, ())):
            parked.again()

    def wake_due(self, now: float) -> None:
        """Wakes those who have to be asked again by now: by infinity, everybody."""
        for parked in [parked for parked in self._parked if parked.due <= now]:
            parked.wake()

    def wake_token(self, token: str) -> None:
        """Wakes those who hold a token."""
        for parked in [parked for parked in self._parked if parked.token == token]:
            parked.wake()

    def park(self, parked: Parked) -> None:
        """Remembers who waits."""
        self._parked.add(parked)
        for name in parked.channels:
            self._waiting.setdefault(name, set()).add(parked)

    def leave(self, parked: Parked) -> None:
        """Forgets who waited."""
        self._parked.discard(parked)
        for name in parked.channels:
            waiting = self._waiting.get(name)
            if waiting is not None:
                waiting.discard(parked)
                if not waiting:
                    del self._waiting[name]

    @property
    def parked(self) -> int:
        """How many wait."""
        return len(self._parked)

    def after(self, name: str, timetoken: int, most: int | None = None) -> list[Message]:
        """What was sent later than a timetoken on a channel, or on all that a wildcard sees.

        At least the first `most` of it, if there is so much; in order of time on each channel.
        """
        if not is_wildcard(name):
            return self._messages.after(name, timetoken, most)
        return [
            message
            for channel in self._messages.under(name)
            for message in self._messages.after(channel, timetoken, most)
        ]


def envelope(message: Message, subscribe_key: str, by: str) -> dict[str, Any]:
    """A message as subscribers get it; `by` is the name they subscribed to."""
    told: dict[str, Any] = {
        "a": "2",
        "f": 0,
        "p": {"t": str(message.timetoken), "r": 12},
        "k": subscribe_key,
        "c": message.channel,
        "d": message.payload,
        "b": by,
    }
    if message.publisher:  # what the service itself sends has none: recorded with presence events
        told["i"] = message.publisher
    if message.kind:
        told["e"] = message.kind
    if message.meta is not None:
        told["u"] = message.meta
    if message.custom_type is not None:
        told["cmt"] = message.custom_type
    return told
