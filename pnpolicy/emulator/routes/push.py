"""Push registrations: which channels are pushed to a device. Nothing is ever pushed here."""

from typing import Final

from pnpolicy.emulator.answers import bad_request
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.routing import Route

TEXT_MAX: Final = 1024
"""Characters of a device's token or a topic. Our choice: those of Apple and Google are shorter."""
CHANNELS_MOST: Final = 1000
"""Channels of a page of the list. JavaScript's source."""

_KINDS: Final = {"apns": "apns", "gcm": "fcm", "fcm": "fcm"}
"""`type=` → service. Some SDKs still say `gcm` for FCM."""
_ENVIRONMENTS: Final = ("development", "production")


def _manage(call: Call) -> Answer:
    """Removes channels, then adds channels, as documented; with neither it lists them."""
    kind, device = _device(call)
    push = call.core.state.push
    given = call.request.parameter
    if "add" not in given and "remove" not in given:
        call.demand(Ask("list-push-channels"))
        if call.parameter("start"):
            raise Refused(bad_request("The emulator lists a device's channels from the first on"))
        most = call.number("count", CHANNELS_MOST, CHANNELS_MOST)
        return Answer(200, [channel for (*_, channel), _ in push.under(kind, device)][:most])
    adds, removes = _channels(call, "add"), _channels(call, "remove")
    if not adds and not removes:
        raise Refused(bad_request("No channels"))
    call.demand(
        *(Ask("remove-push-channels", channel) for channel in removes),
        *(Ask("add-push-channels", channel) for channel in adds),
    )
    for channel in removes:
        push.drop(kind, device, channel)
    for channel in adds:
        push.put((kind, device, channel), {})
    return Answer(200, [1, "Modified Channels"])


def _remove(call: Call) -> Answer:
    kind, device = _device(call)
    call.demand(Ask("remove-push-device"))
    for key, _ in call.core.state.push.under(kind, device):
        call.core.state.push.drop(*key)
    return Answer(200, [1, "Removed Device"])


def _channels(call: Call, name: str) -> list[str]:
    channels = call.names(call.parameter(name), "channel")
    if any(is_wildcard(channel) for channel in channels):
        raise Refused(bad_request("Wildcards are subscribed to, not pushed"))
    return channels


def _device(call: Call) -> tuple[str, str]:
    """Through which service, and to which device. Of APNs2 each topic and environment is a service of its own."""
    if "apns2" in call.path:
        environment, topic = call.parameter("environment"), call.parameter("topic")
        if environment not in _ENVIRONMENTS:
            raise Refused(bad_request(f"`environment` must be {' or '.join(_ENVIRONMENTS)}"))
        return f"apns2 {environment} {_text(topic, 'topic')}", _text(call.path["apns2"], "device")
    kind = _KINDS.get(call.parameter("type"))
    if kind is None:
        raise Refused(bad_request(f"`type` must be {', '.join(_KINDS)}"))
    return kind, _text(call.path["device"], "device")


def _text(text: str, what: str) -> str:
    if not 0 < len(text) <= TEXT_MAX:
        raise Refused(bad_request(f"Invalid {what}"))
    return text


ROUTES: Final = (
    Route("GET", "/v1/push/sub-key/:sub/devices/:device", _manage),
    Route("GET", "/v1/push/sub-key/:sub/devices/:device/remove", _remove),
    Route("GET", "/v2/push/sub-key/:sub/devices-apns2/:apns2", _manage),
    Route("GET", "/v2/push/sub-key/:sub/devices-apns2/:apns2/remove", _remove),
)
