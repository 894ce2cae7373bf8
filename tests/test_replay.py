"""The journal: every edit is in it, and the model makes the same notes from it, bit for bit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from house import House, run
from peers import Client, ServerProcess
from tiny import tiny_bundle
from toys import ToyInpainter

from notono_live import cli
from notono_live.cli.replay import DIFFERS, IDENTICAL, LEFT_OUT, NO_MODEL, Replay
from notono_live.errors import FileTrouble
from notono_live.export import journal
from notono_live.model import bundle
from notono_live.protocol import wire
from notono_live.protocol.wire import Message


def replayed(out: Path, spare: Path) -> tuple[Replay, list[str]]:
    replay = Replay(out, spare, lambda name, weights: ToyInpainter(), lambda threads: None)
    return replay, [replay.told(edit) for _, edit in journal.read(out / "journal.jsonl")]


async def played(house: House) -> None:
    """Two notes, edits, and what needs no model."""
    await house.made("slot/generate", 1, 60, "guitar", 7)
    await house.made("slot/regenerate", 1, "top", 0, 1, 0, 0.25, "bass", 30, 5)
    await house.made("slot/generate", 2)
    for verb, *atoms in (("slot/undo", 1), ("slot/copy", 1, 3), ("slot/swap", 1, 2)):
        house.ask(verb, *atoms)
    await house.engine.maker.finish()
    await house.made("slot/regenerate", 1, "bottom")
    await house.engine.close()


def test_every_edit_is_written_and_comes_out_the_same(tmp_path: Path) -> None:
    run(lambda: played(House(tmp_path / "out")))
    lines = (tmp_path / "out" / "journal.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [(row["verb"], row["slot"], row["revision"]) for row in rows] == [
        ("slot/generate", 1, 1),
        ("slot/regenerate", 1, 2),
        ("slot/generate", 2, 1),
        ("slot/undo", 1, 3),
        ("slot/copy", 3, 1),
        ("slot/swap", 1, 4),
        ("slot/swap", 2, 2),
        ("slot/regenerate", 1, 5),
    ]
    assert rows[1]["base"] == rows[0]["take"] == rows[3]["take"] == rows[6]["take"]
    assert rows[1]["region"] == {"layer": "top", "columns": [0, 1], "rows": [0, 8]}
    assert (rows[1]["pitch"], rows[1]["instrument"], rows[1]["sampling"]["seed"]) == (30, "bass", 5)
    assert (rows[1]["model"], rows[1]["model_hash"]) == ("hand", "toy")
    replay, texts = replayed(tmp_path / "out", tmp_path / "spare")
    assert (replay.sums[IDENTICAL], replay.sums[NO_MODEL]) == (4, 4), texts
    assert not replay.sums[DIFFERS] + replay.sums[LEFT_OUT]


def test_notes_that_are_gone_from_the_disk_are_made_again_as_bases(tmp_path: Path) -> None:
    run(lambda: played(House(tmp_path / "out")))
    for path in (tmp_path / "out" / "takes").iterdir():
        path.unlink()
    replay, texts = replayed(tmp_path / "out", tmp_path / "spare")
    assert replay.sums[IDENTICAL] == 4, texts


def test_a_note_that_comes_out_otherwise_is_told(tmp_path: Path) -> None:
    run(lambda: played(House(tmp_path / "out")))
    path = tmp_path / "out" / "journal.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace('"seed": 5', '"seed": 6')
    lines[2] = lines[2].replace('"model_hash": "toy"', '"model_hash": "another"')
    lines[3] = lines[3][:30] + "\n"
    lines[7] = lines[7].replace(json.loads(lines[7])["base"], "0" * 32)
    path.write_text("".join(lines))
    replay, texts = replayed(tmp_path / "out", tmp_path / "spare")
    assert texts[0] == "slot 1 revision 1, slot/generate: identical"
    assert texts[1] == "slot 1 revision 2, slot/regenerate: differs, in its codes"
    assert "of hash another, and toy here has hash toy; give that one with --model" in texts[2]
    assert texts[3].startswith("left out, no edit")
    assert "is gone" in texts[7]
    assert (replay.sums[IDENTICAL], replay.sums[DIFFERS], replay.sums[LEFT_OUT]) == (1, 1, 3)


def test_a_line_cut_short_by_the_end_of_the_process_costs_only_itself(tmp_path: Path) -> None:
    edit = journal.Edit("2026-01-01T00:00:00.000Z", "slot/clear", 1, 2, None)
    book = journal.Journal(tmp_path)
    book.append([edit.line()])
    with open(tmp_path / "journal.jsonl", "a") as file:
        file.write('{"time": "2026')
    book.append([edit.line()])
    found = [found for _, found in journal.read(tmp_path / "journal.jsonl")]
    assert found[0] == found[2] == edit
    assert isinstance(found[1], FileTrouble)


def test_a_journal_that_has_grown_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LARGEST_BYTES", 1000)
    stamps = iter(range(100))
    monkeypatch.setattr(journal.time, "strftime", lambda *_: f"2026-{next(stamps):04d}")
    book = journal.Journal(tmp_path)
    for _ in range(40):
        book.append(["x" * 200])
    names = sorted(path.name for path in tmp_path.glob("journal-*.jsonl"))
    assert names == [f"journal-2026-{n:04d}.jsonl" for n in (4, 5, 6, 7)]
    assert not (tmp_path / "journal.jsonl").exists()
    assert all(path.stat().st_size == 5 * 201 for path in tmp_path.glob("journal-*"))


LOW = "ff000000" * 4  # the lowest eight rows of the top layer
Replaying = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def replay_with(capsys: pytest.CaptureFixture[str]) -> Iterator[Replaying]:
    """`notono-live replay` in a process that has had so many threads until then."""
    before = torch.get_num_threads()

    def replay(path: Path, threads: int, *flags: str) -> tuple[int, list[str]]:
        torch.set_num_threads(threads)
        code = cli.main(["replay", str(path), *flags])
        return code, capsys.readouterr().out.splitlines()

    yield replay
    torch.set_num_threads(before)


def test_the_real_model_makes_the_very_notes_again(tmp_path: Path, replay_with: Replaying) -> None:
    """Also where this process has another number of threads than the server's worker had."""
    model, out = tmp_path / "tiny", tmp_path / "out"
    bundle.save(tiny_bundle(velocities=5), model)
    with ServerProcess(str(model), out) as server:
        client = Client(server.port)
        tone = 0.3 * np.sin(np.arange(44_100 * 2) * 0.03)
        soundfile.write(out / "sounds" / "tone.flac", tone, 44_100)
        client.send("dynamics", 30)
        done = client.ask("slot/generate", 1, 60, "guitar", 7)
        assert done.name == "done", done
        client.send("dynamics", 120)
        done = client.ask("slot/regenerate", 1, "both", 1, 2, 0, 1, "bass", 48, 3)
        assert done.name == "done", done
        client.send("dynamics", 0)
        for verb, *atoms in (
            ("slot/load", 2, "tone.flac", 57, "string"),
            ("slot/regenerate", 2, "bottom", 0, 1),
            ("slot/undo", 2),
            ("slot/regenerate", 2, "top", 0, 0.5, 0, 0.5),
            ("slot/label", 1, "top", LOW, "reed", 40),
            ("slot/redraw", 1, "top", LOW, "own", -1, 5),
            ("slot/randomize", 1, "bottom", LOW * 2 + LOW * 2, 6),
            ("slot/erase", 1, "top", LOW, 20),
            ("slot/takes", 1, 3, "top", LOW, "vocal", 70, 8),
            ("slot/choose", 1, 2),
        ):
            done = client.ask(verb, *atoms)
            assert done.name == "done", done
        client.close()
        server.process.kill()
        server.ended()
    (out / "sounds" / "tone.flac").unlink()  # the take has its sound
    rows = [json.loads(row) for row in (out / "journal.jsonl").read_text().splitlines()]
    assert [row.get("velocity") for row in rows[:2]] == [30, 120]
    assert "own" in [row.get("velocity") for row in rows]
    path, named = out / "journal.jsonl", ("--model", str(model))
    there = json.loads(path.read_text().splitlines()[0])["arithmetic"]["threads"]
    code, lines = replay_with(path, 2 if there == 1 else 1, "--check", *named)
    assert (code, lines[-1]) == (0, "10 identical, 0 different, 0 left out, 1 needed no model")
    code, lines = replay_with(path, 1, "--from", "6", *named)
    assert lines[0] == "line 6: slot 2 revision 4, slot/regenerate: identical"
    assert len(lines) == 7

    bundle.save(tiny_bundle(1, 5), model)
    code, lines = replay_with(path, 1, "--check", *named)
    assert (code, lines[-1]) == (1, "0 identical, 0 different, 10 left out, 1 needed no model")
    assert "give that one with --model" in lines[0]


