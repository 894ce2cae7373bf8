"""Ports that come and go: a system held in the hand, and real MIDI over JACK."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from house import House
from jackd import JackServer, jack_served
from midi_box import MidiBox
from peers import Client, ServerProcess

from notono_live.config import Files, Midi, Settings
from notono_live.transports import midi_ports
from notono_live.transports.midi import MidiTransport
from notono_live.transports.midi_ports import Came, Closed, Keeper, Opened, Said, Wish
from notono_live.transports.midi_process import PortProcess

PATIENCE_SECONDS = 20.0


@dataclass
class HandPort:
    name: str
    closed: list[str]
    sent: list[bytes] = field(default_factory=list)

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.closed.append(self.name)


class HandSystem:
    """A system whose boxes a test plugs in."""

    def __init__(self, api: str = "alsa") -> None:
        self.api = api
        self.boxes: list[str] = []
        self.closed: list[str] = []
        self.busy: set[str] = set()
        self.ears: dict[str, Callable[[bytes], None]] = {}
        self.mouths: dict[str, HandPort] = {}

    def inputs(self) -> list[str]:
        return list(self.boxes)

    outputs = inputs

    def open_input(self, index: int, heard: Callable[[bytes], None]) -> HandPort:
        name = self.boxes[index]
        if name in self.busy:
            raise OSError("another program has it")
        self.ears[name] = heard
        return HandPort(name, self.closed)

    def open_output(self, index: int) -> HandPort:
        name = self.boxes[index]
        self.mouths[name] = HandPort(name, self.closed)
        return self.mouths[name]

    def virtual_input(self, name: str, heard: Callable[[bytes], None]) -> HandPort:
        self.ears[name] = heard
        return HandPort(name, self.closed)

    def virtual_output(self, name: str) -> HandPort:
        return HandPort(name, self.closed)


def keeper(system: HandSystem, *patterns: str, virtual: str = "") -> tuple[Keeper, list[Said]]:
    heard: list[Said] = []
    return Keeper(system, Wish(patterns or ("*",), virtual=virtual), heard.append), heard


def test_a_box_is_opened_when_it_comes_and_closed_when_it_goes() -> None:
    system = HandSystem()
    ports, heard = keeper(system)
    ports.look()
    system.boxes = ["Box:Box MIDI 1 20:0"]
    ports.look()
    ports.look()
    system.ears["Box:Box MIDI 1 20:0"](b"\x90\x3c\x01")
    system.boxes = []
    ports.look()
    name = "Box:Box MIDI 1"
    assert heard == [Opened(name), Came(name, b"\x90\x3c\x01"), Closed(name)]
    assert system.closed == ["Box:Box MIDI 1 20:0"] * 2, "its two ends"


def test_a_box_that_was_plugged_in_anew_is_opened_anew() -> None:
    system = HandSystem()
    ports, heard = keeper(system)
    for number in (20, 24):
        system.boxes = [f"Box:Box MIDI 1 {number}:0"]
        ports.look()
    name = "Box:Box MIDI 1"
    assert heard == [Opened(name), Closed(name), Opened(name)]


def test_only_the_boxes_that_are_wished_for_are_opened_and_never_our_own() -> None:
    system = HandSystem()
    system.boxes = ["nanoKONTROL2:nano 20:0", "Push 2:Push 21:0", "Keys:Keys 22:0"]
    system.boxes += ["notono-midi:notono-live feedback 128:0", "notono-live 129:0"]
    ports, heard = keeper(system, "NANOkontrol*", "push*")
    ports.look()
    assert heard == [Opened("nanoKONTROL2:nano"), Opened("Push 2:Push")]


def test_two_boxes_of_one_name_are_told_apart() -> None:
    system = HandSystem()
    system.boxes = ["Box:Box 20:0", "Box:Box 24:0"]
    ports, heard = keeper(system)
    ports.look()
    assert heard == [Opened("Box:Box"), Opened("Box:Box #2")]


def test_numbers_that_change_are_no_part_of_a_name() -> None:
    system = HandSystem("jack")
    system.boxes = ["a2j:MIDI Mix [24] (capture): MIDI Mix MIDI 1"]
    ports, heard = keeper(system, "MIDI Mix*")
    ports.look()
    assert heard == [Opened("a2j:MIDI Mix (capture): MIDI Mix MIDI 1")]


def test_a_box_that_cannot_be_opened_takes_no_other_with_it() -> None:
    system = HandSystem()
    system.boxes = ["A:A 20:0", "B:B 24:0"]
    system.busy = {"A:A 20:0"}
    ports, heard = keeper(system)
    ports.look()
    system.busy = set()
    ports.look()
    assert heard == [Opened("B:B"), Opened("A:A")]


def test_what_goes_back_goes_to_the_same_box() -> None:
    system = HandSystem()
    system.boxes = ["A:A 20:0", "B:B 24:0", "Midi Through:Midi Through Port-0 14:0"]
    ports, _ = keeper(system)
    ports.look()
    for name in ("B:B", "C:C", "Midi Through:Midi Through Port-0"):
        ports.send(name, b"\xb0\x01\x02")
    assert {name: port.sent for name, port in system.mouths.items()} == {
        "A:A 20:0": [],
        "B:B 24:0": [b"\xb0\x01\x02"],
    }


def test_a_port_of_our_own_is_there_where_the_system_has_such() -> None:
    for api, expected in (("jack", [Opened("mine")]), ("winmm", [])):
        ports, heard = keeper(HandSystem(api), virtual="mine")
        ports.open_virtual()
        ports.look()
        assert heard == expected


def test_without_rtmidi_there_is_a_line_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    heard: list[Said] = []
    asyncio.run(PortProcess(Wish(("*",))).run(heard.append))
    (said,) = heard
    assert isinstance(said, midi_ports.NoMidi)
    assert "pip install" in said.text


class Sound:
    """A player that keeps what it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: self.calls.append((name, *arguments))


