"""What answers to the page, asked by good clients and by others: files, JSON, sounds, a token."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
import soundfile
from ears import Ear, house, run

from notono_live.config import Osc, Web
from notono_live.engine import drops
from notono_live.protocol import asked, controls
from notono_live.transports import page

HTML = {"Accept": "text/html,*/*;q=0.8"}
BEYOND = Osc(host="0.0.0.0", port=0, advertise=False)


class Door:
    """An HTTP client of one server."""

    def __init__(self, session: aiohttp.ClientSession, osc: Ear) -> None:
        self.session = session
        self.osc = osc
        self.url = f"http://127.0.0.1:{osc.http}"

    async def get(self, path: str, **headers: str) -> tuple[int, bytes, Any]:
        async with self.session.get(self.url + path, headers=headers) as answer:
            return answer.status, await answer.read(), answer.headers

    async def send(self, content: Any, **headers: str) -> tuple[int, Any]:
        url = self.url + "/page/sound"
        async with self.session.post(url, data=content, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else text

    @contextlib.asynccontextmanager
    async def live(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        async with self.session.ws_connect(self.url + "/page/live") as ws:
            yield ws


@contextlib.asynccontextmanager
async def door(out: Path, osc: Osc | None = None, web: Web | None = None) -> AsyncIterator[Door]:
    async with (
        house(out, osc=osc, web=web or Web(port=0)) as (_, client),
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
    ):
        yield Door(session, client)


async def waited(ws: aiohttp.ClientWebSocketResponse, name: str) -> list[Any]:
    while True:
        said = json.loads(await asyncio.wait_for(ws.receive_str(), 20))
        if said["address"] == f"/notono/{name}":
            return list(said["args"])


def sound(seconds: float = 1.0, **settings: Any) -> bytes:
    file = io.BytesIO()
    tone = 0.5 * np.sin(np.arange(round(seconds * 8000)) / 5)
    soundfile.write(file, tone, 8000, **{"format": "WAV", **settings})
    return file.getvalue()


def test_browsers_get_the_page_and_others_the_tree(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at:
            status, body, headers = await at.get("/", **HTML)
            assert status == 200
            assert b"/page/main.js" in body
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert json.loads((await at.get("/", Accept="*/*"))[1])["FULL_PATH"] == "/"
            assert json.loads((await at.get("/?HOST_INFO", **HTML))[1])["NAME"]
            for path in page.FOLDER.rglob("*.js"):
                name = path.relative_to(page.FOLDER).as_posix()
                status, body, headers = await at.get(f"/page/{name}")
                assert (status, body) == (200, path.read_bytes()), name
                assert headers["Content-Type"].startswith("text/javascript")

    run(work)


def test_nothing_but_the_page_lies_below_page(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at:
            for name in (
                *("__init__.py", "../config.py", "%2e%2e/config.py", "..%2fconfig.py"),
                *("/etc/passwd", "%2fetc%2fpasswd", "sound/", "sound", "fonts/OFL-spectral.txt"),
            ):
                assert (await at.get(f"/page/{name}"))[0] == 404, name

    run(work)


def test_the_table_has_every_parameter_and_command(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at:
            table = json.loads((await at.get("/page/table.json"))[1])
            assert [*table["parameters"]] == [each.name for each in controls.PLAIN]
            assert [*table["commands"]] == [each.name for each in asked.SPECS]
            pitch = table["parameters"]["pitch"]
            assert pitch["arguments"][0] | {"low": 24, "high": 84} == pitch["arguments"][0]
            assert table["grids"]["bottom"]["rows"] == 64

    run(work)


def test_the_page_speaks_the_table_in_json_both_ways(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at, at.live() as ws:
            await ws.send_json({"address": "/notono/notify", "args": [1]})
            assert await waited(ws, "pitch") == [60]
            await ws.send_json({"address": "/notono/pitch", "args": ["61"]})
            assert await waited(ws, "pitch") == [61]
            bundle = [["req", 7, "slot/generate", 1, 60], ["ping", 1.5, "ü", True]]
            said = [{"address": f"/notono/{name}", "args": args} for name, *args in bundle]
            await ws.send_json(said)
            assert (await waited(ws, "queued"))[:2] == ["slot/generate", 7]
            assert (await waited(ws, "done"))[:3] == ["slot/generate", 7, 1]
            at.osc.send("pitch", 48)
            assert await waited(ws, "pitch") == [48]
            at.osc.send("ping")
            assert await at.osc.hear() == ("pong", ())

    run(work)


PITCH = '{"address": "/notono/pitch", "args": %s}'
NONSENSE = (
    *("", "x", "[]", "{}", "null", "5", "[[]]", '{"address": 5}', '{"address": "pitch"}'),
    *(PITCH % args for args in ("60", "[null]", "[[60]]", "[NaN]", "[1e999]", "{}", '["x"]')),
    *(PITCH % args for args in ('["\\u0000"]', '["6\\u00000"]', '["\\udfff"]')),
    *(PITCH % f"[{'9' * digits}]" for digits in (30, 400, 5000)),
    *('{"address": "/a\\u0000b", "args": [1]}', '{"address": "/\\ud800", "args": []}'),
    *("[" * 9000, '{"address": "/notono/slot/redraw", "args": [1, "top", "%s"]}' % ("f" * 9000)),
)


def test_nonsense_is_refused_and_the_connection_lives_on(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at, at.live() as ws:
            for number, text in enumerate(NONSENSE):
                await ws.send_str(text)
                assert (await waited(ws, "fail"))[3] in ("bad-args", "unknown-address", "range"), (
                    text[:60]
                )
                await ws.send_json({"address": "/notono/ping", "args": [number]})
                assert await waited(ws, "pong") == [number]
            await ws.send_str("x" * 20_000)
            assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE
            assert (await at.get("/page/table.json"))[0] == 200

    run(work)


def test_a_sound_is_kept_under_a_name_of_ours_and_can_be_loaded(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at, at.live() as ws:
            status, said = await at.send(sound(), **{"Content-Disposition": "../../evil.wav"})
            assert status == 200
            assert [path.name for path in (tmp_path / "sounds").iterdir()] == [said["name"]]
            assert said["name"].startswith("dropped-")
            assert await at.send(sound()) == (200, said)  # the same sound again
            assert (await at.send(sound(2.0, format="FLAC")))[0] == 200
            args = [1, said["name"]]
            await ws.send_json({"address": "/notono/slot/load", "args": args})
            assert (await waited(ws, "done"))[0] == "slot/load"

    run(work)


def test_what_is_no_sound_or_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drops, "MOST_BYTES", 200_000)
    monkeypatch.setattr(drops, "MOST_FILES", 3)
    monkeypatch.setattr(page, "UPLOAD_SECONDS", 0.5)

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(50_000)

    async def never() -> AsyncIterator[bytes]:
        yield b"RIFF"
        await asyncio.sleep(30)

    async def work() -> None:
        async with door(tmp_path) as at:
            for content, expected in ((b"", 422), (b"no sound", 422), (bytes(200_001), 413)):
                status, said = await at.send(content)
                assert status == expected
                assert said["ERROR"]
            for sender in (endless, never):  # it says no length, and the server ends it
                with contextlib.suppress(aiohttp.ClientError):
                    assert (await at.send(sender()))[0] in (408, 413)
            waiting = [asyncio.create_task(at.send(never())) for _ in range(6)]
            answers = await asyncio.gather(*waiting, return_exceptions=True)
            assert any(isinstance(said, tuple) and said[0] == 503 for said in answers)
            for seconds in (1.0, 1.5, 2.0, 2.5, 3.0):
                assert (await at.send(sound(seconds)))[0] == 200
            assert len([*(tmp_path / "sounds").iterdir()]) == 3
            assert (await at.get("/page/table.json"))[0] == 200

    run(work)


def test_pages_of_other_sites_can_neither_speak_nor_send(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path) as at:
            for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
                assert (await at.send(sound(), **headers))[0] == 403
                assert (await at.get("/", **HTML, **headers))[0] == 403
                with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                    await at.session.ws_connect(at.url + "/page/live", headers=headers)
            assert not [*(tmp_path / "sounds").iterdir()]

    run(work)


def test_beyond_this_machine_a_token_is_asked_for(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path, BEYOND, Web(port=0, token="secret")) as at:
            for path in ("/page/table.json", "/page/main.js", "/audio/slot/1.wav", "/?token=guess"):
                assert (await at.get(path))[0] == 403, path
            assert (await at.get("/", **HTML))[0] == 403
            assert (await at.send(sound()))[0] == 403
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await at.session.ws_connect(at.url + "/page/live")
            assert (await at.get("/"))[0] == 200  # the OSCQuery tree
            jar = aiohttp.CookieJar(unsafe=True)
            async with aiohttp.ClientSession(cookie_jar=jar) as known:
                other = Door(known, at.osc)
                status, body, _ = await other.get("/?token=secret", **HTML)
                assert status == 200
                assert b"/page/main.js" in body
                assert (await other.get("/page/table.json"))[0] == 200
                assert (await other.send(sound()))[0] == 200
                async with other.live() as ws:
                    await ws.send_json({"address": "/notono/ping", "args": [1]})
                    assert await waited(ws, "pong") == [1]

    run(work)


def test_a_token_is_made_where_none_is_set_and_none_is_needed_at_home() -> None:
    made = {page.Token("", exposed=True).text for _ in range(3)}
    assert len(made) == 3
    assert all(len(text) > 20 for text in made)
    assert page.Token("chosen", exposed=False).query == ""


def test_a_thousand_sockets_leave_the_server_unharmed(tmp_path: Path) -> None:
    async def work() -> None:
        async with door(tmp_path, web=Web(port=0, max_connections=40)) as at:
            writers: list[asyncio.StreamWriter] = []
            for _ in range(1000):
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", at.osc.http)
                    writers.append(writer)
            at.osc.send("ping", 1)
            assert await at.osc.hear() == ("pong", (1,))
            for writer in writers:
                writer.close()
            for _ in range(100):
                with contextlib.suppress(aiohttp.ClientError):
                    if (await at.get("/page/table.json"))[0] == 200:
                        return
                await asyncio.sleep(0.05)
            raise AssertionError("no answer after they have gone")

    run(work)
