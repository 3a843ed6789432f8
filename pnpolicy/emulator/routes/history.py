"""Stored messages: read, counted, deleted."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.routes.message_actions import by_message, forget
from pnpolicy.emulator.routing import Route
from pnpolicy.emulator.state import Message

ONE_MOST: Final = 100
"""Messages of one channel in one answer. REST API "Get message history"."""
MANY_MOST: Final = 25
"""Messages of each of several channels, or of one with its message actions. The same page."""
CHANNELS_MOST: Final = 500
"""Channels whose messages are fetched at once. The same page."""
COUNTED_MOST: Final = 100
"""Channels whose messages are counted at once. REST API "Get message count"."""
COUNT_MOST: Final = 10_000
"""What a count ends at. The same page."""
TIMETOKEN_MOST: Final = 10**20
"""Beyond every timetoken."""

_OK: Final = {"status": 200, "error": False, "error_message": ""}
_INVALID: Final = Answer(400, {"status": 400, "error": True, "error_message": "Invalid Arguments", "channels": {}})
"""As Swift's tests hold it."""


def _history(call: Call) -> Answer:
    """Version 2: one channel, as `[messages, first timetoken, last timetoken]`; two zeros if there is none."""
    channel = call.channel()
    call.demand(Ask("history", channel))
    count = call.number("count", ONE_MOST, ONE_MOST) or ONE_MOST
    found = _between(call, channel)
    is_slice = call.parameter("start") and call.parameter("end")  # of which the newest count, says the documentation
    chosen = found[:count] if _is(call, "reverse") and not is_slice else found[-count:]
    moment = str if _is(call, "string_message_token") else int
    with_token, with_meta = _is(call, "include_token"), _is(call, "include_meta")

    def told(message: Message) -> object:
        if not with_token and not with_meta:
            return message.payload
        return {
            "message": message.payload,
            **({"timetoken": moment(message.timetoken)} if with_token else {}),
            **({"meta": _or_empty(message.meta)} if with_meta else {}),
        }

    first, last = (chosen[0].timetoken, chosen[-1].timetoken) if chosen else (0, 0)
    return Answer(200, [[told(message) for message in chosen], moment(first), moment(last)])


def _fetch(call: Call) -> Answer:
    """Version 3: one channel or many."""
    channels = call.channels()
    if not 0 < len(channels) <= CHANNELS_MOST:
        raise Refused(_INVALID)
    call.demand(*(Ask("fetch-messages", channel) for channel in channels))
    return _pages(call, channels, ONE_MOST if len(channels) == 1 else MANY_MOST, {})


def _fetch_with_actions(call: Call) -> Answer:
    """Version 3 with message actions: of one channel only."""
    channel = call.channel()
    call.demand(Ask("fetch-messages", channel))
    return _pages(call, [channel], MANY_MOST, by_message(call, channel))


def _pages(call: Call, channels: Sequence[str], most: int, actions: Mapping[str, Any]) -> Answer:
    """The newest messages of channels, oldest first.

    `more` is told where the service's limit cut, and not where the client's own `max` did: so it was recorded. With
    several channels it is not told. Inferred.
    """
    if _is(call, "reverse"):
        raise Refused(answers.bad_request("`reverse` is known to version 2 of history only"))
    asked = call.number("max", 0, TIMETOKEN_MOST)
    count = min(asked or most, most)
    name_of = str if call.parameter("encode_channels") == "false" else quote
    told, more = {}, {}
    for channel in channels:
        found = _between(call, channel)
        chosen = found[-count:]
        if chosen:  # a channel without messages is not named: recorded
            told[name_of(channel)] = [_told(call, message, actions) for message in chosen]
        if len(found) > most and not 0 < asked <= most and len(channels) == 1:
            start = str(chosen[0].timetoken)
            url = f"{call.request.path}?start={start}&max={most}"
            more = {"more": {"url": url, "start": start, "max": most}}
    return Answer(200, {**_OK, "channels": told, **more})


def _told(call: Call, message: Message, actions: Mapping[str, Any]) -> dict[str, Any]:
    timetoken = str(message.timetoken)
    told = {"message": message.payload, "timetoken": timetoken}
    if _is(call, "include_meta"):
        told["meta"] = _or_empty(message.meta)
    if _is(call, "include_uuid"):
        told["uuid"] = message.publisher
    if _is(call, "include_message_type"):
        told["message_type"] = message.kind or None  # null is a message: recorded
    if _is(call, "include_custom_message_type"):
        told["custom_message_type"] = _or_empty(message.custom_type)
    if timetoken in actions:
        told["actions"] = actions[timetoken]
    return told


def _between(call: Call, channel: str) -> list[Message]:
    """The stored messages between `start`, which is not among them, and `end`, which is; oldest first.

    Alone, `start` is the newer bound and `end` the older one, or the other way round if the reading is reversed. With
    both it does not matter which is the newer: documentation shows both orders.
    """
    stored = call.core.state.messages.of(channel)
    start, end = (call.number(name, 0, TIMETOKEN_MOST) for name in ("start", "end"))
    if start and end:
        low, high = (start, end) if start < end else (end - 1, start - 1)
    elif _is(call, "reverse"):
        low, high = start, end or TIMETOKEN_MOST
    else:
        low, high = max(end - 1, 0), start - 1 if start else TIMETOKEN_MOST
    return [message for message in stored if low < message.timetoken <= high]


def _count(call: Call) -> Answer:
    """How many messages were sent later than a timetoken, or than one for each channel.

    That the timetoken itself is not counted is documented by Kotlin, whose integration tests show it.
    """
    channels = call.channels()
    call.demand(*(Ask("message-counts", channel) for channel in channels))
    one, each = call.parameter("timetoken"), call.parameter("channelsTimetoken")
    given = each.split(",") if each else [one] * len(channels)
    is_number = all(text.isascii() and text.isdigit() and len(text) <= len(str(TIMETOKEN_MOST)) for text in given)
    if bool(one) == bool(each) or len(given) != len(channels) or not is_number or not 0 < len(given) <= COUNTED_MOST:
        raise Refused(_INVALID)
    messages = call.core.state.messages
    counts = {
        channel: min(COUNT_MOST, sum(message.timetoken > int(since) for message in messages.of(channel)))
        for channel, since in zip(channels, given, strict=True)
    }
    return Answer(200, {**_OK, "channels": counts})


def _delete(call: Call) -> Answer:
    """Deletes what was sent after `start`, up to and with `end`, and the actions on it. Without either: everything."""
    channel = call.channel()
    call.demand(Ask("delete-messages", channel))
    start = call.number("start", 0, TIMETOKEN_MOST)
    end = call.number("end", 0, TIMETOKEN_MOST) or TIMETOKEN_MOST
    call.core.state.messages.delete(channel, start, end)
    forget(call, channel, start, end)
    return Answer(200, _OK)


def _is(call: Call, name: str) -> bool:
    return call.parameter(name) in ("true", "1")


def _or_empty(value: object) -> object:
    """What history says where nothing was sent: an empty string, as recorded."""
    return "" if value is None else value


ROUTES: Final = (
    Route("GET", "/v2/history/sub-key/:sub/channel/:channel", _history),
    Route("GET", "/v3/history/sub-key/:sub/channel/:channels", _fetch),
    Route("GET", "/v3/history-with-actions/sub-key/:sub/channel/:channel", _fetch_with_actions),
    Route("GET", "/v3/history/sub-key/:sub/message-counts/:channels", _count),
    Route("DELETE", "/v3/history/sub-key/:sub/channel/:channel", _delete),
)
