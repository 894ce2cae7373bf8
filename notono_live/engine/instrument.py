"""What the engine needs of a player, and one that nobody hears. Runs on the event loop; nothing
here waits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np


class Counters(Protocol):
    """What the player counts from its start."""

    @property
    def frames(self) -> int: ...
    @property
    def dropouts(self) -> int: ...
    @property
    def voices(self) -> int: ...


class Instrument(Protocol):
    """What sounds the slots; `audio.player.Player` is one. Nothing here waits."""

    @property
    def counters(self) -> Counters: ...
    def offer(
        self, slot: int, pitch: int, samples: np.ndarray, rate_hz: int, label: int, fresh: bool
    ) -> None: ...
    def withdraw(self, slot: int) -> None: ...
    def sounding(self, slot: int) -> bool: ...
    def note_on(self, slot: int, note: int, velocity: int, channel: int) -> None: ...
    def note_off(self, note: int | None, channel: int, slot: int = 0) -> None: ...  # None: all
    def sustain(self, channel: int, on: bool) -> None: ...
    def bend(self, channel: int, semitones: float) -> None: ...
    def expression(self, channel: int, level: float) -> None: ...
    def gain(self, db: float) -> None: ...
    def pan(self, position: float) -> None: ...
    def release(self, seconds: float) -> None: ...
    def loop(self, on: bool) -> None: ...
    def choke(self, slot: int) -> None: ...
    def panic(self) -> None: ...
    def all_notes_off(self, channel: int) -> None: ...
    def all_sound_off(self, channel: int) -> None: ...
    def record(self, path: Path | None) -> None: ...


@dataclass(frozen=True, slots=True)
class NoSound:
    frames: int = 0
    dropouts: int = 0
    voices: int = 0


class Silence:
    """The instrument of an engine that was given no player."""

    counters = NoSound()

    def offer(
        self, slot: int, pitch: int, samples: np.ndarray, rate_hz: int, label: int, fresh: bool
    ) -> None:
        pass

    def withdraw(self, slot: int) -> None:
        pass

    def sounding(self, slot: int) -> bool:
        return False

    def note_on(self, slot: int, note: int, velocity: int, channel: int) -> None:
        pass

    def note_off(self, note: int | None, channel: int, slot: int = 0) -> None:
        pass

    def sustain(self, channel: int, on: bool) -> None:
        pass

    def bend(self, channel: int, semitones: float) -> None:
        pass

    def expression(self, channel: int, level: float) -> None:
        pass

    def gain(self, db: float) -> None:
        pass

    def pan(self, position: float) -> None:
        pass

    def release(self, seconds: float) -> None:
        pass

    def loop(self, on: bool) -> None:
        pass

    def choke(self, slot: int) -> None:
        pass

    def panic(self) -> None:
        pass

    def all_notes_off(self, channel: int) -> None:
        pass

    def all_sound_off(self, channel: int) -> None:
        pass

    def record(self, path: Path | None) -> None:
        pass
