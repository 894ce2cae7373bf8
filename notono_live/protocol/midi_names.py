"""Names of MIDI ports. Functions, any thread; imported by the process that keeps the ports, so it
imports next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

CLIENT = "notono-midi"  # what others see us as
NUMBERS = {"alsa": r" \d+:\d+$", "winmm": r" \d+$", "jack": r" \[\d+\]"}  # the last is a2jmidid's
OWN = (CLIENT, "notono-live")  # ports whose names begin so are ours, or another server's


def port_fits(port: str, pattern: str) -> bool:
    """Whether a port's name, or what follows its client's name, is as the pattern says.

    >>> port_fits("a2j:nanoKONTROL2 (capture)", "nanokontrol*")
    True
    """
    if port == pattern:  # a name may have signs that mean something else in a pattern
        return True
    names = (port, port.partition(":")[2])
    return any(name and fnmatchcase(name.lower(), pattern.lower()) for name in names)


def named(raw_names: Iterable[str], api: str) -> list[tuple[str, tuple[int, str]]]:
    """The ports that are not our own: name → place in the list and name there.

    Numbers that change whenever a box is plugged in again are no part of a name; two of the same
    name are told apart by their order.

    >>> named(["Midi Box:Midi Box MIDI 1 20:0", "notono-live:in 128:0"], "alsa")
    [('Midi Box:Midi Box MIDI 1', (0, 'Midi Box:Midi Box MIDI 1 20:0'))]
    """
    number = NUMBERS.get(api, r"(?!)")
    found: dict[str, tuple[int, str]] = {}
    for index, raw in enumerate(raw_names):
        bare = re.sub(number, "", raw)
        if bare.startswith(OWN):
            continue
        twin = sum(name.split(" #")[0] == bare for name in found)
        found[f"{bare} #{twin + 1}" if twin else bare] = index, raw
    return list(found.items())


def same_box(output: str, source: str) -> bool:
    """JACK calls the two ends of a box capture and playback.

    >>> same_box("a2j:Box (playback): Box 1", "a2j:Box (capture): Box 1")
    True
    """
    return output.replace("playback", "capture") == source.replace("playback", "capture")
