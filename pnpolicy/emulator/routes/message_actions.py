"""Message actions: reactions, receipts and the like, on messages by their timetoken."""

from collections.abc import Mapping
from typing import Any, Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.routing import Route

LIST_MOST: Final = 100
"""Actions in one answer. Python's and JavaScript's SDK."""
TYPE_MAX: Final = 15
"""Characters of a type. JavaScript's and Objective-C's SDK."""
BODY_MAX: Final = 32 * 1024
"""Bytes of a body. "Add message actions": as a publish, and no limit of its own for a value."""
TIMETOKEN_DIGITS: Final = 20


def _add(call: Call) -> Answer:
    """Adds an action and tells subscribers. The message need not exist: documented by Dart."""
    channel, message = call.channel(), _timetoken(call, "message")
    if is_wildcard(channel):
        raise Refused(answers.bad_request("A wildcard has no messages", "actions"))
    call.demand(Ask("add-message-action", channel))
    if len(call.request.body) > BODY_MAX:
        raise _refusal(413, "Request payload too large")
    body, user = call.json(), call.caller.user
    kind, value = body.get("type"), body.get("value")
    if not (isinstance(kind, str) and isinstance(value, str) and 0 < len(kind) <= TYPE_MAX and value and user):
        raise _refusal(400, f"An action takes a type of 1 to {TYPE_MAX} characters, a value and a uuid")
    actions = call.core.state.actions
    action = {"messageTimetoken": message, "type": kind, "uuid": user, "value": value}
    if any(action.items() <= other.items() for _, other in actions.under(channel, message)):
        raise _refusal(409, "Action Already Added")
    action["actionTimetoken"] = str(call.core.clock.timetoken())
    actions.put((channel, message, action["actionTimetoken"]), action)
    _tell(call, channel, "added", action)
    return Answer(200, {"status": 200, "data": action})


def _list(call: Call) -> Answer:
    """The newest actions of a channel older than `start`, down to and with `end`, oldest first.

    `more` is told where the service's limit cut, and not where the client's own `limit` did: so it was recorded.
    """
    channel = call.channel()
    call.demand(Ask("get-message-actions", channel))
    highest = 10**TIMETOKEN_DIGITS
    start, end = call.number("start", highest, highest) or highest, call.number("end", 0, highest)
    found = sorted(
        (action for _, action in call.core.state.actions.under(channel) if end <= _when(action) < start), key=_when
    )
    asked = call.number("limit", 0, highest)
    chosen = found[-min(asked or LIST_MOST, LIST_MOST) :]
    more = {}
    if len(found) > len(chosen) and not 0 < asked <= LIST_MOST:
        bounds = {"start": chosen[0]["actionTimetoken"], **({"end": str(end)} if end else {}), "limit": LIST_MOST}
        query = "&".join(f"{name}={value}" for name, value in bounds.items())
        more = {"more": {"url": f"{call.request.path}?{query}", **bounds}}
    return Answer(200, {"status": 200, "data": chosen, **more})


def _remove(call: Call) -> Answer:
    """Removes an action and tells subscribers. Only its own user may, as an answer says that Swift's tests hold."""
    channel, message, timetoken = call.channel(), _timetoken(call, "message"), _timetoken(call, "action")
    call.demand(Ask("remove-message-action", channel))
    action = call.core.state.actions.get(channel, message, timetoken)
    if action is None:
        raise _refusal(404, "No such message action")  # inferred
    if action["uuid"] != call.caller.user:
        raise _refusal(400, "Not deleting message action: wrong uuid specified")
    call.core.state.actions.drop(channel, message, timetoken)
    _tell(call, channel, "removed", action)
    return Answer(200, {"status": 200, "data": {}})


def by_message(call: Call, channel: str) -> Mapping[str, Any]:
    """Timetoken of a message → type → value → who added it and when, as history tells it."""
    found: dict[str, dict[str, dict[str, list[dict[str, str]]]]] = {}
    for (_, message, timetoken), action in call.core.state.actions.under(channel):
        values = found.setdefault(message, {}).setdefault(action["type"], {})
        values.setdefault(action["value"], []).append({"uuid": action["uuid"], "actionTimetoken": timetoken})
    return found


def forget(call: Call, channel: str, start: int, end: int) -> None:
    """Drops the actions on messages later than `start`, up to and with `end`; nobody is told."""
    for key, _ in call.core.state.actions.under(channel):
        if start < int(key[1]) <= end:
            call.core.state.actions.drop(*key)


def _tell(call: Call, channel: str, event: str, action: Mapping[str, Any]) -> None:
    data = {name: value for name, value in action.items() if name != "uuid"}  # the envelope says whose it is
    payload = {"source": "actions", "version": "1.0", "event": event, "data": data}
    call.core.send(channel, payload, action["uuid"], kind=3, stored=False, size=len(action["value"]) + 512)


def _timetoken(call: Call, name: str) -> str:
    text = call.path[name]
    if not (text.isascii() and text.isdigit() and len(text) <= TIMETOKEN_DIGITS):
        raise _refusal(400, f"The {name} is no timetoken")
    return str(int(text))


def _when(action: Mapping[str, Any]) -> int:
    return int(action["actionTimetoken"])


def _refusal(status: int, message: str) -> Refused:
    """What the service of message actions says; the shape as Swift's tests hold it."""
    return Refused(Answer(status, {"status": status, "error": {"source": "actions", "message": message}}))


ROUTES: Final = (
    Route("POST", "/v1/message-actions/:sub/channel/:channel/message/:message", _add),
    Route("GET", "/v1/message-actions/:sub/channel/:channel", _list),
    Route("DELETE", "/v1/message-actions/:sub/channel/:channel/message/:message/action/:action", _remove),
)
