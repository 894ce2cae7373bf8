"""A server in this process, with a worker in its own, and UDP clients on the same loop."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import cast

from toys import toy_loader

from notono_live.app import running
from notono_live.config import Audio, Files, Midi, Osc, Settings, Web
from notono_live.errors import BadArguments
from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message


class Ear(asyncio.DatagramProtocol):
    """A client on the test's own loop."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport | None = None
        self.http = 0  # the server's other port
        self.sizes: list[int] = []  # of datagrams, in bytes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self.sizes.append(len(data))
        with contextlib.suppress(BadArguments):  # a bad network damages answers too
            self._inbox.put_nowait(wire.read(data))

    @property
    def port(self) -> int:
        assert self.transport is not None
        return int(self.transport.get_extra_info("sockname")[1])

    def send(self, verb: str, *atoms: Atom) -> None:
        self.send_bytes(message(verb, *atoms))

    def send_bytes(self, datagram: bytes) -> None:
        assert self.transport is not None
        self.transport.sendto(datagram, self._to)

    async def hear(self, seconds: float = 20.0) -> tuple[str, tuple[Atom, ...]]:
        heard = await asyncio.wait_for(self._inbox.get(), seconds)
        return heard.address.removeprefix("/notono/"), heard.atoms

    async def wait(self, name: str) -> tuple[Atom, ...]:
        while True:
            heard, atoms = await self.hear()
            if heard == name:
                return atoms

    async def silent(self) -> bool:
        """Whether nothing has come, once the server has answered all there was."""
        self.send("ping", "end")
        return (await self.hear()) == ("pong", ("end",))


async def flood(client: Ear, much: int) -> None:
    """Make the server tell its listeners so many bytes at least, and see that it does."""
    for number in range(much // (200 * 2 * 28)):  # two addresses for each change
        sets = [message("top_k", (200 * number + each) % 512) for each in range(200)]
        client.send_bytes(wire.bundle(sets))
        assert await client.silent()


def message(verb: str, *atoms: Atom) -> bytes:
    return wire.write(Message(f"/notono/{verb}", atoms))


@contextlib.asynccontextmanager
async def ear(port: int) -> AsyncIterator[Ear]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: Ear(port), local_addr=("127.0.0.1", 0)
    )
    try:
        yield protocol
    finally:
        transport.close()


@contextlib.asynccontextmanager
async def house(
    out: Path,
    osc: Osc | None = None,
    pause_seconds: float = 0.0,
    warm: bool = True,
    web: Web | None = None,
) -> AsyncIterator[tuple[int, Ear]]:
    """A server's port, and a client that has not registered. No HTTP if no `web` is said."""
    ready = asyncio.Event()
    lines: list[str] = []

    def announce(line: str) -> None:
        lines.append(line)
        if line.startswith("ready"):
            ready.set()

    chosen = Settings(
        osc=osc or Osc(port=0),
        files=Files(out),
        audio=Audio("none"),
        midi=Midi(inputs=("none",)),
        web=web or Web(port=-1),
    )
    load = toy_loader(pause_seconds, steps=100)
    async with running(chosen, load, announce=announce) as port:
        if warm:
            await asyncio.wait_for(ready.wait(), 60)
        async with ear(port) as client:
            if found := re.search(r"http [^ ]*:(\d+)", lines[0]):
                client.http = int(found[1])
            yield port, client


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def inside() -> None:
        await work()

    asyncio.run(inside())
