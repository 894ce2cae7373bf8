"""OSC over TCP, in both framings; clients that write too much, read too little or go away."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from ears import Ear, ear, flood, house, message, run

from notono_live.config import Osc
from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.framing import Framing, Prefixed, Slip
from notono_live.transports.connection import UNREAD_BYTES

KINDS: list[type[Prefixed] | type[Slip]] = [Prefixed, Slip]


class Line:
    """A client's end of a connection."""

    def __init__(
        self, framing: Framing, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.framing = framing
        self.reader = reader
        self.writer = writer
        self._inbox: list[bytes] = []

    def send(self, verb: str, *atoms: Atom) -> None:
        self.writer.write(self.framing.wrap(message(verb, *atoms)))

    async def hear(self) -> tuple[str, tuple[Atom, ...]]:
        while not self._inbox:
            data = await asyncio.wait_for(self.reader.read(65_536), 10)
            if not data:
                raise EOFError
            self._inbox += self.framing.feed(data)
        heard = wire.read(self._inbox.pop(0))
        return heard.address.removeprefix("/notono/"), heard.atoms

    async def wait(self, name: str) -> tuple[Atom, ...]:
        while True:
            heard, atoms = await self.hear()
            if heard == name:
                return atoms


@contextlib.asynccontextmanager
async def line(port: int, framing: Framing) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Line(framing, reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def clients(client: Ear) -> int:
    client.send("status")
    return int((await client.wait("status.reply"))[7])


@pytest.mark.parametrize("kind", KINDS)
def test_each_connection_is_answered_in_its_own_framing(
    tmp_path: Path, kind: type[Prefixed] | type[Slip]
) -> None:
    async def work() -> None:
        async with house(tmp_path) as (port, _), line(port, kind()) as client:
            client.send("ping", 192, 219, "caf\xe9")
            assert await client.hear() == ("pong", (192, 219, "caf\xe9"))
            client.send("slot/generate", 1, 60, "bass", 5)
            assert (await client.hear())[0] == "queued"
            assert (await client.wait("done"))[:3] == ("slot/generate", 1, 1)

    run(work)


@pytest.mark.parametrize("kind", KINDS)
def test_packets_may_come_in_any_pieces(tmp_path: Path, kind: type[Prefixed] | type[Slip]) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, _), line(port, kind()) as client:
            stream = b"".join(client.framing.wrap(message("ping", n)) for n in range(50))
            for at in range(0, len(stream), 7):
                client.writer.write(stream[at : at + 7])
                await client.writer.drain()
                await asyncio.sleep(0)
            assert [await client.hear() for _ in range(50)] == [("pong", (n,)) for n in range(50)]

    run(work)


def test_a_connection_listens_until_it_closes(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, other):
            async with line(port, Slip()) as client:
                client.send("notify", 1)
                assert (await client.hear())[0] == "done"
                client.send("pitch", 50)
                while await client.wait("pitch") != (50,):
                    pass
                assert await clients(other) == 1
            while await clients(other):
                await asyncio.sleep(0.01)

    run(work)


def test_who_speaks_over_tcp_may_listen_over_udp_and_goes_on_when_it_hangs_up(
    tmp_path: Path,
) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, other), ear(port) as home:
            async with line(port, Prefixed()) as client:
                client.send("notify", 1, home.port)
                assert (await home.hear())[0] == "done"
                await home.wait("norm/bend")
            other.send("pitch", 50)
            while await home.wait("pitch") != (50,):
                pass

    run(work)


def test_all_that_was_sent_before_hanging_up_is_done_and_answered(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, other):
            async with line(port, Prefixed()) as client:
                for number in range(1000):
                    client.send("top_k", number % 512)
                    client.send("ping", number)
                client.writer.write_eof()
                answers = client.framing.feed(await asyncio.wait_for(client.reader.read(), 10))
                assert [wire.read(answer).atoms for answer in answers] == [
                    (number,) for number in range(1000)
                ]
            other.send("top_k")
            assert await other.hear() == ("top_k", (999 % 512,))

    run(work)


def test_a_stream_that_is_no_osc_is_closed_and_one_that_loses_its_way_told(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, other):
            async with line(port, Slip()) as client:
                client.writer.write(b"GET / HTTP/1.1\r\n\r\n")
                with pytest.raises(EOFError):
                    await client.hear()
            async with line(port, Prefixed()) as client:
                client.send("ping", 1)
                assert await client.hear() == ("pong", (1,))
                client.writer.write(b"\xff\xff\xff\xf0")
                assert (await client.wait("fail"))[0] == "stream"
                with pytest.raises(EOFError):
                    await client.hear()
            assert await other.silent()

    run(work)


def test_who_does_not_read_is_hung_up_on_and_the_others_notice_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, other):
            with socket.create_connection(("127.0.0.1", port)) as deaf:
                deaf.send(Prefixed().wrap(message("notify", 1)))
                while not await clients(other):
                    pass
                await flood(other, 8 * UNREAD_BYTES)
                assert await clients(other) == 0

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    assert sum("unread" in record.message for record in caplog.records) == 1


def test_there_are_only_so_many_connections(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with house(tmp_path, Osc(port=0, max_connections=2), warm=False) as (port, _):
            async with line(port, Slip()) as one, line(port, Slip()) as two:
                for client in (one, two):
                    client.send("ping", 1)
                    assert await client.hear() == ("pong", (1,))
                for _ in range(2):
                    async with line(port, Slip()) as three:
                        with pytest.raises((EOFError, ConnectionError)):
                            await three.hear()
            await asyncio.sleep(0.05)
            async with line(port, Slip()) as one:
                one.send("ping", 1)
                assert await one.hear() == ("pong", (1,))

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    assert sum("is refused" in record.message for record in caplog.records) == 1


def test_a_flood_on_one_connection_leaves_the_others_their_turn(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, other), line(port, Prefixed()) as flood:
            packet = flood.framing.wrap(message("top_k", 7))
            began = time.perf_counter()
            flood.writer.write(packet * 20_000)
            flood.send("ping", "end")
            other.send("ping", 1)
            assert await other.hear() == ("pong", (1,))
            turn = time.perf_counter() - began
            assert await flood.hear() == ("pong", ("end",))
            whole = time.perf_counter() - began
            print(f"a ping in a flood of {whole:.2f} s waited {turn * 1e3:.1f} ms")
            assert turn < whole / 5

    run(work)
