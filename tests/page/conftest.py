"""Fixtures of the page: a browser for each file, a server for each model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import FLAGS, Visit, Visitor, pictures_folder
from peers import ServerProcess
from playwright.sync_api import Browser, sync_playwright

DEFAULT_BUNDLE = Path(__file__).parents[2] / "models" / "default" / "model.json"


@pytest.fixture(scope="module")  # Playwright's loop must not run on under tests of other folders
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose model takes half a second and sounds like its codes."""
    out = tmp_path_factory.mktemp("toy") / "out"
    with ServerProcess("toy", out, "--pause", "0.5") as server:
        yield server


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with the default model."""
    if not DEFAULT_BUNDLE.exists():
        pytest.skip("there is no default model")
    with ServerProcess("default", tmp_path_factory.mktemp("real") / "out") as server:
        yield server


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens pages. When the test ends, none of them may have complained."""
    visitors: list[Visitor] = []

    def open_page(server: ServerProcess | int, **settings: Any) -> Visitor:
        port = server if isinstance(server, int) else server.http
        visitor = Visitor(chromium, port, pictures_folder(tmp_path), **settings)
        visitors.append(visitor)
        return visitor.open()

    yield open_page
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.close()
    assert not complaints
