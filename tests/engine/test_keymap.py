"""A slot at many pitches: every key once, in batches, with edits let in between."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile
from house import House, run
from test_playing import Recorder

from notono_live.engine.keymap import BATCH
from notono_live.notes.conditioning import Family
from notono_live.protocol import notifications as told


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def house(tmp_path: Path, recorder: Recorder) -> House:
    house = House(tmp_path, player=recorder)
    house.ask("notify", 1)
    return house


def test_every_key_is_drawn_once_under_the_slots_own_family(
    house: House, recorder: Recorder
) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 7)
        house.client.heard.clear()
        recorder.told.clear()
        house.ask("slot/keymap", 1, 40, 79)
        drawn = []
        while house.worker.jobs:
            (job,) = house.worker.jobs
            assert len(job.conditionings) <= BATCH
            assert job.sampling.seed == 7
            assert {label.family for label in job.conditionings} == {Family.GUITAR}
            drawn += [label.pitch for label in job.conditionings]
            house.worker.finish()
        assert drawn == [p for p in range(40, 80) if p != 60]  # the slot has its own already
        assert [pitch for _, _, pitch, *_ in recorder.told] == drawn
        await house.engine.maker.finish()
        (done,) = house.heard(told.Done)
        assert isinstance(done, told.Done)
        folder, count, _ = done.values
        files = sorted(Path(str(folder)).glob("*.wav"))
        assert len(files) == count == 40
        assert [int(file.stem[-3:]) for file in files] == list(range(40, 80))
        assert all(soundfile.info(file).frames == 196_608 for file in files)
        assert len(house.heard(told.Queued)) == 1

    run(work)


def test_it_can_be_taken_back_between_batches(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60)
        house.ask("slot/keymap", 1, 24, 84, 2)
        house.worker.finish()
        house.ask("cancel", -1)
        house.worker.finish()
        assert not house.worker.jobs
        (fail,) = house.heard(told.Fail)
        assert isinstance(fail, told.Fail)
        assert fail.code == "cancelled"
        assert not (house.engine.publisher._shelf.out / "kits").exists()

    run(work)


def test_an_edit_goes_between_two_batches(house: House, recorder: Recorder) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60)
        house.ask("slot/keymap", 1, 24, 60)
        house.ask("regenerate")
        house.worker.finish()
        assert house.worker.jobs[0].id == 3
        house.worker.finish()
        recorder.told.clear()
        while house.worker.jobs:
            house.worker.finish()
        await house.engine.maker.finish()
        assert recorder.told == []  # the slot holds another note by now
        assert len([d for d in house.heard(told.Done) if d.verb == "slot/keymap"]) == 1  # type: ignore[union-attr]

    run(work)


@pytest.mark.parametrize(("keys", "code"), [((1, 60, 50), "range"), ((2, 50, 60), "unknown-slot")])
def test_what_cannot_be_drawn_is_refused(house: House, keys: tuple[int, ...], code: str) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60)
        house.ask("slot/keymap", *keys)
        assert house.last_fail().code == code

    run(work)


def test_filled_slots_become_pads_in_their_order(house: House) -> None:
    async def work() -> None:
        house.ask("pads")
        assert house.last_fail().code == "unknown-slot"
        for slot, pitch in ((2, 40), (5, 72)):
            await house.made("slot/generate", slot, pitch, "mallet")
        house.ask("pads", "evening kit")
        await house.engine.maker.finish()
        done = house.heard(told.Done)[-1]
        assert isinstance(done, told.Done)
        folder, count, _ = done.values
        assert count == 2
        names = sorted(file.name for file in Path(str(folder)).iterdir())
        assert names == [
            "01_mallet_040.wav", "02_mallet_072.wav", "evening kit.dspreset", "evening kit.sfz",
        ]  # fmt: skip
        house.ask("pads", "../elsewhere")
        await house.engine.maker.finish()
        assert house.last_fail().code == "denied"

    run(work)


def test_files_are_dressed_as_the_knobs_have_it(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "organ", 3)
        house.ask("file/pattern", "{family} {note} of slot {slot}")
        house.ask("file/loudness", -30.0)
        house.ask("slot/render", 1)
        await house.engine.maker.finish()
        done = house.heard(told.Done)[-1]
        assert isinstance(done, told.Done)
        path = Path(str(done.values[0]))
        assert path.name == "organ C4 of slot 1.wav"
        quiet = soundfile.read(path)[0]
        loud = soundfile.read(path.parents[1] / "slots" / "slot01.wav")[0]
        assert abs(quiet).max() < 0.5 * abs(loud).max()
        house.ask("file/pattern", "{colour}")
        house.ask("slot/render", 1)
        await house.engine.maker.finish()
        assert house.last_fail().code == "bad-args"
        assert "family" in house.last_fail().text

    run(work)
