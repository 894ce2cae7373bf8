"""Libraries: planned from a spec, drawn in batches, and the same whether interrupted or not."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from toys import ToyInpainter

from notono_live.cli import main
from notono_live.cli.render import fill
from notono_live.errors import BadArguments, NotonoError
from notono_live.export.library import Library, Planned, plan
from notono_live.export.library_spec import parse_spec
from notono_live.export.wav import told_by
from notono_live.notes.codemap import Codemaps, Grid, Layer
from notono_live.notes.conditioning import ConditioningMaps, own_level
from notono_live.notes.note import Note

SPEC: dict[str, Any] = {
    "families": ["flute", "bass"],
    "pitches": {"lowest": 48, "highest": 60, "step": 6},
    "velocities": [60, 127],
    "takes": 2,
    "batch": 5,
    "rate_hz": 16_000,
}


def note_of(planned: Planned) -> Note:
    """A tone at the planned pitch, with a level of its seed's own."""
    time_ = np.arange(65_536) / 16_000
    hz = 440 * 2 ** ((planned.pitch - 69) / 12)
    level = 0.1 + 0.8 * planned.seed / 1e6
    samples = (level * np.sin(2 * np.pi * hz * time_)).astype(np.float32)
    codes = (np.zeros(Grid.of(layer).shape, dtype=np.int64) for layer in Layer)
    return Note(Codemaps(*codes), ConditioningMaps.filled(planned.conditioning), samples)


def draw(batch: Sequence[Planned]) -> list[Note]:
    return [note_of(planned) for planned in batch]


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_everything_that_was_asked_for_is_there_once(tmp_path: Path) -> None:
    spec = parse_spec(SPEC, "winds and basses")
    assert fill(spec, tmp_path, "toy", lambda: draw) == 0
    folder = tmp_path / "winds and basses"
    rows = list(csv.DictReader((folder / "manifest.csv").read_text().splitlines()))
    assert len(rows) == 2 * 3 * 2 * 2 == len({row["file"] for row in rows})
    for row in rows:
        content = (folder / row["file"]).read_bytes()
        told = json.loads(told_by(folder / row["file"])[1]["ICMT"])
        assert {key: str(told[key]) for key in ("pitch", "velocity", "take", "seed")} == {
            key: row[key] for key in ("pitch", "velocity", "take", "seed")
        }
        assert (told["instrument"], told["model"]) == (row["family"], "toy")
        inst = content.index(b"inst\x07\0\0\0") + 8
        velocities = {"60": (1, 60), "127": (61, 127)}[row["velocity"]]
        assert tuple(content[inst + 5 : inst + 7]) == velocities
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert len(content) == int(row["bytes"])
    assert len({(r["family"], r["pitch"], r["velocity"], r["take"]) for r in rows}) == len(rows)
    assert len(list(folder.rglob("*.wav"))) == len(rows)
    assert len(list(folder.rglob("*.sfz"))) == len(list(folder.rglob("*.dspreset"))) == 4
    text = (folder / "flute" / "flute_t1.sfz").read_text()
    assert text.count("<region>") == 6
    assert "lovel=1 hivel=60" in text
    assert "lovel=61 hivel=127" in text


def test_a_softer_velocity_is_quieter(tmp_path: Path) -> None:
    spec = parse_spec(SPEC | {"lufs": -20, "takes": 1}, "x")
    fill(spec, tmp_path, "toy", lambda: draw)
    rms = {
        v: np.sqrt((soundfile.read(tmp_path / f"x/bass/bass_054_v{v}_t1.wav")[0] ** 2).mean())
        for v in ("060", "127")
    }
    assert 20 * np.log10(rms["060"] / rms["127"]) == pytest.approx(40 * np.log10(60 / 127), abs=0.5)


