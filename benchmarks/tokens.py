"""Reading a token of 50 rooms, offline."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Final

import cbor2

from benchmarks._measure import Row, Stopwatch, absent, peer
from benchmarks._voting import granted
from pnpolicy.wire import token
from pnpolicy.wire.actions import Kind

_WORK: Final = "token of 50 rooms read"


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Against the SDK's own reader, and against nothing but decoding it."""
    text = _text()
    if (sdk := peer("pubnub.pubnub")) is None:
        yield absent(_WORK, "pubnub")
    else:
        config = peer("pubnub.pnconfiguration").PNConfiguration()
        config.subscribe_key, config.user_id = "sub-c-x", "server"
        client = sdk.PubNub(config)
        yield stopwatch.compare(lambda: token.read(text), lambda: client.parse_token(text)).row(
            _WORK, "the SDK's parse_token"
        )
    yield stopwatch.compare(lambda: token.read(text), lambda: cbor2.loads(urlsafe_b64decode(text))).row(
        _WORK, "base64 and cbor2, nothing checked"
    )


def _text() -> str:
    """A token as PubNub would make of the grant, but for its signature."""
    grant = granted()
    channels, patterns = grant.resources[Kind.CHANNELS], grant.patterns[Kind.CHANNELS]
    users = grant.resources[Kind.USERS]
    empty: dict[str, dict[str, int]] = {"grp": {}, "usr": {}, "spc": {}}
    return token.write(
        token.Token(
            1_700_000_000,
            grant.ttl,
            grant.authorized_uuid,
            {"chan": channels, **empty, "uuid": users},
            {"chan": patterns, **empty, "uuid": {}},
            None,
            grant.meta,
            bytes(token.SIGNATURE_SIZE),
        )
    )
