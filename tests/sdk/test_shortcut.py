"""When the HTTP client is gone around, and when it is not: its log line tells."""

import logging
from collections.abc import Callable
from functools import partialmethod

import httpx
import pytest
from pubnub.pubnub import PubNub

from pnpolicy.grant import deliver
from tests.sdk.service import (
    BODY,
    Service,
    Unusual,
    configuration,
)


@pytest.fixture
def took_it(caplog: pytest.LogCaptureFixture) -> Callable[[], bool]:
    caplog.set_level(logging.INFO, "httpx")
    return lambda: not any(record.name == "httpx" for record in caplog.records)


def test_it_is_taken(usual: PubNub, took_it: Callable[[], bool]) -> None:
    """With a PubNub as people make them, and the installed versions of its SDK and HTTP client."""
    deliver.issue(usual, BODY)
    assert took_it()


def test_not_with_a_handler_of_ones_own(service: Service, took_it: Callable[[], bool]) -> None:
    """A handler may do anything."""
    pubnub = PubNub(configuration(service.origin), custom_request_handler=Unusual)
    deliver.issue(pubnub, BODY)
    pubnub.get_request_handler().close()
    assert not took_it()


def test_not_with_cookies(usual: PubNub, took_it: Callable[[], bool]) -> None:
    """The client has to send them."""
    usual.get_request_handler()._ensure_session().cookies.set("a", "b")  # noqa: SLF001
    deliver.issue(usual, BODY)
    assert not took_it()


def test_not_with_hooks(usual: PubNub, took_it: Callable[[], bool]) -> None:
    """And they are called."""
    seen: list[object] = []
    usual.get_request_handler()._ensure_session().event_hooks = {"response": [seen.append]}  # noqa: SLF001
    deliver.issue(usual, BODY)
    assert not took_it()
    assert len(seen) == 1


def test_not_with_a_password_in_the_origin(service: Service, took_it: Callable[[], bool]) -> None:
    """The client makes a header of it."""
    pubnub = PubNub(configuration(f"me:pass@{service.origin}"))
    deliver.issue(pubnub, BODY)
    pubnub.get_request_handler().close()
    assert not took_it()
    assert service.requests[0].headers["authorization"].startswith("Basic ")


def test_not_with_debug_logging(usual: PubNub, took_it: Callable[[], bool], caplog: pytest.LogCaptureFixture) -> None:
    """Who asks for the SDK's log gets it."""
    caplog.set_level(logging.DEBUG, "pubnub")
    deliver.issue(usual, BODY)
    assert not took_it()


def test_not_with_a_transport_put_in_by_a_test(
    usual: PubNub, monkeypatch: pytest.MonkeyPatch, took_it: Callable[[], bool]
) -> None:
    """Tools that record or replace HTTP step in at the transport."""
    original = httpx.HTTPTransport.handle_request
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", partialmethod(original))
    deliver.issue(usual, BODY)
    assert not took_it()


def test_not_with_a_password_for_the_client(usual: PubNub, service: Service, took_it: Callable[[], bool]) -> None:
    """It makes a header of that as well."""
    usual.get_request_handler()._ensure_session().auth = ("me", "pass")  # noqa: SLF001
    deliver.issue(usual, BODY)
    assert not took_it()
    assert service.requests[0].headers["authorization"].startswith("Basic ")


def test_not_with_parameters(usual: PubNub, took_it: Callable[[], bool]) -> None:
    """Where they go is the client's business."""
    usual.get_request_handler()._ensure_session().params = {"a": "b"}  # noqa: SLF001
    deliver.issue(usual, BODY)
    assert not took_it()


def test_headers_of_the_client_are_sent(usual: PubNub, service: Service, took_it: Callable[[], bool]) -> None:
    """They need no detour."""
    usual.get_request_handler()._ensure_session().headers["X-Ours"] = "1"  # noqa: SLF001
    deliver.issue(usual, BODY)
    assert took_it()
    assert service.requests[0].headers["x-ours"] == "1"
