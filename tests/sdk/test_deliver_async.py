"""Grants sent through the asynchronous half of the SDK."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from pubnub.exceptions import PubNubException
from pubnub.pubnub import PubNub
from pubnub.pubnub_asyncio import PubNubAsyncio

from pnpolicy.errors import DeliveryError
from pnpolicy.grant import deliver
from tests.sdk.service import (
    BODY,
    REFUSED,
    REVOKED,
    TOKEN,
    Answer,
    Service,
    configuration,
    verifies,
)


def asynchronously(origin: str, use: Callable[[Any], Any], **changes: object) -> Any:  # noqa: ANN401
    """Run something with a PubNubAsyncio of its own."""

    async def run() -> Any:  # noqa: ANN401
        pubnub = PubNubAsyncio(configuration(origin, **changes))
        try:
            return await use(pubnub)
        finally:
            await pubnub.close_session()
            await asyncio.sleep(0)  # the SDK closes its connections in a task

    return asyncio.run(run())


def test_issue_async(service: Service) -> None:
    """The same body, and the same token."""
    assert asynchronously(service.origin, lambda pubnub: deliver.issue_async(pubnub, BODY)) == TOKEN
    [request] = service.requests
    assert (request.method, request.path, request.body) == ("POST", "/v3/pam/sub-c-x/grant", BODY)
    assert verifies(request)


def test_revoke_async(service: Service) -> None:
    """The same path."""
    service.answers = [Answer(content=json.dumps(REVOKED).encode())]
    asynchronously(service.origin, lambda pubnub: deliver.revoke_async(pubnub, "qEF2-_A=="))
    [request] = service.requests
    assert (request.method, request.path) == ("DELETE", "/v3/pam/sub-c-x/grant/qEF2-_A%3D%3D")
    assert verifies(request)


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_refusal_is_raised_asynchronously(service: Service, status: int) -> None:
    """The SDK's exception, which its `future()` would have returned."""
    service.answers = [Answer(status, json.dumps(REFUSED).encode())]
    with pytest.raises(PubNubException, match="Invalid ttl") as error:
        asynchronously(service.origin, lambda pubnub: deliver.issue_async(pubnub, BODY))
    assert error.value.get_status_code() == status


def test_an_unreachable_service_is_raised_asynchronously() -> None:
    """As the synchronous SDK does; the asynchronous one lets its HTTP client's exception through."""
    with pytest.raises(PubNubException, match="Connection"):
        asynchronously("127.0.0.1:1", lambda pubnub: deliver.issue_async(pubnub, BODY))


def test_a_slow_service_is_raised_asynchronously(service: Service) -> None:
    """After the seconds that are configured."""
    service.answers = [Answer(delay=1.2)]
    with pytest.raises(PubNubException, match="Timeout"):
        asynchronously(
            service.origin, lambda pubnub: deliver.issue_async(pubnub, BODY), non_subscribe_request_timeout=1
        )


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("content", [b"<html>", b"", b"{}"])
def test_a_strange_answer_is_told_asynchronously(service: Service, status: int, content: bytes) -> None:
    """A gateway's page, over which the SDK stumbles with an AttributeError; JSON with an error status is a refusal."""
    service.answers = [Answer(status, content)]
    with pytest.raises((DeliveryError, PubNubException)) as error:
        asynchronously(service.origin, lambda pubnub: deliver.issue_async(pubnub, BODY))
    assert isinstance(error.value, DeliveryError) == (status == 200 or content == b"<html>")


def test_a_cancelled_task_is_cancelled(service: Service) -> None:
    """The SDK's `future()` would have swallowed it."""
    service.answers = [Answer(delay=0.3)]

    async def use(pubnub: PubNubAsyncio) -> None:
        await asyncio.wait_for(deliver.issue_async(pubnub, BODY), 0.1)

    with pytest.raises(TimeoutError):
        asynchronously(service.origin, use)


def test_each_kind_of_pubnub_has_its_functions(usual: PubNub, service: Service) -> None:
    """A mix-up is told with the function to use."""
    for mistaken in (deliver.issue_async(usual, BODY), deliver.revoke_async(usual, TOKEN)):
        with pytest.raises(DeliveryError, match="issue and revoke"):
            asyncio.run(mistaken)

    async def use(pubnub: PubNubAsyncio) -> None:
        with pytest.raises(DeliveryError, match="issue_async"):
            deliver.issue(pubnub, BODY)
        with pytest.raises(DeliveryError, match="revoke_async"):
            deliver.revoke(pubnub, TOKEN)

    asynchronously(service.origin, use)
    assert not service.requests
