"""PubNub objects of the real SDK, and the server they talk to."""

from collections.abc import Iterator

import pytest
from pubnub.pubnub import PubNub
from pubnub.request_handlers.httpx import HttpxRequestHandler

from tests.sdk.service import Service, Unusual, configuration, serving


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as state:
        yield state


@pytest.fixture(params=[pytest.param(HttpxRequestHandler, id="shortcut"), pytest.param(Unusual, id="the SDK's way")])
def pubnub(service: Service, request: pytest.FixtureRequest) -> Iterator[PubNub]:
    with_handler = PubNub(configuration(service.origin), custom_request_handler=request.param)
    yield with_handler
    with_handler.get_request_handler().close()


@pytest.fixture
def usual(service: Service) -> Iterator[PubNub]:
    instance = PubNub(configuration(service.origin))
    yield instance
    instance.get_request_handler().close()
