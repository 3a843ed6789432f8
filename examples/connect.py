"""Where the examples find PubNub: in the environment, or in an emulator that they start themselves.

    PUBNUB_SUBSCRIBE_KEY, PUBNUB_PUBLISH_KEY, PUBNUB_SECRET_KEY    of a keyset with Access Manager
    PUBNUB_ORIGIN, PUBNUB_SSL                                      `ps.pndsn.com` and `on`, unless told otherwise

The SDK is used as it comes; these few lines only say to whom it talks.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pubnub.endpoints.endpoint import Endpoint
from pubnub.exceptions import PubNubException
from pubnub.pnconfiguration import PNConfiguration
from pubnub.pubnub import PubNub, SubscribeListener

from pnpolicy import Policy

if TYPE_CHECKING:
    from pnpolicy.emulator import Function

POLICIES = Path(__file__).parent.parent / "policies"
PATIENCE = 10
"""Seconds until a message that should arrive has arrived."""

logging.getLogger("pubnub").setLevel(logging.CRITICAL)  # what is refused the examples tell themselves


class Keys(NamedTuple):
    """A keyset, and where it is served.

    Attributes:
        origin: `host` or `host:port`.
        ssl: whether to use TLS.
        subscribe_key: in every request.
        publish_key: likewise.
        secret_key: for servers only; whoever has it may do everything.
    """

    origin: str
    ssl: bool
    subscribe_key: str
    publish_key: str
    secret_key: str


@contextmanager
def keyset(policy: Policy, functions: "Iterable[Function]" = ()) -> Iterator[Keys]:
    """The keys in the environment; without any, those of an emulator that runs meanwhile.

    Args:
        policy: what the example is about.
        functions: what stands before the emulator's channels. On PubNub they are deployed, not passed along.
    """
    given = os.environ
    if "PUBNUB_SUBSCRIBE_KEY" in given:
        yield Keys(
            given.get("PUBNUB_ORIGIN", "ps.pndsn.com"),
            given.get("PUBNUB_SSL", "on") not in ("off", "0", "false"),
            given["PUBNUB_SUBSCRIBE_KEY"],
            given["PUBNUB_PUBLISH_KEY"],
            given["PUBNUB_SECRET_KEY"],
        )
        return
    from pnpolicy.emulator import running  # noqa: PLC0415  with keys of your own you need not install it

    with running(policy=policy, functions=functions) as am:
        of = am.keyset
        yield Keys(am.origin, ssl=False, subscribe_key=of.subscribe_key, publish_key=of.publish_key,
                   secret_key=of.secret_key)  # fmt: skip


def configuration(keys: Keys, user_id: str) -> PNConfiguration:
    """A configuration of the SDK, without the secret key."""
    config = PNConfiguration()
    config.origin, config.ssl = keys.origin, keys.ssl
    config.subscribe_key, config.publish_key = keys.subscribe_key, keys.publish_key
    config.user_id = user_id
    config.daemon = True  # a long poll does not keep the program from ending
    return config


def server(keys: Keys, user_id: str) -> PubNub:
    """A server: it signs every request with the secret key."""
    config = configuration(keys, user_id)
    config.secret_key = keys.secret_key
    return PubNub(config)


def client(keys: Keys, user_id: str, token: str) -> PubNub:
    """A client: it has a token, and no secret key."""
    pubnub = PubNub(configuration(keys, user_id))
    pubnub.set_token(token)
    return pubnub


def subscribed(pubnub: PubNub, *channels: str, presence: bool = False) -> SubscribeListener:
    """Subscribes, and returns once it has: whatever is sent from now on arrives in the listener's queues."""
    listener = SubscribeListener()
    pubnub.add_listener(listener)
    builder = pubnub.subscribe().channels(list(channels))
    (builder.with_presence() if presence else builder).execute()
    if not listener.connected_event.wait(PATIENCE):
        raise TimeoutError(f"{pubnub.uuid} could not subscribe to {', '.join(channels)}")
    return listener


def outcome(request: Endpoint) -> str:
    """What comes of a request: `done`, or `refused (403)`."""
    try:
        request.sync()
    except PubNubException as error:
        if error.get_status_code() != 403:  # noqa: PLR2004  forbidden; anything else is a fault
            raise
        return "refused (403)"
    return "done"
