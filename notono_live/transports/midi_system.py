"""A system's MIDI, by python-rtmidi: what ports there are, and those that are open. Runs in the
process that keeps the ports, on its main thread; rtmidi calls back on threads of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Protocol

from notono_live.protocol.midi_names import CLIENT

APIS = {"coremidi": "MACOSX_CORE", "winmm": "WINDOWS_MM", "alsa": "LINUX_ALSA", "jack": "UNIX_JACK"}
ABSENT = {
    "alsa": "this system has no ALSA sequencer",
    "jack": "no JACK server runs",
}
MIDI_HELP = "pip install python-rtmidi"


class Missing(Exception):
    """This system has no such MIDI; the text says what to do."""


class Port(Protocol):
    """One that is open."""

    def send(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class System(Protocol):
    """A system's MIDI: `RtSystem`, or a test's."""

    api: str

    def inputs(self) -> list[str]: ...
    def outputs(self) -> list[str]: ...
    def open_input(self, index: int, heard: Callable[[bytes], None]) -> Port: ...
    def open_output(self, index: int) -> Port: ...
    def virtual_input(self, name: str, heard: Callable[[bytes], None]) -> Port: ...
    def virtual_output(self, name: str) -> Port: ...


class RtPort:
    def __init__(self, port: Any) -> None:
        self._port = port

    def send(self, data: bytes) -> None:
        self._port.send_message(data)

    def close(self) -> None:
        """The callback goes first: one that comes while the port closes ends the process."""
        with contextlib.suppress(AttributeError):  # outputs have none
            self._port.cancel_callback()
        self._port.close_port()
        self._port.delete()


class RtSystem:
    """python-rtmidi. Missing where it, or what it needs of the system, is not there."""

    def __init__(self, api: str) -> None:
        try:
            import rtmidi
        except ImportError:
            raise Missing(f"python-rtmidi is missing; {MIDI_HELP}") from None
        self._rtmidi = rtmidi
        compiled = {rtmidi.get_api_name(number): number for number in rtmidi.get_compiled_api()}
        number = getattr(rtmidi, f"API_{APIS[api]}")
        if number not in compiled.values():
            raise Missing(f"python-rtmidi has no {api} here; it has {' '.join(compiled)}")
        self.api = api
        self._number = number
        try:
            self._in = rtmidi.MidiIn(number, name=CLIENT)
            self._out = rtmidi.MidiOut(number, name=CLIENT)
        except rtmidi.SystemError:
            raise Missing(ABSENT.get(api, f"{api} does not answer")) from None

    def inputs(self) -> list[str]:
        return list(self._in.get_ports())

    def outputs(self) -> list[str]:
        return list(self._out.get_ports())

    def open_input(self, index: int, heard: Callable[[bytes], None]) -> Port:
        return self._listening(heard, lambda port: port.open_port(index, name="in"))

    def open_output(self, index: int) -> Port:
        port = self._rtmidi.MidiOut(self._number, name=CLIENT)
        port.open_port(index, name="out")
        return RtPort(port)

    def virtual_input(self, name: str, heard: Callable[[bytes], None]) -> Port:
        return self._listening(heard, lambda port: port.open_virtual_port(name))

    def virtual_output(self, name: str) -> Port:
        port = self._rtmidi.MidiOut(self._number, name=CLIENT)
        port.open_virtual_port(f"{name} feedback")
        return RtPort(port)

    def close(self) -> None:
        """A client that just vanishes may take jackd with it when that ends next."""
        for port in (self._in, self._out):
            port.delete()

    def _listening(self, heard: Callable[[bytes], None], open_it: Callable[[Any], Any]) -> Port:
        port = self._rtmidi.MidiIn(self._number, name=CLIENT)
        port.ignore_types(sysex=True, timing=True, active_sense=True)
        port.set_callback(lambda event, data: heard(bytes(event[0])))
        open_it(port)
        return RtPort(port)


def find_system(api: str) -> RtSystem:
    """The system of an API, or for auto the first there is; Missing says why there is none."""
    reasons: list[str] = []
    for each in APIS if api == "auto" else (api,):
        try:
            return RtSystem(each)
        except Missing as error:
            reasons.append(str(error))
    raise Missing(_shortest(reasons))


def _shortest(reasons: list[str]) -> str:
    """What a person should read of why each of several failed."""
    told = [reason for reason in reasons if "python-rtmidi has no" not in reason]
    return "; ".join(dict.fromkeys(told or reasons))
