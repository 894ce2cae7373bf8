"""What is played is what comes out, heard by another JACK client or read from a file."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackd import BLOCK, RATE_HZ, JackRecorder, JackServer
from players import Listener, audio_processes, has_come, mixed, onset, playing, tone, until

from notono_live.audio.messages import Assigned, Recorded
from notono_live.audio.player import Player
from notono_live.config import Audio

ATTACK, TAPER = 96, 144  # frames


def test_a_note_is_heard_sample_for_sample(jack: JackServer) -> None:
    ramp = np.linspace(0.1, 0.8, 2 * RATE_HZ, dtype=np.float32)

    async def play() -> JackRecorder:
        async with playing(Audio()) as player:
            assert (player.rate_hz, player.block_frames) == (RATE_HZ, BLOCK)
            player.loop(False)
            player.offer(3, 60, ramp, RATE_HZ)
            await until(lambda: player.ready(3))
            with JackRecorder(jack) as recorder:
                player.note_on(3, 60, 127)
                await asyncio.to_thread(recorder.hear, 2.5)
        return recorder

    heard = asyncio.run(play()).heard.samples
    begin = onset(heard) - 1  # the attack's first frame is silent
    for side in (0, 1):
        played = heard[begin + ATTACK : begin + len(ramp) - TAPER, side]
        np.testing.assert_array_equal(played, ramp[ATTACK:-TAPER])
    assert not heard[begin + len(ramp) :].any()


ENDINGS: list[Callable[[Player], None]] = [
    lambda player: player.note_off(60, 2),
    lambda player: player.note_off(None, 2),
    lambda player: player.choke(),
    lambda player: player.panic(),
    lambda player: player.all_notes_off(2),
    lambda player: player.all_sound_off(0),
]


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
                await mixed(player, 0.12)
                voices.append(player.counters.voices)
                player.panic()
                await until(lambda: player.counters.voices == 0)
        return voices

    assert asyncio.run(play()) == [1, *(0 for _ in ENDINGS)]


def test_from_note_on_to_sound_is_little_more_than_a_block(
    jack: JackServer, record_property: pytest.RecordProperty
) -> None:
    """The block that is heard was begun after the note, so a period of it passes at the least.

    Notes are apart by JACK's count, and none is lost: who is held up makes a delay, not a hole.
    """
    count, told_at = 120, []

    async def play() -> JackRecorder:
        async with playing(Audio()) as player:
            click = np.zeros(480, np.float32)
            click[:300] = 0.5
            player.offer(1, 60, click, RATE_HZ)
            await until(lambda: player.ready(1))
            with JackRecorder(jack) as recorder:
                for number in range(count):
                    await asyncio.sleep(0.0007 * (number % 11))
                    told_at.append(time.monotonic())
                    player.note_on(1, 60, 127)
                    await asyncio.to_thread(recorder.hear, 0.03)
        return recorder

    heard = asyncio.run(play()).heard
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
                await asyncio.to_thread(recorder.hear, 3.3)  # into the loop
                for label in range(1, 13):
                    player.offer(1, 57, others[label % 3], RATE_HZ, label=label)
                    await until(functools.partial(has_come, hear, Assigned(1, label)))
                    await asyncio.sleep(0.06)
                    assert player.sounding(1)
                player.withdraw(1)
                await asyncio.to_thread(recorder.hear, 0.5)
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
                await asyncio.to_thread(recorder.hear, 0.2)
                player.note_on(1, 62, 100)
                await asyncio.to_thread(recorder.hear, 1.1)
                player.panic()
                await asyncio.to_thread(recorder.hear, 0.2)
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
