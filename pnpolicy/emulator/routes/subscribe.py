"""Subscribe, as a long poll."""

from collections.abc import Sequence
from typing import Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.message import Answer, Parked, Refused
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.routes.addressed import Addressed
from pnpolicy.emulator.routing import Route
from pnpolicy.emulator.state import Message
from pnpolicy.emulator.stream import envelope
from pnpolicy.wire.actions import PRESENCE_SUFFIX

POLL_SECONDS: Final = 280.0
"""Until a long poll with nothing to say ends. Both SDKs wait for 310 s."""
AT_ONCE: Final = 100
"""Messages in one answer; the rest comes with the next."""


def _subscribe(call: Call) -> Answer | Parked:
    addressed = Addressed.by(call)
    if call.parameter("filter-expr"):
        raise Refused(answers.bad_request("The emulator does not evaluate filter expressions"))
    since = call.number("tt", 0, 10**20)
    call.demand(
        *(_ask("subscribe", "subscribe-presence", name) for name in addressed.channels),
        *(_ask("subscribe-group", "subscribe-group-presence", name) for name in addressed.groups),
    )
    if not addressed.channels and not addressed.members():
        raise Refused(answers.bad_request("Channel group or groups result in empty subscription set"))
    # Before the caller joins, so that those who watch themselves see it: recorded.
    now = call.core.clock.timetoken()
    heartbeat = addressed.attend()
    if not since:
        return _told(call, now, [])
    # A cursor ahead of the time is of another clock, and would let messages pass unseen.
    return _Poll(addressed, min(since, now), heartbeat).begin()


class _Poll:
    """One long poll: everything after a cursor, on the channels and on what the groups hold when it is answered.

    One message is told once, however many of the names see it; by the channel itself before a wildcard, and by that
    before a group.
    """

    def __init__(self, addressed: Addressed, since: int, heartbeat: float) -> None:
        self._addressed = addressed
        self._call = addressed.call
        self._since = since
        self._heartbeat = heartbeat
        self._deadline = self._call.core.clock.now() + POLL_SECONDS
        self._answer: Answer | None = None
        self._channels = sorted(addressed.channels, key=is_wildcard)
        permit = self._call.caller.permit
        self._parked = Parked((), self._again, self._close, token=permit.text if permit else None)
        self._places: Sequence[str] = ()

    def begin(self) -> Answer | Parked:
        """The answer, or the poll that waits for it."""
        members = self._addressed.members()
        answer = self._found(members)
        if answer is not None:
            return answer
        core, user = self._call.core, self._call.caller.user
        self._places = self._addressed.places()
        for channel in self._places:
            core.presence.hold(channel, user, self)
        self._wait(members)
        return self._parked

    def _again(self) -> Answer | None:
        if self._answer is None:
            self._answer = self._asked_again()
        return self._answer

    def _asked_again(self) -> Answer | None:
        call = self._call
        if call.caller.permit is not None:
            try:
                call.door.check(call.caller.permit, call.caller.user)
            except Refused as refused:
                return call.core.refused(call.request, refused)
        members = self._addressed.members()
        answer = self._found(members)
        if answer is None:
            self._wait(members)
        return answer

    def _wait(self, members: dict[str, str]) -> None:
        """Waits for whatever wakes the poll, which changes with what the groups hold."""
        stream, groups = self._call.core.stream, self._addressed.groups
        permit = self._call.caller.permit
        self._parked.due = min(self._deadline, self._call.door.end(permit)) if permit is not None else self._deadline
        names = {*self._channels, *members, *(wake_name(group) for group in groups)}
        if names != self._parked.channels:
            stream.leave(self._parked)
            self._parked.channels = names
            stream.park(self._parked)

    def _close(self) -> None:
        core, user = self._call.core, self._call.caller.user
        core.stream.leave(self._parked)
        for channel in self._places:
            core.presence.release(channel, user, self, core.clock.now() + self._heartbeat)

    def _found(self, members: dict[str, str]) -> Answer | None:
        """What there is to tell; nothing but the cursor once the poll is over; None while it has to wait."""
        stream = self._call.core.stream
        found: dict[int, tuple[Message, str]] = {}
        for name, by in (*((name, name) for name in self._channels), *members.items()):
            for message in stream.after(name, self._since, AT_ONCE):
                found.setdefault(message.timetoken, (message, by))
        if not found:
            core = self._call.core
            is_over = core.closed or core.clock.now() >= self._deadline
            return _told(self._call, self._since, []) if is_over else None
        chosen = sorted(found)[:AT_ONCE]
        return _told(self._call, chosen[-1], [found[timetoken] for timetoken in chosen])


def _told(call: Call, timetoken: int, found: Sequence[tuple[Message, str]]) -> Answer:
    messages = [envelope(message, call.keyset.subscribe_key, by) for message, by in found]
    return Answer(200, {"t": {"t": str(timetoken), "r": 12}, "m": messages})


def wake_name(group: str) -> str:
    """What wakes those who wait for a group when its channels change; no channel has a space."""
    return f"group {group.removesuffix(PRESENCE_SUFFIX)}"


def _ask(operation: str, of_presence: str, name: str) -> Ask:
    if name.endswith(PRESENCE_SUFFIX):
        return Ask(of_presence, name.removesuffix(PRESENCE_SUFFIX))
    return Ask(operation, name)


ROUTES: Final = (Route("GET", "/v2/subscribe/:sub/:channels/0", _subscribe),)
