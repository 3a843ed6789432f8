"""App Context: channels and their members."""

from typing import Final

from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.memberships import OF_CHANNEL
from pnpolicy.emulator.message import Answer
from pnpolicy.emulator.records import CHANNELS
from pnpolicy.emulator.routes.records import routes_of
from pnpolicy.emulator.routing import Route


def _members(call: Call) -> Answer:
    channel = CHANNELS.named(call.path["id"])
    call.demand(Ask("get-members", channel))
    return OF_CHANNEL.page(call, channel, OF_CHANNEL.listing(call))


def _change(call: Call) -> Answer:
    """Sets and deletes members, whoever they are, and shows the list."""
    channel = CHANNELS.named(call.path["id"])
    listing, changes = OF_CHANNEL.listing(call), OF_CHANNEL.changes(call)
    call.demand(
        *([Ask("set-members", channel)] if changes.set or not changes.delete else []),
        *([Ask("remove-members", channel)] if changes.delete else []),
    )
    OF_CHANNEL.change(call, channel, changes)
    return OF_CHANNEL.page(call, channel, listing)


ROUTES: Final = (
    *routes_of(CHANNELS),
    Route("GET", "/v2/objects/:sub/channels/:id/uuids", _members),
    Route("PATCH", "/v2/objects/:sub/channels/:id/uuids", _change),
)
