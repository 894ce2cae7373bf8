"""HTTP and the websocket, against good clients, greedy ones and other people's web pages."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import soundfile
from ears import Ear, flood, house, message, run
from peers import Client, ServerProcess

from notono_live.config import Osc, Web
from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.transports.connection import UNREAD_BYTES

FREE = Web(port=0)
WebSocket = aiohttp.ClientWebSocketResponse


class Browser:
    """An HTTP client of one server."""

    def __init__(self, session: aiohttp.ClientSession, client: Ear) -> None:
        self.udp = client
        self.url = f"http://127.0.0.1:{client.http}"
        self.session = session

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.session.get(self.url + path, headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith("{") else text


@contextlib.asynccontextmanager
async def browser(out: Path, web: Web = FREE, warm: bool = False) -> AsyncIterator[Browser]:
    async with (
        house(out, warm=warm, web=web) as (_, client),
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
    ):
        yield Browser(session, client)


async def heard(ws: WebSocket) -> tuple[str, tuple[Atom, ...]]:
    message = wire.read(await asyncio.wait_for(ws.receive_bytes(), 10))
    return message.address.removeprefix("/notono/"), message.atoms


async def waited(ws: WebSocket, name: str) -> tuple[Atom, ...]:
    while True:
        came, atoms = await heard(ws)
        if came == name:
            return atoms


async def clients(web: Browser) -> int:
    web.udp.send("status")
    return int((await web.udp.wait("status.reply"))[7])


def test_the_tree_is_served_whole_and_in_parts(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path) as web:
            status, tree = await web.get("/")
            assert (status, [*tree["CONTENTS"]]) == (200, ["notono"])
            pitch = tree["CONTENTS"]["notono"]["CONTENTS"]["pitch"]
            assert pitch["VALUE"] == [60]
            web.udp.send("pitch", 61)
            web.udp.send("ping", 1)
            await web.udp.wait("pong")
            assert await web.get("/notono/pitch?VALUE") == (200, {"VALUE": [61]})
            assert (await web.get("/notono/pitch"))[1]["VALUE"] == [61]
            assert await web.get("/notono?VALUE") == (204, "")
            assert (await web.get("/notono/pitch?VALEU"))[0] == 400
            assert (await web.get("/notono/pitsch"))[0] == 404
            assert (await web.get("/elsewhere"))[0] == 404
            for path in ("/?HOST_INFO", "/notono/pitch?HOST_INFO"):
                status, info = await web.get(path)
                assert (status, info["OSC_IP"], info["OSC_TRANSPORT"]) == (200, "127.0.0.1", "UDP")

    run(work)


def test_pages_of_other_sites_are_kept_out(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path) as web:
            ours = web.url.removeprefix("http://")
            port = ours.rpartition(":")[2]
            for host in (f"localhost:{port}", f"[::1]:{port}", ours):
                assert (await web.get("/", Host=host))[0] == 200, host
            for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", ""):
                assert (await web.get("/", Host=host))[0] == 403, host
            assert (await web.get("/", Origin=web.url))[0] == 200
            for origin in ("https://evil.example", "null", "http://127.0.0.1", f"https://{ours}"):
                assert (await web.get("/", Origin=origin))[0] == 403, origin
                with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                    await web.session.ws_connect(web.url, origin=origin)
            async with web.session.post(web.url, data=b"x" * 10_000) as response:
                assert response.status == 405
            assert "Access-Control-Allow-Origin" not in response.headers

    run(work)


def test_a_websocket_listens_to_paths_and_speaks_osc(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path) as web, web.session.ws_connect(web.url) as ws:
            await ws.send_json({"COMMAND": "LISTEN", "DATA": "/notono/pitch"})
            assert await heard(ws) == ("pitch", (60,))
            web.udp.send("temperature", 1.5)
            web.udp.send("pitch", 61)
            assert await heard(ws) == ("pitch", (61,))
            await ws.send_bytes(message("pitch", 62))
            assert await heard(ws) == ("pitch", (62,))
            await ws.send_json({"COMMAND": "IGNORE", "DATA": "/notono/pitch"})
            await ws.send_bytes(wire.bundle([message("pitch", 63), message("ping", 1)]))
            assert await heard(ws) == ("pong", (1,))
            await ws.send_bytes(message("notify", 1))
            assert (await heard(ws))[0] == "done"
            await waited(ws, "norm/bend")

    run(work)


def test_a_websocket_that_says_nonsense_is_heard_on(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path) as web, web.session.ws_connect(web.url) as ws:
            for text in (
                *("", "{", "[]", "null", '{"COMMAND": "LISTEN"}', '{"COMMAND": [], "DATA": 1}'),
                *('{"COMMAND": "LISTEN", "DATA": 3}', '{"COMMAND": "LISTEN", "DATA": "/x[a"}'),
                *('{"COMMAND": "RUN", "DATA": "/notono/quit"}', "[" * 10_000),
            ):
                await ws.send_str(text)
            await ws.send_bytes(b"")
            assert (await heard(ws))[0] == "fail"
            await ws.send_bytes(message("ping", 1))
            assert await heard(ws) == ("pong", (1,))
            await ws.send_bytes(bytes(20_000))
            assert (await ws.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            assert (await web.get("/?HOST_INFO"))[0] == 200

    run(work)


def test_a_websocket_is_forgotten_when_it_closes(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path) as web:
            async with web.session.ws_connect(web.url) as ws:
                await ws.send_json({"COMMAND": "LISTEN", "DATA": "/notono/pitch"})
                await heard(ws)
                assert await clients(web) == 1
            while await clients(web):
                await asyncio.sleep(0.01)

    run(work)


def test_a_slot_is_served_as_its_file_whole_or_in_part(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path, warm=True) as web:
            assert (await web.get("/audio/slot/3.wav"))[0] == 404
            assert (await web.get("/audio/slot/999.wav"))[0] == 404
            assert (await web.get("/audio/slot/..%2f..%2fetc.wav"))[0] == 404
            web.udp.send("slot/generate", 3, 60, "bass", 5)
            content = Path(str((await web.udp.wait("done"))[3])).read_bytes()
            url = f"{web.url}/audio/slot/3.wav"
            async with web.session.get(url) as response:
                assert response.headers["Content-Type"] == "audio/wav"
                assert await response.read() == content
            async with web.session.get(url, headers={"Range": "bytes=100-199"}) as response:
                assert response.status == 206
                assert await response.read() == content[100:200]
            path = tmp_path / "heard.wav"
            path.write_bytes(content)
            assert soundfile.info(path).frames > 4 * 48_000 - 1

    run(work)


def test_who_does_not_read_is_hung_up_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        async with browser(tmp_path) as web:
            with socket.create_connection(("127.0.0.1", web.udp.http)) as deaf:
                deaf.send(
                    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    b"Sec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n\r\n"
                )
                hello = message("notify", 1)
                deaf.send(b"\x82" + bytes([0x80 | len(hello)]) + bytes(4) + hello)
                while not await clients(web):
                    pass
                await flood(web.udp, 8 * UNREAD_BYTES)
                assert await clients(web) == 0
            assert (await web.get("/?HOST_INFO"))[0] == 200

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    assert sum("unread" in record.message for record in caplog.records) == 1


def test_there_are_only_so_many_connections(tmp_path: Path) -> None:
    async def work() -> None:
        async with browser(tmp_path, Web(port=0, max_connections=2)) as web:
            async with web.session.ws_connect(web.url), web.session.ws_connect(web.url):
                with pytest.raises(aiohttp.ClientError):
                    await web.get("/")
            for _ in range(100):
                with contextlib.suppress(aiohttp.ClientError):
                    assert (await web.get("/?HOST_INFO"))[0] == 200
                    break
                await asyncio.sleep(0.05)
            else:
                raise AssertionError("nobody is let in any more")

    run(work)


def test_without_a_free_port_or_aiohttp_osc_works_and_a_line_says_what_lacks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        async with browser(tmp_path / "one") as web:
            taken = Web(port=web.udp.http)
            async with house(tmp_path / "two", warm=False, web=taken) as (_, client):
                assert client.http == 0
                assert await client.silent()
        monkeypatch.delitem(sys.modules, "notono_live.transports.web")
        monkeypatch.setitem(sys.modules, "aiohttp", None)
        async with house(tmp_path / "three", warm=False, web=FREE) as (_, client):
            assert await client.silent()

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    taken, missing = [record.message for record in caplog.records if "no HTTP" in record.message]
    assert "give another --http" in taken
    assert "pip install aiohttp" in missing


def test_the_servers_end_is_the_end_of_its_websockets(tmp_path: Path) -> None:
    async def work() -> None:
        async with aiohttp.ClientSession() as session:
            async with house(tmp_path, Osc(port=0), warm=False, web=FREE) as (_, client):
                ws = await session.ws_connect(f"http://127.0.0.1:{client.http}/")
                await ws.send_bytes(message("ping", 1))
                assert await heard(ws) == ("pong", (1,))
                waiting = asyncio.create_task(ws.receive())
            assert (await asyncio.wait_for(waiting, 5)).type is aiohttp.WSMsgType.CLOSE

    run(work)


def test_the_server_module_imports_neither_http_nor_mdns() -> None:
    code = "import notono_live.app, sys; sys.exit(bool({'aiohttp', 'zeroconf'} & {*sys.modules}))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_thousand_open_sockets_leave_the_others_their_answers(tmp_path: Path) -> None:
    with (
        ServerProcess("toy", tmp_path / "out") as server,
        contextlib.closing(Client(server.port)) as client,
    ):
        with contextlib.ExitStack() as crowd:
            for number in range(1000):
                port = server.http if number % 2 else server.port
                crowd.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            client.send("ping", 1)
            client.wait("pong", 1)
            assert client.ask("slot/generate", 1).name == "done"
        url = f"http://127.0.0.1:{server.http}/notono/pitch?VALUE"
        for _ in range(100):
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10) as answer:
                assert json.load(answer) == {"VALUE": [60]}
                break
            time.sleep(0.05)
        else:
            raise AssertionError("nobody is let in any more")
