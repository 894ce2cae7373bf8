"""The voices that sound, as arrays side by side, and how each begins and ends. Lives in the audio
callback.

A lane is one reading of one sound. A voice is a lane; while its sound is being replaced, or after
it was cut off, a second, dying lane fades out beside it. Levels run in straight lines, and what is
heard is their square.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from notono_live.audio.memory import Place

ATTACK_SECONDS = 0.002
CUT_SECONDS = 0.0025  # stolen, struck again, panic
CHOKE_SECONDS = 0.005
SWAP_SECONDS = 0.02  # a step of 1.0 of the sounds' own; 2 ms: 1.2, 1 ms: 2.0 (measured at 220 Hz)
NEVER = 1e15  # frames


class State(IntEnum):
    HELD = 0
    PEDAL = 1  # its key is up, its pedal is down
    RELEASED = 2
    DYING = 3  # no voice any more


class Lanes:
    """The first `count` entries of every array are in use, in no order."""

    def __init__(self, rate_hz: int, voices: int) -> None:
        self.voices = voices
        self.size = 2 * voices + 64
        self.count = 0
        self._rate_hz = rate_hz
        self._born = 0
        self._whole, self._real = np.zeros((5, self.size), np.int64), np.zeros((17, self.size))
        self.state, self.slot, self.channel, self.sound, self.born = self._whole
        (
            self.note,
            self.velocity,  # as a factor
            self.gain,  # velocity and expression, as they were at the end of the last block
            self.position,  # frames since the sound's start; beyond `entry`, in the loop
            self.pace,  # frames of sound for each frame heard, before bending
            self.step,  # and after it, at the end of the last block
            self.level,  # 0..1
            self.slope,  # of the level, a frame
            self.after,  # what the slope becomes at the end of the attack
            self.fade,  # 0..1
            self.fade_slope,
            self.start,
            self.frames,
            self.entry,  # the frame at which the loop is entered; NEVER without one
            self.loop_start,
            self.loop_frames,
            self.loop_from,  # the frame the loop's first one stands for
        ) = self._real

    def begin(
        self, place: Place, loop: bool, slot: int, note: float, velocity: float, channel: int
    ) -> int:
        """A new voice; its `gain` and `step` are the caller's to set."""
        self._make_room_for_voice()
        lane = self._add()
        self._born += 1
        self.state[lane], self.slot[lane], self.channel[lane] = State.HELD, slot, channel
        self.born[lane] = self._born
        self.note[lane], self.velocity[lane] = note, velocity
        self.level[lane], self.slope[lane] = 0.0, 1 / (ATTACK_SECONDS * self._rate_hz)
        self.after[lane] = 0.0
        self.fade[lane], self.fade_slope[lane] = 1.0, 0.0
        self._read(lane, place, loop, 0.0)
        return lane

    def swap(self, lane: int, place: Place, loop: bool) -> None:
        """Go over to another sound at the same time since the note's start."""
        tail = self._add()
        self._copy(lane, tail)
        self.state[tail] = State.DYING
        self.fade_slope[tail] = -1 / (SWAP_SECONDS * self._rate_hz)
        self.fade[lane], self.fade_slope[lane] = 0.0, -self.fade_slope[tail]
        bend = self.step[lane] / self.pace[lane]
        old_pace = self.pace[lane]
        position = self.position[lane]
        if position >= self.entry[lane]:
            round_trip = (position - self.entry[lane]) % self.loop_frames[lane]
            position = self.loop_from[lane] + round_trip
        self._read(lane, place, loop, 0.0)
        self.position[lane] = position * self.pace[lane] / old_pace
        self.step[lane] = self.pace[lane] * bend

    def release(self, which: np.ndarray, seconds: float) -> None:
        """Let voices ring out, after their attack; `which` is (count,) bool, and those that
        already do stay so."""
        n = self.count
        which = which & (self.state[:n] < State.RELEASED)
        self.state[:n][which] = State.RELEASED
        self.after[:n][which] = -1 / (seconds * self._rate_hz)
        beyond = which & (self.slope[:n] <= 0)
        self.slope[:n][beyond] = self.after[:n][beyond]

    def cut(self, which: np.ndarray, seconds: float = CUT_SECONDS) -> None:
        """End lanes, dying ones too, as fast as a click allows."""
        n = self.count
        self.state[:n][which] = State.DYING
        fastest = -1 / (seconds * self._rate_hz)
        self.slope[:n][which] = np.minimum(self.slope[:n][which], fastest)

    def advance(self, frames: int, steps: np.ndarray) -> None:
        """Bring all that runs to the end of a block; (count,) `steps` are what the paces became."""
        n = self.count
        position, entry, loop_frames = self.position[:n], self.entry[:n], self.loop_frames[:n]
        position += frames * 0.5 * (self.step[:n] + steps)
        self.step[:n] = steps
        if (around := position >= entry + loop_frames).any():
            beyond = position[around] - entry[around]
            position[around] = entry[around] + beyond % loop_frames[around]
        self._climb(self.level[:n], self.slope[:n], frames, self.after[:n])
        self._climb(self.fade[:n], self.fade_slope[:n], frames, np.zeros(n))
        ended = (self.level[:n] <= 0) & (self.slope[:n] < 0)
        ended |= (self.fade[:n] <= 0) & (self.fade_slope[:n] < 0)
        ended |= (position >= self.frames[:n]) & (entry == NEVER)
        for lane in np.flatnonzero(ended)[::-1]:
            self._remove(int(lane))

    @property
    def sounding(self) -> int:
        """Voices."""
        return int((self.state[: self.count] < State.DYING).sum())

    @staticmethod
    def _climb(value: np.ndarray, slope: np.ndarray, frames: int, after: np.ndarray) -> None:
        value += slope * frames
        top = (value >= 1) & (slope > 0)
        value[top], slope[top] = 1.0, after[top]

    def _read(self, lane: int, place: Place, loop: bool, position: float) -> None:
        self.sound[lane] = place.id
        self.pace[lane] = 2 ** ((self.note[lane] - place.pitch) / 12)
        self.position[lane] = position
        self.start[lane], self.frames[lane] = place.start, place.frames
        self.entry[lane] = place.loop_end if loop and place.loop_frames else NEVER
        self.loop_start[lane] = place.loop_start
        self.loop_frames[lane] = max(1, place.loop_frames)
        self.loop_from[lane] = place.loop_end - place.loop_frames

    def _make_room_for_voice(self) -> None:
        """Steal: of those already released the oldest, else the oldest of all."""
        state = self.state[: self.count]
        if int((state < State.DYING).sum()) < self.voices:
            return
        for candidates in (state == State.RELEASED, state < State.DYING):
            if candidates.any():
                oldest = np.where(candidates, self.born[: self.count], self._born + 1).argmin()
                return self.cut(np.arange(self.count) == oldest)

    def _add(self) -> int:
        if self.count == self.size:  # only after hundreds of cuts within a few milliseconds
            dying = self.state == State.DYING
            self._remove(int(np.where(dying, self.level * self.fade, 2.0).argmin()))
        self.count += 1
        return self.count - 1

    def _remove(self, lane: int) -> None:
        """In this order: who asks from another thread which sounds are read misses none."""
        self._copy(self.count - 1, lane)
        self.count -= 1

    def _copy(self, lane: int, to: int) -> None:
        self._whole[:, to] = self._whole[:, lane]
        self._real[:, to] = self._real[:, lane]
