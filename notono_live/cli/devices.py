"""`notono-live devices`: what this machine has, and what to install for the rest. Main thread."""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator

AUDIO_HELP = "install PortAudio (Debian: apt install libportaudio2; macOS: brew install portaudio)"


def devices(arguments: Namespace) -> int:
    """Print sound cards, MIDI ports and torch devices; one that is missing is no error."""
    for title, find in KINDS.items():
        print(title)
        for line in find():
            print(f"  {line}")
    return 0


def audio_outputs() -> list[str]:
    try:
        import sounddevice
    except (ImportError, OSError) as error:  # OSError: the package is there, the library is not
        return [f"none: {error}; {AUDIO_HELP}"]
    found = [
        f"{device['name']}: {device['max_output_channels']} channels, "
        f"{device['default_samplerate']:.0f} Hz"
        for device in sounddevice.query_devices()
        if device["max_output_channels"]
    ]
    return found or ["none: no sound card, or none that may be used; is a sound server running?"]


def midi_inputs() -> list[str]:
    from notono_live.protocol.midi_maps import Maps
    from notono_live.protocol.midi_names import named
    from notono_live.transports.midi_files import boxes
    from notono_live.transports.midi_system import Missing, find_system

    try:
        with _hushed():
            system = find_system("auto")
            found = named(system.inputs(), system.api)
    except Missing as error:
        return [f"none: {error}"]
    maps = Maps((), boxes(["auto"]), ())
    lines = []
    for name, _ in found:
        box = maps.box(name)
        lines.append(f"{name}: {f'the map of {box.name}' if box else 'the default map'}")
    return lines or ["none: plug a controller in"]


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """libjack and ALSA write to stderr themselves what we tell in a line."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def torch_devices() -> list[str]:
    from notono_live.model.device import present

    return present()


KINDS: dict[str, Callable[[], list[str]]] = {
    "audio outputs": audio_outputs,
    "MIDI inputs": midi_inputs,
    "torch devices": torch_devices,
}
