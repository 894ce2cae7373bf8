"""Every way to draw and to play: mouse, finger, keyboard, MIDI; every shape and every tool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import Visit, Visitor
from peers import ServerProcess

MIDI = """
const input = { name: "keys" };
window.keys = input;
navigator.requestMIDIAccess = async () => ({ inputs: new Map([["1", input]]) });
"""
SELECTED = """import('/page/store.js').then((store) => {
  const cells = store.first('selection');
  return { ...cells.bounds, layer: cells.layer, count: cells.count, hex: cells.hex };
})"""
VELOCITY = """import('/page/store.js').then((store) => new Promise((heard) => {
  store.on('slot/labels.reply', (slot, layer, row, what, ...values) => {
    if (what === 'velocity') heard(values);
  });
  import('/page/wire.js').then((wire) => wire.send('slot/labels', 0, 'bottom'));
}))"""
VOICES = "import('/page/sound/engine.js').then((sound) => sound.voicesSounding())"


def selected(visitor: Visitor) -> dict[str, Any]:
    return dict(visitor.page.evaluate(SELECTED))


def box(visitor: Visitor) -> tuple[int, int, int, int]:
    s = selected(visitor)
    return s["c0"], s["c1"], s["r0"], s["r1"]


@pytest.fixture
def visitor(toy: ServerProcess, visit: Visit) -> Visitor:
    """A page at a slot with a new note, nothing chosen."""
    visitor = visit(toy)
    visitor.page.evaluate("import('/page/wire.js').then((wire) => wire.send('layer', 'both'))")
    visitor.page.keyboard.press("]")
    visitor.changed(lambda: visitor.page.keyboard.press("n"))
    return visitor


@pytest.fixture(scope="module")
def striking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose model tells velocities apart."""
    out = tmp_path_factory.mktemp("striking") / "out"
    with ServerProcess("toy", out, "--velocities", "5") as server:
        yield server


def test_dynamics_are_there_where_the_model_knows_them(
    visitor: Visitor, striking: ServerProcess, visit: Visit
) -> None:
    knob = visitor.page.get_by_role("slider", name="Dynamics")
    assert not knob.is_visible(), "the toy knows none"
    other = visit(striking)
    knob = other.page.get_by_role("slider", name="Dynamics")
    other.until(knob.is_visible)
    knob.fill("120")
    other.until(lambda: other.store("dynamics") == 120)
    other.changed(lambda: other.page.keyboard.press("n"))
    row = other.page.evaluate(VELOCITY)
    assert row == [127] * 8


def test_the_mouse_selects_boxes_columns_bands_and_free_strokes_and_adds_and_cuts(
    visitor: Visitor,
) -> None:
    visitor.drag((0.3, 0.9), (0.6, 0.6))
    assert box(visitor) == (1, 3, 3, 13)
    visitor.pick("Columns")
    visitor.drag((0.9, 0.5), (0.95, 0.5))
    assert box(visitor) == (3, 4, 0, 32)
    visitor.pick("Bands")
    visitor.page.keyboard.down("Shift")
    visitor.drag((0.1, 0.99))
    visitor.page.keyboard.up("Shift")
    assert selected(visitor)["count"] == 32 + 3
    visitor.page.keyboard.down("Alt")
    visitor.drag((0.1, 0.99))
    visitor.page.keyboard.up("Alt")
    assert selected(visitor)["count"] == 31
    visitor.pick("Free")
    visitor.pick("Fine")
    visitor.until(lambda: visitor.store("layer") == "bottom")
    visitor.drag((0.05, 0.5), (0.95, 0.5))
    assert (selected(visitor)["layer"], selected(visitor)["count"]) == ("bottom", 8)
    visitor.pick("Add")
    visitor.drag((0.05, 0.1), (0.05, 0.3))
    assert 18 <= selected(visitor)["count"] <= 23
    visitor.shot("free")
    visitor.changed(lambda: visitor.page.keyboard.press("Enter"))


