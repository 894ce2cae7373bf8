"""The engine with a worker and peers held in the hand: what is asked for, and what comes of it."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile
from house import House, run
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import Listener

from notono_live.engine.worker import State
from notono_live.errors import NotonoError
from notono_live.notes.conditioning import Family
from notono_live.protocol import addresses, answers, asked, controls, wire
from notono_live.protocol import notifications as told
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_note_is_made_and_its_file_is_in_place_when_done_is_said(house: House) -> None:
    async def work() -> None:
        house.ask("notify", 1)
        house.client.heard.clear()
        await house.made("slot/generate", 3, 60, "guitar", 7)
        queued, changed, done = house.client.heard
        assert queued == told.Queued("slot/generate", 1, 3, 0)
        assert changed == told.Changed(3, 1)
        assert isinstance(done, told.Done)
        path, revision, seed, elapsed_ms = done.values
        assert (done.job, done.slot, revision, seed) == (1, 3, 1, 7)
        assert isinstance(elapsed_ms, float)
        samples, rate = soundfile.read(path)
        assert (rate, len(samples)) == (48_000, 196_608)

    run(work)


def test_a_job_takes_a_snapshot(house: House) -> None:
    async def work() -> None:
        house.ask("pitch", 48)
        house.ask("instrument", "reed")
        house.ask("generate")
        house.ask("pitch", 72)
        (job,) = house.worker.jobs
        assert (job.conditioning.pitch, job.conditioning.family) == (48, Family.REED)

    run(work)


def test_a_region_keeps_the_rest(house: House) -> None:
    async def work() -> None:
        await house.made()
        before = house.engine.bank[1].filled().note
        await house.made("slot/regenerate", 1, "top", 0, 1, 0, 0.25, "bass", 30, 5)
        after = house.engine.bank[1].filled().note
        changed = before.codemaps.top != after.codemaps.top
        assert changed[:8, 0].any()
        assert not changed[8:].any()
        assert not changed[:, 1:].any()
        assert (after.conditioning.bottom.pitch[:16, :2] == 30).all()
        assert house.engine.bank[1].filled().pitch == 60

    run(work)


@pytest.mark.parametrize(
    ("verb", "atoms", "code", "words"),
    [
        ("slot/regenerate", (2,), "unknown-slot", "send /notono/slot/generate 2 first"),
        ("slot/render", (2,), "unknown-slot", "slot 2 is empty"),
        ("slot/generate", (17,), "unknown-slot", "there are 16"),
        ("slot", (17,), "unknown-slot", "there are 16"),
        ("slot/regenerate", (1, "top", 9, 10), "range", "lies beyond the end"),
        ("slot/regenerate", (1, "top", 2, 1), "range", "start below the end"),
        ("region/time", (2, 1), "range", "start below the end"),
        ("region/cells", (0, 1, 8, 4), "range", "start below the end"),
        ("cancel", (99,), "range", "job 99 is not under way"),
        ("slot/undo", (2,), "range", "nothing to undo"),
        ("slot/clear", (2,), "unknown-slot", "empty"),
    ],
)
def test_a_refused_request_changes_nothing(
    house: House, verb: str, atoms: tuple[Atom, ...], code: str, words: str
) -> None:
    async def work() -> None:
        await house.made()
        house.ask("slot/generate", 3)
        before = (house.engine.controls, [(s.revision, s.take) for s in house.engine.bank])
        house.ask(verb, *atoms)
        assert house.last_fail().code == code
        assert house.last_fail().verb == verb
        assert words in house.last_fail().text
        assert (house.engine.controls, [(s.revision, s.take) for s in house.engine.bank]) == before
        assert not house.worker.cancelled

    run(work)


def test_before_the_model_is_ready_settings_work_and_jobs_are_refused(house: House) -> None:
    house.worker.state = State.LOADING
    house.ask("pitch", 48)
    assert house.engine.controls.pitch == 48
    for verb, atoms in (("generate", ()), ("slot/generate", (1,)), ("slot/load", (1, "a.wav"))):
        house.ask(verb, *atoms)
        assert house.last_fail().code == "not-ready"
    house.ask("status")
    assert house.client.heard[-1].ready == 0


def test_the_deaf_are_heard_by_the_listeners(house: House) -> None:
    async def work() -> None:
        listener, deaf = Listener(port=9701), Listener(port=50_000)
        deaf.ears.update(listener.ears)
        house.ask("notify", 1, client=listener)
        listener.heard.clear()
        house.ask("slot/generate", 1, client=deaf)
        house.worker.finish()
        await house.engine.maker.finish()
        kinds = [type(n) for n in listener.heard]
        assert kinds == [told.Queued, told.Changed, told.Done]
        assert [type(n) for n in deaf.heard] == [told.Queued, told.Done]

    run(work)


def test_two_clients_of_one_machine_do_not_hear_each_others_questions(house: House) -> None:
    one, two = Listener(port=1001), Listener(port=1002)
    house.ask("notify", 1, client=one)
    house.ask("notify", 1, 9701, client=two)
    assert two.heard == []
    at_home = two.at_port(9701)
    one.heard.clear()
    at_home.heard.clear()
    house.ask("ping", 1, client=one)
    house.ask("pitch", client=two)
    house.ask("slot/render", 5, client=two)
    assert one.heard == [told.Pong((1,))]
    assert [type(n) for n in at_home.heard] == [told.ParameterIs, told.Fail]
    house.ask("pitch", 70, client=one)
    for listener in (one, at_home):
        knobs = [n for n in listener.heard if isinstance(n, told.ParameterIs)]
        assert told.ParameterIs("pitch", (70,)) in knobs


def test_clients_have_ids_and_there_is_room_for_so_many(house: House) -> None:
    ears: dict[tuple[str, int], list[told.Notification]] = {}

    def register(port: int, *atoms: Atom) -> told.Notification:
        client = Listener(port=port, ears=ears)
        client.heard.clear()
        house.ask("notify", *atoms, client=client)
        return client.heard[0]

    assert register(1, 1) == told.Done("notify", 0, 0, (1,))
    assert register(2, 1) == told.Done("notify", 0, 0, (2,))
    assert register(1, 1) == told.Done("notify", 0, 0, (1,))
    assert register(3, 1) == told.Done("notify", 0, 0, (3,))
    fail = register(4, 1)
    assert isinstance(fail, told.Fail)
    assert fail.code == "busy"
    assert register(1, 0) == told.Done("notify", 0, 0, (0,))
    assert register(5, 1) == told.Done("notify", 0, 0, (1,))


def test_a_render_under_another_pitch_leaves_the_slot_alone(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "bass", 1)
        house.ask("slot/render", 1)
        house.ask("slot/render", 1, 60, "bass")
        await house.engine.maker.finish()
        assert not house.worker.jobs
        await house.made("slot/render", 1, 62)
        paths = [str(n.values[0]) for n in house.heard(told.Done)[1:]]
        names = [Path(path).name for path in paths]
        assert names == [
            "slot01_r0001_bass_060.wav",
            "slot01_r0001_bass_060_2.wav",
            "slot01_r0001_bass_062.wav",
        ]
        assert house.engine.bank[1].revision == 1
        first, second, third = (soundfile.read(path)[0] for path in paths)
        assert np.array_equal(first, second)
        assert not np.array_equal(first, third)

    run(work)


def test_only_the_own_machine_may_stop_the_server(house: House) -> None:
    far = Listener(host="10.0.0.2")
    house.ask("quit", client=far)
    assert far.heard[-1].code == "denied"
    assert not house.stopped
    house.ask("quit")
    assert house.stopped


def no_room(*what: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextlib.contextmanager
def room_for_half(*where: Any) -> Iterator[Any]:
    """Opens a file that takes half of what is written to it."""
    with open(*where) as file:

        def write(content: bytes) -> None:
            file.write(content[: len(content) // 2])
            no_room()

        yield SimpleNamespace(write=write, flush=file.flush, fileno=file.fileno)


@pytest.mark.parametrize(
    ("step", "trouble"), [("notono_live.export.wav.open", room_for_half), ("os.replace", no_room)]
)
def test_a_disk_that_is_full_is_told_and_the_slots_file_stays_what_it_was(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, trouble: object
) -> None:
    file = tmp_path / "slots" / "slot01.wav"

    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 7)
        before = file.read_bytes()
        with monkeypatch.context() as full:
            full.setattr(step, trouble, raising=False)
            await house.made("slot/generate", 1, 40, "bass", 8)
        assert house.last_fail().code == "io"
        assert "No space left" in house.last_fail().text
        assert file.read_bytes() == before
        assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing is left over"
        slot = house.engine.bank[1]
        assert (slot.revision, slot.placed) == (2, 1)  # rows tell of the file that is there
        await house.made("slot/generate", 1, 40, "bass", 9)
        assert isinstance(house.client.heard[-1], told.Done)
        assert file.read_bytes() != before

    run(work)


ATOMS = st.one_of(
    st.integers(-3, 130),
    st.floats(allow_nan=True),
    st.text(max_size=8),
    st.booleans(),
    st.sampled_from(["top", "bottom", "guitar", "none", "a.wav", "../a", "slot/render", "/x"]),
)
VERBS = [*asked.BY_NAME, *controls.BY_NAME, "req", "slot/2/undo", "get/pitch", "nothing"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.lists(ATOMS, max_size=9)), max_size=12))
def test_any_message_is_obeyed_or_refused(messages: list[tuple[str, list[Atom]]]) -> None:
    async def work(house: House) -> None:
        for verb, atoms in messages:
            try:
                request = addresses.parse(Message(f"/notono/{verb}", tuple(atoms)))
            except NotonoError as error:
                house.engine.refuse(verb, house.client, error)
            else:
                if request is not None:
                    house.engine.handle(request, house.client)
        await house.engine.close()

    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        run(lambda: work(house))
    for notification in house.client.heard:
        assert not isinstance(notification, told.Fail) or notification.code != "internal"
        assert wire.write(answers.tell(notification))
