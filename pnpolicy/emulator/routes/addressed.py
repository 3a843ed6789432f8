"""The channels and groups that a request speaks to: what subscribing and presence have in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Call
from pnpolicy.emulator.message import Refused, json_object
from pnpolicy.wire.actions import PRESENCE_SUFFIX

HEARTBEAT_SECONDS: Final = 300
"""Until a user who is not heard of is gone, unless the client says otherwise; the SDKs' default."""
HEARTBEAT_MOST: Final = 24 * 3600
"""Seconds; a client that says more means so much. A bound of ours."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Channels and groups of a request, each once.

    Attributes:
        call: the request.
        channels: of the path, with wildcards and presence companions.
        groups: of `channel-group=`, with presence companions.
    """

    call: Call
    channels: Sequence[str]
    groups: Sequence[str]

    @classmethod
    def by(cls, call: Call) -> "Addressed":
        """Those of a request. Raises Refused if there are none, or one is no name."""
        addressed = cls(call, call.channels(), call.groups())
        if not addressed.channels and not addressed.groups:
            raise Refused(answers.bad_request("No channels and no channel groups"))
        return addressed

    def members(self) -> dict[str, str]:
        """Channel → the group that holds it, as it is now; of a group's companion the channels' companions."""
        found: dict[str, str] = {}
        for group in self.groups:
            for channel in self._of(group):
                found.setdefault(channel, group)
        return found

    def places(self) -> list[str]:
        """Channels on which the caller is, each once: companions are none. `foo.*` is one, as recorded."""
        return [name for name in dict.fromkeys((*self.channels, *self.members())) if not name.endswith(PRESENCE_SUFFIX)]

    def attend(self) -> float:
        """Makes the caller present, with the states that `state=` gives; how many seconds without a word they stay.

        Raises:
            Refused: the heartbeat is no number, a state is no JSON object, or there are too many.
        """
        seconds = self.call.number("heartbeat", HEARTBEAT_SECONDS, HEARTBEAT_MOST) or HEARTBEAT_SECONDS
        states = list(self._states())
        presence, user = self.call.core.presence, self.call.caller.user
        for channel in self.places():
            presence.stay(channel, user, self.call.core.clock.now() + seconds)
        for channel, state in states:
            presence.set_state(channel, user, state, len(str(state)))
        return seconds

    def _states(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Channel and state of `state={"channel": {…}, "group": {…}}`. What is said of other names is not asked for."""
        text = self.call.parameter("state")
        if not text:
            return
        for name, state in state_of(text).items():
            if not isinstance(state, dict):
                raise Refused(answers.bad_request("A state has to be a JSON object", "Presence"))
            if name in self.groups:
                for channel in self._of(name):
                    yield channel, state
            elif name in self.channels:
                yield name, state

    def _of(self, group: str) -> Iterator[str]:
        base = group.removesuffix(PRESENCE_SUFFIX)
        for (_, channel), _ in self.call.core.state.groups.under(base):
            yield channel if group == base else channel + PRESENCE_SUFFIX


def state_of(text: str) -> dict[str, Any]:
    """The JSON object of a `state` parameter. Raises Refused if it is none."""
    try:
        return json_object(text.encode())
    except ValueError:
        raise Refused(answers.bad_request("A state has to be a JSON object", "Presence")) from None
