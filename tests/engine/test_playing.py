"""What is heard: every change of a slot reaches the instrument, every key finds its slot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import House, run

from notono_live.audio.messages import Assigned
from notono_live.engine import jobs
from notono_live.engine.instrument import NoSound, Silence
from notono_live.notes.codemap import COLUMN_SAMPLES
from notono_live.protocol import notifications as told


class Recorder(Silence):
    """An instrument that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.heard_slots: set[int] = set()
        self.counters = NoSound(frames=1_000_001, dropouts=2, voices=3)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__") or name in (
            "told",
            "heard_slots",
            "counters",
            "sounding",
            "names",
        ):
            return super().__getattribute__(name)

        def note_down(*arguments: Any, **named: Any) -> None:
            self.told.append((name, *arguments, *named.values()))

        return note_down

    def sounding(self, slot: int) -> bool:
        return slot in self.heard_slots

    def names(self) -> list[str]:
        return [name for name, *_ in self.told]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def house(tmp_path: Path, recorder: Recorder) -> House:
    house = House(tmp_path, player=recorder)
    house.ask("notify", 1)
    house.engine.playing.hear("playing", "a recorder")
    house.client.heard.clear()
    return house


def test_a_note_that_is_made_is_offered_before_its_file_is_written(
    house: House, recorder: Recorder
) -> None:
    async def work() -> None:
        house.ask("slot/generate", 3, 62, "guitar")
        house.worker.finish()
        name, slot, pitch, samples, rate_hz, revision, fresh = recorder.told[-1]
        assert (name, slot, pitch, rate_hz, revision, fresh) == ("offer", 3, 62, 16_000, 1, True)
        take = house.engine.bank[3].take
        assert take is not None
        assert np.array_equal(samples, take.note.samples)
        assert not house.heard(told.Done)

    run(work)


def test_undo_and_clear_are_heard_too(house: House, recorder: Recorder) -> None:
    async def work() -> None:
        await house.made()
        await house.made()
        house.ask("slot/undo", 1)
        house.ask("slot/clear", 1)
        await house.engine.maker.finish()
        assert recorder.names() == ["offer", "offer", "offer", "withdraw"]

    run(work)


def test_play_finds_the_slot_its_pitch_and_a_velocity(house: House, recorder: Recorder) -> None:
    async def work() -> None:
        await house.made("slot/generate", 2, 50)
        recorder.told.clear()
        house.client.heard.clear()
        house.ask("play", 64, 90, 2)
        house.ask("slot/play", 2)
        house.ask("slot", 2)
        house.ask("velocity", 30)
        house.ask("play")
        house.ask("play", 64, 0)
        house.ask("stop", 64)
        house.ask("stop")
        house.ask("slot/stop", 2)
        house.ask("slot/choke", 2)
        assert recorder.told == [
            ("note_on", 2, 64, 90, 0),
            ("note_on", 2, 50, 100, 0),
            ("note_on", 2, 50, 30, 0),
            ("note_off", 64, 0, 2),
            ("note_off", 64, 0, 0),
            ("all_notes_off", 0),
            ("note_off", None, 0, 2),
            ("choke", 2),
        ]
        assert not house.heard(told.Done)  # playing is not answered: it is heard
        house.ask("panic")
        assert recorder.told[-1] == ("panic",)
        assert house.heard(told.Done)

    run(work)


def test_a_key_on_an_empty_slot_or_without_an_output_says_so(
    house: House, recorder: Recorder
) -> None:
    async def work() -> None:
        house.ask("play", 60, 100, 5)
        assert house.last_fail().code == "unknown-slot"
        await house.made()
        house.engine.playing.hear("lost", "the device is gone")
        house.ask("play", 60)
        assert house.last_fail().code == "not-ready"
        assert "the device is gone" in house.last_fail().text
        assert "note_on" not in recorder.names()

    run(work)


def test_the_knobs_of_sound_reach_the_instrument(house: House, recorder: Recorder) -> None:
    for verb, value in (("volume", -6.0), ("pan", -0.5), ("release", 1.0), ("bend", 2.0)):
        house.ask(verb, value)
    house.ask("loop", 0)
    house.ask("pitch", 61)
    assert recorder.told == [
        ("gain", -6.0), ("pan", -0.5), ("release", 1.0), ("bend", 0, 2.0), ("loop", False),
    ]  # fmt: skip


def test_another_rendered_pitch_joins_the_slots_own(house: House, recorder: Recorder) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar")
        house.ask("slot/render", 1, 72)
        house.worker.finish()
        name, slot, pitch, *_, fresh = recorder.told[-1]
        assert (name, slot, pitch, fresh) == ("offer", 1, 72, False)
        await house.engine.maker.finish()

    run(work)


