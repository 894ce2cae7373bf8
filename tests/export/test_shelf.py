"""Names that clients may say, and names that lead astray."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from toys import ToyInpainter

from notono_live.config import Files
from notono_live.errors import Denied, FileTrouble
from notono_live.export.shelf import Label, Shelf
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note, Sampling

LABEL = Label(slot=3, revision=7, instrument="bass", pitch=60, seed=1, model="toy")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(Files(out=tmp_path / "out", sounds=tmp_path / "more", keep_renders=3))
    shelf.prepare()
    (tmp_path / "more").mkdir()
    return shelf


@pytest.fixture
def note() -> Note:
    everything = Constraint.nothing_kept()
    return ToyInpainter().inpaint(
        None, everything, Conditioning(60), Sampling(seed=1), lambda fraction: None
    )


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../a.wav", "a/../../b.wav", "a\0b", ".", "out.wav"]
)
def test_names_that_lead_out_are_refused(shelf: Shelf, note: Note, name: str) -> None:
    outside = shelf.out.parent / "outside.wav"
    outside.write_bytes(b"secret")
    (shelf.roots[0] / "out.wav").symlink_to(outside)
    with pytest.raises((Denied, FileTrouble)):
        shelf.find_sound(name)
    if name != ".":
        with pytest.raises(Denied):
            shelf.write_sound(name, note, LABEL)
    assert outside.read_bytes() == b"secret"


def test_links_in_a_circle_are_no_trouble(shelf: Shelf) -> None:
    (shelf.roots[0] / "a").symlink_to(shelf.roots[0] / "b")
    (shelf.roots[0] / "b").symlink_to(shelf.roots[0] / "a")
    with pytest.raises(FileTrouble):
        shelf.find_sound("a")


def test_sounds_are_found_in_both_roots_and_in_folders(shelf: Shelf, note: Note) -> None:
    saved = shelf.write_sound("takes/one", note, LABEL)
    assert saved.path == shelf.out / "sounds" / "takes" / "one.wav"
    assert shelf.find_sound("takes/one.wav") == saved.path
    (shelf.roots[1] / "two.wav").write_bytes(b"x")
    assert shelf.find_sound("two.wav").name == "two.wav"
    with pytest.raises(FileTrouble, match=r"no file three\.wav in .*put it there"):
        shelf.find_sound("three.wav")


def test_renders_keep_their_names_for_ever_and_only_the_last_ones_stay(
    shelf: Shelf, note: Note
) -> None:
    names = [shelf.write_render(note, LABEL).path.name for _ in range(5)]
    assert names[0] == "slot03_r0007_bass_060.wav"
    assert len(set(names)) == 5
    kept = sorted(path.name for path in (shelf.out / "renders").iterdir())
    assert kept == sorted(names[-3:])


def test_files_are_at_the_hosts_rate_and_sound_the_same(shelf: Shelf, note: Note) -> None:
    written = shelf.write_slot(note, LABEL)
    samples, rate = soundfile.read(written.path, dtype="float32")
    assert (rate, len(samples)) == (48_000, 3 * len(note.samples))
    assert np.abs(samples[::3] - note.samples)[1000:-1000].max() < 0.02
