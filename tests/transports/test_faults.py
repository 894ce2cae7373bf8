"""Bad input and bad networks: never a crash, a hang, a leak or a wrong state."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from pathlib import Path

import psutil
import pytest
import soundfile
from ears import Ear, ear, house, message, run
from peers import Client, ServerProcess
from proxy import Faults, bad_network

from notono_live.protocol import controls, wire
from notono_live.protocol.commands import Atom

KILLER = b"#bundle\0" + bytes(8) + struct.pack(">i", -4)
FLOW = 100  # datagrams between two pings of a flood, so that none waits in a full buffer
MEGABYTE = 1 << 20


def nested(depth: int) -> bytes:
    packet = message("pitch", 50)
    for _ in range(depth):
        packet = wire.bundle([packet])
    return packet


def bad_datagrams(rng: random.Random) -> list[bytes]:
    """All kinds of what no client should send, and some of what one may."""
    good = wire.bundle([message("slot/generate", 0, 60.5, "guitar"), message("pitch", 61)])
    at = rng.randrange(len(good))
    return [
        KILLER,
        good[:at],
        good[:at] + bytes([rng.randrange(256)]) + good[at + 1 :],
        b"#bundle\0" + bytes(8) + struct.pack(">i", rng.choice([2**31 - 4, -(2**31), 0, 3])),
        nested(9),
        nested(200),
        rng.randbytes(rng.randrange(200)),
        b"/notono/" + rng.randbytes(40) + bytes(4),
        message("instrument", "caf\xe9").replace("\xe9".encode(), b"\xe9\0"),
        message("temperature", float("nan")),
        message("temperature", float("-inf")),
        message("pitch", 10**9),
        message("pitch", "9" * 300),
        message("pitch", *range(300)),
        message("[" * 60, 1),
        message("{a,b}" * 7, 1),
        message("slot/*/{undo,redo,lock}", 1),
        message("req", 1, "req", 1),
        message("fail", "ping", 0, 0, "range", "an echo"),
        wire.write(wire.Message("/elsewhere", (1,))),
        wire.bundle([message("top_k", n) for n in range(8)]),
        wire.bundle([message("ping", 1)] * 600),
        message("pitch", rng.randint(20, 90)),
        message("region/time", rng.random() * 5, rng.random() * 5),
        message("listen", rng.choice(["/notono/*", "/notono/x", "/notono/region/{low,"])),
        message("notify", 1, rng.randint(1, 70_000)),
        message("notify", 0),
        message("error", rng.randint(-1, 1)),
    ]


async def the_state_is_sound(client: Ear) -> None:
    """Every value is one that could have been set, and what is told is what is."""
    for _ in range(1000):
        client.send("status")
        if (await client.wait("status.reply"))[:3] == (1, 0, 0):
            break
        await asyncio.sleep(0.01)
    else:
        raise AssertionError("jobs never end")
    for name, parameter in controls.BY_NAME.items():
        client.send(name)
        values = await client.wait(name)
        unset = name.endswith("instrument/index") and float(values[0]) < 0
        if not unset:
            for argument, value in zip(parameter.arguments, values, strict=True):
                argument.read(value)
    client.send("list/slots")
    for number in range(1, 17):
        slot, _, _, seconds, _, _, path = await client.wait("list/slots.reply")
        assert slot == number
        assert bool(seconds) == (path != "none")
        if path != "none":
            while not Path(str(path)).exists():  # a note is there a little before its file
                await asyncio.sleep(0.01)
            assert soundfile.info(str(path)).frames > 0
    await client.wait("done")


def test_the_state_is_sound_after_all_that_is_bad(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as (port, client), ear(port) as sender:
            rng = random.Random(1)
            for _ in range(30):
                for datagram in bad_datagrams(rng):
                    sender.send_bytes(datagram)
                sender.send_bytes(rng.randbytes(rng.choice([17_000, 65_000])))
                client.send("ping", 7)
                while await client.wait("pong") != (7,):
                    pass
            await the_state_is_sound(client)

    run(work)


@pytest.mark.parametrize("seed", range(4))
def test_a_bad_network_loses_messages_and_nothing_else(tmp_path: Path, seed: int) -> None:
    faults = Faults(seed, loss=0.1, twice=0.05, corrupt=0.05, cut=0.02, delay=0.02)
    rng = random.Random(seed)

    def gesture() -> tuple[str, tuple[Atom, ...]]:
        slot = rng.randint(1, 4)
        return rng.choice(
            [
                ("slot/generate", (slot, rng.randint(24, 84), "bass", rng.randint(0, 99))),
                ("slot/regenerate", (slot, "bottom", 0, 1)),
                ("slot/undo", (slot,)),
                ("slot/redo", (slot,)),
                ("slot/clear", (slot,)),
                ("slot/copy", (slot, rng.randint(1, 4))),
                ("slot/render", (slot,)),
                ("cancel", (-1,)),
                ("notify", (1,)),
                ("sync", (5,)),
                ("pitch", (rng.randint(20, 90),)),
                ("region/freq", (rng.random(), rng.random())),
                ("listen", ("/notono/region/*",)),
                ("list/slots", ()),
                ("version", ()),
            ]
        )

    async def work() -> None:
        async with house(tmp_path) as (port, near), bad_network(port, faults) as bad:
            async with ear(bad) as far:
                near.send("notify", 1)
                await near.wait("list/slots.reply")
                for turn in range(600):
                    verb, atoms = gesture()
                    far.send(verb, *atoms)
                    if turn % 30 == 0:
                        near.send("ping", turn)
                        while await near.wait("pong") != (turn,):
                            pass
                far.send("notify", 0)
                for _ in range(10):
                    near.send("ping", "late ones")
                    await near.wait("pong")
            async with ear(port) as fresh:
                await the_state_is_sound(fresh)
        assert all(faults.counts.values()), faults.counts

    run(work)


def grown_bytes(out: Path, datagrams: int, warm_up: int) -> int:
    """How much a server's memory grew over so many datagrams of every kind."""
    rng = random.Random(2)
    with ServerProcess("toy", out) as server:
        process = psutil.Process(server.process.pid)
        client = Client(server.port, notify=False)
        mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        mouth.connect(("127.0.0.1", server.port))
        before = sent = 0
        with mouth:
            while sent < warm_up + datagrams:
                for datagram in bad_datagrams(rng):
                    if b"slot/" not in datagram:  # notes are another matter
                        mouth.send(datagram)
                        sent += 1
                    if sent % FLOW == 0:
                        client.send("ping", sent)
                        client.wait("pong", sent)
                        client.heard.clear()
                if not before and sent >= warm_up:
                    before = process.memory_info().rss
        grown = process.memory_info().rss - before
        client.close()
        assert server.stop()[0] == 0
    print(f"{sent} datagrams: {before / MEGABYTE:.1f} MB, then {grown / MEGABYTE:+.2f} MB")
    return grown


def test_memory_does_not_grow_with_datagrams(tmp_path: Path) -> None:
    assert grown_bytes(tmp_path / "out", 30_000, warm_up=10_000) < 2 * MEGABYTE


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_memory_does_not_grow_with_a_million_datagrams(tmp_path: Path) -> None:
    assert grown_bytes(tmp_path / "out", 1_000_000, warm_up=20_000) < 4 * MEGABYTE
