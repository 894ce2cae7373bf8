"""What really comes out, heard by another JACK client."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from jackd import JackRecorder, JackServer, jack_server
from players import Listener, audio_processes, playing, tone, until

from notono_live.audio import messages as told
from notono_live.audio.memory import Memory
from notono_live.audio.messages import Assigned, Lost, Playing, Recorded
from notono_live.audio.mixer import Mixer, Put
from notono_live.audio.player import Player, State
from notono_live.audio.process import Block
from notono_live.config import Audio

RATE_HZ, BLOCK = 48_000, 128
ATTACK, TAPER = 96, 144  # frames


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """A server that loses no samples, the default of every client started here."""
    with served(monkeypatch, sync=True) as server:
        yield server


@pytest.fixture
def patient_jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """One that loses none of a client that is held up, either."""
    with served(monkeypatch, sync=True, patient=True) as server:
        yield server


@contextlib.contextmanager
def served(
    monkeypatch: pytest.MonkeyPatch, sync: bool, patient: bool = False
) -> Iterator[JackServer]:
    with jack_server(RATE_HZ, BLOCK, sync, patient) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def has_come(hear: Listener, message: object) -> bool:
    return hear.heard[-1] == message


def onset(samples: np.ndarray) -> int:
    """The first frame that is not silent."""
    return int(np.flatnonzero(np.abs(samples).max(axis=1) > 0)[0])


def test_a_note_is_heard_sample_for_sample(patient_jack: JackServer) -> None:
    ramp = np.linspace(0.1, 0.8, 2 * RATE_HZ, dtype=np.float32)

    async def play() -> JackRecorder:
        async with playing(Audio()) as player:
            assert (player.rate_hz, player.block_frames) == (RATE_HZ, BLOCK)
            player.loop(False)
            player.offer(3, 60, ramp, RATE_HZ)
            await until(lambda: player.ready(3))
            with JackRecorder(patient_jack) as recorder:
                player.note_on(3, 60, 127)
                await asyncio.to_thread(recorder.hear, 2.5)
        return recorder

    heard = asyncio.run(play()).heard.samples
    begin = onset(heard) - 1  # the attack's first frame is silent
    for side in (0, 1):
        played = heard[begin + ATTACK : begin + len(ramp) - TAPER, side]
        np.testing.assert_array_equal(played, ramp[ATTACK:-TAPER])
    assert not heard[begin + len(ramp) :].any()


def real_time() -> bool:
    asked = "import os; os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))"
    return subprocess.run([sys.executable, "-c", asked], stderr=subprocess.DEVNULL).returncode == 0


@pytest.mark.skipif(not real_time(), reason="this user may not have real-time threads here")
def test_what_makes_sound_waits_for_no_other_program(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(Audio(output=f"file:{tmp_path}/out.wav")):
            (process,) = audio_processes()
            ranks = {thread.id: os.sched_getscheduler(thread.id) for thread in process.threads()}
            assert sum(rank == os.SCHED_RR for rank in ranks.values()) >= 2  # it obeys, it mixes

    asyncio.run(play())


NOT_HERE = """
import os
def refuse(*_):
    raise PermissionError(1, "Operation not permitted")
os.sched_setscheduler = refuse
"""


@pytest.mark.parametrize("site", [NOT_HERE, "import os; del os.sched_setscheduler"])
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has that call")
def test_where_the_user_may_not_have_real_time_threads_the_log_says_so_once(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when the output is opened again; and nothing where no user could."""
    (tmp_path / "sitecustomize.py").write_text(site)
    path = f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"
    monkeypatch.setenv("PYTHONPATH", path)  # of the process that makes the sound

    async def play() -> None:
        async with playing(Audio(output=f"file:{tmp_path}/out.wav")) as player:
            (process,) = audio_processes()
            ranks = {os.sched_getscheduler(thread.id) for thread in process.threads()}
            assert ranks == {os.SCHED_OTHER}
            process.kill()
            await until(lambda: player.state is State.LOST)
            await until(lambda: player.state is State.PLAYING)

    with caplog.at_level(logging.INFO, "notono.audio"):
        asyncio.run(play())
    said = [record for record in caplog.records if "real-time threads" in record.getMessage()]
    assert [record.levelno for record in said] == [logging.INFO] * (site is NOT_HERE)


def test_notes_of_a_slot_wait_until_its_first_sound_is_ready(jack: JackServer) -> None:
    """Those that have ended by then are not heard."""

    async def play() -> list[int]:
        voices = []
        async with playing(Audio()) as player:
            for slot, end in enumerate((None, *ENDINGS), 1):
                player.offer(slot, 60, tone(), RATE_HZ)
                player.note_on(slot, 60, 127, 2)
                if end is not None:
                    end(player)
                assert not player.ready(slot)
                await until(functools.partial(player.ready, slot))
                await asyncio.sleep(0.12)
                voices.append(player.counters.voices)
                player.panic()
                await until(lambda: player.counters.voices == 0)
        return voices

    assert asyncio.run(play()) == [1, *(0 for _ in ENDINGS)]


