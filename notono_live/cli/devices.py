"""`notono-live devices`: what this machine has, and what to install for the rest. Main thread."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

AUDIO_HELP = "install PortAudio (Debian: apt install libportaudio2; macOS: brew install portaudio)"
MIDI_HELP = "pip install 'notono-live[midi]'"


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
    try:
        import rtmidi
    except ImportError:
        return [f"none: python-rtmidi is missing; {MIDI_HELP}"]
    try:
        ports = rtmidi.MidiIn().get_ports()
    except rtmidi.SystemError as error:
        return [f"none: {error} Does this system have MIDI (on Linux: ALSA's sequencer)?"]
    return list(ports) or ["none: plug a controller in"]


def torch_devices() -> list[str]:
    from notono_live.model.device import present

    return present()


KINDS: dict[str, Callable[[], list[str]]] = {
    "audio outputs": audio_outputs,
    "MIDI inputs": midi_inputs,
    "torch devices": torch_devices,
}
