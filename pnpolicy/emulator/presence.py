"""Who is on which channel, and with what state.

Every coming and going is announced: PubNub's interval mode of busy channels is not imitated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.state import full

PRESENT_MOST: Final = 100_000
"""Pairs of a user and a channel that are remembered; who comes then is on no list."""
STATES_BYTES: Final = 16 * 1024 * 1024
"""Bytes of all states together."""


@dataclass(slots=True)
class _Here:
    until: float
    polls: set[object] = field(default_factory=set)


class Presence:
    """Users on channels. What happens is told to `emit` as (channel, event), the event as clients see it."""

    def __init__(self, clock: Clock, emit: Callable[[str, dict[str, Any]], None]) -> None:
        self._clock = clock
        self._emit = emit
        self._channels: dict[str, dict[str, _Here]] = {}
        self._pairs = 0
        self._states: dict[tuple[str, str], tuple[Mapping[str, Any], int]] = {}
        self._bytes = 0

    def stay(self, channel: str, user: str, until: float) -> None:
        """A user is on a channel until a time, whatever was said before; joins if new."""
        here = self._channels.get(channel, {}).get(user)
        if here is not None:
            here.until = until
        elif user and self._pairs < PRESENT_MOST:
            self._channels.setdefault(channel, {})[user] = _Here(until)
            self._pairs += 1
            self._tell(channel, "join", user)

    def hold(self, channel: str, user: str, poll: object) -> None:
        """A user who is on a channel stays as long as a poll of theirs waits."""
        here = self._channels.get(channel, {}).get(user)
        if here is not None:
            here.polls.add(poll)

    def release(self, channel: str, user: str, poll: object, until: float) -> None:
        """A poll does not wait any more; its user stays until a time. Nothing if they left meanwhile."""
        here = self._channels.get(channel, {}).get(user)
        if here is not None and poll in here.polls:
            here.polls.discard(poll)
            here.until = until

    def leave(self, channel: str, user: str, action: str = "leave") -> None:
        """A user is not on a channel any more, and what state they had is gone."""
        self._drop_state(channel, user)
        here = self._channels.get(channel, {})
        if here.pop(user, None) is None:
            return
        self._pairs -= 1
        self._tell(channel, action, user)
        if not here:
            del self._channels[channel]

    def expire(self) -> None:
        """Whoever was not heard of in time is gone."""
        now = self._clock.now()
        gone = [
            (channel, user)
            for channel, users in self._channels.items()
            for user, here in users.items()
            if not here.polls and here.until <= now
        ]
        for channel, user in gone:
            self.leave(channel, user, "timeout")

    def users(self, channel: str) -> list[str]:
        """Who is on a channel, in the order they came."""
        return list(self._channels.get(channel, {}))

    def channels(self, user: str | None = None) -> list[str]:
        """Where somebody is, or where anybody is."""
        return [channel for channel, users in self._channels.items() if user is None or user in users]

    def state(self, channel: str, user: str) -> Mapping[str, Any]:
        """The state of a user on a channel; empty if there is none."""
        return self._states.get((channel, user), ({}, 0))[0]

    def set_state(self, channel: str, user: str, state: Mapping[str, Any], size: int) -> None:
        """Gives a user on a channel a state, in place of the one before; if they are there, others are told.

        A user who is not there keeps it until they came and went: recorded.

        Args:
            channel: which.
            user: whose.
            state: a JSON object.
            size: bytes it counts for.

        Raises:
            Refused: there are too many states.
        """
        before, counted = self._states.get((channel, user), ({}, 0))
        size += len(channel) + len(user)
        if self._bytes + size - counted > STATES_BYTES:
            raise full("bytes of presence state", STATES_BYTES)
        self._drop_state(channel, user)
        if state:
            self._states[channel, user] = (state, size)
            self._bytes += size
        if before != state and user in self._channels.get(channel, {}):
            self._tell(channel, "state-change", user, state)

    def _drop_state(self, channel: str, user: str) -> None:
        self._bytes -= self._states.pop((channel, user), ({}, 0))[1]

    def _tell(self, channel: str, action: str, user: str, state: Mapping[str, Any] | None = None) -> None:
        event: dict[str, Any] = {
            "action": action,
            "timestamp": int(self._clock.now()),
            "uuid": user,
            "occupancy": len(self._channels.get(channel, {})),
        }
        if state is not None:
            event["data"] = state
        self._emit(channel, event)