ENDINGS: list[Callable[[Player], None]] = [
    lambda player: player.note_off(60, 2),
    lambda player: player.note_off(None, 2),
    lambda player: player.choke(),
    lambda player: player.panic(),
    lambda player: player.all_notes_off(2),
    lambda player: player.all_sound_off(0),
]


def test_from_note_on_to_sound_is_little_more_than_a_block(
    monkeypatch: pytest.MonkeyPatch, record_property: pytest.RecordProperty
) -> None:
    """The block that is heard was begun after the note, so a period of it passes at the least."""
    count, told_at = 120, []

    async def play(server: JackServer) -> JackRecorder:
        async with playing(Audio()) as player:
            click = np.zeros(480, np.float32)
            click[:300] = 0.5
            player.offer(1, 60, click, RATE_HZ)
            await until(lambda: player.ready(1))
            with JackRecorder(server) as recorder:
                for number in range(count):
                    await asyncio.sleep(0.03 + 0.0007 * (number % 11))
                    told_at.append(time.monotonic())
                    player.note_on(1, 60, 127)
                await asyncio.sleep(0.1)
        return recorder

    with served(monkeypatch, sync=False) as server:
        heard = asyncio.run(play(server)).heard
    loud = np.abs(heard.samples).max(axis=1) > 0
    onsets = np.flatnonzero(loud[1:] & ~loud[:-1]) + 1
    onsets = onsets[np.insert(np.diff(onsets) > 600, 0, True)]
    assert len(onsets) == count
    delays = np.array([heard.when(o) - t for o, t in zip(onsets, told_at, strict=True)]) * 1000
    block_ms = 1000 * BLOCK / RATE_HZ
    figures = f"p50 {np.median(delays):.1f}, p99 {np.percentile(delays, 99):.1f} ms"
    record_property("note-on to sound", figures)
    print(f"note-on to sound: {figures}, max {delays.max():.1f}; a block is {block_ms:.1f} ms")
    assert np.median(delays) < 4 * block_ms + 10


def test_a_swapped_sound_makes_no_step_larger_than_the_signals_own(jack: JackServer) -> None:
    """A tone becomes a louder one, an octave with another phase, and noiseless silence."""
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    others = [
        (0.6 * np.sin(2 * np.pi * 220 * t + 2)).astype(np.float32),
        (0.3 * np.sin(2 * np.pi * 440 * t + 4)).astype(np.float32),
        (0.5 * np.sin(2 * np.pi * 221.7 * t + 1)).astype(np.float32),
    ]

    async def play() -> JackRecorder:
        hear = Listener()
        async with playing(Audio(), hear) as player:
            player.offer(1, 57, tone(220), RATE_HZ, label=0)
            await until(lambda: player.ready(1))
            with JackRecorder(jack) as recorder:
                player.note_on(1, 57, 127)
                await asyncio.sleep(3.3)  # into the loop
                for label in range(1, 13):
                    player.offer(1, 57, others[label % 3], RATE_HZ, label=label)
                    await until(functools.partial(has_come, hear, Assigned(1, label)))
                    await asyncio.sleep(0.06)
                    assert player.sounding(1)
                player.withdraw(1)
                await asyncio.sleep(0.5)
                assert not player.sounding(1)
                assert not player.ready(1)
        return recorder

    heard = asyncio.run(play()).heard.samples[:, 0]
    own = max(np.abs(np.diff(other)).max() for other in others)
    ratio = np.abs(np.diff(heard)).max() / own
    print(f"largest step while swapping: {ratio:.2f} of the signals' own")
    assert ratio <= 1.05
    assert np.abs(heard).max() > 0.55


def test_sounds_that_were_replaced_take_no_memory(tmp_path: Path) -> None:
    """A megabyte each; the voice goes over to every one of them."""

    async def play() -> list[int]:
        hear, sizes = Listener(), []
        async with playing(Audio(output=f"file:{tmp_path / 'a.wav'}"), hear) as player:
            (process,) = audio_processes()
            for label in range(60):
                player.offer(1, 60, tone(200 + label), RATE_HZ, label)
                await until(functools.partial(has_come, hear, Assigned(1, label)))
                player.note_on(1, 60 + label % 2, 100)
                await asyncio.sleep(0.03)
                sizes.append(process.memory_info().rss)
        return sizes

    sizes = asyncio.run(play())
    assert sizes[-1] - sizes[15] < 12e6