def test_notes_that_were_drawn_soft_lack_only_the_rest_to_be_as_quiet(tmp_path: Path) -> None:
    """They come out by the root of their velocity; made equally loud, nothing is theirs."""
    spec = parse_spec(SPEC | {"takes": 1, "velocities": [25, 127]}, "x")

    def softly(batch: Sequence[Planned]) -> list[Note]:
        made = []
        for planned in batch:
            assert planned.conditioning.velocity == planned.velocity
            note = note_of(replace(planned, seed=0))
            made.append(replace(note, samples=note.samples * own_level(planned.velocity)))
        return made

    def quieter(folder: Path) -> float:
        places = (folder / f"x/bass/bass_054_v{v}_t1.wav" for v in ("025", "127"))
        soft, loud = (np.abs(soundfile.read(place)[0]).max() for place in places)
        return float(20 * np.log10(soft / loud))

    wanted = 40 * np.log10(25 / 127)
    fill(spec, tmp_path / "knows", "toy", lambda: softly, velocities=5)
    assert quieter(tmp_path / "knows") == pytest.approx(wanted, abs=0.1)
    fill(spec, tmp_path / "not", "toy", lambda: draw)
    assert spec.lufs is None
    even = replace(spec, lufs=-20.0)
    fill(even, tmp_path / "even", "toy", lambda: softly, velocities=5)
    assert quieter(tmp_path / "even") == pytest.approx(wanted, abs=0.1)
    with pytest.raises(BadArguments, match="begun with other velocities known"):
        fill(spec, tmp_path / "not", "toy", lambda: softly, velocities=5)


def test_an_interrupted_library_is_the_same_as_any_other(tmp_path: Path) -> None:
    spec = parse_spec(SPEC, "lib")
    fill(spec, tmp_path / "whole", "toy", lambda: draw)
    asked: list[str] = []

    def stops(batch: Sequence[Planned]) -> list[Note]:
        if len(asked) >= 10:
            raise KeyboardInterrupt
        asked.extend(planned.place for planned in batch)
        return draw(batch)

    with pytest.raises(KeyboardInterrupt):
        fill(spec, tmp_path / "parts", "toy", lambda: stops)
    there = {p: p.stat().st_mtime_ns for p in (tmp_path / "parts").rglob("*.wav")}
    assert len(there) == 10
    again: list[str] = []

    def notes(batch: Sequence[Planned]) -> list[Note]:
        again.extend(planned.place for planned in batch)
        return draw(batch)

    fill(spec, tmp_path / "parts", "toy", lambda: notes)
    assert len(again) == 14
    assert set(again).isdisjoint(asked), "nothing is drawn twice"
    assert all(path.stat().st_mtime_ns == when for path, when in there.items())
    assert digests(tmp_path / "parts") == digests(tmp_path / "whole")
    fill(spec, tmp_path / "parts", "toy", lambda: pytest.fail("there was nothing to draw"))


KILLED = """
import sys, time
sys.path[:0] = {paths!r}
from test_library import SPEC, draw
from notono_live.cli.render import fill
from notono_live.export.library_spec import parse_spec
from pathlib import Path

def slow(batch, asked=[]):
    print("asked", flush=True)
    asked.append(batch)
    if len(asked) == 2:
        time.sleep(60)
    return draw(batch)

fill(parse_spec(SPEC, "lib"), Path({out!r}), "toy", lambda: slow)
"""


