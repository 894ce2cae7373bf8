"""Somebody comes for the first time: the whole way from an empty page to a file, by pointer and
keys; and with a sound of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from browser import Visit, Visitor
from peers import ServerProcess

RATE_HZ = 44_100
FADE_SECONDS = 0.25  # how far around a region its edges may reach


def test_a_newcomer_hears_a_note_redraws_a_part_of_it_undoes_that_and_takes_it_home(
    real: ServerProcess, visit: Visit, tmp_path: Path
) -> None:
    visitor = visit(real, quiet=False)
    page = visitor.page
    visitor.shot("empty")
    for _ in range(6):  # the tour
        page.locator(".tour .plain").click()
    page.locator("label", has_text="flute").click()
    visitor.changed(lambda: visitor.press("Draw a note"))
    visitor.press("Play")
    visitor.until(lambda: visitor.peak() > 0.01)
    visitor.shot("heard")

    visitor.drag((0.3, 0.2), (0.6, 0.7))
    page.locator("label", has_text="guitar").click()
    before = Path(real.out / "slots" / "slot01.wav").read_bytes()
    visitor.shot("drawn")
    visitor.changed(lambda: page.locator(".do .primary").click())
    visitor.until(lambda: visitor.peak() > 0.01)  # it sounds on
    assert Path(real.out / "slots" / "slot01.wav").read_bytes() != before
    visitor.shot("redrawn")

    redrawn = visitor.redraws()[-1]
    assert redrawn["from"] > 0.15 * redrawn["frames"]  # only what has changed is drawn anew
    visitor.changed(lambda: page.keyboard.press("Control+z"))
    visitor.shot("undone")
    assert page.locator(".steps [aria-current]").get_attribute("aria-label") == ("Step 1, generate")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download").click()
    coming.value.save_as(tmp_path / "taken.wav")
    assert coming.value.suggested_filename.startswith("notono-flute-60")
    slot = real.out / "slots" / "slot01.wav"
    assert (tmp_path / "taken.wav").read_bytes() == slot.read_bytes()
    visitor.press("Stop")
    visitor.until(lambda: visitor.peak() < 0.001)


def drop(visitor: Visitor, file: Path) -> None:
    """As from the desktop: the browser reads the file itself."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 300, "data": data})


def test_a_long_stereo_sound_dropped_on_the_page_is_changed_only_where_it_is_drawn_on(
    real: ServerProcess, visit: Visit, tmp_path: Path
) -> None:
    visitor = visit(real)
    page = visitor.page
    time = np.arange(30 * RATE_HZ) / RATE_HZ
    left = 0.3 * np.sin(2 * np.pi * 220 * time) * (1 + 0.5 * np.sin(2 * np.pi * 0.7 * time))
    right = 0.2 * np.sin(2 * np.pi * 330 * time)
    soundfile.write(tmp_path / "träum.wav", np.stack([left, right], 1), RATE_HZ)
    page.keyboard.press("]")
    visitor.until(lambda: visitor.store("slot") == 2)
    visitor.changed(lambda: drop(visitor, tmp_path / "träum.wav"))
    slot = real.out / "slots" / "slot02.wav"
    old, rate_hz = soundfile.read(slot)
    assert 29.5 <= len(old) / rate_hz <= 31.5
    assert [path.name[:8] for path in (real.out / "sounds").iterdir()] == ["dropped-"]

    scroll = page.locator(".scroll")
    wide = scroll.evaluate("(e) => e.scrollWidth / e.clientWidth")
    assert 7 < wide < 8
    scroll.evaluate("(e) => (e.scrollLeft = 2 * e.clientWidth)")
    page.locator("label", has_text="vocal").click()
    visitor.pick("Columns")
    visitor.drag((0.30, 0.5), (0.45, 0.5))
    visitor.shot("third-window")
    status = page.locator(".caption [role=status]")
    visitor.until(lambda: status.inner_text().startswith("9.22–10.24 s"))
    visitor.changed(lambda: page.keyboard.press("Enter"))
    visitor.shot("third-window-redrawn")
    new, _ = soundfile.read(slot)
    assert len(new) == len(old)
    apart = np.abs(new - old)
    start, end = (round((at) * rate_hz) for at in (9.216, 10.24))
    fade = round(FADE_SECONDS * rate_hz)
    assert apart[start:end].max() > 0.01
    assert apart[: start - fade].max() < 1e-6
    assert apart[end + fade :].max() < 1e-6