def test_a_recording_is_what_is_heard(jack: JackServer, tmp_path: Path) -> None:
    path = tmp_path / "new" / "take.wav"

    async def play() -> JackRecorder:
        hear = Listener()
        async with playing(Audio(), hear) as player:
            player.offer(1, 60, tone(), RATE_HZ)
            await until(lambda: player.ready(1))
            with JackRecorder(jack) as recorder:
                player.record(path)
                await asyncio.sleep(0.2)
                player.note_on(1, 62, 100)
                await asyncio.sleep(1)
                player.panic()
                await asyncio.sleep(0.2)
                player.record(None)
                await until(lambda: hear.of(Recorded))
        (done,) = hear.of(Recorded)
        assert isinstance(done, Recorded)
        assert (done.path, done.rate_hz, done.trouble) == (path, RATE_HZ, "")
        assert done.frames == soundfile.info(path).frames
        return recorder

    heard = asyncio.run(play()).heard.samples
    written, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ
    apart = onset(heard) - onset(written)
    both = min(len(heard) - max(apart, 0), len(written))
    begin = max(0, -apart)
    assert both - begin > RATE_HZ
    np.testing.assert_array_equal(written[begin:both], heard[begin + apart : both + apart])


def test_when_jack_dies_that_is_said_and_when_it_is_back_it_plays_again(
    jack: JackServer, tmp_path: Path
) -> None:
    path = tmp_path / "take.wav"
    lags: list[float] = []

    async def measure_lag() -> None:
        while True:
            began_at = time.monotonic()
            await asyncio.sleep(0.01)
            lags.append(time.monotonic() - began_at - 0.01)

    async def play() -> JackRecorder:
        hear = Listener()
        async with playing(Audio(), hear) as player:
            measuring = asyncio.create_task(measure_lag())
            player.offer(1, 60, tone(), RATE_HZ)
            player.gain(-6.0)
            await until(lambda: player.ready(1))
            player.note_on(1, 60, 127)
            player.record(path)
            await asyncio.sleep(0.5)
            (old,) = audio_processes()
            await asyncio.to_thread(jack.kill)
            died_at = time.monotonic()
            await until(lambda: player.state is State.LOST)
            said_seconds = time.monotonic() - died_at
            assert not old.is_running() or old.status() == psutil.STATUS_ZOMBIE
            assert not player.ready(1)
            (lost,) = hear.of(Lost)
            assert isinstance(lost, Lost)
            assert "JACK" in lost.text
            assert "held notes are gone" in lost.text
            player.note_on(1, 60, 127)  # goes nowhere, and harms nobody
            await asyncio.to_thread(jack.start)
            back_at = time.monotonic()
            await until(lambda: player.ready(1))
            print(
                f"loss said after {said_seconds:.2f} s; playing {time.monotonic() - back_at:.2f} s "
                f"after JACK was back; the loop lagged {1000 * max(lags):.1f} ms at most"
            )
            assert len(hear.of(Playing)) == 2
            measuring.cancel()
            await asyncio.sleep(0.12)
            assert player.counters.voices == 0
            with JackRecorder(jack) as recorder:
                player.note_on(1, 60, 127)
                await asyncio.sleep(0.5)
        (cut,) = hear.of(Recorded)
        assert isinstance(cut, Recorded)
        assert cut.frames == soundfile.info(path).frames
        return recorder

    heard = asyncio.run(play()).heard.samples
    assert np.abs(heard).max() == pytest.approx(0.4 * 10 ** (-6 / 20), rel=0.02)
    assert max(lags) < 2  # a stream that hangs does so for ever
    written, _ = soundfile.read(path)
    assert 0.2 * RATE_HZ < len(written) < 3 * RATE_HZ
    assert np.abs(written).max() > 0.1


@pytest.mark.parametrize("moment", ["opening", "playing", "dead", "lost"])
def test_the_player_can_end_at_any_moment(jack: JackServer, moment: str) -> None:
    """`playing` asserts that it is gone within two seconds, and its process with it."""

    async def play() -> None:
        async with playing(Audio(), wait=False) as player:
            if moment == "opening":
                return await asyncio.sleep(0.15)
            await until(lambda: player.state is State.PLAYING)
            if moment != "playing":
                jack.kill()
            if moment == "lost":
                await until(lambda: player.state is State.LOST)

    asyncio.run(play())


def test_a_stopped_process_is_replaced(tmp_path: Path) -> None:
    async def play() -> None:
        hear = Listener()
        async with playing(Audio(output=f"file:{tmp_path / 'a.wav'}"), hear) as player:
            (old,) = audio_processes()
            old.kill()
            await until(lambda: len(hear.of(Playing)) == 2)
            assert player.state is State.PLAYING
        (lost,) = hear.of(Lost)
        assert isinstance(lost, Lost)
        assert "was ended by signal 9" in lost.text

    asyncio.run(play())


