"""The original's API as a page from another address uses it, in a real browser: what Chromium lets
through, and whether it can hear and show what it is given.

The requests are written from the study of the authors' page, with its headers and its words.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from peers import ServerProcess
from playwright.sync_api import Browser, Page

WORDS = (
    "pitch=60&pitch_class=0&instrument_family_str=organ&layer=top&temperature=1"
    "&eraser_amplitude=0.1&start_index_top=0&duration_top=4"
    "&spectrogram_image_colormap=Greys_alpha&uniform_sampling=false"
)
TALK = """
async ([base, words]) => {
  const at = (name) => new URL(`${name}?${words}`, base).href;
  const json = { 'Content-Type': 'application/json' };
  const blob = async (part) =>
    (await fetch(`data:${part['content-type']};base64,${part.data}`)).blob();
  const decoded = async (part) => {
    const bytes = await (await blob(part)).arrayBuffer();
    return new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
  };
  const heard = async (answer) => {
    const sound = await decoded(answer.audio);
    const picture = await createImageBitmap(await blob(answer.image));
    return [sound.length, sound.getChannelData(0).some((x) => x !== 0), picture.height];
  };
  const state = ({ audio, image, ...codes }) => codes;
  const mask = Array.from({ length: 32 }, (_, row) => [row < 4, false, false, false]);
  const post = async (name, body, headers = json) =>
    (await fetch(at(name), { method: 'POST', body: JSON.stringify(body), headers })).json();

  const alive = (await fetch(new URL('timerange-change', base), { method: 'post' })).status;
  const first = await (await fetch(at('generate'))).json();
  const second = await post('timerange-change', { ...state(first), mask });
  const third = await post('erase', { ...state(second), mask });
  const { top_code, bottom_code } = third;
  const text = await fetch(at('get-audio'), {
    method: 'POST', body: JSON.stringify({ top_code, bottom_code }),
  });
  const kind = text.headers.get('content-type');
  const again = await decoded({ 'content-type': kind, data: await text.text() });
  const sound = await decoded(third.audio);
  const same = again.getChannelData(0).every((x, n) => x === sound.getChannelData(0)[n]);
  const sample = await (await fetch(at('sample-from-dataset-audio'))).blob();
  const form = new FormData();
  form.append('audio', sample);
  const fourth = await (await fetch(at('analyze-audio'), { method: 'POST', body: form })).json();
  const sounds = await Promise.all([first, second, third, fourth].map(heard));
  return { alive, same, kind, sounds };
}
"""


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def elsewhere(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """An empty page of another server of this machine."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<!doctype html><title>elsewhere</title>")
    handler = functools.partial(_Silent, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
        context.close()
        server.shutdown()


def test_a_page_from_elsewhere_draws_hears_and_shows(elsewhere: Page, real: ServerProcess) -> None:
    base = f"http://127.0.0.1:{real.http}/notono/"
    told = elsewhere.evaluate(TALK, [base, WORDS])
    assert told["alive"] == 400
    assert told["same"]
    assert told["kind"] == "audio/wav"
    assert told["sounds"] == [[65_536, True, 1024]] * 4


def test_a_page_from_elsewhere_gets_nothing_else(elsewhere: Page, real: ServerProcess) -> None:
    for path in ("notono/pitch?VALUE", "notono/generate", "page/table.json", "audio/slot/1.wav"):
        told = elsewhere.evaluate(
            "(url) => fetch(url).then(() => 'read', (error) => error.name)",
            f"http://127.0.0.1:{real.http}/{path}",
        )
        assert told == "TypeError", path
