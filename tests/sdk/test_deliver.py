"""Grants sent through the real `pubnub` SDK, to a real HTTP server on this machine."""

import gzip
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pubnub import utils
from pubnub.endpoints.access.grant_token import GrantToken
from pubnub.enums import HttpMethod
from pubnub.exceptions import PubNubException
from pubnub.pubnub import PubNub
from pubnub.request_handlers.httpx import HttpxRequestHandler

from pnpolicy.errors import DeliveryError
from pnpolicy.grant import deliver
from pnpolicy.wire.token import read
from tests.sdk.service import (
    BODY,
    EXCHANGES,
    GRANTED,
    REFUSED,
    REVOKED,
    SECRET,
    TOKEN,
    Answer,
    Service,
    Unusual,
    configuration,
    granted_by_the_sdk,
    verifies,
)
from tests.vectors import RECORDED


def test_issue_sends_the_body_as_it_is_and_returns_the_token(pubnub: PubNub, service: Service) -> None:
    """One request, the very bytes, to the grant path of the keyset."""
    assert deliver.issue(pubnub, BODY) == TOKEN
    [request] = service.requests
    assert (request.method, request.path, request.body) == ("POST", "/v3/pam/sub-c-x/grant", BODY)
    assert verifies(request)


def test_the_body_is_the_sdks_without_its_copies(pubnub: PubNub, service: Service) -> None:
    """The same grant by the SDK's builder: the same JSON in the same order, but for `spaces` and `users`."""
    granted_by_the_sdk(pubnub).sync()
    body = json.loads(service.requests[0].body)
    for part in ("resources", "patterns"):
        copies = body["permissions"][part]
        assert copies.pop("spaces") == copies["channels"]
        assert copies.pop("users") == copies["uuids"]
    assert json.dumps(json.loads(BODY)) == json.dumps(body)


def test_everything_else_is_sent_as_the_sdk_sends_it(pubnub: PubNub, service: Service) -> None:
    """Headers and parameters, but for the length and what depends on it."""
    granted_by_the_sdk(pubnub).sync()
    deliver.issue(pubnub, BODY)
    theirs, ours = service.requests
    changing = {"content-length", "signature", "timestamp"}

    def same(pairs: dict[str, str]) -> dict[str, str]:
        return {name.lower(): value for name, value in pairs.items() if name.lower() not in changing}

    assert same(ours.headers) == same(theirs.headers)
    assert same(ours.query) == same(theirs.query)
    assert set(ours.query) == set(theirs.query)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(400, json.dumps(REFUSED).encode()),
        Answer(403, b'{"message":"Forbidden","error":true,"service":"Access Manager","status":403}'),
        Answer(403, "verboten — é".encode()),
        Answer(414, b""),
        Answer(500, b"<html>"),
        Answer(418, b"I am a teapot"),
    ],
    ids=lambda answer: answer.status,
)
def test_a_refusal_is_the_sdks_own_exception(pubnub: PubNub, service: Service, answer: Answer) -> None:
    """What `grant_token().sync()` raises: the same message, status and code of the SDK."""
    service.answers = [answer]
    with pytest.raises(PubNubException) as theirs:
        granted_by_the_sdk(pubnub).sync()
    with pytest.raises(PubNubException) as ours:
        deliver.issue(pubnub, BODY)
    assert str(ours.value) == str(theirs.value)
    assert ours.value.get_status_code() == theirs.value.get_status_code() == answer.status
    assert vars(ours.value)["_pn_error"] == vars(theirs.value)["_pn_error"]
    assert SECRET not in str(ours.value)


@pytest.mark.parametrize("fault", ["refused", "no TLS", "too slow", "cut off"])
def test_an_unreachable_service_is_the_sdks_own_exception(service: Service, fault: str) -> None:
    """Connection refused, a server without TLS, no answer in time, an answer that breaks off."""
    service.answers = [Answer(delay=1.2 if fault == "too slow" else 0, missing=1 if fault == "cut off" else 0)]
    origin = "127.0.0.1:1" if fault == "refused" else service.origin
    pubnub = PubNub(configuration(origin, ssl=fault == "no TLS", non_subscribe_request_timeout=1))
    errors = []
    for send in (granted_by_the_sdk(pubnub).sync, lambda: deliver.issue(pubnub, BODY)):
        with pytest.raises(PubNubException) as error:
            send()
        errors.append((str(error.value), vars(error.value)["_pn_error"]))
    pubnub.get_request_handler().close()
    assert errors[0] == errors[1]


@pytest.mark.parametrize("key", ["subscribe_key", "publish_key", "secret_key"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_key_is_the_sdks_own_exception(service: Service, key: str, value: str | None) -> None:
    """Before anything is sent, and for issuing and revoking alike; the SDK forgets the publish key."""
    pubnub = PubNub(configuration(service.origin, **{key: value}))
    for send in (lambda: deliver.issue(pubnub, BODY), lambda: deliver.revoke(pubnub, TOKEN)):
        with pytest.raises(PubNubException, match=key.split("_", maxsplit=1)[0].capitalize() + " key"):
            send()
    assert not service.requests


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b"{}", b'{"data":{}}', b'{"data":{"token":1}}', b'{"data":"x"}', b"\xff"]
)
def test_an_answer_without_a_token_is_told(pubnub: PubNub, service: Service, content: bytes) -> None:
    """A gateway's page with status 200, or an API that is not PubNub's."""
    service.answers = [Answer(content=content)]
    with pytest.raises(DeliveryError, match="not what its API promises"):
        deliver.issue(pubnub, BODY)


