"""The original's HTTP API as its own web page speaks it, and as others should not."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import json
import socket
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
import soundfile
from ears import Ear, house, run
from PIL import Image

from notono_live.config import Osc, Web
from notono_live.notes.codemap import COLUMN_SAMPLES
from notono_live.protocol import original
from notono_live.transports import api, bodies

# What the page of 2022 sends with every request, as `formatQueryParameters` of the study's table.
QUERY = {
    "pitch": "60",
    "pitch_class": "0",
    "instrument_family_str": "organ",
    "layer": "top",
    "temperature": "1",
    "eraser_amplitude": "0.1",
    "start_index_top": "0",
    "duration_top": "4",
    "spectrogram_image_colormap": "Greys_alpha",
    "uniform_sampling": "false",
}
CODES = ("top_code", "bottom_code", "top_conditioning", "bottom_conditioning")


class Page:
    """The original's page, or one like it, in a browser that shows it from some origin."""

    def __init__(self, session: aiohttp.ClientSession, server: Ear, origin: str) -> None:
        self.url = f"http://127.0.0.1:{server.http}"
        self.server = server
        self.session = session
        self.headers = {"Origin": origin} if origin else {}

    async def ask(
        self, name: str, said: Any = None, method: str = "POST", **query: str
    ) -> tuple[int, Any]:
        """Status and answer; `said` as JSON, or as it is if it is bytes or a form."""
        content = json.dumps(said) if isinstance(said, dict) else said
        content = io.BytesIO(content) if isinstance(content, bytes) else content
        asked = self.session.request(
            method, f"{self.url}/notono/{name}", params=query, data=content, headers=self.headers
        )
        async with asked as response:
            answer = await response.read()
            if response.status == 200 and method == "POST":
                assert response.headers["Cache-Control"] == "no-store"
            if response.content_type == "application/json":
                return response.status, json.loads(answer)
            return response.status, answer

    async def new(self, **query: str) -> dict[str, Any]:
        status, answer = await self.ask("generate", method="GET", **QUERY | query)
        assert status == 200, answer
        return dict(answer)

    def form(self, sound: bytes, name: str = "audio") -> aiohttp.FormData:
        form = aiohttp.FormData()
        form.add_field("other", "words")
        form.add_field(
            name, io.BytesIO(sound), filename="../../../evil.wav", content_type="audio/wav"
        )
        return form


@contextlib.asynccontextmanager
async def page(
    out: Path,
    origin: str = "http://localhost:8080",
    web: Web | None = None,
    pause_seconds: float = 0.0,
    warm: bool = True,
    osc: Osc | None = None,
) -> AsyncIterator[Page]:
    web = web or Web(port=0)
    async with (
        house(out, osc, pause_seconds, warm, web) as (_, server),
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session,
    ):
        yield Page(session, server, origin)


def mask(rows: int, columns: int, *cells: tuple[int, int]) -> list[list[bool]]:
    return [[(row, column) in cells for column in range(columns)] for row in range(rows)]


