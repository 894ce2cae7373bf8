"""An output is found, lost and found again, or refused in one line; in real time where one may."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from jackd import BLOCK, RATE_HZ, JackRecorder, JackServer
from players import Listener, audio_processes, mixed, playing, tone, until

from notono_live.audio import messages as told
from notono_live.audio.memory import Memory
from notono_live.audio.messages import Lost, Playing, Recorded
from notono_live.audio.mixer import Mixer, Put
from notono_live.audio.player import State
from notono_live.audio.process import Block
from notono_live.config import Audio


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
            await mixed(player, 0.5)
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
            await mixed(player, 0.12)
            assert player.counters.voices == 0
            with JackRecorder(jack) as recorder:
                player.note_on(1, 60, 127)
                await asyncio.to_thread(recorder.hear, 0.5)
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