def test_a_compressed_answer_is_read(pubnub: PubNub, service: Service) -> None:
    """The SDK's client says it takes gzip."""
    content = gzip.compress(json.dumps(GRANTED).encode())
    service.answers = [Answer(content=content, headers=(("Content-Encoding", "gzip"),))]
    assert deliver.issue(pubnub, BODY) == TOKEN


def test_a_redirect_is_followed(pubnub: PubNub, service: Service) -> None:
    """As the SDK does."""
    service.answers = [
        Answer(307, b"", (("Location", "/elsewhere"),)),
        Answer(307, b"", (("Location", "/x"),)),
        Answer(),
    ]
    assert deliver.issue(pubnub, BODY) == TOKEN
    assert {request.body for request in service.requests} == {BODY}


@pytest.mark.parametrize("handler", [HttpxRequestHandler, Unusual])
def test_a_proxy_is_used(service: Service, handler: type[HttpxRequestHandler], monkeypatch: pytest.MonkeyPatch) -> None:
    """The one from the environment, which the SDK's HTTP client reads when it is first needed."""
    monkeypatch.setenv("HTTP_PROXY", f"http://{service.origin}")
    pubnub = PubNub(configuration("pubnub.invalid"), custom_request_handler=handler)
    assert deliver.issue(pubnub, BODY) == TOKEN
    pubnub.get_request_handler().close()
    assert service.requests[0].target.startswith("http://pubnub.invalid/v3/pam/sub-c-x/grant?")


def test_connections_are_kept_open_and_shared_by_threads(pubnub: PubNub, service: Service) -> None:
    """From many threads at once; the caller's PubNub keeps its own handler."""
    handler = pubnub.get_request_handler()
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: deliver.issue(pubnub, BODY), range(80)))
    assert tokens == {TOKEN}
    assert len(service.requests) == 80
    assert all(map(verifies, service.requests))
    assert pubnub.get_request_handler() is handler


def test_revoke_sends_the_token_in_the_path(pubnub: PubNub, service: Service) -> None:
    """Percent-encoded, signed, without a body; whitespace around a token from a file is dropped."""
    service.answers = [Answer(content=json.dumps(REVOKED).encode())]
    deliver.revoke(pubnub, "qEF2-_A==\n")
    [request] = service.requests
    assert (request.method, request.path, request.body) == ("DELETE", "/v3/pam/sub-c-x/grant/qEF2-_A%3D%3D", b"")
    assert verifies(request)


def test_a_refused_revocation_is_the_sdks_own_exception(pubnub: PubNub, service: Service) -> None:
    """Recorded: an expired token cannot be revoked."""
    service.answers = [Answer(400, json.dumps(EXCHANGES["revoke_expired_token#2"]["answer"]).encode())]
    with pytest.raises(PubNubException, match=r"Token is expired\.") as error:
        deliver.revoke(pubnub, TOKEN)
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize("token", ["", "  "])
def test_there_must_be_a_token_to_revoke(usual: PubNub, service: Service, token: str) -> None:
    """An empty path would be another request."""
    with pytest.raises(DeliveryError, match="no token"):
        deliver.revoke(usual, token)
    assert not service.requests


def test_a_strange_answer_to_a_revocation_is_told(usual: PubNub, service: Service) -> None:
    """Not JSON, though the status is 200."""
    service.answers = [Answer(content=b"<html>")]
    with pytest.raises(DeliveryError, match="not what its API promises"):
        deliver.revoke(usual, TOKEN)


def test_parse_reads_a_token() -> None:
    """By our reader, bounded."""
    assert deliver.parse(TOKEN) == read(TOKEN)


@pytest.mark.parametrize("vector", RECORDED["signatures"], ids=lambda vector: vector["name"])
def test_the_sdk_signs_the_recorded_requests_as_recorded(vector: dict[str, Any]) -> None:
    """The installed SDK's own signing over every vector, so that these stay true of it."""

    class Then(PubNub):  # type: ignore[misc] # for want of types
        @staticmethod
        def timestamp() -> int:
            return int(vector["query"]["timestamp"])

    endpoint = GrantToken(Then(configuration("127.0.0.1:1")))
    endpoint._path = vector["path"]  # noqa: SLF001
    parameters = dict(vector["query"])
    utils.sign_request(endpoint, endpoint.pubnub, parameters, getattr(HttpMethod, vector["method"]), vector["body"])
    assert parameters["signature"] == vector["signature"]


def test_the_sdk_is_not_imported_before_something_is_sent() -> None:
    """A decision, a grant and a token cost nothing of it."""
    modules = "pnpolicy.errors, " + ", ".join(
        f"pnpolicy.wire.{name}" for name in ("actions", "body", "cbor", "limits", "operations", "signature", "token")
    )
    program = f"import sys, {modules}; print([m for m in sys.modules if m.split('.')[0] in ('pubnub', 'httpx')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