def test_the_keyboard_alone_selects_redraws_cancels_and_plays(visitor: Visitor) -> None:
    page = visitor.page
    page.locator(".overlay").focus()
    page.keyboard.press("Escape")  # everything
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert box(visitor) == (1, 3, 1, 4)
    status = page.locator(".caption [role=status]")
    visitor.until(lambda: status.inner_text() == "1.02–3.07 s, 28–133 Hz, 6 cells")
    visitor.changed(lambda: page.keyboard.press("Enter"))
    revision = visitor.revision()
    page.keyboard.press("Enter")
    visitor.until(lambda: visitor.store("jobs"))
    visitor.shot("under-way")
    page.keyboard.press("Escape")
    visitor.until(lambda: "Taken back." in visitor.toasts())
    assert visitor.revision() == revision
    page.keyboard.down("KeyA")
    page.keyboard.down("KeyD")
    visitor.until(lambda: page.evaluate(VOICES) == 2)
    visitor.until(lambda: visitor.peak() > 0.01)
    page.keyboard.up("KeyA")
    page.keyboard.up("KeyD")
    visitor.until(lambda: page.evaluate(VOICES) == 0)
    page.keyboard.press("Space")
    visitor.until(lambda: visitor.store("looping"))
    page.keyboard.press("Space")
    visitor.until(lambda: not visitor.store("looping"))
    page.keyboard.press("Shift+?")
    assert page.get_by_role("dialog", name="Help").is_visible()
    page.keyboard.press("Escape")


def test_a_finger_draws_and_plays_on_a_telephone(toy: ServerProcess, visit: Visit) -> None:
    screen = {"width": 360, "height": 740}
    visitor = visit(toy, viewport=screen, has_touch=True, is_mobile=True)
    page = visitor.page
    visitor.changed(lambda: visitor.press("New note"))
    overlay = page.locator(".overlay")
    overlay.scroll_into_view_if_needed()
    at = overlay.bounding_box()
    assert at is not None
    devtools = visitor.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def over(x: float, y: float) -> tuple[float, float]:
        return at["x"] + x * at["width"], at["y"] + y * at["height"]

    touch("touchStart", over(0.3, 0.9))
    touch("touchMove", over(0.5, 0.7))
    touch("touchMove", over(0.6, 0.6))
    touch("touchEnd")
    visitor.until(lambda: box(visitor) == (1, 3, 3, 13))
    visitor.shot("telephone")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    key = page.locator(".piano .pitch")
    key.scroll_into_view_if_needed()
    place = key.bounding_box()
    assert place is not None
    touch("touchStart", (place["x"] + 8, place["y"] + 60))
    visitor.until(lambda: page.evaluate(VOICES) == 1)
    touch("touchMove", (place["x"] + 60, place["y"] + 60))  # over the keys beside it
    visitor.until(lambda: page.locator(".piano .held:not(.pitch)").count() == 1)
    visitor.until(lambda: page.evaluate(VOICES) == 1)
    assert page.locator(".piano .held").count() == 1
    touch("touchEnd")
    visitor.until(lambda: page.evaluate(VOICES) == 0)


def test_midi_keys_play_and_the_piano_sets_the_pitch(toy: ServerProcess, visit: Visit) -> None:
    visitor = visit(toy)
    page = visitor.page
    page.add_init_script(MIDI)
    page.reload()
    visitor.until(lambda: visitor.store("connected"))
    visitor.changed(lambda: visitor.press("New note"))
    visitor.press("MIDI keys")
    visitor.until(lambda: "MIDI: keys" in visitor.toasts())
    page.evaluate("keys.onmidimessage({ data: [0x90, 64, 100] })")
    visitor.until(lambda: page.evaluate(VOICES) == 1)
    page.evaluate("keys.onmidimessage({ data: [0x80, 64, 0] })")
    visitor.until(lambda: page.evaluate(VOICES) == 0)
    visitor.pick_in("footer", "keys set the pitch")
    page.locator('.piano [data-pitch="67"]').click()
    visitor.until(lambda: visitor.store("pitch") == 67)