def test_edits_that_were_drawn_together_are_made_again_together(
    tmp_path: Path, replay_with: Replaying
) -> None:
    model, out = tmp_path / "tiny", tmp_path / "out"
    bundle.save(tiny_bundle(velocities=5), model)
    with ServerProcess(str(model), out) as server:
        client = Client(server.port)
        for verb, *atoms in (
            ("slot/generate",),
            ("slot/regenerate", "both", 1, 2, 0, 1),
            ("slot/regenerate", "bottom"),
        ):
            packets = [
                wire.write(Message(f"/notono/{verb}", (slot, *atoms))) for slot in range(1, 7)
            ]
            client.send_bytes(wire.bundle(packets))
            client.send("sync", 1)
            client.wait("synced", 1)
        client.send("quit")
        client.close()
        server.ended()
    rows = [json.loads(row) for row in (out / "journal.jsonl").read_text().splitlines()]
    assert [len(row["company"]) for row in rows] == [6] * 18
    code, lines = replay_with(out / "journal.jsonl", 1, "--check", "--model", str(model))
    assert (code, lines[-1]) == (0, "18 identical, 0 different, 0 left out, 0 needed no model")


@pytest.mark.parametrize("weights", ["float32", "int8"])
def test_edits_are_made_again_with_the_weights_that_were_asked_for(
    weights: str, tmp_path: Path, replay_with: Replaying
) -> None:
    """`auto` is what all others ask for."""
    model, out = tmp_path / "tiny", tmp_path / "out"
    bundle.save(tiny_bundle(), model)
    with ServerProcess(str(model), out, "--weights", weights) as server:
        client = Client(server.port)
        for verb, *atoms in (
            ("slot/generate", 1, 60, "guitar", 7),
            ("slot/regenerate", 1, "both", 1, 2, 0, 1, "bass", 48, 3),
        ):
            done = client.ask(verb, *atoms)
            assert done.name == "done", done
        client.close()
    path, named = out / "journal.jsonl", ("--model", str(model), "--check")
    rows = [json.loads(row) for row in path.read_text().splitlines()]
    assert {row["arithmetic"]["weights"] for row in rows} == {weights}
    threads = rows[0]["arithmetic"]["threads"]
    code, lines = replay_with(path, threads, *named)
    assert (code, lines[-1]) == (0, "2 identical, 0 different, 0 left out, 0 needed no model")
    other = "int8" if weights == "float32" else "float32"
    code, lines = replay_with(path, threads, *named, "--weights", other)
    assert (code, lines[-1]) == (1, "0 identical, 2 different, 0 left out, 0 needed no model")
    assert f"weights was {weights} and is {other}" in lines[0]