def test_a_file_is_an_output_in_real_time(tmp_path: Path) -> None:
    path = tmp_path / "heard.wav"

    async def play() -> float:
        async with playing(Audio(output=f"file:{path}", rate_hz=44_100)) as player:
            player.offer(1, 60, tone(rate_hz=44_100), 44_100)
            await until(lambda: player.ready(1))
            began_at, frames = time.monotonic(), player.counters.frames
            player.note_on(1, 60, 127)
            await asyncio.sleep(1.5)
            seconds = time.monotonic() - began_at
            return (player.counters.frames - frames) / 44_100 / seconds

    assert asyncio.run(play()) == pytest.approx(1, abs=0.15)
    written, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == 44_100
    begin = onset(written) - 1
    played = written[begin + ATTACK : begin + RATE_HZ // 2, 0]
    np.testing.assert_array_equal(played, tone(rate_hz=44_100)[ATTACK : RATE_HZ // 2])


def test_none_is_no_process() -> None:
    async def play() -> None:
        async with playing(Audio(output="none"), wait=False) as player:
            player.offer(1, 60, tone(), RATE_HZ)
            player.note_on(1, 60, 100)
            await asyncio.sleep(0.1)
            assert player.state is State.OFF
            assert not audio_processes()

    asyncio.run(play())


WITHOUT = """
import asyncio
from notono_live.audio.player import Player, State
from notono_live.config import Audio

async def main():
    player = Player(Audio(), lambda message: print(message.text, flush=True))
    task = asyncio.create_task(player.run())
    while player.state is not State.LOST:
        await asyncio.sleep(0.01)
    player.note_on(1, 60, 100)
    await asyncio.sleep(3)
    task.cancel()

if __name__ == "__main__":
    asyncio.run(main())
"""
NO_LIBRARY = "import ctypes.util\nctypes.util.find_library = lambda name: None\n"


@pytest.mark.parametrize(
    ("hide", "words"), [(True, "PortAudio cannot be loaded"), (False, "there is no output device")]
)
def test_without_portaudio_or_device_that_is_said_in_one_line(
    tmp_path: Path, hide: bool, words: str
) -> None:
    """The second attempt, two seconds later, says nothing."""
    (tmp_path / "sitecustomize.py").write_text(NO_LIBRARY if hide else "")
    (tmp_path / "main.py").write_text(WITHOUT)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "JACK_DEFAULT_SERVER": "nobody"}
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "main.py")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if not hide and "there is no output device" not in ended.stdout:
        pytest.skip("this machine has a sound card")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    (line,) = ended.stdout.splitlines()
    assert words in line
    assert "--audio none" in line


@pytest.mark.parametrize("output", ["system JACK", "jack audio connection", "system"])
def test_an_output_is_found_by_a_part_of_its_name(jack: JackServer, output: str) -> None:
    async def play() -> None:
        hear = Listener()
        async with playing(Audio(output, block_frames=2 * BLOCK), hear) as player:
            (found,) = hear.of(Playing)
            assert found == Playing("system, JACK Audio Connection Kit", RATE_HZ, 2 * BLOCK)
            await until(lambda: player.counters.frames > RATE_HZ // 4)
            assert 2 * BLOCK / RATE_HZ <= player.counters.latency_seconds < 0.1

    asyncio.run(play())


@pytest.mark.parametrize(
    ("audio", "words"),
    [
        (Audio("no such thing"), "no one output device is called 'no such thing'"),
        (Audio("file:/proc/a"), "/proc/a cannot be written"),
        (
            Audio(rate_hz=44_100),
            "cannot be opened at 44100 Hz: Error opening OutputStream: Invalid sample",
        ),
    ],
)
def test_an_output_that_cannot_be_is_named(jack: JackServer, audio: Audio, words: str) -> None:
    async def play() -> None:
        hear = Listener()
        async with playing(audio, hear, wait=False) as player:
            await until(lambda: player.state is State.LOST)
        (lost,) = hear.of(Lost)
        assert isinstance(lost, Lost)
        assert words in lost.text

    asyncio.run(play())


def test_a_block_that_cannot_be_mixed_is_silent_and_the_next_one_is_not() -> None:
    memory = Memory()
    mixer = Mixer(memory, RATE_HZ, 4)
    place, room = memory.take(told.Carry(1, 1, 60, RATE_HZ, 0, 0))
    room[:] = np.ones(len(room) // 4, np.float32).data.cast("B")
    block = Block(mixer, RATE_HZ)
    out = np.ones((BLOCK, 2), np.float32)
    mixer.inbox.extend([Put(1, (place,)), told.Bend(99, 1.0), told.NoteOn(1, 60, 127, 0)])
    block.fill(out, False)
    assert not out.any()
    assert isinstance(block.error, IndexError)
    block.fill(out, False)
    assert out[1:].all()
    assert (mixer.obeyed, block.callbacks, block.frames) == (3, 2, 2 * BLOCK)