def test_cells_are_scattered_erased_labelled_and_their_labels_shown(visitor: Visitor) -> None:
    page = visitor.page
    visitor.drag((0.3, 0.9), (0.6, 0.6))
    for tool in ("Scatter", "Erase"):
        visitor.pick(tool)
        visitor.changed(lambda name=tool: visitor.press(name))  # type: ignore[misc]
    page.locator("label", has_text="organ").click()
    visitor.pick("labels")
    visitor.pick("Label")
    visitor.changed(lambda: visitor.press("Label"))
    visitor.until(lambda: visitor.store("labels"))
    organ = 6
    visitor.until(lambda: visitor.store("labels")["instrument"][5][1] == organ)
    assert visitor.store("labels")["instrument"][5][0] != organ
    visitor.shot("labels")
    visitor.pick("as each cell is labelled")
    visitor.pick("Redraw")
    visitor.changed(lambda: page.keyboard.press("Enter"))


def test_one_of_four_takes_is_heard_and_kept(visitor: Visitor) -> None:
    visitor.press("Four takes")
    visitor.until(lambda: visitor.page.locator(".takes").is_visible())
    drawn = len(visitor.redraws())
    visitor.page.locator(".takes label", has_text="3").click()
    visitor.until(lambda: len(visitor.redraws()) > drawn)
    visitor.shot("takes")
    visitor.changed(lambda: visitor.press("Keep"))
    assert visitor.page.locator(".takes").is_hidden()


def test_the_history_is_walked_by_its_pictures_and_side_b_compared(visitor: Visitor) -> None:
    page = visitor.page
    for _ in range(2):
        visitor.changed(lambda: visitor.press("Redraw"))
    steps = page.locator(".steps button")
    assert steps.count() == 3
    revision = visitor.revision()
    steps.first.click()
    visitor.until(lambda: visitor.revision() == revision + 2)
    visitor.until(lambda: steps.first.get_attribute("aria-current") == "step")
    visitor.changed(lambda: page.keyboard.press("Control+y"))
    visitor.until(lambda: steps.nth(1).get_attribute("aria-current") == "step")
    visitor.changed(lambda: visitor.press("Compare A and B"))


def test_a_scene_is_saved_and_recalled_and_anything_can_be_asked(visitor: Visitor) -> None:
    page = visitor.page
    revision = visitor.revision()
    visitor.press("Controls")
    page.get_by_label("Name of a scene").fill("evening")
    visitor.press("Save scene")
    recall = page.get_by_role("button", name="evening", exact=True)
    visitor.until(recall.is_visible)
    page.get_by_label("Command").select_option("version")
    visitor.press("Send")
    said = page.locator(".said")
    visitor.until(lambda: "/notono/version.reply notono-live" in said.inner_text())
    visitor.press("Close")
    visitor.changed(lambda: visitor.press("Redraw"))
    visitor.press("Controls")
    recall.click()
    visitor.until(lambda: visitor.revision() == revision + 2)
    page.get_by_role("button", name="Delete the scene evening").click()
    visitor.until(recall.is_hidden)


def test_a_refusal_is_a_readable_line(visitor: Visitor) -> None:
    visitor.page.evaluate("import('/page/act.js').then((act) => act.chooseSlot(90))")
    visitor.until(lambda: any("slot 90" in toast for toast in visitor.toasts()))
    visitor.page.set_input_files("#file", {"name": "x.wav", "mimeType": "a/b", "buffer": b"no"})
    visitor.until(lambda: any("no sound file" in toast for toast in visitor.toasts()))
    visitor.complaints.clear()  # the browser's own word on the refusal
