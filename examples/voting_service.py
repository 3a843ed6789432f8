"""Voting behind a login: a token service for voters, and the count beside it.

    python examples/voting_service.py [--port 8000]
    node examples/javascript/voting_client.js alice --password "a rose"        # in another terminal

Policy: policies/live-voting. Both parts hold the secret key, as servers do; the voters get tokens. The client is
JavaScript's, of Node.js or a browser: its packages are installed by `npm install --prefix examples/javascript`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from connect import POLICIES, server, subscribed
from pnpolicy import Policy
from token_service import lifespan, serve, service
from voting import SESSION, SUBMIT, Tally


@asynccontextmanager
async def counting(app: Starlette) -> AsyncIterator[None]:
    """Counts votes while tokens are served."""
    async with lifespan(app):
        tally_server = server(app.state.keys, "tally-server")
        tally_server.add_listener(Tally())
        await asyncio.to_thread(subscribed, tally_server, SUBMIT)
        yield


def values_of(user: str) -> dict[str, str | list[str]]:
    """Whoever has logged in votes in tonight's session, and chats in no room."""
    return {"userId": user, "sessionId": SESSION, "roomId": []}


if __name__ == "__main__":
    live_voting = Policy.load(POLICIES / "live-voting", require="proved")
    serve(service(live_voting, "voter", values_of, lifespan=counting))
