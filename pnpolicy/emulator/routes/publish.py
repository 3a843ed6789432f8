"""Messages and signals."""

import json
from typing import Any, Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.functions import OF_OPERATION, Abort, Event, Function
from pnpolicy.emulator.message import Answer, Refused, json_value
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.routing import Route

MESSAGE_MAX: Final = 32 * 1024
"""Bytes of a message. "API limits": about 32 KiB."""
SIGNAL_MAX: Final = 64
"""Bytes of a signal. "API limits"."""


def _publish(call: Call) -> Answer:
    is_fire = call.parameter("norep") in ("1", "true")
    return deliver(call, "fire" if is_fire else "publish", _text(call), shown=not is_fire)


def _signal(call: Call) -> Answer:
    text = _text(call)
    if len(text) > SIGNAL_MAX:
        raise Refused(answers.bad_request(f"Signal size is larger than {SIGNAL_MAX} bytes"))
    return deliver(call, "signal", text, kind=1, stored=False)


def deliver(
    call: Call, operation: str, text: bytes, *, kind: int = 0, stored: bool = True, shown: bool = True
) -> Answer:
    """Sends the message that a text spells, if the caller may, through the Functions before its channel.

    Raises:
        Refused: not permitted, no JSON, too long, or a Function said no.
    """
    channel = call.channel()
    if is_wildcard(channel):
        raise Refused(answers.bad_request("Wildcards are subscribed to, not published to"))
    call.demand(Ask(operation, channel))
    if len(text) > MESSAGE_MAX:
        raise Refused(Answer(413, {"status": 413, "error": True, "message": "Message Too Large", "service": "PubSub"}))
    message, meta = _json(text, "message"), _meta(call)
    event = Event(channel, message, call.caller.user, meta)
    custom_type = call.parameter("custom_message_type") or None
    size = len(text) + len(call.parameter("meta")) + len(custom_type or "") + 256
    for function in call.core.functions:
        if function.when == OF_OPERATION[operation] and function.covers(channel):
            size += _pass(function, event)
    if not shown:
        return Answer(200, [1, "Sent", str(call.core.clock.timetoken())])
    sent = call.core.send(
        channel,
        event.message,
        call.caller.user,
        kind=kind,
        meta=event.meta,
        custom_type=custom_type,
        stored=stored and call.parameter("store", "1") not in ("0", "false"),
        size=size,
    )
    return Answer(200, [1, "Sent", str(sent.timetoken)])


def _pass(function: Function, event: Event) -> int:
    """Lets a Function have its way; the bytes of what it leaves, which may be anything."""
    try:
        function.run(event)
        left = [json.dumps(value).encode() for value in (event.message, event.meta)]
        event.message, event.meta = map(json_value, left)
    except Abort as abort:
        raise Refused(answers.bad_request(str(abort) or "Aborted", "Functions")) from None
    except Exception as error:  # noqa: BLE001  whatever it is, the message does not pass
        told = {"status": 500, "error": True, "message": f"a Function raised {type(error).__name__}"}
        raise Refused(Answer(500, {**told, "service": "Functions"})) from None
    return sum(map(len, left))


def _text(call: Call) -> bytes:
    return call.path["message"].encode() if "message" in call.path else call.request.body


def _meta(call: Call) -> Any:  # noqa: ANN401  any JSON value
    text = call.parameter("meta")
    return _json(text.encode(), "meta") if text else None


def _json(text: bytes, what: str) -> Any:  # noqa: ANN401  any JSON value
    try:
        return json_value(text)
    except ValueError:
        raise Refused(Answer(400, [0, f"Invalid JSON in {what}", "0"])) from None


ROUTES: Final = (
    Route("GET", "/publish/:pub/:sub/0/:channel/0/:message", _publish),
    Route("POST", "/publish/:pub/:sub/0/:channel/0", _publish),
    Route("GET", "/signal/:pub/:sub/0/:channel/0/:message", _signal),
)
