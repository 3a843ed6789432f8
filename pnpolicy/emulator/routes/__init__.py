"""What is answered: one file per part of PubNub's REST API, each with its `ROUTES`."""

from typing import Final

from pnpolicy.emulator.routes import (
    access,
    channel_records,
    files,
    groups,
    history,
    message_actions,
    presence,
    publish,
    push,
    storage,
    subscribe,
    time,
    user_records,
)

ROUTES: Final = (
    *time.ROUTES,
    *access.ROUTES,
    *publish.ROUTES,
    *subscribe.ROUTES,
    *presence.ROUTES,
    *history.ROUTES,
    *message_actions.ROUTES,
    *groups.ROUTES,
    *files.ROUTES,
    *storage.ROUTES,
    *push.ROUTES,
    *user_records.ROUTES,
    *channel_records.ROUTES,
)
"""All routes."""
