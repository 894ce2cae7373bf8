"""What clients ask about the conversation itself: listening, the log, fails, dumps, greetings."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

import pytest
from ears import Ear, ear, house, message, run

from notono_live.config import Osc
from notono_live.engine.logbook import AT_ONCE
from notono_live.protocol import wire


async def heard_until(client: Ear, last: str) -> list[str]:
    names: list[str] = []
    while not names or names[-1] != last:
        names.append((await client.hear())[0])
    return names


async def settled(client: Ear) -> list[str]:
    """The names of all that came until now."""
    client.send("ping", "settled")
    return (await heard_until(client, "pong"))[:-1]


def test_listening_to_a_pattern_tells_what_is_and_then_what_becomes(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, client), ear(port) as other:
            client.send("listen", "/notono/region/{low,width}")
            assert await client.hear() == ("done", ("listen", 0, 0, 2))
            assert await settled(client) == ["region/low", "region/width"]
            other.send("pitch", 50)
            other.send("region/freq", 0.25, 0.5)
            assert await other.silent()
            assert await settled(client) == ["region/low", "region/width"]
            client.send("ignore", "/notono/*/low")
            assert await client.hear() == ("done", ("ignore", 0, 0, 1))
            other.send("region/freq", 0.5, 0.75)
            other.send("region/freq", 0.5, 1)
            assert await other.silent()
            assert await settled(client) == ["region/width"]
            client.send("listen", "/notono/nothing*")
            name, atoms = await client.hear()
            assert (name, atoms[3]) == ("fail", "unknown-address")

    run(work)


def test_listening_to_changes_tells_the_slots(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as (port, client), ear(port) as other:
            client.send("listen", "/notono/changed")
            assert (await client.hear())[1][:2] == ("listen", 0)
            assert await settled(client) == ["list/slots.reply"] * 16
            other.send("slot/generate", 2)
            await other.wait("done")
            assert await client.hear() == ("changed", (2, 1))
            assert await settled(client) == []

    run(work)


def test_the_habits_of_abletonosc(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, client), ear(port) as other:
            client.send("start_listen/pitch")
            assert await client.hear() == ("done", ("listen", 0, 0, 1))
            assert await client.hear() == ("pitch", (60,))
            other.send("set/pitch", 61)
            assert await client.hear() == ("pitch", (61,))
            client.send("get/pitch")
            assert await client.hear() == ("pitch", (61,))
            client.send("stop_listen/pitch")
            assert (await client.hear())[0] == "done"
            other.send("set/pitch", 62)
            assert await other.silent()
            assert await client.silent()

    run(work)


def test_lines_of_log_are_told_to_who_listens_to_them(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (port, client), ear(port) as other:
            other.send("notify", 1)
            await heard_until(other, "list/slots.reply")
            client.send("listen", "/notono/log")
            client.send("log/level", "info")
            assert (await client.hear())[0] == "done"
            logging.getLogger("notono.test").debug("not this")
            logging.getLogger("notono.test").info("this; and $that")
            assert await client.hear() == ("log", ("info", "this - and that"))
            thread = threading.Thread(target=logging.getLogger("notono").error, args=("%d", 5))
            thread.start()
            assert await client.hear() == ("log", ("error", "5"))
            thread.join()
            assert "log" not in await settled(other)
        assert logging.getLogger("notono").level == logging.NOTSET

    run(work)


def test_a_flood_of_log_is_cut_and_the_cut_is_told(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            client.send("listen", "/notono/log")
            assert (await client.hear())[0] == "done"
            for _ in range(1000):
                logging.getLogger("notono.test").warning("again")
            told = await settled(client)
            assert AT_ONCE <= len(told) < 2 * AT_ONCE
            await asyncio.sleep(0.2)
            logging.getLogger("notono.test").warning("later")
            assert "lines were too many" in str((await client.hear())[1][1])
            assert await client.hear() == ("log", ("warning", "later"))

    run(work)


def test_a_client_chooses_whether_it_hears_of_fail(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            client.send("error", 0)
            client.send("pitch", 12)
            assert await client.silent()
            client.send("error", 1)
            quiet = [message("error", -1), message("pitch", 12), message("pitch", 61)]
            client.send_bytes(wire.bundle(quiet))
            assert await client.silent()
            client.send("pitch", 12)
            assert (await client.hear())[0] == "fail"

    run(work)


def test_what_comes_in_is_printed_on_demand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            client.send("ping", "before")
            client.send("dumpOSC", 1)
            client.send("pitch", 61.0, "\x1b[2J")
            client.send("dumpOSC", 3)
            client.send("ping", 7)
            client.send_bytes(b"hello")
            client.send("dumpOSC", 0)
            client.send("ping", "after")
            await heard_until(client, "pong")

    run(work)
    lines = [line.partition(" ")[2] for line in capsys.readouterr().out.splitlines()]
    said = [line.partition(" ")[2] for line in lines]
    assert said[:3] == [
        "/notono/pitch 61.0 '\\x1b[2J'",
        "/notono/dumpOSC 3",
        "/notono/ping 7",
    ]
    assert lines[3].split() == ["0", *message("ping", 7)[:16].hex(" ", 4).split()]
    assert "unreadable" in said
    assert said[-3] == "/notono/dumpOSC 0"


def test_targets_are_greeted_when_the_model_is_ready(tmp_path: Path) -> None:
    async def work() -> None:
        async with ear(9) as patch:
            osc = Osc(port=0, targets=(f"127.0.0.1:{patch.port}",))
            async with house(tmp_path, osc) as (port, client):
                assert await patch.hear() == ("hello", (1, "toy", "cpu", 0))
                client.send("pitch", 61)
                assert await client.silent()
                patch._to = ("127.0.0.1", port)
                assert await patch.silent()

    run(work)


def test_two_clients_of_a_host_hear_their_own_answers_only(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as (port, one), ear(port) as two, ear(port) as home:
            for client in (one, two):
                client.send("notify", 1)
                await heard_until(client, "list/slots.reply")
                await settled(client)
            for number in range(50):
                one.send("ping", number)
                two.send("ping", 1000 + number)
            for number in range(50):
                assert await one.hear() == ("pong", (number,))
                assert await two.hear() == ("pong", (1000 + number,))
            one.send_bytes(message("req", 7, "slot/render", 3))
            two.send_bytes(message("req", 8, "slot/undo", 3))
            assert (await one.hear())[1][:4] == ("slot/render", 7, 3, "unknown-slot")
            assert (await two.hear())[1][:4] == ("slot/undo", 8, 3, "range")
            assert await one.silent()
            assert await two.silent()
            assert await home.silent()

    run(work)


def test_sync_may_be_said_again_and_is_answered_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, pause_seconds=0.3) as (_, client):
            client.send("slot/generate", 1)
            for _ in range(300):
                client.send("sync", 7)
            names = await heard_until(client, "synced")
            assert "done" in names
            assert "fail" not in names
            assert await client.silent()
            client.send("sync", 7)
            assert await client.hear() == ("synced", (7,))

    run(work)


def test_an_answer_is_never_longer_than_networks_carry(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, warm=False) as (_, client):
            client.send("ping", "x" * 1000)
            assert (await client.hear())[0] == "pong"
            client.send("ping", "x" * 1001)
            assert (await client.hear())[0] == "fail"
            client.send(f"{'long/' * 1000}", "x" * 5000)
            client.send("slot/load", 1, "x" * 5000)
            client.send("instrument", "\N{SNOWMAN}" * 3000)
            client.send("list/params")
            await client.wait("done")
            assert max(client.sizes) <= 1200, max(client.sizes)

    run(work)
