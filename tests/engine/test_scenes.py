"""Scenes: what is saved comes back at once, whole, and by name or number."""

from __future__ import annotations

import asyncio
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from house import House, run
from takes import small_take

from notono_live.config import Bank
from notono_live.errors import BadArguments, Denied, OutOfRange
from notono_live.export.scenes import Scene, checked_name, in_order, stem_of
from notono_live.protocol import answers, preset
from notono_live.protocol import notifications as told
from notono_live.protocol.controls import Controls


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def put(house: House, *seeds: int) -> None:
    """A take into each slot from the first on; negative: nothing."""
    for slot, seed in zip(house.engine.bank, seeds, strict=False):
        slot.put(None if seed < 0 else small_take(seed))


def held(house: House) -> list[int]:
    return [-1 if slot.take is None else slot.take.seed for slot in house.engine.bank][:4]


async def asked(house: House, *message: str | int) -> told.Notification:
    verb, *atoms = message
    house.ask(str(verb), *atoms)
    await house.engine.maker.finish()
    return house.client.heard[-1]


def test_a_scene_brings_back_all_parameters_and_slots(house: House) -> None:
    async def work() -> None:
        put(house, 1, 2, -1, 4)
        for verb, value in (("pitch", 48), ("instrument", "reed"), ("slot", 3), ("loop", 0)):
            house.ask(verb, value)
        house.ask("region/time", 2.5, 30.0)
        before = house.engine.controls
        assert await asked(house, "scene/save", "one") == told.Done("scene/save", 1, 0, ("one", 3))
        put(house, 5, 2, 6, -1)
        for verb, value in (("pitch", 50), ("instrument", "bass"), ("slot", 1), ("loop", 1)):
            house.ask(verb, value)
        house.ask("notify", 1)
        house.client.heard.clear()
        done = await asked(house, "scene/recall", "one")
        assert done == told.Done("scene/recall", 2, 0, ("one", 3))
        assert held(house) == [1, 2, -1, 4]
        assert house.engine.controls == before
        knobs = {n.parameter for n in house.client.heard if isinstance(n, told.ParameterIs)}
        assert {"pitch", "instrument", "slot", "loop"} <= knobs
        assert not knobs & {"region/time", "volume", "temperature"}
        changes = {n.slot for n in house.client.heard if isinstance(n, told.Changed)}
        assert changes == {1, 3, 4}
        assert house.engine.bank[2].revision == 2

    run(work)


def test_each_slot_can_undo_a_recall(house: House) -> None:
    async def work() -> None:
        put(house, 1, 2)
        await asked(house, "scene/save", "one")
        put(house, 3, 4)
        await asked(house, "scene/recall", "one")
        await asked(house, "slot/undo", 1)
        assert held(house) == [3, 2, -1, -1]

    run(work)


def test_a_locked_slot_stays_as_it_is(house: House) -> None:
    async def work() -> None:
        put(house, 1, 2)
        await asked(house, "scene/save", "one")
        put(house, 3, 4)
        await asked(house, "slot/lock", 1, 1)
        done = await asked(house, "scene/recall", "one")
        assert done.values == ("one", 1)
        assert held(house) == [3, 2, -1, -1]

    run(work)


def test_a_recall_ends_what_is_being_drawn_into_its_slots(house: House) -> None:
    async def work() -> None:
        put(house, 1)
        await asked(house, "scene/save", "one")
        house.ask("slot/generate", 1)
        house.ask("slot/generate", 2)
        await asked(house, "scene/recall", "one")
        assert [fail.code for fail in house.heard(told.Fail)] == ["superseded"] * 2
        house.worker.finish()
        await house.engine.maker.finish()
        assert held(house) == [1, -1, -1, -1]

    run(work)


def test_the_newest_recall_wins(house: House) -> None:
    async def work() -> None:
        for name, seed in (("one", 1), ("two", 2), ("three", 3)):
            put(house, seed)
            await asked(house, "scene/save", name)
        for name in ("one", "two", "one", "two"):
            house.ask("scene/recall", name)
        await house.engine.maker.finish()
        assert held(house)[0] == 2
        fails = [(fail.verb, fail.code, fail.text) for fail in house.heard(told.Fail)]
        text = "a newer scene/recall took its place"
        assert fails == [("scene/recall", "superseded", text)] * 3
        assert house.engine.bank[1].revision == 4

    run(work)


