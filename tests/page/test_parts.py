"""Parts of the page against the server's own: spectra, the mel axis, cells as text, sound files."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from browser import Visit, Visitor
from peers import ServerProcess

from notono_live.notes.cells import Cells
from notono_live.notes.codemap import MAX_COLUMNS, Grid, Layer
from notono_live.notes.constraint import Region

PICTURE = "document.querySelector('canvas.picture')"
COLUMN = f"""(() => {{
  const canvas = {PICTURE};
  const middle = canvas.getContext("2d").getImageData(canvas.width / 2, 0, 1, canvas.height);
  return Array.from(middle.data.filter((_, at) => at % 4 === 1));
}})()"""


MARK = """
  const cells = new m.Cells(args[0], 5);
  for (const [row, column] of args[1]) cells.fill(column, column + 1, row, row + 1, true);
  return cells.hex;"""
READ = """
  const bytes = Uint8Array.from(atob(args[0]), (letter) => letter.charCodeAt(0));
  const { samples, rate } = m.read(bytes.buffer);
  return [rate, [...samples]];"""


@pytest.fixture
def visitor(toy: ServerProcess, visit: Visit) -> Visitor:
    return visit(toy)


def call(visitor: Visitor, module: str, body: str, *args: Any) -> Any:
    """Run JavaScript with a module of the page as `m` and the arguments as `args`."""
    script = f"import('/page/{module}').then((m) => {{ const args = {json.dumps(args)}; {body} }})"
    return visitor.page.evaluate(script)


def picture(visitor: Visitor) -> str:
    """All of its pixels, as text."""
    return str(visitor.page.evaluate(f"{PICTURE}.toDataURL()"))


def test_spectra_are_those_of_numpy(visitor: Visitor) -> None:
    frame = np.random.default_rng(1).uniform(-1, 1, 256)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(256) / 256)
    body = "return [...new m.Spectrum(256).of(Float32Array.from(args[0]), 0)];"
    theirs = np.array(call(visitor, "picture/fft.js", body, frame.tolist()))
    ours = np.abs(np.fft.rfft(frame * window)) ** 2
    np.testing.assert_allclose(theirs, ours, rtol=1e-3, atol=1e-3)


def test_the_mel_axis_is_the_models(visitor: Visitor) -> None:
    shares = [0, 0.25, 0.5, 0.75, 1]
    theirs = call(visitor, "picture/axis.js", "return args[0].map(m.hertz);", shares)
    span = np.log1p(8000 / 240)
    np.testing.assert_allclose(theirs, 240 * np.expm1(np.array(shares) * span))
    back = call(visitor, "picture/axis.js", "return args[0].map(m.share);", theirs)
    np.testing.assert_allclose(back, shares, atol=1e-9)


def test_cells_are_written_as_the_server_reads_them(visitor: Visitor) -> None:
    for layer in Layer:
        mask = np.random.default_rng(2).random(Grid.of(layer, 5).shape) < 0.3
        text = call(visitor, "edit/cells.js", MARK, layer, np.argwhere(mask).tolist())
        assert Cells(layer, text) == Cells.of(layer, mask)
        np.testing.assert_array_equal(Cells(layer, text).checked(5).mask, mask)


def test_a_region_covers_the_same_cells_here_and_there(visitor: Visitor) -> None:
    for start in (0.0, 0.4, 0.95, 1.5, 3.9, 8.0):
        span = start / 0.512, (start + 1) / 0.512
        columns = call(visitor, "edit/selection.js", "return m.snapped(...args);", *span, 120)
        region = Region.spanning(Layer.BOTTOM, (start, start + 1), (0, 1), MAX_COLUMNS)
        assert columns == [region.column, region.column_end], start


def test_sound_files_are_read_as_libsndfile_reads_them(visitor: Visitor, tmp_path: Path) -> None:
    sound = np.random.default_rng(3).uniform(-1, 1, 501)
    for subtype in ("PCM_16", "PCM_24", "FLOAT"):
        soundfile.write(tmp_path / "a.wav", sound, 48_000, subtype=subtype)
        content = base64.b64encode((tmp_path / "a.wav").read_bytes()).decode()
        rate, samples = call(visitor, "sound/wav.js", READ, content)
        assert rate == 48_000
        expected = soundfile.read(tmp_path / "a.wav")[0]
        np.testing.assert_allclose(samples, expected, atol=1e-7, err_msg=subtype)


def test_what_an_edit_draws_anew_is_what_a_page_opened_later_draws(
    toy: ServerProcess, visitor: Visitor, visit: Visit
) -> None:
    visitor.changed(lambda: visitor.press("New note"))
    before = picture(visitor)
    visitor.drag((0.3, 0.9), (0.4, 0.1))
    visitor.changed(lambda: visitor.press("Redraw"))
    after = picture(visitor)
    assert after != before
    other = visit(toy)
    other.until(lambda: other.revision() == visitor.revision())
    other.until(lambda: other.redraws())
    assert picture(other) == after


def test_a_tone_stands_at_its_frequency(visitor: Visitor) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(2 * 16_000) / 16_000)
    drawn = len(visitor.redraws())
    body = "m.show(Float32Array.from(args[0]), 16000, performance.now());"
    call(visitor, "picture/picture.js", body, [*tone, *tone])
    visitor.until(lambda: len(visitor.redraws()) > drawn)
    rows = visitor.page.evaluate(COLUMN)  # the darkest is the loudest
    hertz = 240 * np.expm1((1 - (np.argmin(rows) + 0.5) / len(rows)) * np.log1p(8000 / 240))
    assert abs(hertz - 1000) < 12


LISTEN = """async ([rate, one, other]) => {
  const sound = await import('/page/sound/engine.js');
  const roughest = () => {
    const x = sound.heard();
    const bends = x.subarray(2).map((_, n) => Math.abs(x[n + 2] - 2 * x[n + 1] + x[n]));
    return bends.reduce((most, bend) => Math.max(most, bend), 0);
  };
  const listened = async (ms) => {
    let most = 0;
    for (const end = performance.now() + ms; performance.now() < end; ) {
      await new Promise((done) => setTimeout(done, 10));
      most = Math.max(most, roughest());
    }
    return most;
  };
  sound.update(Float32Array.from(one), rate, 60);
  await sound.loop(true);
  await listened(300);
  const steady = [await listened(200), sound.peak()];
  sound.update(Float32Array.from(other), rate, 60);
  const changing = await listened(400);
  const after = [sound.peak(), sound.voicesSounding()];
  sound.stopAll();
  return [steady, changing, after];
}"""


def test_a_new_version_fades_in_without_a_click(visitor: Visitor) -> None:
    rate = 48_000
    tone = np.sin(2 * np.pi * 220 * np.arange(rate) / rate)
    steady, changing, after = visitor.page.evaluate(LISTEN, [rate, [*0.5 * tone], [*-0.2 * tone]])
    a_click = 0.3  # about what a hard change from one to the other would be
    assert steady[1] > 0.4
    assert 0.1 < after[0] < 0.25
    assert after[1] == 1
    assert changing < 0.03 * a_click, (steady, changing)
