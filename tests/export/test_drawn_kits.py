"""Kits as they leave the real server, of the model's own notes: an SFZ player sounds every key as
the file of its region does, and holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import soundfile
from peers import Client, ServerProcess
from sfizz import RATE_HZ, Play
from test_kit import cents_off

from notono_live.notes.loops import CROSSFADE_SECONDS, QUIET, RELEASE_SECONDS


class Region(NamedTuple):
    """What a key's region of an SFZ plays: samples at 48 kHz, their own key, and the frames that a
    held key goes round in."""

    samples: np.ndarray
    lowest: int
    highest: int
    root: int
    tracks: bool
    loop: tuple[int, int] | None

    def sounding(self, key: int, begin: float, end: float) -> np.ndarray:
        """What a key is to sound like between two moments in seconds."""
        ratio = 2 ** ((key - self.root) / 12) if self.tracks else 1.0
        places = np.arange(round(begin * RATE_HZ), round(end * RATE_HZ)) * ratio
        if self.loop is not None:
            first, last = self.loop
            round_ = last - first + 1
            places = np.where(places > last, first + (places - first) % round_, places)
        return np.interp(places, np.arange(len(self.samples)), self.samples)


def regions(folder: Path) -> list[Region]:
    """Those that a kit's SFZ names."""
    found = []
    for text in (folder / f"{folder.name}.sfz").read_text().split("<region>")[1:]:
        said = dict(re.findall(r"(\w+)=(\S+)", text))
        samples, rate_hz = soundfile.read(folder / said["sample"], dtype="float32")
        assert rate_hz == RATE_HZ
        loop = (int(said["loop_start"]), int(said["loop_end"])) if "loop_start" in said else None
        keys = (int(said[name]) for name in ("lokey", "hikey", "pitch_keycenter"))
        found.append(Region(samples, *keys, said.get("pitch_keytrack") != "0", loop))
    return found


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a server with the model that comes with it."""
    with ServerProcess("default", tmp_path_factory.mktemp("drawn") / "out") as server:
        client = Client(server.port)
        yield client
        client.close()


def level(sound: np.ndarray) -> float:
    return float(np.sqrt((sound**2).mean()))


def held_keymap(drawing: Client) -> Path:
    """One whose notes all have a loop: a drawn flute may also have died away by its release, and
    then has none, and only then."""
    for seed in range(7, 13):
        drawing.ask("slot/generate", 1, 60, "flute", seed)
        made = drawing.ask("slot/keymap", 1, 54, 66, 6)
        folder = Path(str(made.atoms[3]))
        there = regions(folder)
        assert [region.root for region in there] == [54, 60, 66]
        for region in there:  # the file is of another rate, and its loop has been joined
            left = level_at_release(region.samples)
            assert left > QUIET / 1.5 if region.loop else left < QUIET * 1.5, (seed, region.root)
        if all(region.loop for region in there):
            return folder
    raise AssertionError("of six keymaps none is held")


def level_at_release(samples: np.ndarray) -> float:
    """That of the 50 ms before the release, where the loudest such stretch has 1."""
    stretch = round(CROSSFADE_SECONDS * RATE_HZ)
    end = len(samples) - round(RELEASE_SECONDS * RATE_HZ)
    levels = [level(samples[at : at + stretch]) for at in range(0, len(samples), stretch)]
    return level(samples[end - stretch : end]) / max(levels)


def test_keys_of_a_drawn_keymap_sound_as_their_files_do_and_are_held(
    drawing: Client, play: Play
) -> None:
    """Between the drawn keys too. A held key goes round in its file's loop, at the same pitch."""
    drawing.send("file/loop", 1)
    folder = held_keymap(drawing)
    there = regions(folder)
    keys = range(51, 70)
    for key, sound in zip(keys, play(folder / f"{folder.name}.sfz", keys, 7.0, 7.5), strict=True):
        (region,) = (r for r in there if r.lowest <= key <= r.highest)
        gains = []
        for begin, end in ((0.5, 1.5), (5.0, 6.8)):  # before the loop, and past the file's end
            heard = sound[round(begin * RATE_HZ) : round(end * RATE_HZ)]
            wanted = region.sounding(key, begin, end)
            assert level(heard) > 0.001, f"key {key} is silent"
            off = cents_off(heard, RATE_HZ, key) - cents_off(wanted, RATE_HZ, key)
            assert abs(off) < 5, f"key {key} from {begin} s on: {off} cents"
            gains.append(level(heard) / level(wanted))
        assert gains[1] == pytest.approx(gains[0], rel=0.05), f"key {key} is held"


def test_pads_of_drawn_notes_each_sound_as_their_file_does(drawing: Client, play: Play) -> None:
    drawn = ((1, 60, "flute"), (2, 36, "bass"), (5, 67, "organ"))
    for slot, pitch, family in drawn:
        drawing.ask("slot/generate", slot, pitch, family, 8)
    made = drawing.ask("pads", "drums")
    folder = Path(str(made.atoms[3]))
    there = regions(folder)
    assert [region.lowest for region in there] == [36, 37, 38]
    sounds = play(folder / "drums.sfz", [36, 37, 38], 2.0, 2.5)
    for region, sound, (_, pitch, _) in zip(there, sounds, drawn, strict=True):
        heard, wanted = sound[24_000:72_000], region.sounding(region.root, 0.5, 1.5)
        assert max(np.corrcoef(np.roll(heard, n), wanted)[0, 1] for n in range(-8, 9)) > 0.999
        off = cents_off(heard, RATE_HZ, pitch) - cents_off(wanted, RATE_HZ, pitch)
        assert abs(off) < 5, f"pad of pitch {pitch}: {off} cents"
