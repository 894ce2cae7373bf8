"""The fast mixer says what the slow one says, and never more than ±1."""

from __future__ import annotations

import math
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_mixer import SlowMixer

from notono_live.audio import messages as told
from notono_live.audio import mixer
from notono_live.audio.memory import Memory, Place
from notono_live.audio.mixer import Mixer, Put
from notono_live.audio.sounds import BACK, FRONT, Sound, image_frames, loop_offset, prepare

RATE_HZ = 4000  # small, so that the slow mixer is fast enough
VOICES = 5
BLOCK = 128


def sound(seed: int, pitch: float, frames: int, end: int = 0, length: int = 0) -> Sound:
    """Noise, louder or softer with its seed; a loop of `length` frames after `end` of them."""
    rng = np.random.default_rng(seed)
    image = np.zeros(image_frames(frames, length), np.float32)
    image[FRONT : FRONT + frames] = rng.uniform(-0.3, 0.3, frames) * (1 + seed % 3)
    if length:
        begin = loop_offset(frames)
        loop = image[FRONT + end - length : FRONT + end].copy()
        loop[:2] = image[FRONT + end : FRONT + end + 2]  # as a crossfade begins
        image[begin - FRONT : begin + length + BACK] = np.take(
            loop, np.arange(-FRONT, length + BACK), mode="wrap"
        )
    return Sound(pitch, frames, end, length, image)


SOUNDS = [
    sound(0, 60, 700),
    sound(1, 64.5, 900, 500, 200),
    sound(2, 60, 800, 400, 64),
    sound(3, 48, 120, 100, 30),
    sound(4, 71, 40),
    prepare(sound(5, 60, 9000).samples, RATE_HZ, 60, RATE_HZ),
]


class Pair:
    """Both mixers, told the same."""

    def __init__(self, voices: int = VOICES) -> None:
        self.memory = Memory(64)  # so small that it has to grow
        self.fast = Mixer(self.memory, RATE_HZ, voices)
        self.slow = SlowMixer(RATE_HZ, voices)
        self.places: list[Place] = []
        for number, one in enumerate(SOUNDS):
            carry = told.Carry(0, number, one.pitch, one.frames, one.loop_end, one.loop_frames)
            place, room = self.memory.take(carry)
            room[:] = one.image.data.cast("B")
            self.places.append(place)

    def put(self, slot: int, numbers: tuple[int, ...]) -> None:
        self.fast.inbox.append(Put(slot, tuple(self.places[n] for n in numbers)))
        self.slow.put(slot, [SOUNDS[n] for n in numbers])

    def tell(self, command: Any) -> None:
        self.fast.inbox.append(command)
        self.slow.tell(command)

    def mix(self, frames: int = BLOCK) -> np.ndarray:
        """What both say; they must agree."""
        out = np.full((frames, 2), np.nan, np.float32)
        with patch.multiple(mixer, COMMAND_FRAMES=1e-6, SWAP_FRAMES=1e-6):  # no limits
            self.fast.mix(out)
        np.testing.assert_allclose(out, self.slow.mix(frames), atol=2e-4)
        alive = [v for v in self.slow.voices if v.state != "dying"]
        assert self.fast.lanes.sounding == len(alive) <= VOICES
        assert self.fast.lanes.count == len(self.slow.voices)
        return out


slots = st.integers(1, 3)
notes = st.sampled_from([60, 60.5, 64, 72, 36])
channels = st.sampled_from([0, 1, 16])
commands = st.one_of(
    st.builds(told.NoteOn, slots, notes, st.integers(1, 127), channels),
    st.builds(told.NoteOn, slots, notes, st.integers(1, 127), channels),
    st.builds(told.NoteOff, st.one_of(notes, st.none()), channels, st.integers(0, 3)),
    st.builds(told.Sustain, channels, st.booleans()),
    st.builds(told.Bend, channels, st.floats(-2, 2)),
    st.builds(told.Expression, channels, st.floats(0, 1)),
    st.builds(told.Gain, st.sampled_from([-90.0, -12.0, 0.0, 6.0])),
    st.builds(told.Pan, st.floats(-1, 1)),
    st.builds(told.Release, st.floats(0.01, 0.3)),
    st.builds(told.Loop, st.booleans()),
    st.builds(told.Choke, st.integers(0, 3)),
    st.just(told.Panic()),
    st.builds(told.AllNotesOff, channels),
    st.builds(told.AllSoundOff, channels),
    st.tuples(slots, st.lists(st.integers(0, len(SOUNDS) - 1), max_size=3, unique=True)),
    st.integers(1, 256),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(commands, min_size=5, max_size=40))
def test_the_fast_mixer_says_what_the_slow_one_says(script: list[Any]) -> None:
    pair = Pair()
    pair.put(1, (0, 1))
    pair.put(2, (2,))
    for step in script:
        if isinstance(step, int):
            pair.mix(step)
        elif isinstance(step, tuple):
            pair.mix(1)  # the mixers obey at the start of a block, all at once
            pair.put(step[0], tuple(step[1]))
            pair.mix(1)
        else:
            pair.tell(step)
    out = [pair.mix() for _ in range(4)]
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1
    pair.tell(told.Panic())
    pair.mix()
    assert not pair.mix().any()
    assert pair.fast.lanes.count == 0


