"""MIDI bytes → what was touched, and how far it moved. Sans I/O: bytes in, values out; any thread.

A port's decoder remembers what MIDI spreads over several messages: the two halves of a 14-bit
controller, the number that data entry is meant for, and the bend range of each channel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import mido

MOST_7, MOST_14 = 127, 16_383
NULL = (127, 127)  # the parameter number that deselects
DATA_ENTRY, DATA_ENTRY_LSB = 6, 38
NUMBERS = {99: ("nrpn", 0), 98: ("nrpn", 1), 101: ("rpn", 0), 100: ("rpn", 1)}  # which half it is
DATA = (DATA_ENTRY, DATA_ENTRY_LSB, *NUMBERS)
RESET_CONTROLLERS = 121
BEND_RANGE, MPE_CONFIGURATION = 0, 6  # registered parameter numbers
BEND_SEMITONES, MPE_BEND_SEMITONES = 2.0, 48.0
LOWER, UPPER = 1, 16  # master channels of the two MPE zones


class Control(NamedTuple):
    """One knob, key or wheel of a box. `number` is 0 for bend and pressure."""

    source: str  # cc, cc14, nrpn, rpn, note, program, bend or pressure
    channel: int  # 1..16
    number: int


class Touch(NamedTuple):
    """A control that moved: its value, 0..most."""

    control: Control
    value: int
    most: int

    @property
    def share(self) -> float:
        return self.value / self.most

    @property
    def pressed(self) -> bool:
        """A key by any velocity, all else from the middle up."""
        return 2 * self.value > (0 if self.control.source == "note" else self.most)


class Decoder:
    """What one port sends, in order."""

    def __init__(self) -> None:
        self._halves: dict[Control, int] = {}  # first halves of 14-bit values
        self._fine: set[Control] = set()  # these have sent a second half
        self._numbers = defaultdict[int, list[int]](lambda: list(NULL))  # channel → selected
        self._kinds: dict[int, str] = {}  # channel → nrpn or rpn
        self._bends = defaultdict[int, float](float)  # channel → −1..1
        self._ranges = defaultdict[int, float](lambda: BEND_SEMITONES)
        self._members: dict[int, tuple[int, ...]] = {LOWER: (), UPPER: ()}  # of MPE zones

    def feed(self, data: bytes) -> list[Touch]:
        """What a whole message touches, in all the ways it can be read; the plainest comes first.

        A controller below 64 may be half of a 14-bit pair, so it is told as `cc` and as `cc14`.

        >>> [touch.control.source for touch in Decoder().feed(bytes((0xB0, 16, 64)))]
        ['cc', 'cc14']
        """
        try:
            message = mido.Message.from_bytes(data)
        except (ValueError, IndexError):  # half a message, or none at all
            return []
        read = _READERS.get(message.type)
        return list(read(self, message)) if read is not None else []

    def bent(self, channel: int, share: float) -> list[tuple[int, float]]:
        """Which channels sound how many semitones higher once a channel's wheel stands at 0..1;
        the wheel of an MPE zone's master bends the whole zone."""
        self._bends[channel] = 2 * share - 1
        members = self._members.get(channel, ())
        return [(c, self._semitones(c)) for c in (channel, *members)]

    def is_mpe(self, channel: int) -> bool:
        return any(channel in members for members in self._members.values())

    def _semitones(self, channel: int) -> float:
        bend = self._bends[channel] * self._ranges[channel]
        for master, members in self._members.items():
            if channel in members:
                bend += self._bends[master] * self._ranges[master]
        return bend

    def _controller(self, message: mido.Message) -> Iterator[Touch]:
        channel, number, value = message.channel + 1, message.control, message.value
        yield Touch(Control("cc", channel, number), value, MOST_7)
        if number in NUMBERS:
            kind, half = NUMBERS[number]
            if self._kinds.get(channel) != kind:
                self._numbers[channel] = list(NULL)
            self._kinds[channel] = kind
            self._numbers[channel][half] = value
        elif number in (DATA_ENTRY, DATA_ENTRY_LSB):
            yield from self._data(channel, value, number == DATA_ENTRY_LSB)
        elif number < 64:
            yield self._half(Control("cc14", channel, number % 32), value, number >= 32)
        elif number == RESET_CONTROLLERS:
            self._numbers[channel] = list(NULL)

    def _data(self, channel: int, value: int, second: bool) -> Iterator[Touch]:
        high, low = self._numbers[channel]
        if channel in self._kinds and (high, low) != NULL:
            control = Control(self._kinds[channel], channel, high << 7 | low)
            touch = self._half(control, value, second)
            if control.source == "rpn":
                self._registered(control, touch.value & 127 if second else 0)
            yield touch

    def _half(self, control: Control, value: int, second: bool) -> Touch:
        """The first half acts at once and the second refines it. One that never sends a second
        half is a plain knob, whose 127 is all the way up."""
        if second:
            self._fine.add(control)
            return Touch(control, self._halves.get(control, 0) << 7 | value, MOST_14)
        self._halves[control] = value
        if control in self._fine:
            return Touch(control, value << 7, MOST_14)
        return Touch(control, value, MOST_7)

    def _registered(self, control: Control, cents: int) -> None:
        """Parameters that MIDI itself defines: how far the wheel bends, and MPE's zones."""
        channel, whole = control.channel, self._halves.get(control, 0)
        if control.number == BEND_RANGE:
            self._ranges[channel] = whole + cents / 100
        elif control.number == MPE_CONFIGURATION and channel in self._members:
            step = 1 if channel == LOWER else -1
            count = min(whole, 15)
            members = tuple(range(channel + step, channel + step * (count + 1), step))
            for member in self._members[channel]:
                self._ranges[member] = BEND_SEMITONES
            for member in members:
                self._ranges[member] = MPE_BEND_SEMITONES
            self._members[channel] = members

    def _note_on(self, message: mido.Message) -> Iterator[Touch]:
        control = Control("note", message.channel + 1, message.note)
        yield Touch(control, message.velocity, MOST_7)  # velocity 0 lets go

    def _note_off(self, message: mido.Message) -> Iterator[Touch]:
        yield Touch(Control("note", message.channel + 1, message.note), 0, MOST_7)

    def _program(self, message: mido.Message) -> Iterator[Touch]:
        yield Touch(Control("program", message.channel + 1, message.program), MOST_7, MOST_7)

    def _bend(self, message: mido.Message) -> Iterator[Touch]:
        yield Touch(Control("bend", message.channel + 1, 0), message.pitch + 8192, MOST_14)

    def _pressure(self, message: mido.Message) -> Iterator[Touch]:
        yield Touch(Control("pressure", message.channel + 1, 0), message.value, MOST_7)


_READERS = {
    "control_change": Decoder._controller,
    "note_on": Decoder._note_on,
    "note_off": Decoder._note_off,
    "program_change": Decoder._program,
    "pitchwheel": Decoder._bend,
    "aftertouch": Decoder._pressure,
}
