"""The mixer's truth: one voice after another, one frame after another. Slow, and meant to be
obvious.

It hears the same commands as the mixer and must give the same samples.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from notono_live.audio import messages as told
from notono_live.audio.sounds import Sound

ATTACK, CUT, CHOKE, SWAP, GLIDE = 0.002, 0.0025, 0.005, 0.02, 0.005  # seconds


@dataclass(eq=False)
class SlowVoice:
    """One reading of one sound."""

    slot: int
    note: float
    channel: int
    velocity: float
    gain: float
    sound: Sound
    looping: bool
    born: int
    state: str = "held"
    position: float = 0.0
    bend: float = 1.0
    level: float = 0.0
    slope: float = 0.0
    after: float = 0.0  # the slope once the attack is over
    fade: float = 1.0
    fade_slope: float = 0.0

    @property
    def pace(self) -> float:
        return float(2 ** ((self.note - self.sound.pitch) / 12))

    @property
    def ended(self) -> bool:
        silent = self.level <= 0 and self.slope < 0
        replaced = self.fade <= 0 and self.fade_slope < 0
        over = not self.looping and self.position >= self.sound.frames
        return silent or replaced or over

    def sample(self, index: int) -> float:
        sound = self.sound
        if self.looping and index >= sound.loop_end:
            return float(sound.loop[(index - sound.loop_end) % sound.loop_frames])
        return float(sound.samples[index]) if 0 <= index < sound.frames else 0.0

    def read(self, position: float) -> float:
        """A cubic through the four samples around a position, as its four weights."""
        i = math.floor(position)
        t = position - i
        weights = (
            (-(t**3) + 2 * t**2 - t) / 2,
            (3 * t**3 - 5 * t**2 + 2) / 2,
            (-3 * t**3 + 4 * t**2 + t) / 2,
            (t**3 - t**2) / 2,
        )
        return sum(w * self.sample(i - 1 + j) for j, w in enumerate(weights))

    def render(self, frames: int, bend: float, gain: float) -> list[float]:
        """The next frames; bend and gain get to these values in straight lines."""
        heard = []
        old, new = self.pace * self.bend, self.pace * bend
        for k in range(frames):
            position = self.position + old * k + (new - old) * k * k / (2 * frames)
            level = min(1.0, max(0.0, self.level + self.slope * k))
            fade = min(1.0, max(0.0, self.fade + self.fade_slope * k))
            loudness = self.gain + (gain - self.gain) * k / frames
            heard.append(self.read(position) * level**2 * fade**2 * (3 - 2 * fade) * loudness)
        self.position += (old + new) / 2 * frames
        self.bend, self.gain = bend, gain
        self.level += self.slope * frames
        self.fade += self.fade_slope * frames
        if self.level >= 1 and self.slope > 0:
            self.level, self.slope = 1.0, self.after
        if self.fade >= 1 and self.fade_slope > 0:
            self.fade, self.fade_slope = 1.0, 0.0
        return heard


class SlowMixer:
    """Told with `tell`, heard with `mix`; one block must not be longer than one of the mixer's
    pieces."""

    def __init__(self, rate_hz: int, voices: int) -> None:
        self.rate_hz, self.limit = rate_hz, voices
        self.voices: list[SlowVoice] = []
        self.sounds: dict[int, list[Sound]] = {}
        self.bends = [1.0] * 17
        self.expressions = [1.0] * 17
        self.pedals = [False] * 17
        self.loop, self.release_seconds = True, 0.25
        self.gain, self.pan = 1.0, 0.0
        self.sides = self.wanted_sides()
        self.born = 0

    def put(self, slot: int, sounds: list[Sound]) -> None:
        if sounds:
            self.sounds[slot] = sounds
        elif self.sounds.pop(slot, None):
            self.release([v for v in self.voices if v.slot == slot])

    def tell(self, command: Any) -> None:
        match command:
            case told.NoteOn():
                self.note_on(command)
            case told.NoteOff(note, channel, slot):
                keys = [
                    v
                    for v in self.voices
                    if v.channel == channel and note in (None, v.note) and slot in (0, v.slot)
                ]
                if self.pedals[channel]:
                    for v in keys:
                        v.state = "pedal" if v.state == "held" else v.state
                else:
                    self.release(keys)
            case told.Sustain(channel, on):
                self.pedals[channel] = on
                if not on:
                    waiting = [v for v in self.voices if v.state == "pedal"]
                    self.release([v for v in waiting if v.channel == channel])
            case told.Bend(channel, semitones):
                self.bends[channel] = 2 ** (semitones / 12)
            case told.Expression(channel, level):
                self.expressions[channel] = level
            case told.Gain(db):
                self.gain = 10 ** (db / 20) if db > -90 else 0.0
            case told.Pan(position):
                self.pan = position
            case told.Release(seconds):
                self.release_seconds = seconds
            case told.Loop(on):
                self.loop = on
            case told.Choke(slot):
                self.cut([v for v in self.voices if slot in (0, v.slot)], CHOKE)
            case told.Panic():
                self.pedals = [False] * 17
                self.cut(self.voices, CUT)
            case told.AllNotesOff(channel):
                self.release([v for v in self.voices if channel in (0, v.channel)])
            case told.AllSoundOff(channel):
                self.cut([v for v in self.voices if channel in (0, v.channel)], CUT)
            case _:
                raise AssertionError(command)

    def note_on(self, on: told.NoteOn) -> None:
        if on.slot not in self.sounds:
            return
        again = [
            v
            for v in self.voices
            if (v.slot, v.note, v.channel) == (on.slot, on.note, on.channel) and v.state != "dying"
        ]
        self.cut(again, CUT)
        alive = [v for v in self.voices if v.state != "dying"]
        if len(alive) >= self.limit:
            released = [v for v in alive if v.state == "released"]
            self.cut([min(released or alive, key=lambda v: v.born)], CUT)
        self.born += 1
        sound, looping = self.wanted(on.slot, on.note)
        velocity = (on.velocity / 127) ** 2
        gain = velocity * self.expressions[on.channel]
        voice = SlowVoice(on.slot, on.note, on.channel, velocity, gain, sound, looping, self.born)
        voice.slope, voice.bend = 1 / (ATTACK * self.rate_hz), self.bends[on.channel]
        self.voices.append(voice)

    def wanted(self, slot: int, note: float) -> tuple[Sound, bool]:
        sounds = sorted(self.sounds[slot], key=lambda s: (abs(s.pitch - note), -s.pitch))
        return sounds[0], self.loop and sounds[0].loop_frames > 0

    def release(self, voices: list[SlowVoice]) -> None:
        for v in voices:
            if v.state in ("held", "pedal"):
                v.state, v.after = "released", -1 / (self.release_seconds * self.rate_hz)
                v.slope = v.slope if v.slope > 0 else v.after

    def cut(self, voices: list[SlowVoice], seconds: float) -> None:
        for v in voices:
            v.state, v.slope = "dying", min(v.slope, -1 / (seconds * self.rate_hz))

    def settle(self) -> None:
        for v in [v for v in self.voices if v.state != "dying" and not v.fade_slope]:
            if v.slot not in self.sounds:
                continue
            sound, looping = self.wanted(v.slot, v.note)
            if sound is v.sound and looping == v.looping:
                continue
            tail = copy.copy(v)
            tail.state, tail.fade_slope = "dying", -1 / (SWAP * self.rate_hz)
            self.voices.append(tail)
            position, old_pace = v.position, v.pace
            if v.looping and position >= v.sound.loop_end:
                beyond = (position - v.sound.loop_end) % v.sound.loop_frames
                position = v.sound.loop_end - v.sound.loop_frames + beyond
            v.sound, v.looping, v.fade, v.fade_slope = sound, looping, 0.0, -tail.fade_slope
            v.position = position * v.pace / old_pace

    def mix(self, frames: int) -> np.ndarray:
        self.settle()
        most = frames / (GLIDE * self.rate_hz)
        mono = np.zeros(frames)
        for v in self.voices:
            loudness = v.velocity * self.expressions[v.channel]
            loudness = v.gain + max(-most, min(most, loudness - v.gain))
            mono += v.render(frames, self.bends[v.channel], loudness)
        self.voices = [v for v in self.voices if not v.ended]
        out = np.zeros((frames, 2))
        for side, wanted in enumerate(self.wanted_sides()):
            old = self.sides[side]
            gain = old + max(-most, min(most, wanted - old))
            out[:, side] = mono * (old + (gain - old) * np.arange(frames) / frames)
            self.sides[side] = gain
        return np.where(
            np.abs(out) > 0.9,
            np.sign(out) * (0.9 + 0.1 * np.tanh((np.abs(out) - 0.9) / 0.1)),
            out,
        )

    def wanted_sides(self) -> list[float]:
        angle = (self.pan + 1) * math.pi / 4
        return [math.sqrt(2) * self.gain * f(angle) for f in (math.cos, math.sin)]