def alone(number: int, voices: int = VOICES) -> Pair:
    pair = Pair(voices)
    pair.put(1, (number,))
    pair.mix(1)
    return pair


def test_a_note_at_its_own_pitch_is_the_sound_itself() -> None:
    pair = alone(0)
    pair.tell(told.NoteOn(1, 60, 127, 0))
    heard = np.concatenate([pair.mix() for _ in range(6)])[:700]
    attack = round(0.002 * RATE_HZ)
    for side in (0, 1):
        np.testing.assert_array_equal(heard[attack:, side], SOUNDS[0].samples[attack:])
    assert not pair.mix().any()
    assert pair.fast.lanes.count == 0


def test_a_held_note_goes_on_only_in_a_loop() -> None:
    pair = alone(1)
    pair.tell(told.NoteOn(1, 64.5, 127, 0))
    heard = np.concatenate([pair.mix() for _ in range(20)])[:, 0]
    whole = SOUNDS[1]
    for turn in range(3):
        begin = whole.loop_end + turn * whole.loop_frames
        np.testing.assert_allclose(heard[begin : begin + whole.loop_frames], whole.loop, atol=1e-6)
    pair.tell(told.Loop(False))
    for _ in range(10):
        pair.mix()
    assert pair.fast.lanes.count == 0


@pytest.mark.parametrize("semitones", [-12.0, 0.5, 7.0])
def test_a_bent_tone_has_the_bent_pitch(semitones: float) -> None:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = prepare(np.sin(2 * np.pi * 200 * t).astype(np.float32) / 2, RATE_HZ, 55, RATE_HZ)
    memory = Memory()
    bending = Mixer(memory, RATE_HZ, 1)
    carry = told.Carry(1, 1, 55, tone.frames, tone.loop_end, tone.loop_frames)
    place, room = memory.take(carry)
    room[:] = tone.image.data.cast("B")
    bending.inbox.extend((Put(1, (place,)), told.NoteOn(1, 55, 127, 3), told.Bend(3, semitones)))
    out = np.zeros((8 * RATE_HZ, 2), np.float32)
    bending.mix(out)
    spectrum = np.abs(np.fft.rfft(out[RATE_HZ:, 0] * np.hanning(7 * RATE_HZ)))
    found_hz = spectrum.argmax() / 7
    assert found_hz == pytest.approx(200 * 2 ** (semitones / 12), abs=0.15)


def test_pan_keeps_the_power_and_the_middle_its_level() -> None:
    for position in (-1.0, -0.3, 0.0, 1.0):
        pair = alone(2)
        pair.tell(told.Pan(position))
        for _ in range(2):
            pair.mix()
        pair.tell(told.NoteOn(1, 60, 64, 0))
        pair.mix(16)
        out = pair.mix()
        mono = SOUNDS[2].samples[16 : 16 + BLOCK] * (64 / 127) ** 2
        np.testing.assert_allclose((out**2).sum(axis=1), 2 * mono**2, atol=1e-6)
        angle = (position + 1) * math.pi / 4
        np.testing.assert_allclose(out[:, 0], mono * math.sqrt(2) * math.cos(angle), atol=1e-6)


def test_one_voice_too_many_takes_the_oldest_released_one() -> None:
    pair = alone(1)
    for note in range(VOICES):
        pair.tell(told.NoteOn(1, 60 + note, 100, 0))
    pair.mix(32)
    pair.tell(told.NoteOff(63, 0, 0))
    pair.tell(told.NoteOff(62, 0, 0))
    pair.tell(told.NoteOn(1, 80, 100, 0))
    pair.mix(32)
    lanes = pair.fast.lanes
    playing = {float(lanes.note[i]) for i in range(lanes.count) if lanes.state[i] < 3}
    assert playing == {60, 61, 63, 64, 80}


def test_more_commands_than_a_block_obeys_wait_in_order() -> None:
    pair = alone(2)
    for _ in range(200):
        pair.fast.inbox.append(told.NoteOn(1, 60, 100, 0))
    pair.fast.inbox.append(told.Panic())
    out = np.zeros((BLOCK, 2), np.float32)
    blocks = 0
    while pair.fast.inbox:
        pair.fast.mix(out)
        blocks += 1
    assert 4 <= blocks <= 12
    for _ in range(2):
        pair.fast.mix(out)
    assert pair.fast.lanes.count == 0


def test_memory_that_was_given_back_is_used_again() -> None:
    memory = Memory(1000)
    for turn in range(50):
        place, room = memory.take(told.Carry(1, turn, 60, 300, 0, 0))
        other, _ = memory.take(told.Carry(1, 1000 + turn, 60, 200, 100, 50))
        assert len(room) == 4 * image_frames(300, 0)
        assert abs(other.start - place.start) >= 200
        memory.give_back(turn)
        memory.give_back(1000 + turn)
    assert len(memory.samples) == 1000


def test_memory_that_grows_keeps_what_it_holds() -> None:
    memory = Memory(64)
    _, room = memory.take(told.Carry(1, 1, 60, 40, 0, 0))
    room[:] = bytes(range(45)) * 4
    before = memory.samples[:45].tobytes()
    memory.take(told.Carry(1, 2, 60, 4000, 0, 0))
    assert memory.samples[:45].tobytes() == before
