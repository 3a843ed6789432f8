"""What the live service was seen to answer is what the emulator answers, and what the SDKs signed it accepts."""

import json
from base64 import urlsafe_b64decode
from email.utils import parsedate_to_datetime
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest

from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Answer, Refused, Request
from pnpolicy.emulator.readings import Readings
from pnpolicy.wire import cbor
from pnpolicy.wire.token import read
from tests.emulating import Bench, Time
from tests.vectors import RECORDED

STORIES = {
    name: list(story)
    for name, story in groupby(RECORDED["exchanges"], lambda exchange: exchange["name"].partition("#")[0])
}
"""Exchanges of one test of PubNub's, in their order: what is granted in one is used in the next."""
SIGNATURES = {
    **{vector["name"]: vector for vector in RECORDED["signatures"]},
    "python_publish_post_signed_the_older_way": {
        **{name: RECORDED["signatures"][0][name] for name in ("secret_key", "publish_key", "subscribe_key")},
        "method": "POST",
        "path": "/publish/pub-c-x/sub-c-x/0/c/0",
        "query": {
            "meta": '{"k": "x ~\\u00e9"}',
            "pnsdk": "PubNub-Python/10.4.0",
            "uuid": "srv",
            "timestamp": "1795830193",
        },
        "body": '{"a": 1}',
        "signature": "GO0niCgM7cKYoWXhernSbAUazcfxyMFYVyLWfKhAYno=",
    },
}
"""The last one was made like the others: by the real SDK, with dummy keys."""
UNSIGNED_BODY = {"javascript_publish_post_signed_as_get", "python_publish_post_signed_the_older_way"}
BEFORE_UUIDS = {"grant_token_2021"}
"""Made before tokens had a section `uuid`."""


def test_all_are_replayed() -> None:
    assert sum(map(len, STORIES.values())) == len(RECORDED["exchanges"]) == 39


@pytest.mark.parametrize("name", STORIES)
def test_recorded_exchanges_replay(name: str) -> None:
    """Status, cause and every word of the body; tokens in it say the same in the same number of characters."""
    bench, minted = Bench(), dict[str, str]()
    for exchange in STORIES[name]:
        bench.time.now = parsedate_to_datetime(exchange["recorded"]).timestamp()
        answer = _asked(bench, exchange, minted)
        assert answer.status == exchange["status"]
        if "cause" in exchange:
            assert dict(answer.headers)["X-Pn-Cause"] == exchange["cause"]
        match answer.body, exchange["answer"]:
            case {"data": {"token": str(ours)}}, {"data": {"token": str(recorded)}}:
                minted[recorded] = ours
                _says_the_same(ours, recorded, name)
                assert _without_token(answer.body) == _without_token(exchange["answer"])
            case [1, "Sent", str(timetoken)], [1, "Sent", str(recorded)]:
                assert len(timetoken) == len(recorded)
                assert abs(int(timetoken) - int(recorded)) < 10_000_000
            case body, recorded:
                assert body == recorded


def _asked(bench: Bench, exchange: dict[str, Any], minted: dict[str, str]) -> Answer:
    path, _, query = exchange["path"].replace("{sub_key}", "{sub}").replace("{pub_key}", "{pub}").partition("?")
    given = dict(parse_qsl(query))
    recorded = given.pop("auth", None)
    for theirs, ours in minted.items():
        path = path.replace(quote(theirs), quote(ours)).replace(theirs, quote(ours))
    token = minted[recorded] if recorded else None
    # Fixtures came without the parameter that every SDK sends; the token says who it must have been.
    user = given.pop("uuid", None) or (token and read(token).authorized_uuid) or "pnpolicy"
    body = json.dumps(exchange["body"]).encode() if "body" in exchange else b""
    is_signed = path.startswith("/v3/pam/")
    return bench.told(exchange["method"], path, given, body=body, token=token, user=user, signed=is_signed)


def _says_the_same(ours: str, recorded: str, name: str) -> None:
    one, other = _fields(ours), _fields(recorded)
    assert list(one) == list(other)
    assert len(one.pop(b"sig")) == len(other.pop(b"sig"))
    assert abs(one.pop(b"t") - other.pop(b"t")) <= 1
    if name in BEFORE_UUIDS:
        assert one[b"res"].pop(b"uuid") == one[b"pat"].pop(b"uuid") == {}
    else:
        assert list(one[b"res"]) == list(other[b"res"])
        assert list(one[b"pat"]) == list(other[b"pat"])
        assert len(ours) == len(recorded)
    assert one == other


