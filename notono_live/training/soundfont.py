"""One SoundFont played by libfluidsynth into numpy arrays. Runs in a rendering process.

Two measurements shaped it. A synthesizer used twice is not the same synthesizer: stopped, reset and
run through silence, it still differed from a fresh one by up to 0.09 of full scale at the next
onset; so each note gets a fresh synth, which shares the loaded font. And FluidSynth does not filter
before it drops samples: rendered straight at 16 kHz, guitars had 2–5 dB more above 3.5 kHz, all of
it aliases; so it plays at 48 kHz and soxr brings the sound down.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr

from notono_live.errors import FileTrouble
from notono_live.notes.codemap import SAMPLE_RATE_HZ

SYNTH_RATE_HZ = 48_000  # 3 × 16 kHz
POLYPHONY = 64  # voices; a layered preset takes up to a dozen a note
CHANNEL = 0
CUTOFF = 8  # the SoundFont generator initialFilterFc, cents
BEND_CENTRE, CENTS_PER_BEND = 8192, 200 / 8192  # the wheel reaches two semitones
CANCELLED = 0.25  # of both channels' mean power; two strangers give 0.5, two twins 1
NUMBERS = {b"synth.sample-rate": float(SYNTH_RATE_HZ), b"synth.gain": 1.0}
SWITCHES = {
    b"synth.reverb.active": 0,
    b"synth.chorus.active": 0,
    b"synth.dynamic-sample-loading": 1,  # only the preset at hand in memory, not 490 MB a process
    b"synth.polyphony": POLYPHONY,
}

_pointer, _int = ctypes.c_void_p, ctypes.c_int
SIGNATURES: dict[str, tuple[type | None, list[type]]] = {
    "new_fluid_settings": (_pointer, []),
    "delete_fluid_settings": (None, [_pointer]),
    "fluid_settings_setnum": (_int, [_pointer, ctypes.c_char_p, ctypes.c_double]),
    "fluid_settings_setint": (_int, [_pointer, ctypes.c_char_p, _int]),
    "new_fluid_synth": (_pointer, [_pointer]),
    "delete_fluid_synth": (None, [_pointer]),
    "fluid_synth_sfload": (_int, [_pointer, ctypes.c_char_p, _int]),
    "fluid_synth_get_sfont_by_id": (_pointer, [_pointer, _int]),
    "fluid_synth_add_sfont": (_int, [_pointer, _pointer]),
    "fluid_synth_remove_sfont": (_int, [_pointer, _pointer]),
    "fluid_sfont_iteration_start": (None, [_pointer]),
    "fluid_sfont_iteration_next": (_pointer, [_pointer]),
    "fluid_preset_get_name": (ctypes.c_char_p, [_pointer]),
    "fluid_preset_get_banknum": (_int, [_pointer]),
    "fluid_preset_get_num": (_int, [_pointer]),
    "fluid_synth_program_select": (_int, [_pointer, _int, _int, _int, _int]),
    "fluid_synth_pitch_bend": (_int, [_pointer, _int, _int]),
    "fluid_synth_set_gen": (_int, [_pointer, _int, _int, ctypes.c_float]),
    "fluid_synth_noteon": (_int, [_pointer, _int, _int, _int]),
    "fluid_synth_noteoff": (_int, [_pointer, _int, _int]),
    "fluid_synth_write_float": (
        _int,
        [_pointer, _int, _pointer, _int, _int, _pointer, _int, _int],
    ),
}


def load_library() -> ctypes.CDLL:
    """libfluidsynth 2 or 3 with its signatures declared; FileTrouble says how to get it."""
    name = ctypes.util.find_library("fluidsynth")
    if name is None:
        raise FileTrouble(
            "libfluidsynth is not installed; get it with `apt install libfluidsynth3`, "
            "`brew install fluid-synth` or from https://www.fluidsynth.org"
        )
    library = ctypes.CDLL(name)
    for function, (result, arguments) in SIGNATURES.items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    for level in range(4):  # panic, error, warning, info: what matters comes back as a status
        library.fluid_set_log_function(level, None, None)
    return library


class SoundFont:
    """A loaded .sf2 that plays bank 0; `close` it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._lib = load_library()
        self._settings = self._lib.new_fluid_settings()
        for key, number in NUMBERS.items():
            self._lib.fluid_settings_setnum(self._settings, key, number)
        for key, switch in SWITCHES.items():
            self._lib.fluid_settings_setint(self._settings, key, switch)
        # The holder never sounds: it owns the font and keeps samples in memory, the chosen preset's
        # and those of the defaults every fresh synth begins with (a note costs 6 ms, not 20).
        self._holder = self._lib.new_fluid_synth(self._settings)
        self._id = self._lib.fluid_synth_sfload(self._holder, str(path).encode(), 1)
        if self._id < 0:
            self.close()
            raise FileTrouble(f"{path} is not a SoundFont FluidSynth can read; give an .sf2 file")
        self._font = self._lib.fluid_synth_get_sfont_by_id(self._holder, self._id)

    def __enter__(self) -> SoundFont:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._holder:
            self._lib.delete_fluid_synth(self._holder)
            self._lib.delete_fluid_settings(self._settings)
        self._holder = None

    def presets(self) -> Iterator[tuple[int, int, str]]:
        """Bank, program and name of every sound in the font."""
        lib = self._lib
        lib.fluid_sfont_iteration_start(self._font)
        while preset := lib.fluid_sfont_iteration_next(self._font):
            name = lib.fluid_preset_get_name(preset).decode("ascii", "replace").strip()
            yield lib.fluid_preset_get_banknum(preset), lib.fluid_preset_get_num(preset), name

    def select(self, bank: int, program: int) -> bool:
        """Make a sound ready: bank 0..128, program 0..127; False if the font has no such preset."""
        lib, font = self._lib, self._id
        return bool(lib.fluid_synth_program_select(self._holder, CHANNEL, font, bank, program) == 0)

    def play(
        self,
        bank: int,
        program: int,
        pitch: int,
        velocity: int,
        held_seconds: float,
        release_seconds: float,
        detuned_cents: float = 0.0,
        cutoff_cents: float = 0.0,
    ) -> np.ndarray:
        """Mono float32 at 16 kHz, held + release seconds long, at FluidSynth's own level.

        pitch 0..127, velocity 1..127; out of tune by −200..200 cents, the preset's filter moved by
        `cutoff_cents`. The same call gives the same bits whatever was played before.
        """
        lib = self._lib
        synth = lib.new_fluid_synth(self._settings)
        font = lib.fluid_synth_add_sfont(synth, self._font)
        try:
            lib.fluid_synth_program_select(synth, CHANNEL, font, bank, program)
            if detuned_cents:
                bend = BEND_CENTRE + round(detuned_cents / CENTS_PER_BEND)
                lib.fluid_synth_pitch_bend(synth, CHANNEL, bend)
            if cutoff_cents:
                lib.fluid_synth_set_gen(synth, CHANNEL, CUTOFF, cutoff_cents)
            lib.fluid_synth_noteon(synth, CHANNEL, pitch, velocity)
            held = self._write(synth, held_seconds)
            lib.fluid_synth_noteoff(synth, CHANNEL, pitch)
            released = self._write(synth, release_seconds)
        finally:
            lib.fluid_synth_remove_sfont(synth, self._font)
            lib.delete_fluid_synth(synth)
        mono = mixed(np.concatenate([held, released]))
        samples: np.ndarray = soxr.resample(mono, SYNTH_RATE_HZ, SAMPLE_RATE_HZ, "HQ")
        return samples

    def _write(self, synth: int, seconds: float) -> np.ndarray:
        frames = round(seconds * SYNTH_RATE_HZ)
        stereo = np.zeros((frames, 2), dtype=np.float32)
        at = stereo.ctypes.data
        self._lib.fluid_synth_write_float(synth, frames, at, 0, 2, at, 1, 2)
        return stereo


def mixed(stereo: np.ndarray) -> np.ndarray:
    """(N, 2) → (N,): the mean of both channels, or the louder one where they cancel each other.

    >>> mixed(np.array([[1.0, -1.0], [2.0, -1.5]])).tolist()
    [1.0, 2.0]
    """
    left, right = stereo.T  # numpy's means along either axis cost half of all rendering
    mono: np.ndarray = (left + right) / 2
    powers = np.array([left @ left, right @ right])
    if mono @ mono < CANCELLED * powers.mean():
        return np.ascontiguousarray(stereo[:, int(powers.argmax())])
    return mono
