"""The emulator on one core: publishes a second over kept-alive connections, latency, and memory of long polls."""

import asyncio
from collections.abc import Iterator
from itertools import cycle
from time import perf_counter
from typing import Final

from benchmarks._emulator import Running, running
from benchmarks._measure import Row, Stopwatch, absent, peer, time_told
from benchmarks._voting import ROOMS

_PER_SECOND: Final = 1_500
_P99: Final = 20e6
_POLLS: Final = 200
_MEMORY: Final = 150 * 1024 * 1024
_CONNECTIONS: Final = 8
_SECOND: Final = 1e9


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Load from this process, by raw sockets; the emulator runs in one of its own."""
    if peer("uvicorn") is None:
        yield absent("publish through the emulator", "uvicorn")
        return
    with running() as emulator:
        asyncio.run(_at_full_load(emulator, 0.3))  # it gets warm
        before = emulator.worked()
        count, took = asyncio.run(_at_full_load(emulator, 3 * stopwatch.seconds))
        after = emulator.worked()
        own = "" if before is None or after is None else f"{count / (after - before):,.0f}/s of its own time"
        rate, goal = count / took, f">= {_PER_SECOND:,}/s"
        yield Row("publish through the emulator", f"{rate:,.0f}/s", own, None, goal, rate >= _PER_SECOND)
        times = sorted(asyncio.run(_at_half_load(emulator, 6 * stopwatch.seconds)))
        p99, p50 = (times[len(times) * part // 100] * _SECOND for part in (99, 50))
        work = f"publish, p99 at {_PER_SECOND // 2}/s"
        yield Row(work, time_told(p99), f"{time_told(p50)} median", None, "< 20 ms", p99 < _P99)
    with running() as emulator:
        alone, during = asyncio.run(_parked(emulator))
    if alone is not None and during is not None:
        work = f"memory with {_POLLS} long polls of 52 channels"
        yield Row(work, _told(during), f"{_told(alone)} without", None, "< 150 MB", during < _MEMORY)


def _told(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


class _Client(asyncio.Protocol):
    """A connection that is kept alive; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answered: asyncio.Future[None] | None = None
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  it is TCP
        self._transport = transport

    def ask(self, request: bytes) -> asyncio.Future[None]:
        """Done when the answer is there, which is 200."""
        assert self._transport is not None  # noqa: S101  it is connected
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, end, body = self._held.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            return
        self._held = b""
        assert self._answered is not None  # noqa: S101  nothing comes unasked
        if head.startswith(b"HTTP/1.1 200 "):
            self._answered.set_result(None)
        else:
            self._answered.set_exception(RuntimeError(f"{head!r} {body!r}"))

    def close(self) -> None:
        """Hangs up."""
        if self._transport is not None:
            self._transport.close()


async def _connected(emulator: Running, count: int) -> list[_Client]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(_Client, "127.0.0.1", emulator.port))[1] for _ in range(count)]


async def _at_full_load(emulator: Running, seconds: float) -> tuple[int, float]:
    """Answers, and the seconds they took, each connection asking anew as soon as it is answered."""
    clients = await _connected(emulator, _CONNECTIONS)
    requests = cycle([emulator.publish(room) for room in ROOMS])
    end = perf_counter() + seconds

    async def asking(client: _Client) -> int:
        count = 0
        while perf_counter() < end:
            await client.ask(next(requests))
            count += 1
        return count

    start = perf_counter()
    counts = await asyncio.gather(*map(asking, clients))
    took = perf_counter() - start
    for client in clients:
        client.close()
    return sum(counts), took


async def _at_half_load(emulator: Running, seconds: float) -> list[float]:
    """Seconds from each request to its answer, asked at a steady rate whether earlier ones were answered or not."""
    idle = await _connected(emulator, 4 * _CONNECTIONS)
    requests = cycle([emulator.publish(room) for room in ROOMS])
    took: list[float] = []
    running: set[asyncio.Task[None]] = set()

    async def asking() -> None:
        start = perf_counter()
        client = idle.pop()
        await client.ask(next(requests))
        took.append(perf_counter() - start)
        idle.append(client)

    start, asked = perf_counter(), 0
    while (now := perf_counter() - start) < seconds:
        while asked < now * _PER_SECOND / 2 and idle:
            task = asyncio.create_task(asking())
            running.add(task)
            task.add_done_callback(running.discard)
            asked += 1
            await asyncio.sleep(0)
        await asyncio.sleep(0.0005)
    await asyncio.gather(*running)
    for client in idle:
        client.close()
    return took


async def _parked(emulator: Running) -> tuple[int | None, int | None]:
    """Bytes without and with long polls; a publish then ends all of them."""
    clients = await _connected(emulator, 1 + _POLLS)
    await clients[0].ask(emulator.publish(ROOMS[0]))
    before = emulator.memory()
    waiting = [client.ask(emulator.poll()) for client in clients[1:]]
    await asyncio.sleep(2)
    await clients[0].ask(emulator.time())
    during = emulator.memory()
    assert not any(future.done() for future in waiting)  # noqa: S101  they wait
    await clients[0].ask(emulator.publish(ROOMS[0]))
    await asyncio.gather(*waiting)
    for client in clients:
        client.close()
    return before, during
