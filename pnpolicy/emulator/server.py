"""A running emulator: uvicorn on a socket, in this thread or in one of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from os import PathLike
from typing import Final, Protocol, TypeVar
from urllib.parse import quote

import uvicorn

from pnpolicy.emulator.address import authority
from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.decision import Decision
from pnpolicy.emulator.functions import Function
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Answer, Request
from pnpolicy.emulator.protocol import Bounded
from pnpolicy.emulator.readings import STRICT, Readings
from pnpolicy.emulator.service import application
from pnpolicy.emulator.state import Message, State
from pnpolicy.emulator.store import opened
from pnpolicy.wire.signature import sign

CONNECTIONS_MOST: Final = 2_000
"""Connections at once; who comes then is told 503."""
READY_SECONDS: Final = 10.0
"""Until a server that was started has to be ready."""

_T = TypeVar("_T")


class Body(Protocol):
    """A grant, as `pnpolicy.Grant` is one."""

    def to_request(self) -> bytes:
        """The body of the request."""


class Grants(Protocol):
    """What makes grants for roles, as `pnpolicy.Policy` does."""

    def grant(self, role: str, /, **values: str | list[str]) -> Body:
        """The grant of a role."""


class Emulator:
    """A running emulator, to be used from any thread.

    Attributes:
        host: where it listens.
        port: likewise.
        keyset: the keys it accepts.
    """

    def __init__(self, core: Core, keyset: Keyset | None, policy: Grants | None, host: str, port: int) -> None:
        self._core = core
        self._policy = policy
        self._keyset = keyset
        self._loop: asyncio.AbstractEventLoop | None = None
        self.host = host
        self.port = port

    @property
    def origin(self) -> str:
        """`host:port`, as the SDKs take it."""
        return authority(self.host, self.port)

    @property
    def keyset(self) -> Keyset:
        """The keys it accepts.

        Raises:
            LookupError: it has none, and refuses everything.
        """
        if self._keyset is None:
            raise LookupError("the emulator was started without keys and without a policy")
        return self._keyset

    def token(self, role: str, /, **values: str | list[str]) -> str:
        """A token for a role of the policy, granted the way a token service does it.

        Raises:
            LookupError: there is no policy.
            BindingError: as `Policy.grant` does.
            ValueError: the grant was refused.
        """
        if self._policy is None:
            raise LookupError("the emulator was started without a policy, so it has no roles")
        return self.grant(self._policy.grant(role, **values).to_request())

    def grant(self, body: bytes) -> str:
        """A token for the body of a grant. Raises ValueError, with the answer, if it is refused."""
        keyset = self.keyset

        def asked() -> Answer:
            path = f"/v3/pam/{keyset.subscribe_key}/grant"
            query = {"timestamp": str(int(self._core.clock.outside())), "uuid": "pnpolicy"}
            query["signature"] = sign(keyset.secret_key, keyset.publish_key, "POST", path, query, body)
            text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
            answer = self._core.answer(Request("POST", path, text, body))
            assert isinstance(answer, Answer)  # noqa: S101  a grant does not wait
            return answer

        match self._do(asked):
            case Answer(status=200, body={"data": {"token": str(token)}}):
                return token
            case Answer(body=body_of_refusal):
                raise ValueError(f"the grant was refused: {body_of_refusal}")

    def advance(self, *, seconds: float = 0, minutes: float = 0) -> None:
        """Moves the emulator's clock forward; tokens expire, polls end, absent users time out."""

        def moved() -> None:
            self._core.clock.advance(seconds + 60 * minutes)
            self._core.tick()

        self._do(moved)

    def now(self) -> float:
        """Unix seconds of the emulator's clock."""
        return self._do(self._core.clock.now)

    def decisions(self, since: int = 0) -> list[Decision]:
        """What was decided after the first `since` decisions."""
        return self._do(lambda: self._core.log.since(since))

    def messages(self, channel: str) -> list[Message]:
        """What was sent on a channel, oldest first."""
        return self._do(lambda: self._core.stream.after(channel, 0))

    def _do(self, what: Callable[[], _T]) -> _T:
        """Runs something where the core lives."""
        loop = self._loop
        if loop is None:
            raise RuntimeError("the emulator is not running")

        async def done() -> _T:
            return what()

        return asyncio.run_coroutine_threadsafe(done(), loop).result(READY_SECONDS)


class _Server(uvicorn.Server):
    """uvicorn, with a clock that ticks and a word when it is ready."""

    def __init__(self, config: uvicorn.Config, core: Core, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._core = core
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._core.close()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:  # it comes ten times a second
            self._core.tick()
        return await super().on_tick(counter)


def server(core: Core, ready: Callable[[], None]) -> uvicorn.Server:
    """A server for a core. `run` and `serve` take the socket; `ready` is called once it answers."""
    config = uvicorn.Config(
        application(core),
        http=Bounded,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
        limit_concurrency=CONNECTIONS_MOST,
    )
    return _Server(config, core, ready)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


@contextmanager
def running(
    *,
    policy: Grants | None = None,
    keyset: Keyset | None = None,
    readings: Readings = STRICT,
    functions: Iterable[Function] = (),
    clock: Clock | None = None,
    state: State | None = None,
    persist: str | PathLike[str] | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[Emulator]:
    """Runs an emulator for a while, in a thread of its own.

    with running(policy=Policy.load("policies/live-voting")) as am:
        token = am.token("voter", userId="alice", sessionId="1a2b3c4d", roomId=["r1"])

    Args:
        policy: whose roles `am.token` grants; None for none.
        keyset: the keys it accepts; new ones if there is a policy. Without both everything is refused.
        readings: how it reads what PubNub leaves open.
        functions: what stands before channels.
        clock: the time; a new one goes with the system's.
        state: what it starts with.
        persist: a file that holds what it starts with, and keeps what it remembers, keys included; made if it is not
            there. Not together with `state`.
        host: where it listens.
        port: likewise; 0 for any that is free.

    Raises:
        OSError: it cannot listen there, or the file cannot be made.
        StoreError: the file is not one that it can use, as `store.opened` says, or of other keys.
        ValueError: a state and a file.
    """
    if state is not None and persist is not None:
        raise ValueError("`persist` brings the state, so there can be no other")
    clock = clock or Clock()
    with ExitStack() as stack:
        listener = stack.enter_context(listening(host, port))
        store = stack.enter_context(opened(persist)) if persist is not None else None
        if store is not None:
            keyset, state = keyset or store.keyset, store.state
            clock.after(store.last)
        if keyset is None and policy is not None:
            keyset = Keyset.new()
        if store is not None:
            store.adopt(keyset)
        at = listener.getsockname()[1]
        core = Core(
            [keyset] if keyset else [],
            readings=readings,
            clock=clock,
            state=state,
            functions=functions,
            origin=f"http://{authority(host, at)}",
        )
        emulator = Emulator(core, keyset, policy, host, at)
        ready = threading.Event()
        runner = server(core, ready.set)

        def run() -> None:
            async def served() -> None:
                emulator._loop = asyncio.get_running_loop()  # noqa: SLF001  the two are one
                await runner.serve([listener])

            with suppress(asyncio.CancelledError):
                asyncio.run(served())

        thread = threading.Thread(target=run, name="pnpolicy emulator", daemon=True)
        thread.start()
        try:
            if not ready.wait(READY_SECONDS):
                raise RuntimeError("the emulator did not start in time")
            yield emulator
        finally:
            runner.should_exit = True
            thread.join(READY_SECONDS)
            emulator._loop = None  # noqa: SLF001
