"""A token service: log in, get a token, refresh it before it ends, revoke it on logout.

    python examples/token_service.py [--port 8000]      and then: python examples/token_client.py alice

Policy: policies/token-auth. This is the only program that holds the secret key. Login and refresh make the same grant.
"""

import argparse
import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hmac import compare_digest

import uvicorn
from pubnub.exceptions import PubNubException
from pubnub.pubnub_asyncio import PubNubAsyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Lifespan

from connect import POLICIES, Keys, configuration, keyset
from pnpolicy import Policy
from pnpolicy.grant import deliver

ValuesOf = Callable[[str], dict[str, str | list[str]]]

TEAMS = {"alice": "red", "bob": "blue"}
PASSWORDS = {"alice": "a rose", "bob": "a tulip"}  # your own login stands here


@dataclass
class Session:
    """A login. What the token may do follows from this, never from what a client says.

    Attributes:
        user: who has logged in.
        tokens: those issued to this session that may still be alive.
        lock: held while they change.
    """

    user: str
    tokens: list[str] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


SESSIONS: dict[str, Session] = {}


async def login(request: Request) -> Response:
    """Takes a name and a password; gives a session and a token."""
    form = await request.form()
    user, password = str(form.get("user")), str(form.get("password"))
    if user not in PASSWORDS or not compare_digest(PASSWORDS[user].encode(), password.encode()):
        return JSONResponse({"error": "wrong name or password"}, 401)
    cookie = secrets.token_urlsafe()
    SESSIONS[cookie] = Session(user)
    response = await answer(request, SESSIONS[cookie])
    response.set_cookie("session", cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return response


async def refresh(request: Request) -> Response:
    """Gives the next token of a session."""
    async with session_of(request) as session:
        return await answer(request, session) if session else JSONResponse({"error": "please log in"}, 401)


async def logout(request: Request) -> Response:
    """Ends a session, and its tokens with it where the policy says so. Where that fails the client may try again."""
    async with session_of(request) as session:
        if session and request.app.state.policy.roles[request.app.state.role].on_logout == "revoke":
            for token in session.tokens:
                try:
                    await deliver.revoke_async(request.app.state.pubnub, token)
                except PubNubException as error:
                    if "expired" not in str(error):  # by itself meanwhile, which is as good
                        raise
        SESSIONS.pop(request.cookies.get("session", ""), None)
    return JSONResponse({})


@asynccontextmanager
async def session_of(request: Request) -> AsyncIterator[Session | None]:
    """The session of a request; of two requests the second waits, so that no token is issued past a logout."""
    cookie = request.cookies.get("session", "")
    session = SESSIONS.get(cookie)
    if session is None:
        yield None
        return
    async with session.lock:
        yield SESSIONS.get(cookie)


async def answer(request: Request, session: Session) -> Response:
    """A new token, and what the client needs to use it."""
    state = request.app.state
    values = state.values_of(session.user)
    grant = state.policy.grant(state.role, **values)
    token = await grant.issue_async(state.pubnub)
    alive = [older for older in session.tokens if deliver.parse(older).expires > time.time()]
    session.tokens = [*alive, token]
    keys: Keys = state.keys
    where = {"origin": keys.origin, "ssl": keys.ssl, "subscribeKey": keys.subscribe_key, "publishKey": keys.publish_key}
    what = {"token": token, "refreshBefore": grant.refresh_before, "channels": sorted(grant.resources["channels"])}
    return JSONResponse({**values, **what, **where})


async def unavailable(_: Request, error: Exception) -> Response:
    """PubNub refused, or could not be reached: nobody gets a token, and the client may try again."""
    return JSONResponse({"error": str(error)}, 502)


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Holds the SDK's client with the secret key while the service runs."""
    with keyset(app.state.policy) as keys:
        config = configuration(keys, "token-service")
        config.secret_key, config.enable_subscribe = keys.secret_key, False
        app.state.keys, app.state.pubnub = keys, PubNubAsyncio(config)
        yield
        await app.state.pubnub.stop()


def service(policy: Policy, role: str, values_of: ValuesOf, lifespan: Lifespan[Starlette] = lifespan) -> Starlette:
    """A token service for a role of a policy, which is bound to the values of whoever has logged in."""
    pages = {"/login": login, "/refresh-token": refresh, "/logout": logout}
    routes = [Route(path, page, methods=["POST"]) for path, page in pages.items()]
    app = Starlette(routes=routes, exception_handlers={PubNubException: unavailable}, lifespan=lifespan)
    app.state.policy, app.state.role, app.state.values_of = policy, role, values_of
    return app


def serve(app: Starlette) -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000, help="0 for any that is free")
    uvicorn.run(app, port=parser.parse_args().port)


if __name__ == "__main__":
    token_auth = Policy.load(POLICIES / "token-auth", require="proved")
    serve(service(token_auth, "user", lambda user: {"userId": user, "teamId": TEAMS[user]}))
