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
from notono_live.audio.voices import CHOKE_SECONDS, NEVER, Lanes, State

PIECE_FRAMES = 256  # longer blocks are mixed in pieces that stay in the cache
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
        self._memory = memory
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
        self._buffers = _Buffers(self.lanes.size)
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
        mono = self._buffers.mono[:frames]
        if n == 0:
            mono.fill(0.0)
        else:
            steps = self.lanes.pace[:n] * self._bends[self.lanes.channel[:n]]
            heard = self._interpolate(self._positions(steps, frames))
            heard *= self._amplitudes(frames)
            np.add.reduce(heard, axis=0, out=mono)
            self.lanes.advance(frames, steps)
        self._pan_out(mono, out)

    def _positions(self, steps: np.ndarray, frames: int) -> np.ndarray:
        """(lanes, frames) float64: where to read in memory, one frame early (`_interpolate`)."""
        lanes, n, k = self.lanes, self.lanes.count, self._buffers.k[:frames]
        at, around, laps = (b.of(n, frames) for b in self._buffers.doubles)
        drift = (steps - lanes.step[:n]) / (2 * frames)  # of a pace that is being bent
        np.multiply(drift[:, None], k, out=at)
        at += lanes.step[:n, None]
        at *= k
        at += lanes.position[:n, None]
        farthest = lanes.position[:n] + frames * np.maximum(steps, lanes.step[:n])
        looping = farthest >= lanes.entry[:n]
        if looping.any():
            np.subtract(at, lanes.entry[:n, None], out=around)
            inside = around >= 0
            np.multiply(around, 1 / lanes.loop_frames[:n, None], out=laps)
            np.floor(laps, out=laps)
            laps *= lanes.loop_frames[:n, None]
            around -= laps
            around += lanes.loop_start[:n, None] - 1
        np.minimum(at, lanes.frames[:n, None] + 1, out=at)
        at += lanes.start[:n, None] - 1
        if looping.any():
            np.copyto(at, around, where=inside)
        return at

    def _interpolate(self, at: np.ndarray) -> np.ndarray:
        """Catmull-Rom's cubic through four neighbours; on a sample, that sample itself."""
        shape, samples = at.shape, self._memory.samples
        index = self._buffers.index.of(*shape)
        t, y0, y1, y2, y3, c = (b.of(*shape) for b in self._buffers.floats)
        np.copyto(index, at, casting="unsafe")
        np.subtract(at, index, out=t, casting="unsafe")
        for offset, y in enumerate((y0, y1, y2, y3)):
            np.take(samples[offset:], index, out=y, mode="clip")
        np.subtract(y1, y2, out=c)  # t³ (3 (y1 − y2) + y3 − y0) / 2
        c *= 3
        c += y3
        c -= y0
        c *= t
        y3 *= -1  # t² (2 y0 − 5 y1 + 4 y2 − y3) / 2
        y3 += 2 * y0
        y3 -= 5 * y1
        y3 += 4 * y2
        c += y3
        c *= t
        y2 -= y0  # t (y2 − y0) / 2
        c += y2
        c *= t
        c *= 0.5
        y1 += c
        return y1

    def _amplitudes(self, frames: int) -> np.ndarray:
        """(lanes, frames) float32: levels squared, times gains on their way, times fades."""
        lanes, n, k = self.lanes, self.lanes.count, self._buffers.k32[:frames]
        level, ramp = (b.of(n, frames) for b in self._buffers.factors)
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
        k = self._buffers.k32[: len(out)]
        for side in (0, 1):
            gain = np.float32(self._sides[side]) + np.float32(glide[side] / len(out)) * k
            np.multiply(mono, gain, out=out[:, side])
        self._sides += glide
        peak = float(np.abs(out).max())
        if peak > KNEE:
            soften(out)
        self.peak = max(self.peak, peak)


class _Buffer:
    """One array, seen as (lanes, frames) of any size that fits."""

    def __init__(self, lanes: int, kind: type) -> None:
        self._flat: np.ndarray = np.zeros(lanes * PIECE_FRAMES, kind)

    def of(self, lanes: int, frames: int) -> np.ndarray:
        return self._flat[: lanes * frames].reshape(lanes, frames)


class _Buffers:
    def __init__(self, lanes: int) -> None:
        self.k = np.arange(PIECE_FRAMES, dtype=np.float64)
        self.k32 = self.k.astype(np.float32)
        self.mono = np.zeros(PIECE_FRAMES, np.float32)
        self.doubles = [_Buffer(lanes, np.float64) for _ in range(3)]
        self.index = _Buffer(lanes, np.int64)
        self.floats = [_Buffer(lanes, np.float32) for _ in range(6)]
        self.factors = [_Buffer(lanes, np.float32) for _ in range(2)]


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
