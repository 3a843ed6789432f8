"""The emulator without sockets: a request and the state give an answer and the next state."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Call
from pnpolicy.emulator.caller import Caller, Doorkeeper, TokenRefused
from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.decision import Decision
from pnpolicy.emulator.functions import Function
from pnpolicy.emulator.issued import Tokens
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.log import Log
from pnpolicy.emulator.message import Answer, Parked, Refused, Request
from pnpolicy.emulator.presence import Presence
from pnpolicy.emulator.readings import STRICT, Readings
from pnpolicy.emulator.routes import ROUTES
from pnpolicy.emulator.routing import Routes
from pnpolicy.emulator.state import Message, State
from pnpolicy.emulator.stream import Stream
from pnpolicy.errors import StoreError
from pnpolicy.wire.actions import PRESENCE_SUFFIX
from pnpolicy.wire.limits import URL_MAX

_ROUTES: Final = Routes(ROUTES)


class Core:
    """Everything behind the sockets. To be used from one thread.

    Attributes:
        keysets: subscribe key → keys. Without any, everything is refused.
        readings: how Access Manager is read.
        clock: the time.
        state: what is remembered.
        log: what was decided.
        tokens: which tokens are known.
        stream: messages on their way.
        presence: who is where.
        functions: before-publish Functions, in order.
        closed: the server stops, and nobody waits any more.
        origin: `http://host:port` under which clients reach the emulator, for addresses in answers.
    """

    def __init__(
        self,
        keysets: Iterable[Keyset] = (),
        *,
        readings: Readings = STRICT,
        clock: Clock | None = None,
        state: State | None = None,
        functions: Iterable[Function] = (),
        origin: str = "http://127.0.0.1",
    ) -> None:
        self.keysets = {keyset.subscribe_key: keyset for keyset in keysets}
        self.readings = readings
        self.clock = clock or Clock()
        self.state = state or State()
        self.tokens = Tokens()
        self.log = Log(self.tokens.count)
        self.stream = Stream(self.state.messages)
        self.presence = Presence(self.clock, self._present)
        self.functions = list(functions)
        self.origin = origin
        self.closed = False
        self._doors = {
            key: Doorkeeper(keyset, readings, self.clock, self.state, self.tokens)
            for key, keyset in self.keysets.items()
        }

    def answer(self, request: Request) -> Answer | Parked:
        """The answer to a request, or a long poll that waits for one. Never raises on what a client sends.

        What is to be kept is kept when this returns.
        """
        outcome = self._answer(request)
        try:
            self.state.journal.commit()
        except StoreError:
            if isinstance(outcome, Parked):
                outcome.close()
            return answers.NOT_KEPT
        return outcome

    def _answer(self, request: Request) -> Answer | Parked:
        if len(request.path) + len(request.query) + 1 > URL_MAX:
            return answers.URL_TOO_LONG
        if not self.keysets:
            return answers.NO_KEYSET
        if not request.is_clean:
            return answers.bad_request("The address is not percent-encoded")
        try:
            found = _ROUTES.find(request)
            if found is None:
                return answers.NOT_FOUND
            route, path = found
            return route.handler(self._call(request, path))
        except Refused as refused:
            return self.refused(request, refused)
        except UnicodeError:
            return answers.bad_request("The request is not UTF-8")

    def _call(self, request: Request, path: Mapping[str, str]) -> Call:
        keyset = self.keysets.get(path["sub"]) if "sub" in path else next(iter(self.keysets.values()))
        if keyset is None:
            raise Refused(answers.INVALID_SUBSCRIBE_KEY)
        if path.get("pub", keyset.publish_key) != keyset.publish_key:
            raise Refused(answers.INVALID_PUBLISH_KEY)
        door = self._doors[keyset.subscribe_key]
        caller = Caller("", root=False, permit=None) if request.path == "/time/0" else door.caller(request)
        return Call(self, keyset, door, request, path, caller)

    def refused(self, request: Request, refused: Refused) -> Answer:
        """The answer of a refusal; that of a token is logged here, as it was before anything was asked."""
        if isinstance(refused, TokenRefused):
            self.log.add(self._token_refused(request, refused))
        return refused.answer

    def _token_refused(self, request: Request, refused: TokenRefused) -> Decision:
        permit = refused.permit
        return Decision(
            time=self.clock.now(),
            user=request.parameter.get("uuid", ""),
            token=permit.label if permit else None,
            stamp=permit.stamp if permit else None,
            operation="token",
            kind=None,
            name=None,
            action=None,
            allowed=False,
            why=refused.why,
        )

    def send(
        self,
        channel: str,
        payload: Any,  # noqa: ANN401  any JSON value
        publisher: str,
        *,
        kind: int = 0,
        meta: Any = None,  # noqa: ANN401  likewise
        custom_type: str | None = None,
        stored: bool = True,
        size: int = 0,
    ) -> Message:
        """Sends something on a channel, whoever may."""
        message = Message(
            self.clock.timetoken(), channel, payload, publisher, kind, meta, custom_type, stored, size or 256
        )
        self.stream.send(message)
        return message

    def tick(self) -> None:
        """What the passing of time does: to be called every second or so, and when the clock was moved.

        Who waits is asked again when it is time: a poll may be over, a token expired, a revocation known by now.
        """
        self.presence.expire()
        self.stream.wake_due(self.clock.now())

    def close(self) -> None:
        """Ends all long polls, and whatever is parked from now on: the server stops."""
        self.closed = True
        self.stream.wake_due(math.inf)

    def _present(self, channel: str, event: dict[str, Any]) -> None:
        self.send(channel + PRESENCE_SUFFIX, event, "", stored=False, size=256 + len(str(event)))
