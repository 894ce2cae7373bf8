"""MIDI as a client of a real engine, with ports held in the hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from house import House
from toys import Listener

from notono_live import config
from notono_live.config import Files, Midi, Settings
from notono_live.errors import BadArguments, NotonoError
from notono_live.protocol import notifications as told
from notono_live.toml_file import TomlFile
from notono_live.transports.midi import MidiTransport
from notono_live.transports.midi_ports import Came, Closed, NoMidi, Opened, Said, Using

BOX = "Box:Box MIDI 1"
KNOWN = "nanoKONTROL2 SLIDER/KNOB"  # its map has the pan at 4
VIRTUAL = "notono-live"  # a port of our own


class HandPorts:
    """Ports that say what a test says, and keep what they are sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []

    async def run(self, hear: Callable[[Said], None]) -> None:
        await asyncio.Event().wait()

    def send(self, port: str, data: bytes) -> None:
        self.sent.append((port, data))


class Stage:
    """A house with MIDI, and a client that listens."""

    def __init__(self, out: Path, midi: Midi | None = None, file: Path | None = None) -> None:
        self.house = House(out)
        self.ports = HandPorts()
        self.lines: list[str] = []
        habits = replace(midi or Midi(), takeover=midi.takeover if midi else "none")
        settings = Settings(files=Files(out), midi=habits, path=file)
        engine = self.house.engine
        self.midi = MidiTransport(settings, engine, engine.playing, self.lines.append, self.ports)
        self.house.ask("notify", 1)
        self.client.heard.clear()

    @property
    def client(self) -> Listener:
        return self.house.client

    def open(self, port: str = BOX) -> None:
        self.midi.hear(Opened(port))

    def feed(self, *data: int, port: str = BOX) -> None:
        self.midi.hear(Came(port, bytes(data)))

    def said(self, verb: str) -> list[told.Done | told.Fail]:
        return [
            n for n in self.client.heard if isinstance(n, told.Done | told.Fail) and n.verb == verb
        ]

    def rows(self) -> list[told.BindingRow]:
        self.client.heard.clear()
        self.house.ask("list/midi")
        return [n for n in self.client.heard if isinstance(n, told.BindingRow)]


def on_loop(work: Callable[[Stage], object], out: Path, midi: Midi | None = None) -> Stage:
    """Runs a test's coroutine on a stage that is taken down after it."""

    async def inside() -> Stage:
        stage = Stage(out, midi)
        result = work(stage)
        if asyncio.iscoroutine(result):
            await result
        await stage.midi.close()
        return stage

    return asyncio.run(inside())


