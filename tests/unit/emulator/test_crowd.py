"""Two hundred clients at once, over sockets: all of them publish and wait for messages."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

from pnpolicy.emulator import Emulator, running
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.readings import Readings
from pnpolicy.wire.body import encode

CLIENTS = 200
ROOM = 10
"""Clients that are in one room."""
EACH = 5
"""Messages that each of them sends to its room."""
PATIENCE = 60.0


@dataclass
class Client:
    """A client with a connection to publish and one to wait. It reads its room directly, by wildcard or by group."""

    am: Emulator
    number: int
    token: str
    told: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def room(self) -> int:
        return self.number // ROOM

    async def connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.am.host, self.am.port)

    def send(self, writer: asyncio.StreamWriter, path: str, **query: str) -> None:
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        target = f"{path}?uuid=client-{self.number}&auth={self.token}&{asked}"
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {self.am.origin}\r\n\r\n".encode())

    async def answer(self, reader: asyncio.StreamReader) -> Any:  # noqa: ANN401  a JSON value
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        assert head.startswith(b"http/1.1 200"), body
        return body

    async def publish(self) -> None:
        reader, writer = await self.connection()
        keys = self.am.keyset
        for count in range(EACH):
            message = quote(json.dumps([self.number, count]), safe="")
            channel = f"room-{self.room}.talk"
            self.send(writer, f"/publish/{keys.publish_key}/{keys.subscribe_key}/0/{channel}/0/{message}")
            assert (await self.answer(reader))[1] == "Sent"
        writer.close()

    async def listen(self, ready: asyncio.Barrier) -> None:
        reader, writer = await self.connection()
        channels = (f"room-{self.room}.talk", f"room-{self.room}.*", ",")[self.number % 3]
        group = f"group-{self.room}" if channels == "," else ""
        path, cursor, polls = f"/v2/subscribe/{self.am.keyset.subscribe_key}/{quote(channels)}/0", "0", 0
        while len(self.told) < ROOM * EACH:
            polls += 1
            self.send(writer, path, tt=cursor, **{"channel-group": group})
            if polls % 4 == self.number % 4 and polls > 1:  # it loses its connection, and asks again
                writer.close()
                reader, writer = await self.connection()
                continue
            body = await self.answer(reader)
            cursor = body["t"]["t"]
            self.told += [(*message["d"], message["p"]["t"]) for message in body["m"]]
            if polls == 1:
                await ready.wait()
        self.send(writer, path, tt=cursor, **{"channel-group": group})
        with pytest.raises(TimeoutError):  # whatever came now would be too much
            await asyncio.wait_for(reader.read(1), 0.05)
        writer.close()


async def everybody(am: Emulator, token: str) -> list[Client]:
    clients = [Client(am, number, token) for number in range(CLIENTS)]
    ready = asyncio.Barrier(CLIENTS + 1)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        for client in clients:
            tasks.create_task(client.listen(ready))
        await ready.wait()
        for client in clients:
            tasks.create_task(client.publish())
    return clients


def test_a_crowd() -> None:
    """Nobody misses a message, hears one twice or out of order; and nobody is left waiting."""
    with running(keyset=Keyset.new(), readings=Readings(wildcard="text")) as am:
        every = {"^.*$": 3}
        body = encode(60, None, {}, {"channels": every, "groups": {"^.*$": 1}}, {})
        state = am._core.state  # noqa: SLF001  groups are put where they are before anybody comes
        for room in range(CLIENTS // ROOM):
            state.groups.put((f"group-{room}", f"room-{room}.talk"), {})
        clients = asyncio.run(everybody(am, am.grant(body)))
        for room in range(CLIENTS // ROOM):
            there = clients[room * ROOM : (room + 1) * ROOM]
            assert all(client.told == there[0].told for client in there)
            times = [when for _, _, when in there[0].told]
            assert times == sorted(set(times))
            for client in there:
                assert [count for number, count, _ in client.told if number == client.number] == list(range(EACH))
        until = time.monotonic() + 5
        while am._core.stream.parked:  # noqa: SLF001
            assert time.monotonic() < until
            time.sleep(0.01)