def test_a_journal_that_names_no_weights_had_no_choice(tmp_path: Path) -> None:
    run(lambda: played(House(tmp_path / "out")))
    asked: list[tuple[str, str]] = []

    def load(name: str, weights: str) -> ToyInpainter:
        asked.append((name, weights))
        return ToyInpainter()

    path = tmp_path / "out" / "journal.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    for place, weights in ((1, "int8"), (2, "int4")):
        lines[place] = lines[place].replace(
            '"arithmetic": {', f'"arithmetic": {{"weights": "{weights}", '
        )
    path.write_text("".join(lines))
    replay = Replay(tmp_path / "out", tmp_path / "spare", load, lambda threads: None)
    texts = [replay.told(edit) for _, edit in journal.read(path)]
    assert asked == [("hand", "auto"), ("hand", "int8")]
    assert "drawn with weights 'int4'" in texts[2]
    assert (replay.sums[IDENTICAL], replay.sums[LEFT_OUT]) == (3, 1)


def test_a_journal_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["replay", str(tmp_path / "journal.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_bundles_that_draw_the_same_have_the_same_fingerprint(tmp_path: Path) -> None:
    prints = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        bundle.save(tiny_bundle(seed), tmp_path / name)
        prints.append(bundle.load(tmp_path / name).fingerprint)
    assert prints[0] == prints[1] != prints[2]
    description = tmp_path / "a" / "model.json"
    described = json.loads(description.read_text())
    described["about"] = {"told": "otherwise"}
    description.write_text(json.dumps(described))
    assert bundle.load(tmp_path / "a").fingerprint == prints[0]
