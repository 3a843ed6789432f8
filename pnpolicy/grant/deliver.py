"""Grants handed to PubNub through its own Python SDK. The one module that imports `pubnub`.

Keys, origin, TLS, proxies, timeouts, signing and errors are those of the PubNub object passed in, and the endpoints are
the SDK's. Left out is only what a grant pays for without need (pubnub 10.8.0): the SDK builds the body twice, to sign
and to send, and writes each channel and user in it twice; and its HTTP client does more for a request than PubNub asks
for, which `_Shortcut` skips.
"""

import copy
import logging
from functools import lru_cache
from json import JSONDecodeError
from typing import Any, Final, TypeAlias

import httpcore
import httpx
from pubnub.endpoints.access.grant_token import GrantToken
from pubnub.endpoints.access.revoke_token import RevokeToken
from pubnub.enums import PNStatusCategory
from pubnub.errors import (
    PNERR_CLIENT_ERROR,
    PNERR_CLIENT_TIMEOUT,
    PNERR_CONNECTION_ERROR,
    PNERR_SERVER_ERROR,
    PNERR_UNKNOWN_ERROR,
)
from pubnub.exceptions import PubNubException
from pubnub.models.consumer.v3.access_manager import PNGrantTokenResult
from pubnub.request_handlers.base import BaseRequestHandler
from pubnub.request_handlers.httpx import HttpxRequestHandler
from pubnub.structures import Envelope, PlatformOptions, RequestOptions

from pnpolicy.errors import DeliveryError
from pnpolicy.wire.token import Token, read

PubNub: TypeAlias = Any
"""A `pubnub.pubnub.PubNub`; for the functions that end in `_async`, a `pubnub.pubnub_asyncio.PubNubAsyncio`."""

_STRANGE_ANSWER: Final = "PubNub's answer is not what its API promises"
_NOT_JSON: Final = (JSONDecodeError, UnicodeDecodeError)
_LOG: Final = logging.getLogger("pubnub")
_TRANSPORT: Final = httpx.HTTPTransport.handle_request
_url: Final = lru_cache(maxsize=64)(httpx.URL)  # parsing an origin costs as much as signing; a process has one or two


def issue(pubnub: PubNub, body: bytes) -> str:
    """Have PubNub make a token.

    Args:
        pubnub: configured with the publish, subscribe and secret key of a keyset.
        body: what `wire.body.encode` makes.

    Raises:
        PubNubException: a key is missing, PubNub refused, or it could not be reached. The SDK's own, unchanged.
        DeliveryError: PubNub answered something that is no token, or `pubnub` is of the asynchronous kind.
    """
    grant = _Grant(_with_shortcut(pubnub), body)
    try:
        return str(grant.sync().result.token)
    except _NOT_JSON:
        raise DeliveryError(_STRANGE_ANSWER) from None


async def issue_async(pubnub: PubNub, body: bytes) -> str:
    """Have PubNub make a token, as `issue` does, with a PubNubAsyncio."""
    result = await _answer(pubnub, _Grant(pubnub, body))
    return str(result.token)


def revoke(pubnub: PubNub, token: str) -> None:
    """Have PubNub end a token before its time, which takes up to a minute to be known everywhere.

    Args:
        pubnub: as for `issue`; its keyset must have token revocation switched on.
        token: as issued. Not read, so that a format we do not know can be revoked too.

    Raises:
        PubNubException: as for `issue`.
        DeliveryError: no token, or as for `issue`.
    """
    _synchronous(pubnub)
    try:
        _Revoke(pubnub, token).sync()
    except _NOT_JSON:
        raise DeliveryError(_STRANGE_ANSWER) from None


async def revoke_async(pubnub: PubNub, token: str) -> None:
    """Have PubNub end a token before its time, as `revoke` does, with a PubNubAsyncio."""
    await _answer(pubnub, _Revoke(pubnub, token))


def parse(token: str) -> Token:
    """What a token says. Bounded, other than the SDK's `parse_token`, and nothing is sent.

    Raises:
        TokenError: not a token, or a broken one.
    """
    return read(token)


class _Grant(GrantToken):  # type: ignore[misc] # for want of types, as below
    """The SDK's grant with a body that is ready, so the SDK has no channels and no ttl to check."""

    def __init__(self, pubnub: PubNub, body: bytes) -> None:
        super().__init__(pubnub)
        self._body = body.decode()

    def build_data(self) -> str:
        return self._body

    def validate_params(self) -> None:
        self.validate_subscribe_key()
        self.validate_publish_key()  # it is signed with: without one the SDK fails with a TypeError
        self.validate_secret_key()

    def create_response(self, envelope: object) -> PNGrantTokenResult:
        match envelope:
            case {"data": {"token": str(token)}}:
                return PNGrantTokenResult(token)
        raise DeliveryError(_STRANGE_ANSWER)


class _Revoke(RevokeToken):  # type: ignore[misc]
    """The SDK's revoke, which is also signed with the publish key."""

    def __init__(self, pubnub: PubNub, token: str) -> None:
        super().__init__(pubnub, token.strip())  # as read from a file

    def validate_params(self) -> None:
        super().validate_params()
        self.validate_publish_key()
        if not self.token:
            raise DeliveryError("there is no token to revoke")


