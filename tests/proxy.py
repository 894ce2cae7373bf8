"""A network that loses, doubles, delays and damages datagrams, the same ones for the same seed."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import cast

Address = tuple[str, int]


@dataclass
class Faults:
    """Chances 0..1 of each fault, for every datagram either way; delays in seconds."""

    seed: int
    loss: float = 0.0
    twice: float = 0.0
    corrupt: float = 0.0  # one bit turned over
    cut: float = 0.0
    delay: float = 0.0  # up to so long, so that datagrams overtake each other
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def _happens(self, what: str, chance: float) -> bool:
        happens = self._random.random() < chance
        self.counts[what] = self.counts.get(what, 0) + happens
        return happens

    def pass_on(self, data: bytes, send: Callable[[bytes], None]) -> None:
        """`data` as it arrives: not at all, once or twice, now or later, whole or not."""
        if self._happens("loss", self.loss):
            return
        for _ in range(2 if self._happens("twice", self.twice) else 1):
            arrives = bytearray(data)
            if arrives and self._happens("corrupt", self.corrupt):
                arrives[self._random.randrange(len(arrives))] ^= 1 << self._random.randrange(8)
            if self._happens("cut", self.cut):
                del arrives[self._random.randrange(len(arrives) + 1) :]
            wait = self._random.uniform(0, self.delay)
            asyncio.get_running_loop().call_later(wait, send, bytes(arrives))


class _Side(asyncio.DatagramProtocol):
    """One socket; `hear` is called with what comes and from where."""

    def __init__(self, hear: Callable[[bytes, Address], None]) -> None:
        self._hear = hear
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, source: Address) -> None:
        self._hear(data, source)

    def send(self, data: bytes, to: Address) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(data, to)


@contextlib.asynccontextmanager
async def bad_network(port: int, faults: Faults) -> AsyncIterator[int]:
    """The port at which one client reaches a server's port, with faults either way."""
    loop = asyncio.get_running_loop()
    server: Address = ("127.0.0.1", port)
    client: list[Address] = []

    def there(data: bytes, source: Address) -> None:
        client[:] = [source]
        faults.pass_on(data, lambda arrives: back_side.send(arrives, server))

    def back(data: bytes, source: Address) -> None:
        faults.pass_on(data, lambda arrives: front_side.send(arrives, client[0]))

    front, front_side = await loop.create_datagram_endpoint(
        lambda: _Side(there), local_addr=("127.0.0.1", 0)
    )
    rear, back_side = await loop.create_datagram_endpoint(
        lambda: _Side(back), local_addr=("127.0.0.1", 0)
    )
    try:
        yield int(front.get_extra_info("sockname")[1])
    finally:
        front.close()
        rear.close()
