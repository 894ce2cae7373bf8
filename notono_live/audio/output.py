"""Where the sound goes: a device through PortAudio, or a file paced by the clock. Runs in the audio
process; the only file that knows sounddevice.

`fill(out, late)` is called for every block with (frames, 2) float32 to be filled, and whether the
host says that one came too late; it must not wait.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from notono_live.audio.recorder import WavFile
from notono_live.config import Audio
from notono_live.errors import NoDevice

CLIENT_NAME = b"notono-live"  # PortAudio keeps the address, so it lives as long as the module
FILE = "file:"
FILE_RATE_HZ = 48_000
FILE_BLOCK_FRAMES = 256
MONO_FRAMES = 8192  # the longest block of a device with one channel
BEHIND_SECONDS = 0.2  # a file's clock is set anew when mixing falls behind by more

Fill = Callable[[np.ndarray, bool], None]


class Output(Protocol):
    """Opened and silent until `start`. `close` may hang for ever once a JACK server has died."""

    device: str
    rate_hz: int

    @property
    def latency_seconds(self) -> float:
        """Known once it has started; some hosts say nonsense."""
        ...

    def start(self, fill: Fill) -> None: ...

    def close(self) -> None: ...


def open_output(settings: Audio) -> Output:
    """Raises NoDevice."""
    if settings.output.startswith(FILE):
        return FileOutput(settings)
    return DeviceOutput(settings)


class DeviceOutput:
    def __init__(self, settings: Audio) -> None:
        sd = _portaudio()
        index = choose(settings.output, sd)
        found = sd.query_devices(index)
        host = sd.query_hostapis(found["hostapi"])["name"]
        self.device = f"{found['name']}, {host}"
        self._channels = min(2, found["max_output_channels"])
        rate_hz = settings.rate_hz or found["default_samplerate"]
        try:
            self._stream = sd.OutputStream(
                device=index,
                samplerate=rate_hz,
                blocksize=settings.block_frames,
                channels=self._channels,
                dtype="float32",
                latency="low",
                callback=self._callback,
            )
        except sd.PortAudioError as error:
            raise NoDevice(
                f"{self.device} cannot be opened at {rate_hz:g} Hz: {error}; another rate or "
                "device may do"
            ) from error
        self.rate_hz = round(self._stream.samplerate)
        self._fill: Fill = _silence
        self._both = np.zeros((MONO_FRAMES, 2), np.float32)
        self._error = sd.PortAudioError

    def start(self, fill: Fill) -> None:
        self._fill = fill
        try:
            self._stream.start()
        except self._error as error:
            raise NoDevice(f"{self.device} cannot be started: {error}") from error

    @property
    def latency_seconds(self) -> float:
        return float(self._stream.latency)

    def close(self) -> None:
        self._stream.close()

    def _callback(self, out: np.ndarray, frames: int, times: Any, status: Any) -> None:
        """Runs on PortAudio's thread."""
        if self._channels == 2:
            return self._fill(out, bool(status.output_underflow))
        both = self._both[:frames]
        self._fill(both, bool(status.output_underflow))
        np.add.reduce(both, axis=1, out=out[:, 0])
        out *= 0.5


class FileOutput:
    """A WAV file that a thread fills as fast as a device would."""

    def __init__(self, settings: Audio) -> None:
        path = Path(settings.output.removeprefix(FILE)).expanduser()
        self.device = f"file {path}"
        self.rate_hz = settings.rate_hz or FILE_RATE_HZ
        self._frames = settings.block_frames or FILE_BLOCK_FRAMES
        self.latency_seconds = self._frames / self.rate_hz
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        try:
            self._file = WavFile(path, self.rate_hz)
        except OSError as error:
            raise NoDevice(f"{path} cannot be written: {error.strerror}") from error

    def start(self, fill: Fill) -> None:
        self._thread = threading.Thread(target=self._run, args=(fill,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._file.close()

    def _run(self, fill: Fill) -> None:
        """Runs on a thread, in place of a device's; a full disk stops it, which the watchdog
        sees."""
        out = np.zeros((self._frames, 2), np.float32)
        due, late = time.monotonic(), False
        with contextlib.suppress(OSError):
            while not self._stopped.is_set():
                fill(out, late)
                self._file.write(out)
                due += self._frames / self.rate_hz
                behind = time.monotonic() - due
                late = behind > BEHIND_SECONDS
                if late:
                    due += behind
                elif behind < 0:
                    time.sleep(-behind)


def choose(wanted: str, sd: Any) -> int:
    """The index of an output device. Raises NoDevice.

    "auto" is JACK where a server runs, because PortAudio's own default is then often ALSA's way
    to it, which resamples and does not notice its end.
    """
    hosts = [host for host in sd.query_hostapis() if host["default_output_device"] >= 0]
    if wanted == "auto":
        jack = [host for host in hosts if "JACK" in host["name"]]
        index = jack[0]["default_output_device"] if jack else sd.default.device[1]
        if index < 0:
            raise NoDevice("there is no output device")
        return int(index)
    try:
        return int(sd.query_devices(int(wanted) if wanted.isdigit() else wanted, "output")["index"])
    except (ValueError, sd.PortAudioError) as error:
        for host in hosts:
            if wanted.lower() in host["name"].lower():
                return int(host["default_output_device"])
        names = [d["name"] for d in sd.query_devices() if d["max_output_channels"] > 0]
        raise NoDevice(
            f"no one output device is called {wanted!r} ({error}); there are: "
            f"{', '.join(names) or 'none'}"
        ) from error


def _portaudio() -> Any:
    """The module sounddevice, its JACK clients called as we are. Loading it starts PortAudio, which
    looks for devices: afterwards the list of them never changes."""
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(ctypes.util.find_library("portaudio")).PaJack_SetClientName(CLIENT_NAME)
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        raise NoDevice(f"PortAudio cannot be loaded ({error})") from error
    return sounddevice


def _silence(out: np.ndarray, late: bool) -> None:
    out.fill(0.0)
