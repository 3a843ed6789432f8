"""Presence: heartbeat, leave, who is where, and state."""

from collections.abc import Iterable
from typing import Any, Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.caller import TokenRefused
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.routes.addressed import Addressed, state_of
from pnpolicy.emulator.routing import Route

USERS_MOST: Final = 1_000
"""Users of a channel in one answer of here-now; `offset` reaches the others. "Presence occupancy", 2026-08-07."""
OFFSET_MOST: Final = 1_000_000
"""Where an answer may begin. A bound of ours."""


def _told(**more: object) -> Answer:
    return Answer(200, {"status": 200, "message": "OK", **more, "service": "Presence"})


def _asked(addressed: Addressed, operation: str, of_group: str) -> None:
    """Asks for every channel and every group; which permission a group takes is inferred from subscribing to it."""
    addressed.call.demand(
        *(Ask(operation, channel) for channel in addressed.channels),
        *(Ask(of_group, group) for group in addressed.groups),
    )


def _heartbeat(call: Call) -> Answer:
    addressed = Addressed.by(call)
    _asked(addressed, "heartbeat", "subscribe-group")
    addressed.attend()
    return _told()


def _leave(call: Call) -> Answer:
    addressed = Addressed.by(call)
    _asked(addressed, "leave", "leave")
    for channel in addressed.places():
        call.core.presence.leave(channel, call.caller.user)
    return _told(action="leave")


def _here_now(call: Call) -> Answer:
    addressed = Addressed.by(call)
    _asked(addressed, "here-now", "here-now-group")
    occupants = _Occupants(call)
    if len(addressed.channels) == 1 and not addressed.groups:
        return _told(**occupants.of(addressed.channels[0]))
    return occupants.told(addressed.places())


def _here_now_global(call: Call) -> Answer:
    call.demand(Ask("here-now-global"))
    return _Occupants(call).told(call.core.presence.channels())


class _Occupants:
    """Who is on channels, as the parameters of here-now want it told."""

    def __init__(self, call: Call) -> None:
        self._presence = call.core.presence
        self._is_count = call.number("disable_uuids", 0, 1)
        self._with_state = call.number("state", 0, 1)
        start = call.number("offset", 0, OFFSET_MOST)
        self._part = slice(start, start + call.number("limit", USERS_MOST, USERS_MOST))

    def of(self, channel: str) -> dict[str, Any]:
        """The occupancy, which counts all, and the users from `offset` on, at most `limit`."""
        users = self._presence.users(channel)
        if self._is_count:
            return {"occupancy": len(users)}
        return {"uuids": [self._user(channel, user) for user in users[self._part]], "occupancy": len(users)}

    def told(self, channels: Iterable[str]) -> Answer:
        """The answer about several channels; those without anybody are left out, inferred."""
        found = {channel: told for channel in channels if (told := self.of(channel))["occupancy"]}
        total = sum(told["occupancy"] for told in found.values())
        return _told(payload={"channels": found, "total_channels": len(found), "total_occupancy": total})

    def _user(self, channel: str, user: str) -> object:
        if not self._with_state:
            return user
        state = self._presence.state(channel, user)
        return {"uuid": user, **({"state": state} if state else {})}


def _where_now(call: Call) -> Answer:
    user = call.user()
    call.demand(Ask("where-now"))
    return _told(payload={"channels": call.core.presence.channels(user)})


def _get_state(call: Call) -> Answer:
    addressed, user = Addressed.by(call), call.user()
    _asked(addressed, "get-state", "here-now-group")
    state = call.core.presence.state
    if len(addressed.channels) == 1 and not addressed.groups:
        [channel] = addressed.channels
        return _told(uuid=user, channel=channel, payload=state(channel, user))
    return _told(uuid=user, payload={"channels": {channel: state(channel, user) for channel in addressed.places()}})


def _set_state(call: Call) -> Answer:
    """Sets a state, in place of the one before.

    Access Manager asks for read on the channel, and no source says that it compares users. So whoever holds a token
    without a user, or the secret key, may set anybody's; one that is bound sets its own user's only. Inferred.
    """
    addressed, user = Addressed.by(call), call.user()
    permit = call.caller.permit
    if permit is not None and permit.token.authorized_uuid not in (None, user):
        why = f"the token is bound to `{permit.token.authorized_uuid}`, and this is the state of `{user}`"
        raise TokenRefused(answers.TOKEN_OF_ANOTHER, permit, why)
    _asked(addressed, "set-state", "subscribe-group")
    text = call.parameter("state")
    if not text:
        raise Refused(answers.bad_request("No state", "Presence"))
    state = state_of(text)
    for channel in addressed.places():
        call.core.presence.set_state(channel, user, state, len(text))
    return _told(payload=state)


_OF_CHANNELS: Final = "/v2/presence/sub-key/:sub/channel/:channels"

ROUTES: Final = (
    Route("GET", f"{_OF_CHANNELS}/heartbeat", _heartbeat),
    Route("GET", f"{_OF_CHANNELS}/leave", _leave),
    Route("GET", _OF_CHANNELS, _here_now),
    Route("GET", "/v2/presence/sub-key/:sub", _here_now_global),
    Route("GET", "/v2/presence/sub-key/:sub/uuid/:user", _where_now),
    Route("GET", f"{_OF_CHANNELS}/uuid/:user", _get_state),
    Route("GET", f"{_OF_CHANNELS}/uuid/:user/data", _set_state),
)
