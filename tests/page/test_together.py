"""One slot and many hands: several pages and an OSC client, and connections that break."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from browser import Visit, Visitor
from peers import Client, ServerProcess


@pytest.fixture
def osc(toy: ServerProcess) -> Iterator[Client]:
    client = Client(toy.port)
    yield client
    client.send("notify", 0)
    client.close()


def drawn(visitor: Visitor, slot: int) -> None:
    """Go to a slot and draw a note there."""
    visitor.page.evaluate(f"import('/page/wire.js').then((wire) => wire.send('slot', {slot}))")
    visitor.until(lambda: visitor.store("slot") == slot)
    visitor.changed(lambda: visitor.page.keyboard.press("n"))


def test_two_pages_and_an_osc_client_end_with_the_same_revision(
    toy: ServerProcess, visit: Visit, osc: Client
) -> None:
    one, other = visit(toy), visit(toy, color_scheme="dark")
    drawn(one, 3)
    other.until(lambda: other.revision() == one.revision() > 0)
    began = one.revision()
    one.press("Redraw")
    one.until(lambda: one.store("jobs"))
    other.page.locator("label", has_text="reed").click()
    other.press("Redraw")  # while the first page's is still being drawn
    one.until(lambda: any("Superseded" in toast for toast in one.toasts()))
    one.shot("superseded")
    assert not one.store("jobs")
    other.until(lambda: other.revision() == began + 1)
    assert osc.ask("slot/undo", 3).name == "done"
    for visitor in (one, other):
        visitor.until(lambda each=visitor: each.revision() == began + 2)  # type: ignore[misc]
        row = "import('/page/note.js').then((note) => note.slotRow(3).revision)"
        assert visitor.page.evaluate(row) == began + 2


def test_a_knob_turned_elsewhere_moves_on_the_page_and_the_other_way_round(
    toy: ServerProcess, visit: Visit, osc: Client
) -> None:
    visitor = visit(toy)
    temperature = visitor.page.get_by_role("slider", name="Temperature")
    began = time.monotonic()
    osc.send("temperature", 1.5)
    visitor.until(lambda: abs(float(temperature.input_value()) - 1.5) < 0.02)
    print(f"from OSC to the page in {1000 * (time.monotonic() - began):.0f} ms")
    began = time.monotonic()
    temperature.focus()
    visitor.page.keyboard.press("End")
    osc.wait("temperature", 2.0)
    print(f"from the page to OSC in {1000 * (time.monotonic() - began):.0f} ms")
    osc.send("region/time", 1.024, 2.048)
    osc.send("region/freq", 0.25, 0.5)
    status = visitor.page.locator(".caption [role=status]")
    visitor.until(lambda: status.inner_text().startswith("1.02–2.05 s, 341–1"))
    visitor.pick("Fine")
    osc.wait("layer", "bottom")
    osc.send("layer", "both")
    coarse = visitor.page.get_by_role("radio", name="Coarse")
    visitor.until(coarse.is_checked)


class Wire(contextlib.AbstractContextManager["Wire"]):
    """A way to the server's port that can be cut, and mended."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._whole = True
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(65_536):
                target.sendall(content)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def cut(self) -> None:
        self._whole = False
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends = []

    def mend(self) -> None:
        self._whole = True

    def __exit__(self, *error: object) -> None:
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


def test_a_page_whose_connection_is_cut_comes_back_with_all_that_changed_meanwhile(
    toy: ServerProcess, visit: Visit, osc: Client
) -> None:
    with Wire(toy.http) as wire:
        visitor = visit(wire.port)
        drawn(visitor, 4)
        before = visitor.revision()
        visitor.page.keyboard.press("n")
        visitor.until(lambda: visitor.store("jobs"))
        wire.cut()
        visitor.until(lambda: not visitor.store("connected"))
        visitor.shot("away")
        assert visitor.page.locator(".server").inner_text() == "connecting …"
        assert not visitor.store("jobs")
        osc.send("pitch", 37)
        osc.ask("slot/generate", 4)
        wire.mend()
        visitor.until(lambda: visitor.store("connected"))
        visitor.until(lambda: visitor.store("pitch") == 37 and visitor.revision() > before)
        visitor.changed(lambda: visitor.press("Redraw"))
        while visitor.complaints:  # the browser's own, about the connection
            assert re.search(r"WebSocket|net::ERR_", visitor.complaints.pop())


def test_a_page_plays_from_the_servers_own_output(tmp_path: Path, visit: Visit) -> None:
    heard = tmp_path / "heard.wav"
    with ServerProcess("toy", tmp_path / "out", "--audio", f"file:{heard}") as server:
        visitor = visit(server)
        visitor.changed(lambda: visitor.press("Draw a note"))
        visitor.pick_in("footer", "server")
        visitor.page.keyboard.down("KeyA")
        visitor.page.wait_for_timeout(400)
        visitor.page.keyboard.up("KeyA")
        assert visitor.peak() == 0
        assert not visitor.toasts()
        visitor.close()
        assert server.stop()[0] == 0
    samples, _ = soundfile.read(heard)
    assert abs(samples).max() > 0.01


def test_a_page_finds_its_server_again_after_a_restart(tmp_path: Path, visit: Visit) -> None:
    with ServerProcess("toy", tmp_path / "out") as server:
        visitor = visit(server)
        visitor.changed(lambda: visitor.press("Draw a note"))
        port = server.http
        server.stop()
        visitor.until(lambda: not visitor.store("connected"))
    with ServerProcess("toy", tmp_path / "out", "--http", str(port)) as server:
        visitor.until(lambda: visitor.store("connected"))
        visitor.changed(lambda: visitor.press("Redraw"))
    while visitor.complaints:
        assert re.search(r"WebSocket|net::ERR_", visitor.complaints.pop())