def test_killed_and_run_again_nothing_is_missing(tmp_path: Path) -> None:
    """SIGKILL at several moments, as a lost worker or a power cut has it: while files are being
    written twice, and once when a whole batch is there."""
    here = Path(__file__).parent
    paths = [str(here), str(here.parent)]
    out = tmp_path / "out"
    script = textwrap.dedent(KILLED.format(paths=paths, out=str(out)))
    for batches, wait_seconds in ((1, 0.002), (1, 0.01), (2, 0.0)):
        process = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(batches):
            process.stdout.readline()
        time.sleep(wait_seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    done = {path: path.read_bytes() for path in out.rglob("*.wav")}
    spec = parse_spec(SPEC, "lib")
    (out / "lib" / "flute" / ".flute_048.wav.7.7.tmp").write_bytes(b"RIFF")  # begun, never ended
    assert 0 < len(done) < len(plan(spec))
    fill(spec, out, "toy", lambda: draw)
    fill(spec, tmp_path / "whole", "toy", lambda: draw)
    assert all(path.read_bytes() == content for path, content in done.items())
    assert digests(out) == digests(tmp_path / "whole")


def test_another_spec_or_model_does_not_go_on_with_a_library(tmp_path: Path) -> None:
    fill(parse_spec(SPEC, "lib"), tmp_path, "toy", lambda: draw)
    before = digests(tmp_path)
    with pytest.raises(BadArguments, match="other takes"):
        fill(parse_spec(SPEC | {"takes": 3}, "lib"), tmp_path, "toy", lambda: draw)
    with pytest.raises(BadArguments, match="other weights"):
        fill(parse_spec(SPEC | {"weights": "int8"}, "lib"), tmp_path, "toy", lambda: draw)
    with pytest.raises(BadArguments, match="other model"):
        fill(parse_spec(SPEC, "lib"), tmp_path, "another", lambda: draw)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.txt").write_text("la")
    with pytest.raises(BadArguments, match="something else"):
        fill(parse_spec(SPEC, "mine"), tmp_path, "toy", lambda: draw)
    assert (tmp_path / "mine" / "song.txt").read_text() == "la"
    assert {k: v for k, v in digests(tmp_path).items() if k.startswith("lib")} == before


def test_pitches_of_a_keyboard_share_their_seed_and_takes_do_not() -> None:
    planned = plan(parse_spec(SPEC, "lib"))
    keyboards = {(p.family, p.velocity, p.take): set() for p in planned}  # type: ignore[var-annotated]
    for each in planned:
        keyboards[each.family, each.velocity, each.take].add(each.seed)
    assert all(len(seeds) == 1 for seeds in keyboards.values())
    assert len({seed for seeds in keyboards.values() for seed in seeds}) == len(keyboards)
    assert [p.seed for p in plan(parse_spec(SPEC, "lib"))] == [p.seed for p in planned]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"families": ["oboe"]}, "unknown"),
        ({"families": []}, "families"),
        ({"pitches": [12]}, "24..84"),
        ({"pitches": {"lowest": 48}}, "highest"),
        ({"pitches": "60"}, "pitches"),
        ({"velocities": [0]}, "velocities"),
        ({"takes": 0}, "takes"),
        ({"takes": True}, "takes"),
        ({"takes": 1.5}, "takes"),
        ({"loop": 1}, "loop"),
        ({"nothing": 1}, "nothing"),
        ({"sampling": {"seed": 3}}, "sampling"),
        ({"sampling": {"temperature": 9}}, "temperature"),
        ({"name": "../out"}, "name"),
        ({"pattern": "{family}"}, "two notes"),
        ({"pattern": "{pitch.real}"}, "pattern"),
        ({"lufs": 3}, "lufs"),
        ({"weights": "auto"}, "float32 or int8"),
        ({"weights": ["int8"]}, "weights"),
    ],
)
def test_specs_that_cannot_be_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(NotonoError, match=words):
        plan(parse_spec(SPEC | change, "lib"))


def test_the_verb_says_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(tmp_path / "none.toml")]) == 1
    (tmp_path / "bad.toml").write_text("families = [")
    assert main(["render", str(tmp_path / "bad.toml")]) == 1
    assert "no TOML" in capsys.readouterr().err


def test_names_with_spaces_and_other_letters_are_kept(tmp_path: Path) -> None:
    spec = parse_spec(SPEC | {"name": "Flöten – naïve", "takes": 1}, "x")
    fill(spec, tmp_path, "toy", lambda: draw)
    assert (tmp_path / "Flöten – naïve" / "manifest.csv").is_file()
    assert Library(spec, tmp_path, "toy").begin() == []
    assert ToyInpainter().name == "toy"


WITH_RAY = """
import os, sys, time
sys.path[:0] = {paths!r}
from test_library import SPEC, draw
from notono_live.cli.render import fill
from notono_live.export.library_spec import parse_spec
from pathlib import Path

LOST = Path({out!r}) / "lost"

def load():
    def once_lost(batch):
        time.sleep(0.2)
        if batch[0].take == 2 and not LOST.exists():
            LOST.write_text("")
            os._exit(1)  # as a machine that goes down
        return draw(batch)
    return once_lost

fill(parse_spec(SPEC, "lib"), Path({out!r}), "toy", load, "local")
"""


@pytest.mark.slow
def test_ray_draws_the_same_files_and_a_lost_worker_costs_its_batch_only(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra ray is left out here")
    out = tmp_path / "out"
    out.mkdir()
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    script = tmp_path / "far.py"
    script.write_text(WITH_RAY.format(paths=paths, out=str(out)))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, str(script)], check=True, env=environment, timeout=200)
    assert (out / "lost").exists(), "a worker was lost"
    fill(parse_spec(SPEC, "lib"), tmp_path / "whole", "toy", lambda: draw)
    assert digests(out / "lib") == digests(tmp_path / "whole" / "lib")