def _synchronous(pubnub: PubNub) -> None:
    if not hasattr(pubnub, "get_request_handler"):
        raise DeliveryError("this takes a PubNub; for a PubNubAsyncio there are issue_async and revoke_async")


async def _answer(pubnub: PubNub, endpoint: Any) -> Any:  # noqa: ANN401
    """The result of an endpoint of a PubNubAsyncio, with the exceptions that its synchronous twin raises.

    `future()` would return errors and swallow the cancellation of a task; `result()` raises, but some of them bare.
    """
    if not hasattr(pubnub, "request_result"):
        raise DeliveryError("this takes a PubNubAsyncio; for a PubNub there are issue and revoke")
    try:
        return await endpoint.result()
    except (httpx.TimeoutException, TimeoutError) as error:  # of the client, or of the SDK's own clock
        raise PubNubException(pn_error=PNERR_CLIENT_TIMEOUT, errormsg=str(error)) from error
    except httpx.HTTPError as error:
        raise PubNubException(pn_error=PNERR_CONNECTION_ERROR, errormsg=str(error)) from error
    except (*_NOT_JSON, AttributeError):  # the SDK's own slip over an answer that is not JSON
        raise DeliveryError(_STRANGE_ANSWER) from None


def _with_shortcut(pubnub: PubNub) -> PubNub:
    """The same PubNub, with the shortcut in place of the SDK's usual request handler; any other handler stays."""
    _synchronous(pubnub)
    handler = pubnub.get_request_handler()
    if type(handler) is not HttpxRequestHandler:
        return pubnub
    twin = copy.copy(pubnub)  # what the caller holds is left as it is: other threads may be using it
    twin.set_request_handler(_Shortcut(handler))
    return twin


class _Shortcut(BaseRequestHandler):  # type: ignore[misc]
    """A request handler of the SDK that asks the connection pool behind the usual one's HTTP client directly.

    The pool is where proxies, TLS and open connections are, so these stay as configured. Skipped are cookies, hooks,
    default parameters, redirects and log lines of the client. Where any of them could matter, and where the client's
    transport is not its own (replaced by a test or by tracing), the usual handler does all the work.
    """

    def __init__(self, usual: HttpxRequestHandler) -> None:
        self._usual = usual

    def sync_request(self, platform_options: PlatformOptions, endpoint_call_options: RequestOptions) -> Envelope:
        options = endpoint_call_options
        client = self._usual._ensure_session()  # noqa: SLF001
        origin = _url(f"{platform_options.pn_config.scheme()}://{self._usual.pubnub.base_origin}")
        pool = _pool(client, origin)
        if pool is None:
            return self._usual.sync_request(platform_options, options)
        response = _send(pool, _request(client, origin, platform_options.headers, options))
        if response.has_redirect_location:
            return self._usual.sync_request(platform_options, options)
        if response.status_code != httpx.codes.OK:
            raise PubNubException(
                pn_error=PNERR_SERVER_ERROR if response.is_server_error else PNERR_CLIENT_ERROR,
                errormsg=response.text,
                status_code=response.status_code,
            )
        answer = response.json()
        status = options.create_status(PNStatusCategory.PNAcknowledgmentCategory, answer, None, None)
        return Envelope(options.create_response(answer), status)


def _pool(client: httpx.Client, origin: httpx.URL) -> httpcore.ConnectionPool | None:
    """The pool (or proxy) that a client uses for an origin, or None where going around the client would be noticed."""
    if client.cookies or client.params or client.auth or origin.userinfo or any(client.event_hooks.values()):
        return None
    if _LOG.isEnabledFor(logging.DEBUG) or httpx.HTTPTransport.handle_request is not _TRANSPORT:
        return None
    transport = client._transport_for_url(origin)  # noqa: SLF001
    return transport._pool if type(transport) is httpx.HTTPTransport else None  # noqa: SLF001


def _request(
    client: httpx.Client, origin: httpx.URL, headers: dict[str, str], options: RequestOptions
) -> httpcore.Request:
    content = options.data.encode()
    sent = {
        "host": origin.netloc.decode(),
        **client.headers,
        **{name.lower(): value for name, value in {**headers, **options.request_headers}.items()},
        "content-length": str(len(content)),
    }
    return httpcore.Request(
        options.method_string,
        httpcore.URL(
            scheme=origin.raw_scheme,
            host=origin.raw_host,
            port=origin.port,
            target=f"{options.path}?{options.query_string}",
        ),
        headers=list(sent.items()),
        content=content,
        extensions={
            "timeout": {
                "connect": options.connect_timeout,
                "read": options.request_timeout,
                "write": options.connect_timeout,
                "pool": options.connect_timeout,
            }
        },
    )


def _send(pool: httpcore.ConnectionPool, request: httpcore.Request) -> httpx.Response:
    """Send, with the exceptions that the SDK's usual handler makes of what can go wrong."""
    try:
        response = pool.handle_request(request)
        try:
            content = response.read()
        finally:
            response.close()
    except httpcore.TimeoutException as error:
        raise PubNubException(pn_error=PNERR_CLIENT_TIMEOUT, errormsg=str(error)) from error
    except httpcore.ConnectError as error:
        raise PubNubException(pn_error=PNERR_CONNECTION_ERROR, errormsg=str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise PubNubException(pn_error=PNERR_UNKNOWN_ERROR, errormsg=str(error)) from error
    return httpx.Response(response.status, headers=response.headers, content=content)
