"""A real browser at the page: Chromium, driven by Playwright."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE_SECONDS = 30.0
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
]
SHOWN = """import('/page/store.js').then(({ first }) => {
  const note = first('note');
  return note ? [note.slot, note.revision] : [0, 0];
})"""
SETTLED = """import('/page/store.js').then(({ first }) => {
  const row = (first('slots') ?? new Map()).get(first('slot'));
  return row !== undefined && (row.path === 'none' || (first('drawn') ?? 0) > 0);
})"""
STORE = "import('/page/store.js').then((store) => store.first({name!r}))"


class Visitor:
    """One page, and what it complained of."""

    def __init__(
        self, browser: Browser, port: int, pictures: Path, quiet: bool = True, **settings: Any
    ) -> None:
        settings.setdefault("viewport", {"width": 1280, "height": 800})
        settings.setdefault("color_scheme", "light")
        self.context: BrowserContext = browser.new_context(**settings)
        self.page: Page = self.context.new_page()
        self.url = f"http://127.0.0.1:{port}/{'#quiet' if quiet else ''}"
        self.complaints: list[str] = []
        self._pictures = pictures
        self._shots = 0
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self) -> Visitor:
        self.page.goto(self.url)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.until(self.page.locator(".slots [aria-current=true]").is_visible)  # it knows all
        self.until(lambda: self.page.evaluate(SETTLED))  # and shows what its slot holds
        return self

    def until(self, what: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """What it says as soon as it says anything."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if said := what():
                return said
            self.page.wait_for_timeout(20)
        self.shot("given-up")
        raise TimeoutError(f"{self.toasts()} {self.complaints}")

    def store(self, name: str) -> Any:
        """What the page knows under a name."""
        return self.page.evaluate(STORE.format(name=name))

    def shown(self) -> tuple[int, int]:
        """Slot and revision of the note that is drawn; 0 where there is none."""
        slot, revision = self.page.evaluate(SHOWN)
        return slot, revision

    def revision(self) -> int:
        return self.shown()[1]

    def redraws(self) -> list[dict[str, Any]]:
        """How long each picture took, from its file to the canvas, and which frames it changed."""
        said = "performance.getEntriesByName('redraw').map((e) => ({...e.detail, ms: e.duration}))"
        return list(self.page.evaluate(said))

    def changed(self, act: Callable[[], Any]) -> int:
        """Do something, and wait until it is done and another revision is drawn."""
        before, drawn = self.shown(), len(self.redraws())
        act()
        self.until(lambda: self.shown() != before and len(self.redraws()) > drawn)
        self.until(lambda: not self.store("jobs"))
        return self.revision()

    def drag(self, *points: tuple[float, float]) -> None:
        """Over the picture, by the mouse; points are shares of its width and height."""
        box = self.page.locator(".overlay").bounding_box()
        assert box is not None
        mouse = self.page.mouse
        for index, (x, y) in enumerate(points):
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
            if index == 0:
                mouse.down()
        mouse.up()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def pick(self, word: str) -> None:
        """One of several words in a row."""
        self.pick_in("main", word)

    def pick_in(self, where: str, word: str) -> None:
        self.page.locator(f"{where} label").get_by_text(word, exact=True).first.click()

    def toasts(self) -> list[str]:
        return self.page.locator(".toast").all_inner_texts()

    def peak(self) -> float:
        """The highest sample of the last moments, behind the limiter."""
        said = "import('/page/sound/engine.js').then((sound) => sound.peak())"
        return float(self.page.evaluate(said))

    def shot(self, name: str) -> None:
        self._shots += 1
        self.page.screenshot(path=self._pictures / f"{self._shots:02d}-{name}.png")

    def close(self) -> None:
        self.context.close()


Visit = Callable[..., Visitor]  # a server or a port, and settings of the browser


def pictures_folder(otherwise: Path) -> Path:
    """Where screenshots are kept: NOTONO_PICTURES, or the test's own folder."""
    named = os.environ.get("NOTONO_PICTURES")
    folder = Path(named) / otherwise.name if named else otherwise
    folder.mkdir(parents=True, exist_ok=True)
    return folder
