"""Reading a token of 50 rooms, offline."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Final

import cbor2

from benchmarks._measure import Row, Stopwatch, absent, peer
from benchmarks._voting import granted
from pnpolicy import Grant
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
    return minted(granted())


def minted(grant: Grant, issued: int = 1_700_000_000) -> str:
    """The token that PubNub would make of a grant, but for its signature."""
    empty: dict[str, dict[str, int]] = {"grp": {}, "usr": {}, "spc": {}}
    resources, patterns = (
        {"chan": maps[Kind.CHANNELS], **empty, "uuid": maps[Kind.USERS]} for maps in (grant.resources, grant.patterns)
    )
    signature = bytes(token.SIGNATURE_SIZE)
    user = grant.authorized_uuid
    return token.write(token.Token(issued, grant.ttl, user, resources, patterns, None, grant.meta, signature))
