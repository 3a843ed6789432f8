"""Somebody with PubNub's Python SDK: what they try, and what comes of it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final

from pubnub.callbacks import SubscribeCallback
from pubnub.enums import PNStatusCategory
from pubnub.exceptions import PubNubException
from pubnub.pnconfiguration import PNConfiguration
from pubnub.pubnub import PubNub

from pnpolicy.emulator import Emulator

PATIENCE: Final = 5.0
"""Seconds until something that has to happen must have happened."""

_FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Access Manager said to what it did not allow: the message of a 403."""

    text: str


class Actor:
    """Somebody who publishes and subscribes.

    Attributes:
        name: who; also the user id.
        pubnub: the SDK's object.
    """

    def __init__(self, emulator: Emulator, name: str, token: str | None = None, *, server: bool = False) -> None:
        """Makes a client with a token, or the server with the secret key."""
        self.name = name
        config = PNConfiguration()
        config.disable_config_locking = False  # or the SDK warns about itself
        config.daemon = True  # what still waits ends with the process; the SDK's own `stop` can hang on a long poll
        config.origin, config.ssl = emulator.origin, False
        config.subscribe_key, config.publish_key = emulator.keyset.subscribe_key, emulator.keyset.publish_key
        config.user_id = name
        if server:
            config.secret_key = emulator.keyset.secret_key
        self.pubnub = PubNub(config)
        if token is not None:
            self.pubnub.set_token(token)
        self._listener = _Listener()
        self.pubnub.add_listener(self._listener)

    def publish(self, channel: str, message: object) -> Refusal | None:
        """Tries to publish; what was said if it was not allowed."""
        try:
            self.pubnub.publish().channel(channel).message(message).sync()
        except PubNubException as error:
            return _refusal(error)
        return None

    def subscribe(self, channel: str) -> Refusal | None:
        """Tries to subscribe; what was said if it was not allowed."""
        self.pubnub.subscribe().channels(channel).execute()
        return self._listener.wait()

    def denied(self) -> Refusal | None:
        """Waits until the subscription ends; what was said."""
        return self._listener.wait()

    def message(self) -> tuple[str, Any]:
        """Waits for a message: who sent it, and what it says.

        Raises:
            TimeoutError: none came.
        """
        try:
            return self._listener.messages.get(timeout=PATIENCE)
        except Empty:
            raise TimeoutError(f"{self.name} received nothing") from None


class _Listener(SubscribeCallback):  # type: ignore[misc]  # for want of types
    def __init__(self) -> None:
        self.messages: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._told: SimpleQueue[Refusal | None] = SimpleQueue()

    def message(self, _: PubNub, message: Any) -> None:  # noqa: ANN401  the SDK's own type
        self.messages.put((message.publisher, message.message))

    def presence(self, _: PubNub, event: object) -> None:
        """Nobody asks for it."""

    def status(self, _: PubNub, status: Any = None) -> None:  # noqa: ANN401  likewise
        if status.category == PNStatusCategory.PNConnectedCategory:
            self._told.put(None)
        elif status.category == PNStatusCategory.PNAccessDeniedCategory:
            self._told.put(_refusal(status.error_data.exception))

    def wait(self) -> Refusal | None:
        try:
            return self._told.get(timeout=PATIENCE)
        except Empty:
            raise TimeoutError("nothing was said about the subscription") from None


def _refusal(error: PubNubException) -> Refusal:
    """What a 403 says. Anything else is not expected, and raised again."""
    if error.get_status_code() != _FORBIDDEN:
        raise error
    body = str(error)[str(error).find("{") :]
    return Refusal(str(json.loads(body)["message"]))


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the SDK from writing about refusals to standard error: they are the story."""
    logger = logging.getLogger("pubnub")
    handler = logging.NullHandler()
    before, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
