"""Every voice into two channels, a block at a time. `mix` runs in the audio callback: it waits for
nothing, and what it is told comes through `inbox`, a deque that another thread fills.

All voices are mixed at once, as rows of (voices, frames) arrays in buffers made beforehand; the
slow mixer in the tests does the same one frame of one voice at a time.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from notono_live.audio import messages as told
from notono_live.audio.memory import Memory, Place
from notono_live.audio.reading import PIECE_FRAMES, Buffer, Reader
from notono_live.audio.voices import CHOKE_SECONDS, NEVER, Lanes, State

COMMAND_FRAMES = 4  # commands obeyed in a block: one for so many frames, the others wait
SWAP_FRAMES = 16  # and voices sent over to another sound
CHANNELS = 17  # 0, and 1..16
GLIDE_SECONDS = 0.005  # a gain takes this long from 0 to 1
KNEE = 0.9  # below, samples are left as they are; above, they bend towards 1
SILENCE_DB = -90.0


@dataclass(frozen=True, slots=True)
class Put:
    """A slot's sounds are these from now on."""

    slot: int
    places: tuple[Place, ...]


Inbox = deque[told.Played | Put]


class Mixer:
    """`obeyed` counts commands taken from the inbox, so that others know which are in force."""

    def __init__(self, memory: Memory, rate_hz: int, voices: int) -> None:
        self.inbox: Inbox = deque()
        self.obeyed = 0
        self.peak = 0.0  # the loudest sample since someone set it to 0
        self.lanes = Lanes(rate_hz, voices)
        self._rate_hz = rate_hz
        self._slots: dict[int, tuple[Place, ...]] = {}
        self._unsettled: set[int] = set()
        self._bends = np.ones(CHANNELS)
        self._expressions = np.ones(CHANNELS)
        self._pedals = np.zeros(CHANNELS, bool)
        self._loop = True
        self._release_seconds = 0.25
        self._gain, self._pan = 1.0, 0.0
        self._sides = np.array(self._wanted_sides())  # left and right, at the last block's end
        self._reader = Reader(memory, self.lanes)
        self._mono = np.zeros(PIECE_FRAMES, np.float32)
        self._k = np.arange(PIECE_FRAMES, dtype=np.float32)
        self._level, self._ramp = (Buffer(self.lanes.size, np.float32) for _ in range(2))
        self._obey: dict[type, Callable[[Any], None]] = {
            Put: self._put,
            told.NoteOn: self._note_on,
            told.NoteOff: self._note_off,
            told.Sustain: self._sustain,
            told.Bend: self._bend,
            told.Expression: self._express,
            told.Gain: self._set_gain,
            told.Pan: self._set_pan,
            told.Release: self._set_release,
            told.Loop: self._set_loop,
            told.Choke: self._choke,
            told.Panic: self._panic,
            told.AllNotesOff: self._all_notes_off,
            told.AllSoundOff: self._all_sound_off,
        }

    def mix(self, out: np.ndarray) -> None:
        """Fill (frames, 2) float32; every sample ends within ±1."""
        for _ in range(min(1 + len(out) // COMMAND_FRAMES, len(self.inbox))):
            command = self.inbox.popleft()
            try:
                self._obey[type(command)](command)
            finally:
                self.obeyed += 1
        if self._unsettled:
            self._settle(1 + len(out) // SWAP_FRAMES)
        for begin in range(0, len(out), PIECE_FRAMES):
            self._mix_piece(out[begin : begin + PIECE_FRAMES])

    def reads(self, sound_id: int) -> bool:
        """Whether a voice still reads a sound. Any thread may ask, once its slot has others."""
        return bool((self.lanes.sound[: self.lanes.count] == sound_id).any())

    def slots_sounding(self) -> int:
        """As bits. Any thread may ask."""
        lanes = self.lanes
        return sum(1 << int(slot) for slot in set(lanes.slot[: lanes.count].tolist()))

    def _put(self, put: Put) -> None:
        if put.places:
            self._slots[put.slot] = put.places
            self._unsettled.add(put.slot)
        elif self._slots.pop(put.slot, None):
            self._unsettled.discard(put.slot)
            self.lanes.release(self._lanes_of(put.slot), self._release_seconds)

    def _note_on(self, on: told.NoteOn) -> None:
        if (places := self._slots.get(on.slot)) is None:
            return
        lanes = self.lanes
        again = self._lanes_of(on.slot) & self._playing(on.note, on.channel)
        lanes.cut(again & (lanes.state[: lanes.count] < State.DYING))
        velocity = (on.velocity / 127) ** 2
        place = nearest(places, on.note)
        lane = lanes.begin(place, self._loop, on.slot, on.note, velocity, on.channel)
        lanes.gain[lane] = velocity * self._expressions[on.channel]
        lanes.step[lane] = lanes.pace[lane] * self._bends[on.channel]

    def _note_off(self, off: told.NoteOff) -> None:
        which = self._lanes_of(off.slot) & self._playing(off.note, off.channel)
        if self._pedals[off.channel]:
            state = self.lanes.state[: self.lanes.count]
            state[which & (state == State.HELD)] = State.PEDAL
        else:
            self.lanes.release(which, self._release_seconds)

    def _sustain(self, pedal: told.Sustain) -> None:
        self._pedals[pedal.channel] = pedal.on
        if not pedal.on:
            waiting = self.lanes.state[: self.lanes.count] == State.PEDAL
            self.lanes.release(waiting & self._on_channel(pedal.channel), self._release_seconds)

    def _bend(self, bend: told.Bend) -> None:
        self._bends[bend.channel] = 2 ** (bend.semitones / 12)

    def _express(self, expression: told.Expression) -> None:
        self._expressions[expression.channel] = expression.level

    def _set_gain(self, gain: told.Gain) -> None:
        self._gain = 10 ** (gain.db / 20) if gain.db > SILENCE_DB else 0.0

    def _set_pan(self, pan: told.Pan) -> None:
        self._pan = pan.position

    def _set_release(self, release: told.Release) -> None:
        self._release_seconds = release.seconds

    def _set_loop(self, loop: told.Loop) -> None:
        self._loop = loop.on
        self._unsettled.update(self._slots)

    def _choke(self, choke: told.Choke) -> None:
        self.lanes.cut(self._lanes_of(choke.slot), CHOKE_SECONDS)

    def _panic(self, _: told.Panic) -> None:
        self._pedals[:] = False
        self.lanes.cut(np.ones(self.lanes.count, bool))

    def _all_notes_off(self, off: told.AllNotesOff) -> None:
        which = self._on_channel(off.channel) if off.channel else np.ones(self.lanes.count, bool)
        self.lanes.release(which, self._release_seconds)

    def _all_sound_off(self, off: told.AllSoundOff) -> None:
        which = self._on_channel(off.channel) if off.channel else np.ones(self.lanes.count, bool)
        self.lanes.cut(which)

    def _lanes_of(self, slot: int) -> np.ndarray:
        """(count,) bool; slot 0 is all."""
        slots = self.lanes.slot[: self.lanes.count]
        return np.asarray(slots == slot) if slot else np.ones(len(slots), bool)

    def _on_channel(self, channel: int) -> np.ndarray:
        return np.asarray(self.lanes.channel[: self.lanes.count] == channel)

    def _playing(self, note: float | None, channel: int) -> np.ndarray:
        if note is None:
            return self._on_channel(channel)
        same = self.lanes.note[: self.lanes.count] == note
        return np.asarray(self._on_channel(channel) & same)

    def _settle(self, most: int) -> None:
        """Voices whose slot has another sound for them go over to it; those in the middle of going
        over finish first."""
        lanes, swaps, waiting = self.lanes, 0, set()
        for lane in range(lanes.count):
            slot = int(lanes.slot[lane])
            if slot not in self._unsettled or lanes.state[lane] == State.DYING:
                continue
            place = nearest(self._slots[slot], lanes.note[lane])
            loops = self._loop and place.loop_frames > 0
            if place.id == lanes.sound[lane] and loops == (lanes.entry[lane] != NEVER):
                continue
            if lanes.fade_slope[lane] or swaps == most:
                waiting.add(slot)
            else:
                lanes.swap(lane, place, self._loop)
                swaps += 1
        self._unsettled = waiting

    def _mix_piece(self, out: np.ndarray) -> None:
        n, frames = self.lanes.count, len(out)
        mono = self._mono[:frames]
        if n == 0:
            mono.fill(0.0)
        else:
            steps = self.lanes.pace[:n] * self._bends[self.lanes.channel[:n]]
            heard = self._reader.read(steps, frames)
            heard *= self._amplitudes(frames)
            np.add.reduce(heard, axis=0, out=mono)
            self.lanes.advance(frames, steps)
        self._pan_out(mono, out)

    def _amplitudes(self, frames: int) -> np.ndarray:
        """(lanes, frames) float32: levels squared, times gains on their way, times fades."""
        lanes, n, k = self.lanes, self.lanes.count, self._k[:frames]
        level, ramp = self._level.of(n, frames), self._ramp.of(n, frames)
        np.multiply(_column(lanes.slope[:n]), k, out=level)
        level += _column(lanes.level[:n])
        np.clip(level, 0, 1, out=level)
        level *= level
        wanted = lanes.velocity[:n] * self._expressions[lanes.channel[:n]]
        glide = self._glide(wanted - lanes.gain[:n], frames)
        if glide.any():
            np.multiply(_column(glide / frames), k, out=ramp)
            ramp += _column(lanes.gain[:n])
            level *= ramp
            lanes.gain[:n] += glide
        else:
            level *= _column(lanes.gain[:n])
        if len(fading := np.flatnonzero(lanes.fade_slope[:n])):
            fade = _column(lanes.fade[fading]) + _column(lanes.fade_slope[fading]) * k
            np.clip(fade, 0, 1, out=fade)
            level[fading] *= fade * fade * (3 - 2 * fade)
        return level

    def _glide(self, difference: np.ndarray, frames: int) -> np.ndarray:
        """How far gains go within a block towards where they should be."""
        most = frames / (GLIDE_SECONDS * self._rate_hz)
        return np.asarray(np.clip(difference, -most, most))

    def _wanted_sides(self) -> tuple[float, float]:
        """Constant power, with the middle at 1: hard left is +3 dB there and silent right."""
        angle = (self._pan + 1) * math.pi / 4
        loudness = self._gain * math.sqrt(2)
        return loudness * math.cos(angle), loudness * math.sin(angle)

    def _pan_out(self, mono: np.ndarray, out: np.ndarray) -> None:
        glide = self._glide(self._wanted_sides() - self._sides, len(out))
        k = self._k[: len(out)]
        for side in (0, 1):
            gain = np.float32(self._sides[side]) + np.float32(glide[side] / len(out)) * k
            np.multiply(mono, gain, out=out[:, side])
        self._sides += glide
        peak = float(np.abs(out).max())
        if peak > KNEE:
            soften(out)
        self.peak = max(self.peak, peak)


def nearest(places: tuple[Place, ...], note: float) -> Place:
    """The sound whose pitch is nearest; of two, the higher one, which is played slower and so does
    not alias."""
    return min(places, key=lambda place: (abs(place.pitch - note), -place.pitch))


def soften(out: np.ndarray) -> None:
    """Bend samples beyond the knee towards ±1, in place and without a corner.

    >>> out = np.array([0.5, 0.9, 1.0, -30.0], np.float32)
    >>> soften(out)
    >>> out.round(3).tolist()
    [0.5, 0.8999999761581421, 0.9760000109672546, -1.0]
    """
    loud = np.abs(out) > KNEE
    beyond = (np.abs(out[loud]) - KNEE) / (1 - KNEE)
    out[loud] = np.sign(out[loud]) * (KNEE + (1 - KNEE) * np.tanh(beyond))


def _column(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)[:, None]
