"""PubNub Functions as Python callables: what stands between a publish and its channel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

When: TypeAlias = Literal["before-publish", "before-signal", "before-publish-file"]
"""What a Function stands before. PubNub's events: one that guards messages sees neither signals nor files."""

OF_OPERATION: Final[dict[str, When]] = {
    "publish": "before-publish",
    "fire": "before-publish",
    "signal": "before-signal",
    "send-file": "before-publish-file",
}
"""Operation → the Functions that its messages pass."""


class Abort(Exception):  # noqa: N818  PubNub's own word
    """Raised by a Function to refuse a message; its text is what the publisher is told."""


@dataclass(slots=True)
class Event:
    """A message on its way.

    Attributes:
        channel: where it goes.
        message: any JSON value; a Function may change or replace it.
        publisher: the user id of the request.
        meta: what the publisher said beside the message.
    """

    channel: str
    message: Any
    publisher: str
    meta: Any = None


@dataclass(frozen=True, slots=True)
class Function:
    """A Function before some channels.

    Attributes:
        channels: names, or `chat.*` for all that begin with `chat.`, or `*`.
        run: takes the event, changes it or raises `Abort`. Whatever else it raises refuses the message as well.
        when: what it stands before.
    """

    channels: Sequence[str]
    run: Callable[[Event], None]
    when: When = "before-publish"

    def covers(self, channel: str) -> bool:
        """Whether messages to a channel pass it."""
        return any(channel.startswith(name[:-1]) if name.endswith("*") else channel == name for name in self.channels)
