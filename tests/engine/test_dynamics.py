"""How hard a drawn note is struck: a parameter for what is drawn, a key for what it renders."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import pytest
from house import House, run
from test_playing import Recorder

from notono_live.export.wav import told_by
from notono_live.notes.conditioning import UNKNOWN, Brush
from notono_live.notes.take import Take
from notono_live.protocol import notifications as told

CELLS = "00000f00" + "0" * 24  # of the top layer, four bands of the first column


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def house(tmp_path: Path, recorder: Recorder) -> House:
    house = House(tmp_path, player=recorder)
    house.worker.velocities = 5
    house.ask("notify", 1)
    house.engine.playing.hear("playing", "a recorder")
    house.client.heard.clear()
    return house


def held(house: House, slot: int = 1) -> Take:
    return house.engine.bank[slot].filled()


def test_what_is_drawn_is_labelled_with_the_dynamics(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "bass", 1)
        assert held(house).velocity == UNKNOWN, "nothing was said"
        house.ask("dynamics", 120)
        await house.made("generate")
        assert held(house).velocity == 127
        house.ask("dynamics", 20)
        await house.made("slot/regenerate", 1, "top", 0.0, 1.0)
        top = held(house).note.conditioning.top
        assert (top.velocity[:, 0] == 0).all()
        assert (top.velocity[:, 2:] == 4).all()
        house.ask("norm/dynamics", 1.0)
        assert house.engine.controls.dynamics == 127

    run(work)


def test_cells_keep_their_velocity_where_no_dynamics_are_said(house: House) -> None:
    async def work() -> None:
        house.ask("dynamics", 50)
        await house.made("slot/generate", 1, 60, "bass", 1)
        house.ask("dynamics", 0)
        for labels in (("own",), ("reed", 40)):
            await house.made("slot/redraw", 1, "top", CELLS, *labels)
            assert (held(house).note.conditioning.top.velocity == 1).all()
        house.ask("dynamics", 100)
        await house.made("slot/redraw", 1, "top", CELLS, "own")
        top = held(house).note.conditioning.top
        assert np.isin(top.velocity, (1, 3)).all()
        assert (top.velocity == 3).sum() == 4
        assert set(np.unique(top.pitch)) == {40, 60}, "own is pitch and family still"
        house.ask("slot/label", 1, "top", CELLS, "own")
        await house.engine.maker.finish()
        house.ask("slot/takes", 1, 2, "top", CELLS, "own")
        (job,) = house.worker.jobs
        assert job.conditionings[0].conditioning.velocity == 100

    run(work)


def test_labels_tell_the_velocity_of_each_cell(house: House) -> None:
    async def work() -> None:
        house.ask("dynamics", 80)
        await house.made("slot/generate", 1, 60, "bass", 1)
        house.client.heard.clear()
        house.ask("slot/labels", 1, "bottom")
        rows = [row for row in house.heard(told.LabelsRow) if row.what == "velocity"]  # type: ignore[attr-defined]
        assert [row.values for row in rows] == [(75,) * 8] * 64  # type: ignore[attr-defined]

    run(work)


def test_a_model_without_velocity_is_asked_for_none_and_says_so_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.worker.velocities = 0

    async def work() -> None:
        house.ask("dynamics", 120)
        house.ask("dynamics", 30)
        assert house.engine.controls.dynamics == 30
        assert not house.heard(told.Fail)
        await house.made("slot/generate", 1, 60, "bass", 1)
        await house.made("slot/redraw", 1, "top", CELLS, "own")
        assert held(house).velocity == UNKNOWN
        house.ask("slot/render", 1, 60, "bass", 127)
        assert not house.worker.jobs, "its note is the one that is asked for"

    with caplog.at_level(logging.WARNING, "notono"):
        run(work)
    lines = [record.message for record in caplog.records if "velocity" in record.message]
    assert lines == ["dynamics changes nothing: this model has learned no velocity"]


def test_a_render_is_drawn_for_the_velocity_that_is_said(house: House) -> None:
    async def work() -> None:
        house.ask("dynamics", 100)
        await house.made("slot/generate", 1, 60, "bass", 1)
        house.ask("slot/render", 1, 60, "bass", 110)
        assert not house.worker.jobs, "the note is of the nearest velocity"
        for atoms, velocity in (((60, "bass", 30), 30), ((64,), 100)):
            house.ask("slot/render", 1, *atoms)
            (job,) = house.worker.jobs
            assert Brush.of(job.conditioning).conditioning.velocity == velocity
            house.worker.finish()
        house.ask("slot/keymap", 1, 60, 62)
        (job,) = house.worker.jobs
        assert {label.velocity for label in job.conditionings} == {100}

    run(work)


def test_a_file_is_named_after_the_velocity_its_note_was_drawn_for(house: House) -> None:
    async def file_of(*atoms: int | str) -> Path:
        house.ask("slot/render", 1, *atoms)
        if house.worker.jobs:
            house.worker.finish()
        await house.engine.maker.finish()
        done = house.heard(told.Done)[-1]
        assert isinstance(done, told.Done)
        return Path(str(done.values[0]))

    def says(path: Path) -> object:
        return json.loads(told_by(path)[1]["ICMT"])["velocity"]

    async def work() -> None:
        await house.made("slot/generate", 1, 60, "bass", 1)
        plain = await file_of()
        assert plain.name == "slot01_r0001_bass_060.wav"
        assert says(plain) == UNKNOWN
        house.ask("dynamics", 100)
        await house.made("generate")
        struck = await file_of()
        assert struck.name.endswith("_v100.wav")
        assert says(struck) == 100
        assert says(struck.parents[1] / "slots" / "slot01.wav") == 100
        house.ask("file/pattern", "{family} {note} v{velocity}")
        instrument = held(house).instrument
        for atoms, velocity in (((), 100), ((60, instrument, 30), 30), ((64,), 100),
                                ((60, instrument, 110), 110)):  # fmt: skip
            path = await file_of(*atoms)
            assert path.stem.endswith(f" v{velocity}"), atoms
            assert says(path) == velocity
        house.ask("dynamics", 0)
        await house.made("slot/generate", 1, 60, "bass", 1)
        path = await file_of()
        assert (path.name, says(path)) == ("bass C4 v127.wav", UNKNOWN), (
            "nobody knows: as loud as can be"
        )
        house.ask("dynamics", 25)
        await house.made("slot/generate", 1, 60, "bass", 1)
        house.ask("pads", "soft")
        await house.engine.maker.finish()
        assert (path.parents[1] / "kits" / "soft" / "bass C4 v25.wav").is_file()
        house.ask("slot/keymap", 1, 60, 62)
        house.worker.finish()
        await house.engine.maker.finish()
        done = house.heard(told.Done)[-1]
        assert isinstance(done, told.Done)
        folder = Path(str(done.values[0]))
        names = sorted(file.name for file in folder.glob("*.wav"))
        assert names == ["bass C4 v25.wav", "bass Cs4 v25.wav", "bass D4 v25.wav"]
        (sfz,) = folder.glob("*.sfz")
        assert sfz.read_text().count("lovel=1 hivel=127") == 3, "no key is silent when struck hard"

    run(work)


def test_a_rendered_key_is_as_loud_as_its_velocity_says_and_no_softer(
    house: House, recorder: Recorder
) -> None:
    """Playing goes by the square of the velocity; what was drawn soft has some of that."""

    async def work() -> None:
        await house.made("slot/generate", 1, 60, "bass", 1)
        await house.made("slot/render", 1, 67, "bass", 25)
        recorder.told.clear()
        house.engine.playing.drawn_on(67, 25, 1)
        house.engine.playing.note_on(67, 25, 1)
        house.engine.playing.drawn_on(60, 25, 1)
        assert recorder.told == [
            ("note_on", 1, 67, 38, 1),  # 38² is 25² over the root of 25/127, nearly
            ("note_on", 1, 67, 25, 1),
            ("note_on", 1, 60, 25, 1),  # drawn for no velocity
        ]
        await house.made("slot/regenerate", 1)
        house.engine.playing.drawn_on(67, 25, 1)
        assert recorder.told[-1] == ("note_on", 1, 67, 25, 1), "the rendered key is gone"

    run(work)
