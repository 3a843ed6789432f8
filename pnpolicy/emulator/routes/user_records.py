"""App Context: users and their memberships."""

from typing import Final

from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.memberships import OF_USER
from pnpolicy.emulator.message import Answer
from pnpolicy.emulator.records import USERS
from pnpolicy.emulator.routes.records import routes_of
from pnpolicy.emulator.routing import Route


def _memberships(call: Call) -> Answer:
    user = USERS.named(call.path["id"])
    call.demand(Ask("get-memberships", user))
    return OF_USER.page(call, user, OF_USER.listing(call))


def _change(call: Call) -> Answer:
    """Sets and deletes memberships, and shows the list.

    Each channel is asked for. A request without any only shows the list, so it takes what reading takes (inferred).
    """
    user = USERS.named(call.path["id"])
    listing, changes = OF_USER.listing(call), OF_USER.changes(call)
    asks = [
        *(Ask("set-memberships", channel, user=user) for channel in changes.set),
        *(Ask("remove-memberships", channel, user=user) for channel in changes.delete),
    ]
    call.demand(*(asks or [Ask("get-memberships", user)]))
    OF_USER.change(call, user, changes)
    return OF_USER.page(call, user, listing)


ROUTES: Final = (
    *routes_of(USERS),
    Route("GET", "/v2/objects/:sub/uuids/:id/channels", _memberships),
    Route("PATCH", "/v2/objects/:sub/uuids/:id/channels", _change),
)
