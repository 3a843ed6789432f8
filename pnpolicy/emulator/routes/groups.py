"""Channel groups."""

from collections.abc import Callable, Sequence
from typing import Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.routes.subscribe import wake_name
from pnpolicy.emulator.routing import Route

CHANNELS_AT_ONCE: Final = 200
"""Channels that one call adds or removes. "Channel groups", 2025."""
CHANNELS_MOST: Final = 2_000
"""Channels of a group; keysets have 100 to 2,000. "Channel groups", 2025."""

_SERVICE: Final = "channel-registry"
_DONE: Final = Answer(200, {"status": 200, "message": "OK", "service": _SERVICE, "error": False})


def _group(call: Call) -> Answer:
    """Adds, removes or lists: whichever parameter says so."""
    wanted = [name for name in ("add", "remove") if name in call.request.parameter]
    match wanted:
        case []:
            return _list(call)
        case ["add"]:
            return _add(call)
        case ["remove"]:
            return _remove(call)
    raise _refused("Either `add` or `remove`, not both")


def _list(call: Call) -> Answer:
    group = call.group()
    call.demand(Ask("list-channels-in-group", group))
    payload = {"channels": _channels(call, group), "group": group}
    return Answer(200, {"status": 200, "payload": payload, "service": _SERVICE, "error": False})


def _add(call: Call) -> Answer:
    group, channels = call.group(), _listed(call, "add")
    call.demand(Ask("add-channels-to-group", group))
    if any(is_wildcard(channel) for channel in channels):
        raise _refused("A channel group holds no wildcards")
    if len({*_channels(call, group), *channels}) > CHANNELS_MOST:
        raise _refused(f"A channel group holds at most {CHANNELS_MOST} channels")

    def add() -> None:
        for channel in channels:
            call.core.state.groups.put((group, channel), {})

    return _changed(call, group, add)


def _remove(call: Call) -> Answer:
    group, channels = call.group(), _listed(call, "remove")
    call.demand(Ask("remove-channels-from-group", group))
    return _changed(call, group, lambda: _drop(call, group, channels))


def _delete(call: Call) -> Answer:
    group = call.group()
    call.demand(Ask("delete-group", group))
    return _changed(call, group, lambda: _drop(call, group, _channels(call, group)))


def _groups(call: Call) -> Answer:
    """Lists all groups. Recorded: those of no namespace."""
    call.demand(Ask("list-groups"))
    groups = list(dict.fromkeys(group for (group, _), _ in call.core.state.groups.under() if ":" not in group))
    payload = {"namespace": "", "groups": groups}
    return Answer(200, {"status": 200, "payload": payload, "service": _SERVICE, "error": False})


def _changed(call: Call, group: str, change: Callable[[], None]) -> Answer:
    """Changes a group: who waits for it gets what came before by the old channels, and waits for the new ones."""
    stream, name = call.core.stream, wake_name(group)
    stream.settle(name)
    try:
        change()
    finally:
        stream.wake(name)
    return _DONE


def _drop(call: Call, group: str, channels: Sequence[str]) -> None:
    for channel in channels:
        call.core.state.groups.drop(group, channel)


def _channels(call: Call, group: str) -> list[str]:
    return [channel for (_, channel), _ in call.core.state.groups.under(group)]


def _listed(call: Call, parameter: str) -> list[str]:
    channels = call.names(call.parameter(parameter), "channel")
    if not 0 < len(channels) <= CHANNELS_AT_ONCE:
        raise _refused(f"`{parameter}` takes 1 to {CHANNELS_AT_ONCE} channels")
    return channels


def _refused(message: str) -> Refused:
    """What is wrong with a request. Inferred."""
    return Refused(answers.bad_request(message, _SERVICE))


_ALL: Final = "/v1/channel-registration/sub-key/:sub/channel-group"

ROUTES: Final = (
    Route("GET", _ALL, _groups),
    Route("GET", f"{_ALL}/:group", _group),
    Route("GET", f"{_ALL}/:group/remove", _delete),
)