def _fields(token: str) -> dict[bytes, Any]:
    fields = cbor.decode(urlsafe_b64decode(token))
    assert isinstance(fields, dict)
    return fields


def _without_token(body: object) -> object:
    assert isinstance(body, dict)
    return {**body, "data": {**body["data"], "token": None}}


@pytest.mark.parametrize(
    ("permissions", "message", "detail", "location"),
    [
        pytest.param(
            {"resources": {"uuids": {"uuid-1": 0}}},
            "Invalid permissions",
            "Unexpected value: `permissions.resources.uuids.uuid-1` must be positive and non-zero.",
            "permissions.resources.uuids.uuid-1",
            id="mask 0",
        ),
        pytest.param(
            {"patterns": {"uuids": {"!<[^>]+>++": 32}}},
            "Invalid RegExp",
            "Syntax error: multiple repeat.",
            "permissions.patterns.uuids.!<[^>]+>++",
            id="no regular expression",
        ),
        pytest.param(
            {"patterns": {"uuids": {"(!<[^>]+>)+": 32}}},
            "Invalid RegExp",
            "Only non-capturing groups are allowed. Try replacing `(` with `(?:`.",
            "permissions.patterns.uuids.(!<[^>]+>)+",
            id="a capturing group",
        ),
    ],
)
def test_grants_are_refused_as_specified(
    permissions: dict[str, object], message: str, detail: str, location: str
) -> None:
    """`grant-token.feature` of PubNub's contract specification."""
    body = json.dumps({"ttl": 60, "permissions": permissions}).encode()
    error = _error(Bench().told("POST", "/v3/pam/{sub}/grant", body=body, signed=True), 400, "grant")
    assert error["message"] == message
    assert error["details"] == [{"message": detail, "location": location, "locationType": "body"}]


def test_revocation_may_be_disabled() -> None:
    """`revoke-token.feature` of PubNub's contract specification, as the next one."""
    bench = Bench(Readings(revocation=False))
    token = bench.grant(channels={"a": 1})
    error = _error(bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(token)}", signed=True), 400, "revoke")
    assert error["message"] == "Feature disabled"
    assert error["details"] == [
        {"message": "Token revocation is disabled.", "location": "subscribe-key", "locationType": "path"}
    ]


@pytest.mark.parametrize("token", ["unescaped-_.%21token", "bla%20%3F%2F%23", quote(RECORDED["tokens"][0]["text"])])
def test_what_is_no_token_cannot_be_revoked(token: str) -> None:
    """Neither nonsense nor somebody else's."""
    error = _error(Bench().told("DELETE", f"/v3/pam/{{sub}}/grant/{token}", signed=True), 400, "revoke")
    assert error["message"] == "Invalid token"
    assert [(it["location"], it["locationType"]) for it in error["details"]] == [("token", "path")]
    assert error["details"][0]["message"]


def _error(answer: Answer, status: int, source: str) -> dict[str, Any]:
    body = answer.body
    assert isinstance(body, dict)
    assert (answer.status, body["status"], body["service"]) == (status, status, "Access Manager")
    assert body["error"]["source"] == source
    error: dict[str, Any] = body["error"]
    return error


@pytest.mark.parametrize("name", SIGNATURES)
def test_what_the_sdks_signed_is_accepted(name: str) -> None:
    """Byte by byte as they sent it; one character less of it is refused."""
    vector = SIGNATURES[name]
    # JavaScript signs a posted publish as if it were a GET without a body.
    method, body = ("POST", '{"a":1}') if name.endswith("_signed_as_get") else (vector["method"], vector["body"])
    assert _accepts(vector, method, body)
    assert not _accepts(vector, method, body, path=vector["path"][:-1])
    assert not _accepts(vector, method, body, signature=vector["signature"][:-1])
    if name not in UNSIGNED_BODY:
        assert not _accepts(vector, method, body + "x")


def _accepts(
    vector: dict[str, Any], method: str, body: str, path: str | None = None, signature: str | None = None
) -> bool:
    keyset = Keyset(vector["subscribe_key"], vector["publish_key"], vector["secret_key"])
    core = Core([keyset], clock=Clock(Time(int(vector["query"]["timestamp"]))))
    door = core._doors[keyset.subscribe_key]  # noqa: SLF001
    parameters = {**vector["query"], "signature": signature or vector["signature"]}
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in parameters.items())
    try:
        door.check_signature(Request(method, path or vector["path"], query, body.encode()))
    except Refused:
        return False
    return True