def test_columns_are_heard_as_they_are_drawn_and_taken_back_if_the_job_is(
    house: House, recorder: Recorder
) -> None:
    async def work() -> None:
        await house.made()
        take = house.engine.bank[1].take
        assert take is not None
        house.ask("regenerate")
        assert not house.worker.jobs[0].show  # nobody listens
        house.worker.finish()
        await house.engine.maker.finish()
        take = house.engine.bank[1].take
        assert take is not None
        recorder.heard_slots.add(1)
        house.ask("regenerate")
        (job,) = house.worker.jobs
        assert job.show
        column = np.full(COLUMN_SAMPLES, 0.5, np.float32)
        house.worker.hear(jobs.Shown(job.id, COLUMN_SAMPLES, column))
        shown = recorder.told[-1][3]
        assert np.array_equal(shown[COLUMN_SAMPLES : 2 * COLUMN_SAMPLES], column)
        assert np.array_equal(shown[:COLUMN_SAMPLES], take.note.samples[:COLUMN_SAMPLES])
        house.ask("cancel", job.id)
        assert np.array_equal(recorder.told[-1][3], take.note.samples)
        house.worker.hear(jobs.Shown(job.id, 0, column))
        assert np.array_equal(recorder.told[-1][3], take.note.samples)
        house.worker.finish()

    run(work)


def test_what_is_heard_of_a_drawing_before_it_is_done_is_as_the_knob_has_it(
    house: House, recorder: Recorder
) -> None:
    async def work() -> None:
        await house.made()
        recorder.heard_slots.add(1)
        for word, shown in {"off": (False, False), "coarse": (True, True)}.items():
            house.ask("preview", word)
            house.ask("regenerate")
            (job,) = house.worker.jobs
            assert (job.show, job.coarse) == shown
            house.worker.finish()
            await house.engine.maker.finish()
        recorder.heard_slots.clear()
        house.ask("regenerate")
        assert not house.worker.jobs[0].show  # nobody listens

    run(work)


def test_what_becomes_of_the_output_is_told_and_greeted_with(house: House) -> None:
    house.engine.playing.hear("lost", "the device is gone")
    assert house.client.heard[-1] == told.AudioIs("lost", "the device is gone")
    house.ask("notify", 1)
    assert house.client.heard[-1] == told.AudioIs("lost", "the device is gone")


def test_stats_tell_every_stage_and_the_counters(house: House) -> None:
    async def work() -> None:
        await house.made()
        house.client.heard.clear()
        house.ask("stats")
        stages = {row.stage: row for row in house.heard(told.StageIs)}  # type: ignore[union-attr]
        assert stages["queue"].count == stages["total"].count == 1
        assert stages["total"].p50_ms > 0
        (counters,) = house.heard(told.CountersAre)
        assert isinstance(counters, told.CountersAre)
        assert (counters.dropouts, counters.voices, counters.frames) == (2, 3, 1)
        assert counters.requests >= 3
        assert isinstance(house.client.heard[-1], told.Done)

    run(work)


def test_it_is_timed_until_the_first_column_and_the_note_are_under_the_keys(
    house: House, recorder: Recorder
) -> None:
    async def work() -> None:
        await house.made()
        recorder.heard_slots.add(1)
        house.engine.hear_sound(Assigned(1, 1))
        house.ask("regenerate")
        (job,) = house.worker.jobs
        for column in range(3):
            part = np.zeros(COLUMN_SAMPLES, np.float32)
            house.worker.hear(jobs.Shown(job.id, column * COLUMN_SAMPLES, part))
        assert house.engine.desk.figures.count("column") == 0
        house.engine.hear_sound(Assigned(1, 1))
        house.engine.hear_sound(Assigned(1, 1))
        assert house.engine.desk.figures.count("column") == 1
        house.worker.finish()
        house.engine.hear_sound(Assigned(1, 1))
        assert house.engine.desk.figures.count("heard") == 1  # of slot/generate
        house.engine.hear_sound(Assigned(1, 2))
        await house.engine.maker.finish()
        figures = house.engine.desk.figures
        assert (figures.count("column"), figures.count("heard")) == (1, 2)
        assert figures.last("swap") <= figures.last("heard")
        house.client.heard.clear()
        house.ask("stats")
        stages = {row.stage: row for row in house.heard(told.StageIs)}  # type: ignore[union-attr]
        assert stages["heard"].last_ms == figures.last("heard") > 0

    run(work)


def test_nothing_is_timed_to_an_output_that_is_not_there(house: House) -> None:
    async def work() -> None:
        house.engine.playing.hear("lost", "the device is gone")
        await house.made()
        house.engine.playing.hear("playing", "a recorder")
        house.engine.hear_sound(Assigned(1, 1))
        assert house.engine.desk.figures.count("heard") == 0

    run(work)


def test_a_file_waits_until_a_sounding_slots_note_is_heard(tmp_path: Path) -> None:
    class Held(Recorder):
        def sounding(self, slot: int) -> bool:
            return slot == 1

    house = House(tmp_path, player=Held())

    async def work() -> None:
        for slot in (1, 2):
            house.ask("slot/generate", slot, 60, "guitar", 7)
            await asyncio.sleep(0)
            house.worker.finish()

        def written(slot: int) -> Path:
            return house.engine.session.slot_file(slot)

        await until(lambda: written(2).exists())
        assert not written(1).exists()
        house.engine.playing.swapped(1, house.engine.bank[1].revision)
        await until(lambda: written(1).exists())
        await house.engine.maker.finish()
        house.ask("slot/generate", 1, 60, "guitar", 8)  # and not for ever: nobody says it is heard
        await asyncio.sleep(0)
        house.worker.finish()
        before = written(1).read_bytes()
        await until(lambda: written(1).read_bytes() != before)
        await house.engine.maker.finish()

    run(work)


async def until(what: Callable[[], bool]) -> None:
    for _ in range(1000):
        if what():
            return
        await asyncio.sleep(0.002)
    raise TimeoutError
