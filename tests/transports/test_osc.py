"""The UDP door of a server in this process, with a worker in its own."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from ears import ear, house, message, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notono_live.config import Osc
from notono_live.protocol import wire
from notono_live.protocol.wire import Message
from notono_live.transports.osc import widen
from notono_live.transports.reception import MAX_AHEAD, NTP_EPOCH_SECONDS

KILLER = b"#bundle\0" + bytes(8) + struct.pack(">i", -4)


def test_bad_datagrams_are_answered_and_good_ones_after_them_too(tmp_path: Path) -> None:
    bad = [
        (KILLER, "bundle element of -4 bytes"),
        (b"hello", "does not begin with /"),
        (bytes(20_000), "20000 bytes"),
        (b"/notono/pitch\0\0\0,c\0\0\0\0\0a", "type tag c"),
        (b"/notono/pitch\0\0\0,i\0\0\0\0", "cut short"),
        (message("pitch", 12), "outside 24..84"),
        (message("pitch", float("nan")), "finite"),
        (message("pitch", "caf\xe9"), "is not a number"),
        (message("pitsch"), "did you mean /notono/pitch"),
        (wire.write(Message("/other/thing", ())), "begin with /notono/"),
    ]
    deep = message("ping")
    for _ in range(1000):
        deep = wire.bundle([deep])
    bad.append((deep, "bytes - at most"))

    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            for datagram, words in bad:
                client.send_bytes(datagram)
                name, atoms = await client.hear()
                assert name == "fail", (datagram, name)
                assert atoms[1:3] == (0, 0)
                assert words.replace("'", "") in str(atoms[4]).replace("'", "").replace(",", "")
            client.send("pitch")
            assert await client.hear() == ("pitch", (60,))

    run(work)


def test_what_another_server_tells_is_never_answered(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            client.send("fail", "ping", 0, 0, "range", "no")
            client.send("done", "ping", 0, 0)
            assert await client.silent()

    run(work)


@given(st.lists(st.binary(max_size=120), max_size=20))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_noise_at_the_door_neither_stops_nor_holds_the_server(
    tmp_path: Path, noise: list[bytes]
) -> None:
    rng = np.random.default_rng(len(noise))
    whole = wire.bundle([message("slot/generate", 1, 60, "bass"), message("pitch", 60)])
    cut = [whole[: rng.integers(1, len(whole))] for _ in range(20)]

    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            for datagram in [*noise, *cut, KILLER]:
                client.send_bytes(datagram)
            began = time.perf_counter()
            client.send("ping", 7)
            while await client.hear() != ("pong", (7,)):
                pass
            assert time.perf_counter() - began < 1.0

    run(work)


def test_before_the_model_is_ready_jobs_are_refused(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            client.send("slot/generate", 1)
            name, atoms = await client.hear()
            assert (name, atoms[0], atoms[3]) == ("fail", "slot/generate", "not-ready")
            client.send("status")
            assert (await client.wait("status.reply"))[0] == 0

    run(work)


def test_a_registered_port_hears_in_place_of_the_source(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, client), ear(port) as home:
            client.send("notify", 1, home.port, "a patch")
            assert (await home.hear())[0] == "done"
            while (await home.hear())[0] != "audio":  # the last word of the greeting
                pass
            client.send("ping", 1)
            assert await home.hear() == ("pong", (1,))
            client.send("notify", 0)
            assert await home.hear() == ("done", ("notify", 0, 0, 0))
            client.send("ping", 2)
            assert await client.hear() == ("pong", (2,))

    run(work)


def test_a_reply_port_is_used_for_those_who_named_none(tmp_path: Path) -> None:
    async def work() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fixed:
            fixed.bind(("127.0.0.1", 0))
            fixed.setblocking(False)
            osc = Osc(port=0, reply_port=fixed.getsockname()[1])
            async with house(tmp_path, osc) as (port, client):
                client.send("ping", 1)
                loop = asyncio.get_running_loop()
                datagram = await asyncio.wait_for(loop.sock_recv(fixed, 1000), 10)
                assert wire.read(datagram) == Message("/notono/pong", (1,))
                async with ear(port) as home:
                    client.send("notify", 1, home.port)
                    assert (await home.hear())[0] == "done"
                    client.send("notify", 1, osc.reply_port)
                    client.send("cancel", 99)
                    while True:
                        datagram = await asyncio.wait_for(loop.sock_recv(fixed, 1000), 10)
                        if wire.read(datagram).address == "/notono/fail":
                            break
                    with pytest.raises(asyncio.TimeoutError):
                        await asyncio.wait_for(loop.sock_recv(fixed, 1000), 0.2)

    run(work)


def test_a_bundle_is_one_snapshot_and_a_bad_message_in_it_stands_alone(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as (_, client):
            packets = [
                message("instrument", "reed"),
                message("pitch", 12),
                message("pitch", 48),
                message("seed", 5),
                message("slot", 4),
                message("generate"),
            ]
            client.send_bytes(wire.bundle(packets))
            fail = await client.wait("fail")
            assert fail[0] == "pitch"
            done = await client.wait("done")
            assert done[0] == "generate"
            assert done[2] == 4
            assert done[5] == 5
            client.send("slot/render", 4)
            rendered = await client.wait("done")
            assert rendered[6:8] == (48, "reed")

    run(work)


def ntp(seconds_from_now: float) -> int:
    return int((time.time() + NTP_EPOCH_SECONDS + seconds_from_now) * 2**32)


def test_time_tags_are_kept_up_to_two_seconds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            began = time.perf_counter()
            client.send_bytes(wire.bundle([message("ping", 1)], ntp(0.3)))
            client.send_bytes(wire.bundle([message("ping", 2)], ntp(-5)))
            client.send_bytes(wire.bundle([message("ping", 3)], ntp(3600)))
            client.send_bytes(wire.bundle([message("ping", 4)], ntp(3600)))
            heard = [await client.hear() for _ in range(4)]
            assert [atoms[0] for _, atoms in heard] == [2, 3, 4, 1]
            assert 0.2 < time.perf_counter() - began < 2.0

    with caplog.at_level(logging.WARNING):
        run(work)
    assert sum("clocks differ" in record.message for record in caplog.records) == 1


def test_a_burst_of_messages_is_heard_whole(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as scratch:
        if widen(scratch) < 2000 * 1024:  # the system counts a good kilobyte for each
            pytest.skip("net.core.rmem_max is too low for 2000 messages at once")

    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, client):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                for number in range(2000):
                    sender.sendto(message("top_k", number % 512), ("127.0.0.1", port))
            client.send("top_k")
            assert await client.hear() == ("top_k", (1999 % 512,))

    run(work)


def test_a_small_receive_buffer_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert widen(sock, (4096, 2048)) >= 4096
        assert not caplog.records
        assert widen(sock, (1 << 30, 1 << 29)) < 1 << 29
    assert "bursts of messages may be lost" in caplog.text


def test_only_so_many_bundles_wait_for_their_time(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            for number in range(MAX_AHEAD + 5):
                client.send_bytes(wire.bundle([message("ping", number)], ntp(1.5)))
            client.send("ping", "now")
            heard = [await client.hear() for _ in range(6)]
            assert [atoms[3] for name, atoms in heard if name == "fail"] == ["busy"] * 5
            assert heard[-1] == ("pong", ("now",))
            assert (await client.hear())[0] == "pong"

    run(work)


def test_the_loop_stays_free_while_the_worker_works(tmp_path: Path) -> None:
    """Pings during jobs, files and a load of datagrams; the bound is wide for busy machines."""

    async def work() -> None:
        async with house(tmp_path, pause_seconds=0.3) as (_, client):
            waits = []
            client.send("notify", 1)
            await client.wait("list/slots.reply")
            for number in range(60):
                if number % 10 == 0:
                    client.send("slot/generate", 1 + number // 10)
                began = time.perf_counter()
                client.send("ping", number)
                while (await client.wait("pong"))[0] != number:
                    pass
                waits.append(time.perf_counter() - began)
                await asyncio.sleep(0.01)
            print(f"ping while working: p50 {np.median(waits) * 1e3:.2f} ms", end=" ")
            print(f"max {max(waits) * 1e3:.2f} ms")
            assert np.percentile(waits, 90) < 0.05

    run(work)


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, _):
            with pytest.raises(Exception, match=f"127.0.0.1:{port} cannot be opened"):
                async with house(tmp_path / "other", Osc(port=port), warm=False):
                    pass

    run(work)