def test_what_a_hand_does_after_a_recall_wins_over_it(house: House) -> None:
    async def work() -> None:
        put(house, 1, 2, 3)
        await asked(house, "scene/save", "one")
        put(house, 4, 5, 6)
        house.ask("scene/recall", "one")
        house.ask("slot/generate", 1, 60, "bass", 77)
        house.ask("slot/undo", 2)
        house.ask("pitch", 33)
        while len(house.heard(told.Done)) < 3:
            await asyncio.sleep(0.01)
        house.worker.finish()
        await house.engine.maker.finish()
        assert held(house) == [77, 2, 3, -1]
        assert house.engine.controls.pitch == 33
        assert house.engine.bank[2].revision == 3

    run(work)


def test_a_scene_is_recalled_by_number_but_a_name_comes_first(house: House) -> None:
    async def work() -> None:
        for name, seed in (("part 10", 1), ("Part 2", 2), ("intro", 3), ("2", 4)):
            put(house, seed)
            await asked(house, "scene/save", name)
        house.client.heard.clear()
        done = await asked(house, "list/scenes")
        assert done.values == (4,)
        assert house.client.heard[:-1] == [
            told.SceneRow(1, "2", 1),
            told.SceneRow(2, "intro", 1),
            told.SceneRow(3, "Part 2", 1),
            told.SceneRow(4, "part 10", 1),
        ]
        for wanted, seed in ((3, 2), ("4", 1), (2, 4), ("part 10", 1)):
            await asked(house, "scene/recall", wanted)
            assert held(house)[0] == seed, wanted
        await asked(house, "scene/recall", "5")
        assert house.last_fail().code == "range"

    run(work)


def test_a_scene_can_be_recalled_and_deleted_in_the_same_breath(house: House) -> None:
    async def work() -> None:
        put(house, 1)
        house.ask("scene/save", "one")
        put(house, 2)
        house.ask("scene/recall", "one")
        assert held(house)[0] == 1
        house.ask("scene/delete", "one")
        house.ask("scene/recall", "one")
        assert house.last_fail().code == "range"
        house.ask("list/scenes")
        assert house.client.heard[-1].values == (0,)
        await house.engine.maker.finish()
        assert list((house.engine.archive._folder / "scenes").iterdir()) == []

    run(work)


def test_scenes_outlive_the_server(house: House, tmp_path: Path) -> None:
    async def work() -> None:
        put(house, 1, -1, 3)
        house.ask("temperature", 1.7)
        await asked(house, "scene/save", "Brücke: leise?")
        put(house, 4, 4, 4)
        await house.engine.close()
        other = House(tmp_path)
        other.engine.restore(fresh=True)
        await asked(other, "scene/recall", "Brücke: leise?")
        assert held(other) == [1, -1, 3, -1]
        assert other.engine.controls.temperature == 1.7
        await other.engine.close()

    run(work)


def test_the_takes_of_a_scene_are_not_cleared_away(house: House, tmp_path: Path) -> None:
    async def work() -> None:
        put(house, 1)
        await asked(house, "scene/save", "one")
        await house.engine.close()
        other = House(tmp_path, Bank(keep_takes=0))
        other.engine.restore(fresh=True)
        await other.engine.close()
        last = House(tmp_path)
        await asked(last, "scene/recall", "one")
        assert held(last)[0] == 1

    run(work)


def test_a_smaller_bank_recalls_what_it_has_room_for(tmp_path: Path) -> None:
    async def work() -> None:
        large, small = House(tmp_path), House(tmp_path, Bank(slots=2))
        put(large, 1, 2, 3)
        large.ask("slot", 3)
        await asked(large, "scene/save", "one")
        done = await asked(small, "scene/recall", "one")
        assert done.values == ("one", 2)
        assert held(small) == [1, 2]
        assert small.engine.controls.slot == 1

    run(work)


def test_a_larger_bank_keeps_what_the_scene_knows_nothing_of(tmp_path: Path) -> None:
    async def work() -> None:
        small, large = House(tmp_path, Bank(slots=2)), House(tmp_path)
        put(small, 1)
        await asked(small, "scene/save", "one")
        put(large, 7, 7, 7)
        large.ask("slot/generate", 3)
        await asked(large, "scene/recall", "one")
        assert held(large) == [1, -1, 7, -1]
        assert not large.heard(told.Fail)

    run(work)