class Stage:
    """A real engine with real MIDI ports, on a JACK server."""

    def __init__(self, out: Path) -> None:
        settings = Settings(files=Files(out), midi=Midi(inputs=("Box*",), takeover="none"))
        self.house = House(out)
        self.sound = Sound()
        self.lines: list[str] = []
        ports = PortProcess(Wish(("Box*",), "jack", "stage", look_seconds=0.1))
        self.midi = MidiTransport(settings, self.house.engine, self.sound, self.lines.append, ports)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                await asyncio.sleep(0.01)

    async def until_line(self, line: str, count: int = 1) -> None:
        await self.until(lambda: self.lines.count(line) >= count)

    async def plugged(self, count: int = 1) -> None:
        """The box is open, for the nth time; what was sent before is lost, and JACK passes
        nothing on before its next cycle."""
        await self.until_line(OPEN, count)
        await asyncio.sleep(0.1)


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    pytest.importorskip("rtmidi", reason="python-rtmidi is not installed")
    with jack_served(monkeypatch, patient=False, block=256) as server:
        yield server


@contextlib.asynccontextmanager
async def staged(out: Path) -> AsyncIterator[Stage]:
    stage = Stage(out)
    running = asyncio.create_task(stage.midi.run())
    try:
        yield stage
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def on_jack(out: Path, work: Callable[[Stage], Awaitable[None]]) -> None:
    async def inside() -> None:
        async with staged(out) as stage:
            await stage.until_line("midi: stage is open, with the default map")
            await work(stage)

    asyncio.run(inside())


OPEN = "midi: Box:Box capture is open, with the default map"
CLOSED = "midi: Box:Box capture is closed"


def test_keys_and_knobs_of_a_real_box_arrive(jack: JackServer, tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        with MidiBox(jack) as box:
            await stage.plugged()
            for data in ((0x93, 60, 99), (0x83, 60, 0), (0xB0, 21, 127), (0xE0, 0, 0)):
                box.send(*data)
            await stage.until(lambda: len(stage.sound.calls) >= 3)
            assert stage.sound.calls[:2] == [("note_on", 60, 99, 4), ("note_off", 60, 4)]
            assert stage.sound.calls[2] == ("bend", 1, -2.0)
            assert stage.house.engine.controls.pitch == 84

    on_jack(tmp_path, work)


def test_a_box_that_is_pulled_out_lets_go_of_its_keys(jack: JackServer, tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        for times in (1, 2):
            with MidiBox(jack) as box:
                await stage.plugged(times)
                stage.sound.calls.clear()
                box.send(0x90, 60, 99)
                await stage.until(lambda: ("note_on", 60, 99, 1) in stage.sound.calls)
                box.unplug()
                await stage.until_line(CLOSED, times)
                assert stage.sound.calls[-1] == ("note_off", 60, 1)

    on_jack(tmp_path, work)


def test_rings_of_a_real_box_are_drawn(jack: JackServer, tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        with MidiBox(jack, "Box nanoKONTROL2") as box:
            await stage.until_line(f"midi: {box.port} is open, a Korg nanoKONTROL2")
            stage.house.ask("pan", 1)
            heard = ""
            while heard != bytes((0xB0, 4, 127)).hex():
                heard = await asyncio.to_thread(box.hears)

    on_jack(tmp_path, work)


def test_the_jack_server_dies_and_midi_comes_back(jack: JackServer, tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        with MidiBox(jack) as box:
            await stage.plugged()
            box.send(0x90, 60, 99)
            await stage.until(lambda: ("note_on", 60, 99, 1) in stage.sound.calls)
            jack.kill()
            box.unplug()
            await stage.until_line(CLOSED)
            assert stage.sound.calls[-1] == ("note_off", 60, 1)
        await asyncio.to_thread(jack.start)
        await stage.until_line("midi: stage is open, with the default map", 2)
        with MidiBox(jack) as box:
            await stage.plugged(2)
            box.send(0x90, 61, 99)
            await stage.until(lambda: ("note_on", 61, 99, 1) in stage.sound.calls)

    on_jack(tmp_path, work)


def turned(jack: JackServer, out: Path, seconds: float) -> None:
    flags = ("--audio", "none", "--midi", "Box*", "--midi-api", "jack")
    with MidiBox(jack) as box, ServerProcess("toy", out, *flags) as server:
        client = Client(server.port)
        client.send("midi/takeover", "none")
        client.wait("midi/takeover", "none")
        assert server.process.stdout is not None
        while not any(OPEN in line for line in server.lines):
            server.lines.append(server.process.stdout.readline())
        box.turn(23, round(500 * seconds), 1 / 500, last=77)
        last = pytest.approx(77 / 127)
        told = [client.wait("top_p")]
        while told[-1].atoms[0] != last:
            told.append(client.wait("top_p"))
        client.send("ping", 1)
        client.wait("pong", 1)
        client.send("top_p")
        assert client.wait("top_p").atoms == (last,)
        assert 20 * seconds <= len(told) <= 220 * seconds, "each setting is told, and paced"
        assert server.stop() == (0, "")
        client.close()


def test_a_knob_turned_500_times_a_second_ends_in_its_last_value(
    jack: JackServer, tmp_path: Path
) -> None:
    turned(jack, tmp_path / "out", seconds=2)


@pytest.mark.slow
def test_a_knob_turned_500_times_a_second_for_long(jack: JackServer, tmp_path: Path) -> None:
    turned(jack, tmp_path / "out", seconds=10)
