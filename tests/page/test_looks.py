"""How it looks, how fast it is there, and whether everybody can use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Visit, Visitor
from peers import ServerProcess

FIRST_LOAD_BYTES = 300_000
REDRAW_MS = 50.0
LOADED = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].map((e) => [e.name, e.transferSize])"""


def with_note(visitor: Visitor) -> Visitor:
    if not visitor.revision():
        visitor.changed(lambda: visitor.press("New note"))
    return visitor


def serious(visitor: Visitor) -> list[str]:
    """What axe finds that keeps somebody out, with where."""
    found = Axe().run(visitor.page).response["violations"]
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


SCREENS = [(360, 740, "light"), (360, 740, "dark"), (1280, 800, "light"), (1280, 800, "dark")]


@pytest.mark.parametrize(("width", "height", "scheme"), [*SCREENS, (3840, 2160, "dark")])
def test_it_fits_the_screen_and_nobody_is_kept_out(
    toy: ServerProcess, visit: Visit, width: int, height: int, scheme: str
) -> None:
    screen = {"width": width, "height": height}
    visitor = with_note(visit(toy, viewport=screen, color_scheme=scheme))
    visitor.shot(f"{width}-{scheme}")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == width
    if width >= 1280:
        assert visitor.page.evaluate("document.documentElement.scrollHeight") == height
    if width < 3840:
        assert not serious(visitor)
    if width == 1280:
        for sheet in ("Controls", "Help"):
            visitor.press(sheet)
            visitor.shot(sheet.lower())
            assert not serious(visitor)
            visitor.page.keyboard.press("Escape")


def test_the_first_load_is_small_and_quick_and_asks_nobody_else(
    toy: ServerProcess, visit: Visit
) -> None:
    visitor = visit(toy)
    loaded = [(name, size) for name, size in visitor.page.evaluate(LOADED) if "/audio/" not in name]
    total = sum(size for _, size in loaded)
    took = visitor.page.evaluate("performance.getEntriesByName('ready')[0].startTime")
    print(f"first load: {len(loaded)} files, {total} bytes, ready after {took:.0f} ms")
    assert total <= FIRST_LOAD_BYTES
    ours = f"http://127.0.0.1:{toy.http}/"
    assert all(name.startswith(ours) for name, _ in loaded)


def test_an_edit_is_redrawn_at_once(toy: ServerProcess, visit: Visit) -> None:
    visitor = with_note(visit(toy))
    visitor.drag((0.3, 0.9), (0.45, 0.1))
    for _ in range(4):
        visitor.changed(lambda: visitor.press("Redraw"))
    edits = visitor.redraws()[-4:]
    print("redraws:", [f"{edit['ms']:.0f} ms" for edit in edits])
    assert all(edit["to"] - edit["from"] < 0.5 * edit["frames"] for edit in edits)
    assert min(edit["ms"] for edit in edits) <= REDRAW_MS


def test_the_sound_can_be_dragged_out(toy: ServerProcess, visit: Visit, tmp_path: Path) -> None:
    visitor = with_note(visit(toy))
    said = visitor.page.evaluate(
        """() => {
          const data = new DataTransfer();
          const link = [...document.links].find((each) => each.textContent === "Download");
          link.dispatchEvent(new DragEvent("dragstart", { dataTransfer: data }));
          return data.getData("DownloadURL");
        }"""
    )
    kind, name, url = said.split(":", 2)
    slot = visitor.store("slot")
    assert (kind, url) == ("audio/wav", f"http://127.0.0.1:{toy.http}/audio/slot/{slot}.wav")
    assert name.startswith("notono-")


def test_every_control_has_the_range_and_the_address_of_the_table(
    toy: ServerProcess, visit: Visit
) -> None:
    visitor = visit(toy)
    page = visitor.page
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    slider = page.get_by_role("slider", name="Guidance")
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("0", "10")
    page.get_by_role("button", name="Guidance: copy /notono/guidance").click()
    visitor.until(lambda: "Copied /notono/guidance" in visitor.toasts())
    assert page.evaluate("navigator.clipboard.readText()") == "/notono/guidance"
    page.get_by_role("button", name="Pitch: copy").hover()
    hint = page.locator("#hint")
    visitor.until(hint.is_visible)
    assert "/notono/pitch" in hint.inner_text()
    assert "24..84 MIDI note" in hint.inner_text()
