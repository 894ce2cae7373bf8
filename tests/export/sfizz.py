"""sfizz, an SFZ player, as a program of its own: keys in, sound out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import mido
import numpy as np
import soundfile

Play = Callable[..., np.ndarray]
RATE_HZ = 48_000


class Sfizz:
    """Plays what a kit's SFZ says, with its MIDI and WAV files in a folder."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program, self._folder = program, folder

    def __call__(
        self, sfz_file: Path, keys: Sequence[int], held: float, every: float, velocity: int = 127
    ) -> np.ndarray:
        """Keys one after another, each `held` of `every` seconds: (keys, frames) at 48 kHz. It is
        told to keep the files in memory: it would stream them, and be silent on a busy machine."""
        midi = mido.MidiFile(ticks_per_beat=1000)
        track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=1_000_000)])
        for key in keys:
            rest = round(1000 * (every - held))
            track.append(mido.Message("note_on", note=key, velocity=velocity, time=0))
            track.append(mido.Message("note_off", note=key, time=round(1000 * held)))
            track.append(mido.Message("note_off", note=0, time=rest))
        midi.tracks.append(track)
        midi.save(self._folder / "keys.mid")
        target = self._folder / "played.wav"
        in_memory = sfz_file.with_name("in memory.sfz")
        in_memory.write_text(f"<control>\nhint_ram_based=1\n{sfz_file.read_text()}")
        said = ["--sfz", in_memory, "--midi", self._folder / "keys.mid", "--wav", target]
        subprocess.run(
            [self._program, *said, "--samplerate", str(RATE_HZ), "--use-eot"],
            check=True,
            capture_output=True,
        )
        sound = soundfile.read(target, dtype="float32", always_2d=True)[0][:, 0]
        frames = round(RATE_HZ * every)
        sound = np.pad(sound, (0, max(0, frames * len(keys) - len(sound))))
        return sound[: frames * len(keys)].reshape(len(keys), frames)
