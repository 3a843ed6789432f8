"""Issuing a grant of 50 rooms through the SDK, on a kept-alive loopback connection, and how long its token is."""

import json
from collections.abc import Iterator
from typing import Any, Final

from benchmarks._measure import Row, Stopwatch, absent, peer
from benchmarks._service import serving
from benchmarks._voting import by_the_sdk, granted
from pnpolicy.wire import token

_WORK: Final = "issuing through the SDK, 50 rooms"
_LEAST: Final = 2.5
_SECOND: Final = 1e9
_ISSUED: Final = 1_700_000_000
_SECTIONS: Final = {"channels": "chan", "groups": "grp", "spaces": "spc", "users": "usr", "uuids": "uuid"}


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Requests a second, ours and the SDK's own, and the tokens PubNub makes of them."""
    if (pubnub := peer("pubnub.pubnub")) is None:
        yield absent(_WORK, "pubnub")
        return
    with serving() as origin:
        clients = [pubnub.PubNub(_configured(origin)) for _ in range(2)]
        grant = granted()
        pair = stopwatch.compare(lambda: granted().issue(clients[0]), lambda: by_the_sdk(clients[1]).sync(), least=20)
        ready = stopwatch.compare(lambda: grant.issue(clients[0]), lambda: by_the_sdk(clients[1]).sync(), least=20)
        body = by_the_sdk(clients[1]).build_data()
    for work, measured in ((f"{_WORK}, with the grant", pair), (f"{_WORK}, grant ready", ready)):
        yield Row(
            work,
            f"{_SECOND / measured.ours:,.0f}/s",
            f"{_SECOND / measured.reference:,.0f}/s the SDK's own grant_token().sync()",
            1 / measured.ratio,
            f">= {_LEAST:g}x",
            1 / measured.ratio >= _LEAST,
        )
    ours, reference = len(_token(grant.to_request())), len(_token(body.encode()))
    assert ours == grant.token_bytes  # noqa: S101  it was known before
    yield _lengths("grant request, 50 rooms", len(grant.to_request()), len(body.encode()))
    yield _lengths("token, 50 rooms", ours, reference)


def _lengths(work: str, ours: int, reference: int) -> Row:
    ratio = ours / reference
    return Row(work, f"{ours:,} bytes", f"{reference:,} bytes of the SDK's grant", ratio, "<= 0.55x", ratio <= 0.55)  # noqa: PLR2004


def _token(body: bytes) -> str:
    """The token that PubNub makes of a request: the sections it names, each under its own key, in CBOR."""
    asked = json.loads(body)
    permissions = asked["permissions"]
    resources, patterns = (
        {short: permissions[which].get(long, {}) for long, short in _SECTIONS.items()}
        for which in ("resources", "patterns")
    )
    user, meta, signature = permissions["uuid"], permissions["meta"], bytes(token.SIGNATURE_SIZE)
    return token.write(token.Token(_ISSUED, asked["ttl"], user, resources, patterns, None, meta, signature))


def _configured(origin: str) -> Any:  # noqa: ANN401  the SDK brings no types
    config = peer("pubnub.pnconfiguration").PNConfiguration()
    config.origin, config.ssl, config.enable_subscribe = origin, False, False
    config.subscribe_key, config.publish_key, config.secret_key = "sub-c-x", "pub-c-x", "sec-c-x"
    config.user_id = "server"
    return config