def test_what_a_knob_does_is_told_as_what_any_client_does(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        stage.feed(0xB0, 20, 127)
        told_values = {n.parameter: n.values for n in stage.house.heard(told.ParameterIs)}
        assert told_values["instrument"] == ("vocal",)
        assert told_values["instrument/index"] == (10,)

    on_loop(work, tmp_path)


def test_a_switch_asks_for_a_job_and_its_refusal_is_told_to_the_listeners(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        for _ in range(3):
            stage.feed(0xB0, 80, 127)
            stage.feed(0xB0, 80, 0)
        fails = stage.said("regenerate")
        assert [fail.code for fail in fails if isinstance(fail, told.Fail)] == ["unknown-slot"] * 3

    on_loop(work, tmp_path)


def test_a_refusal_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def work(stage: Stage) -> None:
        for _ in range(50):
            stage.feed(0x90, 60, 100)
            stage.feed(0x80, 60, 0)

    on_loop(work, tmp_path)
    assert len([r for r in caplog.records if r.name == "notono.midi"]) == 1


def test_what_the_settings_say_is_where_the_parameters_begin(tmp_path: Path) -> None:
    stage = on_loop(lambda _: None, tmp_path, Midi(notes="slots", takeover="scale"))
    now = stage.house.engine.controls
    assert (now.midi_notes, now.midi_takeover) == ("slots", "scale")


def test_a_pace_after_the_last_movement_the_last_value_stands(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        for value in range(128):
            stage.feed(0xB0, 23, value)
        await asyncio.sleep(0.05)
        assert stage.house.engine.controls.top_p == 1.0
        assert len([n for n in stage.house.heard(told.ParameterIs) if n.parameter == "top_p"]) == 2

    on_loop(work, tmp_path)


def test_learning_binds_the_next_control_and_tells_it(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        stage.house.ask("midi/learn", "/notono/guidance")
        for value in (3, 4, 5):
            stage.feed(0xB4, 21, value)
        assert stage.house.engine.controls.pitch == 60, "what is learned is not obeyed meanwhile"
        learned, done = stage.client.heard
        assert learned == told.Learned("/notono/guidance", BOX, "cc", 5, 21)
        assert done == told.Done("midi/learn", 0, 0)
        stage.feed(0xB4, 21, 127)
        assert stage.house.engine.controls.guidance == 10
        assert stage.rows()[0].target == "/notono/guidance"

    on_loop(work, tmp_path, Midi(takeover="none"))


def test_a_control_that_is_learned_again_forgets_what_it_did(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        for target in ("guidance", "pan"):
            stage.house.ask("midi/learn", target)
            for value in (3, 4, 5):
                stage.feed(0xB0, 21, value)
        assert [b.target for b in stage.midi.maps.own] == ["/notono/pan"]

    on_loop(work, tmp_path)


def test_learning_ends_in_every_way_just_once(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        stage.house.ask("midi/learn", "/notono/pitch")
        stage.house.ask("midi/learn", "/notono/pan")
        stage.house.ask("midi/learn/cancel")
        stage.house.ask("midi/learn/cancel")
        stage.house.ask("midi/learn", "/notono/pich")
        stage.house.ask("midi/learn", "/notono/region/time")
        found = [(n.verb, getattr(n, "code", "done")) for n in stage.client.heard]
        assert found == [
            ("midi/learn", "superseded"),
            ("midi/learn", "cancelled"),
            ("midi/learn/cancel", "done"),
            ("midi/learn/cancel", "bad-args"),
            ("midi/learn", "unknown-address"),
            ("midi/learn", "bad-args"),
        ]

    on_loop(work, tmp_path)


def test_learning_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notono_live.transports.midi_desk.PATIENCE_SECONDS", 0.01)

    async def work(stage: Stage) -> None:
        stage.house.ask("midi/learn", "/notono/pitch")
        await asyncio.sleep(0.1)
        (fail,) = stage.said("midi/learn")
        assert isinstance(fail, told.Fail)
        assert fail.code == "timeout"
        stage.feed(0xB0, 21, 127)
        assert stage.house.engine.controls.pitch == 84

    on_loop(work, tmp_path)


def test_unlearning_reaches_the_default_map_too(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        stage.house.ask("midi/unlearn", "/notono/pitch")
        stage.feed(0xB0, 21, 127)
        assert stage.house.engine.controls.pitch == 60
        assert "/notono/pitch" not in [row.target for row in stage.rows()]
        stage.house.ask("midi/unlearn", "/notono/pitch")
        assert stage.house.last_fail().code == "bad-args"

    on_loop(work, tmp_path)


def learn(stage: Stage, target: str, number: int) -> None:
    stage.house.ask("midi/learn", target)
    for value in (1, 2, 3):
        stage.feed(0xB0, number, value)


async def saved(stage: Stage) -> told.Done | told.Fail:
    stage.house.ask("midi/save")
    while not (answers := stage.said("midi/save")):
        await asyncio.sleep(0.01)
    return answers[-1]


def test_what_is_saved_is_there_at_the_next_start(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        learn(stage, "guidance", 70)
        stage.house.ask("midi/unlearn", "pitch")
        done = await saved(stage)
        assert isinstance(done, told.Done)
        assert done.values == (str(tmp_path / "midi.toml"), 1)

    on_loop(work, tmp_path)

    def later(stage: Stage) -> None:
        stage.feed(0xB0, 70, 127)
        stage.feed(0xB0, 21, 127)
        now = stage.house.engine.controls
        assert (now.guidance, now.pitch) == (10, 60)

    on_loop(later, tmp_path)


def test_saving_leaves_a_persons_words_where_they_are(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    mine = (
        "# my stage\n[osc]\nport = 9800  # not the usual one\n\n[midi]\nchannel = 3\n\n"
        '# the big knob\n[[midi.map]]\ntarget = "pitch"  # of the lead\nsource = "cc"\nnumber = 9\n'
        '\n[[midi.map]]\ntarget = "pan"\nsource = "cc"\nnumber = 10\n\n[audio]\nvoices = 8\n'
    )
    file.write_text(mine)

    async def work() -> None:
        stage = Stage(tmp_path, settings_of(file).midi, file)
        learn(stage, "guidance", 70)
        stage.house.ask("midi/unlearn", "pan")
        assert isinstance(await saved(stage), told.Done)
        await stage.midi.close()

    asyncio.run(work())
    text = file.read_text()
    for words in ("# my stage", "# not the usual one", "# the big knob", "# of the lead"):
        assert words in text
    assert "voices = 8" in text
    found = settings_of(file)
    assert (found.osc.port, found.midi.channel, found.audio.voices) == (9800, 3, 8)
    assert found.midi.without == ("/notono/pan",)
    targets = [table.values["target"] for table in found.midi.map]
    assert targets == ["pitch", "/notono/guidance"]


def settings_of(file: Path) -> Settings:
    settings = Settings(path=file)
    toml = TomlFile.read(file)
    for name, table in toml.data.items():
        settings = config._with(settings, name, table, toml)
    return settings


def test_a_file_that_cannot_be_written_is_a_fail(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        (tmp_path / "midi.toml").mkdir()
        fail = await saved(stage)
        assert isinstance(fail, told.Fail)
        assert fail.code == "io"

    on_loop(work, tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[midi.map]]\ntarget = "pich"\nsource = "cc"\nnumber = 1', "line 2: no address"),
        ('[midi]\nmaps = ["nano"]', "or one of launch_control_xl midimix nanokontrol2"),
    ],
)
def test_a_wrong_map_stops_the_server_before_it_starts(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "a.toml"
    file.write_text(text)
    with pytest.raises(NotonoError) as caught:
        Stage(tmp_path, settings_of(file).midi, file)
    assert words in str(caught.value)


def test_rings_follow_what_others_do_and_not_the_hand_on_them(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        stage.open(KNOWN)
        stage.open(VIRTUAL)
        await asyncio.sleep(0.1)
        drawn = [data for port, data in stage.ports.sent if port == KNOWN]
        assert bytes((0xB0, 4, 64)) in drawn, "all are drawn when the port opens"
        stage.ports.sent.clear()
        stage.feed(0xB0, 4, 127, port=KNOWN)
        await asyncio.sleep(0.1)
        assert stage.ports.sent == [(VIRTUAL, bytes((0xB0, 10, 127)))]
        stage.ports.sent.clear()
        stage.house.ask("pan", -1)
        await asyncio.sleep(0.1)
        rings = [(KNOWN, bytes((0xB0, 4, 0))), (VIRTUAL, bytes((0xB0, 10, 0)))]
        assert stage.ports.sent == rings

    on_loop(work, tmp_path)


def test_a_ring_moves_thirty_times_a_second_at_most_and_ends_right(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        stage.open(KNOWN)
        await asyncio.sleep(0.1)
        stage.ports.sent.clear()
        loop = asyncio.get_running_loop()
        start = loop.time()
        for n in range(100):
            stage.house.ask("pan", n / 99)
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.1)
        seconds = loop.time() - start
        assert stage.ports.sent[-1] == (KNOWN, bytes((0xB0, 4, 127)))
        assert len(stage.ports.sent) <= 30 * seconds + 1

    on_loop(work, tmp_path)


def test_a_box_that_is_no_known_controller_hears_only_of_what_was_bound_to_it(
    tmp_path: Path,
) -> None:
    """A synthesizer would take our volume for its own."""

    async def work(stage: Stage) -> None:
        stage.open()
        stage.house.ask("volume", -20)
        stage.house.ask("guidance", 10)
        await asyncio.sleep(0.1)
        assert not stage.ports.sent
        learn(stage, "guidance", 70)
        await asyncio.sleep(0.1)
        assert stage.ports.sent == [(BOX, bytes((0xB0, 70, 127)))]

    on_loop(work, tmp_path)


def test_no_feedback_where_none_is_wanted(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        stage.open(KNOWN)
        stage.house.ask("pan", 1)
        await asyncio.sleep(0.05)
        assert not stage.ports.sent

    on_loop(work, tmp_path, Midi(feedback=False))


def test_ports_and_their_absence_are_told(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        for message in (Using("alsa"), Opened("nanoKONTROL2 SLIDER/KNOB"), NoMidi("no sequencer")):
            stage.midi.hear(message)

    stage = on_loop(work, tmp_path)
    assert stage.lines == [
        "midi: nanoKONTROL2 SLIDER/KNOB is open, a Korg nanoKONTROL2",
        "midi: none; no sequencer",
    ]


def test_midi_switched_off_is_told_to_who_asks_for_it(tmp_path: Path) -> None:
    async def work(stage: Stage) -> None:
        await stage.midi.run()
        stage.house.ask("midi/learn", "/notono/pitch")
        assert stage.house.last_fail().code == "denied"

    on_loop(work, tmp_path, Midi(inputs=("none",)))


def test_the_end_lets_go_of_every_key(tmp_path: Path) -> None:
    async def work() -> None:
        stage = Stage(tmp_path)
        stage.open()
        stage.feed(0xB0, 64, 127)
        task = asyncio.create_task(stage.midi.run())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not stage.midi.keys._pedals

    asyncio.run(work())


def test_closed_ports_forget_where_their_knobs_stood(tmp_path: Path) -> None:
    def work(stage: Stage) -> None:
        stage.feed(0xB0, 21, 0)
        assert stage.house.engine.controls.pitch == 60
        stage.midi.hear(Closed(BOX))
        stage.feed(0xB0, 21, 127)
        assert stage.house.engine.controls.pitch == 60, "no hand moved it past there"

    on_loop(work, tmp_path, Midi(takeover="pickup"))


def test_a_controllers_map_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "box.toml"
    file.write_text('port = "Box*"\n[[map]]\ntarget = "pan"\nsource = "cc"\nnumber = 99\n')

    def work(stage: Stage) -> None:
        stage.feed(0xB0, 99, 127)
        assert stage.house.engine.controls.pan == 1.0

    on_loop(work, tmp_path, Midi(maps=(str(file),), takeover="none"))
    for text, words in (("", "says no port"), ('prot = "x"', "prot = 'x' is not known")):
        file.write_text(text)
        with pytest.raises(BadArguments, match=words):
            Stage(tmp_path, Midi(maps=(str(file),)))
