"""The maps of controllers that come with the server."""

from __future__ import annotations

from collections import Counter

import pytest

from notono_live.protocol.mapping import Binding
from notono_live.protocol.midi_defaults import CHANNEL_MODE
from notono_live.protocol.midi_maps import Box, Maps
from notono_live.transports import midi_files

BOXES = midi_files.boxes(["auto"])


def test_each_is_there_by_its_name() -> None:
    assert midi_files.shipped() == ["launch_control_xl", "midimix", "nanokontrol2"]
    for name in midi_files.shipped():
        (box,) = midi_files.boxes([name])
        assert box in BOXES


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box.name)
def test_no_control_does_two_things_and_no_target_has_two_controls(box: Box) -> None:
    for keys in ([b.control for b in box.bindings], [b.target for b in box.bindings]):
        assert Counter(keys).most_common(1)[0][1] == 1
    assert not [b for b in box.bindings if b.source == "cc" and b.number in CHANNEL_MODE]


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box.name)
def test_family_pitch_region_and_volume_are_within_reach(box: Box) -> None:
    reached = {binding.name for binding in box.bindings}
    wanted = ("start", "length", "low", "width")
    assert {"instrument/index", "pitch", "volume", *(f"region/{w}" for w in wanted)} <= reached


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box.name)
def test_where_it_comes_from_is_said(box: Box) -> None:
    (path,) = [
        path
        for path in midi_files.SHIPPED.glob("*.toml")
        if f'name = "{box.name}"' in path.read_text()
    ]
    assert "no unit was at hand" in " ".join(
        line.strip("# ") for line in path.read_text().lower().splitlines()
    )


@pytest.mark.parametrize(
    ("port", "name"),
    [
        ("nanoKONTROL2:nanoKONTROL2 MIDI 1", "Korg nanoKONTROL2"),
        ("nanoKONTROL2 SLIDER/KNOB", "Korg nanoKONTROL2"),
        ("Launch Control XL:Launch Control XL MIDI 1", "Novation Launch Control XL"),
        ("a2j:MIDI Mix [24] (capture): MIDI Mix MIDI 1", "Akai MIDImix"),
    ],
)
def test_the_names_its_ports_have_on_each_system(port: str, name: str) -> None:
    box = Maps((), BOXES, ()).box(port)
    assert box is not None
    assert box.name == name


def test_a_first_generation_nanokontrol_is_another_box() -> None:
    assert Maps((), BOXES, ()).box("nanoKONTROL:nanoKONTROL MIDI 1") is None


def test_each_says_where_its_bindings_are_for() -> None:
    for box in BOXES:
        assert {binding.port for binding in box.bindings} == {box.port}
        assert all(isinstance(binding, Binding) for binding in box.bindings)