def state(answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the page sends back: codes and labels as they came, and the mask."""
    return {name: answer[name] for name in CODES} | more


def sound_of(answer: dict[str, Any]) -> np.ndarray:
    samples, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(answer["audio"]["data"])))
    assert rate_hz == 16_000
    return np.asarray(samples)


def differing(before: Any, after: Any) -> set[tuple[int, int]]:
    return {(int(r), int(c)) for r, c in np.argwhere(np.array(before) != np.array(after))}


def wav_of(seconds: float, channels: int = 1, rate_hz: int = 16_000) -> bytes:
    frames = int(seconds * rate_hz)
    tone = 0.5 * np.sin(np.arange(frames) * 2 * np.pi * 440 / rate_hz)
    out = io.BytesIO()
    soundfile.write(out, np.stack([tone] * channels, 1), rate_hz, format="WAV")
    return out.getvalue()


def checked(answer: dict[str, Any], columns: int = 4) -> None:
    """Field by field what the page of 2022 takes out of an answer."""
    assert set(answer) == {*CODES, "audio", "image"}
    for layer, rows, width in (("top", 32, columns), ("bottom", 64, 2 * columns)):
        codes = np.array(answer[f"{layer}_code"])
        assert codes.shape == (rows, width)
        assert codes.dtype.kind == "i"
        assert codes.min() >= 0
        assert codes.max() < 512
        labels = answer[f"{layer}_conditioning"]
        assert set(labels) == {"pitch", "instrument_family_str"}
        assert np.array(labels["pitch"]).shape == (rows, width)
        assert np.array(labels["instrument_family_str"]).shape == (rows, width)
        assert all(isinstance(name, str) for name in labels["instrument_family_str"][0])
    assert set(answer["audio"]) == set(answer["image"]) == {"data", "content-type"}
    assert answer["audio"]["content-type"] == "audio/wav"
    assert answer["image"]["content-type"] == "image/png"
    assert len(sound_of(answer)) == columns * COLUMN_SAMPLES
    picture = Image.open(io.BytesIO(base64.b64decode(answer["image"]["data"])))
    assert (picture.format, picture.height) == ("PNG", 1024)


def test_the_pages_whole_session(tmp_path: Path) -> None:
    """Health check, generate, inpaint coarse and fine, randomise, erase: as its source calls."""

    async def work() -> None:
        async with page(tmp_path) as web:
            assert (await web.ask("timerange-change"))[0] in (200, 400)
            first = await web.new()
            checked(first)
            assert set(first["top_conditioning"]["instrument_family_str"][31]) == {"organ"}
            cells = ((0, 1), (1, 1))
            said = state(first, mask=mask(32, 4, *cells))
            status, second = await web.ask(
                "timerange-change", said, **QUERY | {"instrument_family_str": "bass", "pitch": "36"}
            )
            assert status == 200
            checked(second)
            assert differing(first["top_code"], second["top_code"]) <= set(cells)
            beneath = {(row, column) for row in range(4) for column in (2, 3)}
            changed = differing(first["bottom_code"], second["bottom_code"])
            assert changed
            assert changed <= beneath
            for layer, where in (("top", set(cells)), ("bottom", beneath)):
                before, after = (each[f"{layer}_conditioning"] for each in (first, second))
                for what in ("pitch", "instrument_family_str"):
                    assert differing(before[what], after[what]) == where
            said = state(second, mask=mask(64, 8, (63, 7)))
            for uniform in ("false", "true"):
                status, third = await web.ask(
                    "timerange-change",
                    said,
                    **QUERY | {"layer": "bottom", "uniform_sampling": uniform},
                )
                checked(third)
                assert third["top_code"] == second["top_code"]
                assert differing(second["bottom_code"], third["bottom_code"]) <= {(63, 7)}
            said = state(third, mask=mask(32, 4, (0, 0)))
            status, fourth = await web.ask("erase", said, **QUERY | {"layer": "bottom"})
            assert status == 200
            checked(fourth)
            assert differing(third["top_code"], fourth["top_code"]) == {(0, 0)}
            assert fourth["top_conditioning"] == third["top_conditioning"]
            assert np.square(sound_of(fourth)).sum() < np.square(sound_of(third)).sum()

    run(work)


def test_the_same_codes_sound_the_same_in_every_answer(tmp_path: Path) -> None:
    """The page of 2021 reads bytes, that of 2022 base64: by whether the query says anything."""

    async def work() -> None:
        async with page(tmp_path) as web:
            first = await web.new()
            said = state(first)
            for name, field in (("get-audio", "audio"), ("get-spectrogram-image", "image")):
                _, text = await web.ask(name, said, **QUERY)
                assert text.decode() == first[field]["data"]
                status, content = await web.ask(name, said)
                assert status == 200
                if field == "audio":
                    assert content == base64.b64decode(text)
                else:
                    assert Image.open(io.BytesIO(content)).format == "PNG"
            bare = {name: said[name] for name in ("top_code", "bottom_code")}
            assert np.array_equal(
                soundfile.read(io.BytesIO((await web.ask("get-audio", bare))[1]))[0],
                sound_of(first),
            )

    run(work)


def test_labels_of_the_maps_are_used_where_the_query_says_none(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path) as web:
            first = await web.new()
            said = state(first, mask=mask(32, 4, (3, 2)))
            said["top_conditioning"]["instrument_family_str"][3][2] = "vocal"
            said["top_conditioning"]["pitch"][3][2] = 95  # the page's menu has an octave more
            _, after = await web.ask("timerange-change", said, layer="top")
            assert after["top_conditioning"]["instrument_family_str"][3][2] == "vocal"
            assert after["top_conditioning"]["pitch"][3][2] == 83

    run(work)


def test_a_sound_is_analysed_and_edited_in_its_third_window(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path) as web:
            sound = wav_of(10, channels=2, rate_hz=44_100)
            status, first = await web.ask("analyze-audio", web.form(sound), **QUERY)
            assert status == 200, first
            checked(first, columns=10)
            assert set(first["bottom_conditioning"]["pitch"][0]) == {60}
            said = state(first, mask=mask(32, 4, (5, 3)))
            status, second = await web.ask(
                "timerange-change", said, **QUERY | {"start_index_top": "6", "duration_top": "10"}
            )
            checked(second, columns=10)
            assert differing(first["top_code"], second["top_code"]) <= {(5, 9)}
            status, short = await web.ask("analyze-audio", web.form(wav_of(0.5)))
            checked(short)
            assert set(short["top_conditioning"]["instrument_family_str"][0]) == {"none"}
            status, long = await web.ask("analyze-audio", web.form(wav_of(70)), **QUERY)
            checked(long, columns=59)  # the first minute
            assert not [*tmp_path.rglob("*evil*")]
            assert not [*(tmp_path / "sounds").iterdir()]

    run(work)


def test_samples_meet_what_was_asked_of_them(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path) as web:
            status, answer = await web.ask(
                "sample-from-dataset", method="GET", pitch_class="4", octave="3", duration_top="6"
            )
            assert status == 200
            checked(answer, columns=6)
            assert answer["top_conditioning"]["pitch"][0][0] == 40
            assert answer["top_conditioning"]["instrument_family_str"][0][0] != "none"
            status, wav = await web.ask("sample-from-dataset-audio", method="GET", **QUERY)
            assert soundfile.info(io.BytesIO(wav)).samplerate == 16_000
            checked((await web.ask("analyze-audio", web.form(wav), **QUERY))[1])

    run(work)


def test_a_pack_has_a_file_for_each_pitch(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path) as web:
            first = await web.new()
            limits = {"min_pitch": "40", "max_pitch": "60", "instrument_family_str": "bass"}
            status, content = await web.ask("top-conditioned-sample", state(first), **limits)
            assert status == 200
            pack = zipfile.ZipFile(io.BytesIO(content))
            assert pack.namelist() == [f"{pitch:03d}.wav" for pitch in range(40, 60)]
            assert all(
                soundfile.info(io.BytesIO(pack.read(name))).frames == 65_536
                for name in pack.namelist()
            )

    run(work)


def test_get_of_an_address_without_the_apis_words_is_oscquerys(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path, origin="") as web:
            status, node = await web.ask("generate", method="GET")
            assert (status, node["FULL_PATH"]) == (200, "/notono/generate")
            assert (await web.ask("pitch", method="GET"))[1]["VALUE"] == [60]
            assert (await web.ask("erase", method="GET"))[0] == 404

    run(work)


REFUSED: list[tuple[str, Any, dict[str, str], int, str]] = [
    ("timerange-change", b"", {}, 400, "the body is empty"),
    ("timerange-change", b"{", {}, 400, "no JSON"),
    ("timerange-change", b"[" * 100_000, {}, 400, "too deep"),
    ("timerange-change", {"top_code": []}, {}, 400, "top_code has 0 rows; send 32"),
    ("timerange-change", {}, {"layer": "both"}, 400, "choose one of top bottom"),
    ("timerange-change", b"x" * (api.BODY_BYTES + 1), {}, 413, "more than 2 MB"),
    ("erase", {}, {"eraser_amplitude": "-1"}, 400, "eraser_amplitude -1 is outside 0..1"),
    ("get-audio", {"top_code": 1}, {}, 400, "top_code is 1"),
    ("generate", b"", {"pitch": "x"}, 400, "pitch 'x' is not a number"),
    ("generate", b"", {"temperature": "9"}, 400, "temperature 9 is outside 0.1..2"),
    ("sample-from-dataset", b"", {"octave": "1"}, 400, "octave 1 has no pitch"),
    ("analyze-audio", b"RIFF", {}, 400, "send multipart/form-data with a field audio"),
    ("top-conditioned-sample", {}, {"min_pitch": "60", "max_pitch": "60"}, 400, "top_code is miss"),
]


@pytest.mark.parametrize("warm", [True, False])
def test_what_cannot_be_is_refused_in_words_and_the_server_is_unharmed(
    tmp_path: Path, warm: bool
) -> None:
    """While the model is loading too: the page asks whether we are there by an empty body."""

    async def work() -> None:
        async with page(tmp_path, warm=warm) as web:
            for name, said, query, wanted, words in REFUSED:
                status, answer = await web.ask(name, said, **query)
                assert (status, words in answer["ERROR"]) == (wanted, True), (name, answer)
            for form, words in (
                (web.form(b"not a sound"), "no sound file"),
                (web.form(wav_of(1), name="sound"), "the form has no field audio"),
            ):
                status, answer = await web.ask("analyze-audio", form)
                assert status in (400, 422)
                assert words in answer["ERROR"]
            broken = {**web.headers, "Content-Type": "multipart/form-data; boundary=x"}
            for content in (b"", b"--x", b"--x\r\n\r\n", b"junk" * 1000):
                async with web.session.post(
                    f"{web.url}/notono/analyze-audio", data=content, headers=broken
                ) as response:
                    assert response.status == 400
            assert (await web.ask("pitch", method="GET"))[0] in (200, 403)
            web.server.send("ping", 1)
            assert await web.server.wait("pong") == (1,)

    run(work)


def test_uploads_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "AUDIO_BYTES", 1 << 20)
    monkeypatch.setattr(bodies, "ARRIVE_SECONDS", 0.5)

    async def slow(web: Page) -> tuple[int, bytes]:
        async def trickle() -> AsyncIterator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="audio"\r\n\r\n'
            await asyncio.sleep(5)

        headers = {**web.headers, "Content-Type": "multipart/form-data; boundary=x"}
        url = f"{web.url}/notono/analyze-audio"
        async with web.session.post(url, data=trickle(), headers=headers) as response:
            return response.status, await response.read()

    async def work() -> None:
        async with page(tmp_path) as web:
            status, answer = await web.ask("analyze-audio", web.form(bytes(2 << 20)))
            assert (status, "more than 1 MB" in str(answer)) == (413, True)
            late = [asyncio.create_task(slow(web)) for _ in range(api.UPLOADS)]
            await asyncio.sleep(0.2)
            status, answer = await web.ask("analyze-audio", web.form(wav_of(1)))
            assert (status, "being sent already" in answer["ERROR"]) == (503, True)
            assert [(await each)[0] for each in late] == [408] * api.UPLOADS
            assert (await web.ask("analyze-audio", web.form(wav_of(1))))[0] == 200

    run(work)


def test_many_ask_at_once_and_each_gets_its_own(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path, pause_seconds=0.05) as web:
            pitches = range(40, 40 + api.REQUESTS)
            answers = await asyncio.gather(*(web.new(pitch=str(p), seed=str(p)) for p in pitches))
            again = await asyncio.gather(*(web.new(pitch=str(p), seed=str(p)) for p in pitches))
            for pitch, answer, other in zip(pitches, answers, again, strict=True):
                assert answer["top_conditioning"]["pitch"][0][0] == pitch
                assert answer == other
            many = await asyncio.gather(
                *(web.ask("generate", method="GET", **QUERY) for _ in range(3 * api.REQUESTS))
            )
            statuses = [status for status, _ in many]
            assert {200, 503} == set(statuses)
            assert all("ask again soon" in answer["ERROR"] for s, answer in many if s == 503)

    run(work)


def test_who_goes_away_is_worked_for_no_more(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path, pause_seconds=4.0) as web:
            gone = [asyncio.create_task(web.new()) for _ in range(4)]
            await asyncio.sleep(0.3)
            for task in gone:
                task.cancel()
            await asyncio.sleep(1.5)  # one of the toy's steps
            web.server.send("status")
            _, queue, running, *_ = await web.server.wait("status.reply")
            assert (queue, running) == (0, 0)

    run(work)


def test_what_pages_ask_for_is_told_to_nobody_else(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path) as web:
            web.server.send("notify", 1)
            while (await web.server.hear())[0] != "list/slots.reply":
                pass
            web.server.send("sync", 1)
            await web.server.wait("synced")
            first = await web.new()
            await web.ask("erase", state(first, mask=mask(32, 4, (0, 0))), **QUERY)
            await web.ask("analyze-audio", web.form(b"no sound"))
            assert await web.server.silent()

    run(work)


HERE = ("http://localhost", "http://127.0.0.1:3000", "https://[::1]:8443")
ELSEWHERE = ("https://evil.example", "null", "file://", "http://127.0.0.1.evil.example", "x")


def test_pages_of_this_machine_may_ask_and_others_only_if_they_are_named(tmp_path: Path) -> None:
    named = "https://inpainting.example"

    async def work() -> None:
        async with page(tmp_path, web=Web(port=0, origins=(named,))) as web:
            for origin in (*HERE, named, *ELSEWHERE):
                allowed = origin not in ELSEWHERE
                web.headers = {"Origin": origin}
                for method, name, expected in (
                    ("GET", "generate?pitch=60", 200),
                    ("POST", "timerange-change", 400),  # the page must be able to read it
                    ("POST", "analyze-audio", 400),
                ):
                    url = f"{web.url}/notono/{name}"
                    async with web.session.request(method, url, headers=web.headers) as response:
                        assert response.status == (expected if allowed else 403), (origin, name)
                        told = response.headers.get("Access-Control-Allow-Origin")
                        assert told == (origin if allowed else None)
                        assert "Access-Control-Allow-Credentials" not in response.headers
                asked = web.headers | {
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "content-type",
                    "Access-Control-Request-Private-Network": "true",
                }
                url = f"{web.url}/notono/timerange-change"
                async with web.session.options(url, headers=asked) as response:
                    assert response.status == (204 if allowed else 403)
                    assert ("Access-Control-Allow-Headers" in response.headers) == allowed
                    private = response.headers.get("Access-Control-Allow-Private-Network")
                    assert private == ("true" if allowed else None)
                for path in ("/notono/pitch", "/", "/notono/generate", "/page/table.json"):
                    url = f"{web.url}{path}"
                    async with web.session.get(url, headers=web.headers) as response:
                        assert response.status == 403, path  # the rest of the server is ours alone
            async with web.session.get(
                f"{web.url}/notono/generate", params=QUERY, headers={"Host": "evil.example"}
            ) as response:
                assert response.status == 403

    run(work)


def test_where_others_can_come_a_token_is_asked_for(tmp_path: Path) -> None:
    """The page takes one address and no more words, so the token can be a part of it."""

    async def work() -> None:
        osc = Osc(host="0.0.0.0", port=0, advertise=False)
        web = Web(port=0, token="let me in")
        async with page(tmp_path, web=web, osc=osc) as there:
            said = {"top_code": [[0] * 4] * 32, "bottom_code": [[0] * 8] * 64}
            assert (await there.ask("generate", method="GET", **QUERY))[0] == 403
            assert (await there.ask("get-audio", said))[0] == 403
            assert (await there.ask("get-audio", said, token="let me in"))[0] == 200
            assert (await there.ask("generate", method="GET"))[0] == 403  # another page's OSCQuery
            there.url += "/token/let%20me%20in"
            assert (await there.ask("get-audio", said))[0] == 200
            checked(await there.new())
            there.url = there.url.replace("let", "set")
            assert (await there.ask("get-audio", said))[0] == 403
            assert (await there.ask("generate", method="GET", **QUERY))[0] == 403

    run(work)


def test_a_thousand_sockets_that_say_nothing_keep_nobody_out_for_long(tmp_path: Path) -> None:
    async def work() -> None:
        async with page(tmp_path) as web:
            address = ("127.0.0.1", web.server.http)
            silent = []
            for _ in range(1000):
                with contextlib.suppress(OSError):
                    silent.append(socket.create_connection(address))
                await asyncio.sleep(0)
            web.server.send("ping", 1)
            assert await web.server.wait("pong") == (1,)
            for each in silent:
                each.close()
            for _ in range(50):
                with contextlib.suppress(aiohttp.ClientError):
                    checked(await web.new())
                    return
                await asyncio.sleep(0.1)
            raise AssertionError("nobody is answered")

    run(work)


def test_with_the_model_that_comes_along_each_cells_label_is_used(tmp_path: Path) -> None:
    """The same codes, mask and seed under three maps of labels draw three sounds."""
    from peers import ServerProcess

    def asked(port: int, name: str, said: Any = None, **query: str) -> Any:
        async def ask() -> Any:
            async with aiohttp.ClientSession() as session:
                url = f"http://127.0.0.1:{port}/notono/{name}"
                async with session.post(url, params=query, json=said) as response:
                    assert response.status == 200, await response.text()
                    return await response.json()

        return asyncio.run(ask())

    with ServerProcess("default", tmp_path) as server:
        everything = [[True] * 4 for _ in range(32)]
        drawn = asked(server.http, "generate", **QUERY, seed="3")
        checked(drawn)
        # a new note may be drawn with other weights (float32) than one that is redrawn (int8)
        said = state(drawn, mask=everything)
        first = asked(server.http, "timerange-change", said, layer="top", seed="3")
        sounds = []
        for right in ("organ", "bass", "vocal"):
            said = state(first, mask=everything)
            for layer, half in (("top", 2), ("bottom", 4)):
                names = said[f"{layer}_conditioning"]["instrument_family_str"]
                said[f"{layer}_conditioning"]["instrument_family_str"] = [
                    row[:half] + [right] * half for row in names
                ]
            after = asked(server.http, "timerange-change", said, layer="top", seed="3")
            assert original.read_sound(json.dumps(after).encode()).codemaps.columns == 4
            sounds.append(after)
        assert differing(sounds[0]["top_code"], first["top_code"]) == set()  # the same draw
        assert differing(sounds[1]["top_code"], sounds[2]["top_code"])
        code, errors = server.stop()
        assert (code, errors) == (0, "")