def test_a_lost_take_costs_its_slot_alone(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        put(house, 1, 2)
        await asked(house, "scene/save", "one")
        put(house, 3, 4)
        (tmp_path / "takes" / f"{small_take(1).id}.safetensors").unlink()
        done = await asked(house, "scene/recall", "one")
        assert done.values == ("one", 1)
        assert held(house) == [3, 2, -1, -1]

    run(work)
    assert "slot 1 stays as it is" in caplog.text


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"pitch": 60', '"pitch": 600', "io"),
        ('"pitch": 60', '"pitsch": 60', "io"),
        ('"pitch": 60', '"pitch": null', "io"),
        ('"format"', '"from"', "range"),
        ('{"take": "', '{"take": "../', "range"),
        ("{", "", "range"),
    ],
)
def test_a_file_that_was_spoilt_changes_nothing(
    house: House, tmp_path: Path, old: str, new: str, code: str
) -> None:
    async def work() -> None:
        put(house, 1)
        await asked(house, "scene/save", "one")
        path = tmp_path / "scenes" / "one.json"
        path.write_text(path.read_text().replace(old, new, 1))
        put(house, 2)
        house.ask("slot/generate", 1)
        await asked(house, "scene/recall", "one")
        assert house.last_fail().code == code
        assert held(house)[0] == 2
        assert not house.worker.cancelled

    run(work)


def test_a_file_copied_by_hand_is_a_scene(house: House, tmp_path: Path) -> None:
    async def work() -> None:
        put(house, 1)
        await asked(house, "scene/save", "one")
        folder = tmp_path / "scenes"
        (folder / "by hand.json").write_bytes((folder / "one.json").read_bytes())
        put(house, 2)
        await asked(house, "scene/recall", "by hand")
        assert held(house)[0] == 1

    run(work)


def test_a_scene_is_a_file_for_a_person(house: House, tmp_path: Path) -> None:
    async def work() -> None:
        put(house, 1)
        await asked(house, "scene/save", "one")

    run(work)
    text = (tmp_path / "scenes" / "one.json").read_text()
    content = json.loads(text)
    assert content["parameters"] == preset.written(Controls())
    assert content["slots"]["1"]["take"] == small_take(1).id
    assert len(text.splitlines()) > len(content["parameters"])
    assert Scene.of(text).text() == text


@pytest.mark.parametrize("name", ["../one", "a/b", "a\\b", "..", ".hidden", "a\0b", "a\nb", " "])
def test_a_name_that_means_to_be_a_path_is_refused(house: House, tmp_path: Path, name: str) -> None:
    with pytest.raises(Denied):
        checked_name(name)
    house.ask("scene/save", name)
    assert house.last_fail().code == "denied"
    assert not (tmp_path / "scenes").exists()


def test_names_that_a_disk_may_take_for_the_same_are_refused(house: House) -> None:
    async def work() -> None:
        await asked(house, "scene/save", "Verse")
        await asked(house, "scene/save", "verse")
        assert house.last_fail().code == "range"
        await asked(house, "scene/save", "Verse")
        await asked(house, "scene/save", "ü" * 80)
        assert isinstance(house.client.heard[-1], told.Done)
        await asked(house, "scene/save", "☃" * 80)
        assert "too long" in house.last_fail().text

    run(work)


def test_stems_are_names_to_every_system() -> None:
    names = ["a b", "CON", "nul.x", "end.", "end ", "50%", 'a:b*c?"<>|', "Ж", "日本", "é"]
    stems = [stem_of(name) for name in names]
    assert len(set(stems)) == len(names)
    for stem in stems:
        assert not set(stem) & set('/\\:*?"<>|\0')
        assert stem[-1] not in " ."


def test_names_are_sorted_as_people_count() -> None:
    names = ["b", "10", "2", "A10", "a9", "²", "a 1"]
    assert sorted(names, key=in_order) == ["2", "10", "a9", "A10", "a 1", "b", "²"]


def test_the_names_client_see_are_those_they_gave() -> None:
    row = answers.tell(told.SceneRow(1, "Brücke, leise", 2))
    assert row.atoms == (1, "Brücke, leise", 2)


def test_a_preset_says_every_control_and_is_checked() -> None:
    assert preset.ARGUMENTS.keys() == {field.name for field in fields(Controls)}
    moved = replace(Controls(), pitch=30, auto=True, start_seconds=60.0, x_target="pitch")
    assert preset.read(preset.written(moved), Controls()) == moved
    assert preset.read({"pitch": 30}, moved) == moved
    for bad in ({"pitch": 3}, {"start_seconds": -1.0}, {"x_target": "nothing"}, {"low": 2}):
        with pytest.raises((OutOfRange, BadArguments)):
            preset.read(bad, Controls())


def test_a_recall_is_no_hand_on_a_knob(house: House) -> None:
    async def work() -> None:
        put(house, 1)
        house.ask("auto", 1)
        house.ask("pitch", 40)
        await asked(house, "scene/save", "one")
        house.ask("auto", 0)
        house.ask("pitch", 50)
        await asked(house, "scene/recall", "one")
        assert house.engine.controls.auto
        await asyncio.sleep(0.4)
        assert not house.worker.jobs
        house.ask("pitch", 41)
        await asyncio.sleep(0.4)
        assert house.worker.jobs

    run(work)
