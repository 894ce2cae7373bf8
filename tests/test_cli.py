"""The command line, end to end on real files, with a bundle of random weights."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tiny import tiny_bundle

from notono_live import cli
from notono_live.model import bundle as bundles
from notono_live.protocol.reference import markdown_table

RATE_HZ = 44_100
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    bundles.save(tiny_bundle(velocities=5, families_apart=True), folder)
    return str(folder)


def tone(seconds: float = 4.5) -> np.ndarray:
    time = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return np.asarray(0.3 * np.sin(2 * np.pi * 220 * time) * np.exp(-time / 3))


def stereo_flac(folder: Path) -> Path:
    soundfile.write(folder / "in.flac", np.stack([tone(), tone()], axis=1), RATE_HZ)
    return folder / "in.flac"


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


def test_inpaint_redraws_a_region_of_a_real_file_and_shows_it(
    model: str, tmp_path: Path, capsys: Captured
) -> None:
    source, out, picture = stereo_flac(tmp_path), tmp_path / "out.wav", tmp_path / "edit.png"
    flags = ("--layer", "top", "--time", 1, 2, "--band", 0, 0.25, "--instrument", "guitar")
    asked = ("inpaint", source, out, *flags, "--pitch", 48, "--model", model, "--plot", picture)
    assert run(*asked, "--seed", 1) == 0
    told = capsys.readouterr().out
    assert "seed 1" in told
    assert "top columns 1..2 of 5, rows 0..8 of 32; 8 top and 32 bottom cells" in told
    assert all(f"{stage} " in told for stage in ("load", "encode", "codes", "decode", "write"))
    assert "change inside the region -" in told
    made, rate_hz = soundfile.read(out)
    assert (rate_hz, len(made), made.ndim) == (48_000, 216_000, 1)
    assert soundfile.info(out).subtype == "PCM_24"
    assert picture.read_bytes().startswith(b"\x89PNG")
    seconds = np.arange(len(made)) / rate_hz
    before = 0.3 * np.sin(2 * np.pi * 220 * seconds) * np.exp(-seconds / 3)
    far = (seconds < 0.6) | ((seconds > 2.5) & (seconds < 4.4))
    assert np.abs(made - before)[far].max() < 0.01
    assert np.abs(made - before)[~far].max() > 0.1
    assert run(*asked, "--seed", 1) == 0
    assert np.array_equal(soundfile.read(out)[0], made), "the same seed, the same file"
    assert run(*asked, "--seed", 2) == 0
    assert not np.array_equal(soundfile.read(out)[0], made)


def test_an_attack_of_another_instrument_can_be_left_out(model: str, tmp_path: Path) -> None:
    source, made = stereo_flac(tmp_path), []
    for word in ("instrument", "off"):
        out = tmp_path / f"{word}.wav"
        flags = ("--time", 1, 3, "--in-instrument", "organ", "--in-pitch", 57, "--seed", 1)
        flags += ("--instrument", "mallet", "--model", model, "--retrigger", word)
        assert run("inpaint", source, out, *flags) == 0
        made.append(soundfile.read(out)[0])
    assert not np.array_equal(*made)


def test_a_velocity_is_drawn_as_the_nearest_that_the_model_knows(
    model: str, tmp_path: Path
) -> None:
    out, made = tmp_path / "a.wav", []
    for velocity in (25, 127, 120):
        flags = ("--seed", 1, "--rate", 16_000, "--model", model, "--velocity", velocity)
        assert run("generate", out, *flags) == 0
        made.append(soundfile.read(out)[0])
    assert np.array_equal(made[1], made[2])
    assert not np.array_equal(made[0], made[1])


def test_generate_draws_a_note_and_tells_the_seed_that_repeats_it(
    model: str, tmp_path: Path, capsys: Captured
) -> None:
    first, second, picture = tmp_path / "a.wav", tmp_path / "b.wav", tmp_path / "a.png"
    flags = ("--instrument", "guitar", "--pitch", 60, "--rate", 16_000, "--model", model)
    assert run("generate", first, *flags, "--seconds", 4.5, "--plot", picture) == 0
    seed = capsys.readouterr().out.split("seed ")[1].split()[0]
    assert run("generate", second, *flags, "--seconds", 4.5, "--seed", seed) == 0
    assert first.read_bytes() == second.read_bytes()
    assert soundfile.info(first).frames == 5 * 16_384
    assert b"smpl" in first.read_bytes()
    assert b"guitar 60" in first.read_bytes()
    assert picture.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="no processor can be kept from it here")
@pytest.mark.parametrize("verb", ["generate", "inpaint"])
def test_one_core_with_old_instructions_makes_the_same_note(
    verb: str, model: str, tmp_path: Path
) -> None:
    """As on a small machine: torch without AVX, one thread. Sums differ in their last bits. The
    codes are drawn by ONNX Runtime, which asks the processor itself: it has one thread too, and
    yet all of its instructions, and an edit the weights of eight bits where this machine has them.
    """
    here, there, other = (tmp_path / f"{name}.wav" for name in ("here", "there", "other"))
    flags = ("--instrument", "guitar", "--pitch", "60", "--seed", "3", "--model", model)
    source = [str(stereo_flac(tmp_path))] if verb == "inpaint" else []
    if verb == "inpaint":
        flags += ("--layer", "top", "--time", "1", "2", "--band", "0", "0.5")
    assert run(verb, *source, here, *flags) == 0
    made = subprocess.run(
        [sys.executable, "-m", "notono_live", verb, *source, str(there), *flags],
        env=os.environ | {"ATEN_CPU_CAPABILITY": "default"},
        preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert run(verb, *source, other, *flags, "--seed", "4") == 0
    sounds = [soundfile.read(path)[0] for path in (here, there, other)]
    assert np.abs(sounds[1] - sounds[0]).max() < 0.01 * np.abs(sounds[2] - sounds[0]).max()


def written(samples: np.ndarray) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        soundfile.write(folder / "in.wav", samples, RATE_HZ, "FLOAT")
        return folder / "in.wav"

    return write


def content(text: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "in.wav").write_bytes(text)
        return folder / "in.wav"

    return write


BAD_SOUNDS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda folder: folder / "in.wav", "no sound file"),
    "a folder": (lambda folder: folder, "no sound file"),
    "text": (content(b"hello, I am no sound"), "no sound file"),
    "nothing": (content(b""), "no sound file"),
    "empty": (written(np.zeros(0)), "holds no samples"),
    "silent": (written(np.zeros(RATE_HZ)), "silent"),
    "NaN": (written(np.where(np.arange(RATE_HZ) == 30_000, np.nan, tone(1))), "from 0.680 s"),
    "ten minutes": (written(np.tile(tone(6), 100)), "longer than 60 s"),
}
BAD_FLAGS: dict[str, tuple[tuple[object, ...], str]] = {
    "pitch": (("--pitch", 12), "pitch 12 is outside 24..84"),
    "instrument": (("--instrument", "kazoo"), "instrument 'kazoo' is unknown"),
    "temperature": (("--temperature", 9), "temperature 9 is outside 0.1..2"),
    "seed": (("--seed", -1), "seed -1 is outside 0..999999"),
    "time beyond": (("--time", 9, 10), "lies beyond the end"),
    "time backward": (("--time", 2, 1), "is empty"),
    "time nan": (("--time", "nan", 1), "is empty"),
    "band": (("--band", 0.5, 0.5), "is empty"),
    "rate": (("--rate", 1), "--rate 1 is outside 8000..192000"),
    "model": (("--model", "nowhere"), "no model 'nowhere'"),
    "picture": (("--plot", "/nowhere/edit.png"), "/nowhere/edit.png cannot be written"),
}


def refused(told: Captured, text: str) -> None:
    errors = told.readouterr().err
    assert errors.startswith("notono-live: "), errors
    assert errors.count("\n") == 1, errors
    assert text in errors


@pytest.mark.parametrize("name", BAD_SOUNDS)
def test_a_bad_sound_is_refused_in_one_line_and_writes_nothing(
    name: str, model: str, tmp_path: Path, capsys: Captured
) -> None:
    make, text = BAD_SOUNDS[name]
    assert run("inpaint", make(tmp_path), tmp_path / "out.wav", "--model", model) == 1
    refused(capsys, text)
    assert not (tmp_path / "out.wav").exists()


@pytest.mark.parametrize("name", BAD_FLAGS)
def test_a_bad_flag_is_refused_in_one_line_and_writes_nothing(
    name: str, model: str, tmp_path: Path, capsys: Captured
) -> None:
    flags, text = BAD_FLAGS[name]
    source, out = stereo_flac(tmp_path), tmp_path / "out.wav"
    assert run("inpaint", source, out, "--model", model, *flags) == 1
    refused(capsys, text)
    assert not out.exists()


def test_a_hundredth_of_a_second_is_a_note_too(model: str, tmp_path: Path) -> None:
    source = written(tone(0.01))(tmp_path)
    assert run("inpaint", source, tmp_path / "out.wav", "--model", model, "--time", 0, 1) == 0
    assert soundfile.info(tmp_path / "out.wav").frames == 4 * 48_000


def test_neither_the_source_nor_a_stranger_is_overwritten(
    model: str, tmp_path: Path, capsys: Captured
) -> None:
    source = written(tone())(tmp_path)
    before = source.read_bytes()
    assert run("inpaint", source, source, "--model", model) == 1
    refused(capsys, "is the file to read")
    assert run("inpaint", source, tmp_path / "out.flac", "--model", model) == 1
    refused(capsys, "let it end in .wav")
    assert run("inpaint", source, source / "out.wav", "--model", model) == 1
    refused(capsys, "cannot be written")
    assert source.read_bytes() == before


@pytest.mark.parametrize("seconds", [0, -1, 62, "nan"])
def test_an_impossible_length_is_refused(seconds: object, tmp_path: Path, capsys: Captured) -> None:
    assert run("generate", tmp_path / "out.wav", "--seconds", seconds) == 1
    refused(capsys, "is outside 0..61.44")


@pytest.mark.parametrize("words", [["fly"], ["train"], ["train", "elephants"], ["generate"]])
def test_what_makes_no_sense_is_a_usage_error(words: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exit:
        cli.main(words)
    assert exit.value.code == 2
    assert "usage: notono-live" in capsys.readouterr().err


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_tells_its_flags(verb: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exit:
        cli.main([*verb.split(), "--help"])
    assert exit.value.code == 0
    assert f"usage: notono-live {verb}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    ["--help", "addresses", "generate --help", "inpaint --help", "serve --help", "bench --help"],
)
def test_help_and_addresses_need_no_torch(words: str) -> None:
    code = (
        "import atexit, os, sys\n"
        "atexit.register(lambda: 'torch' in sys.modules and os._exit(9))\n"
        f"from notono_live.cli import main; sys.exit(main({words.split()!r}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert words != "addresses" or ran.stdout == markdown_table() + "\n"


def test_ctrl_c_is_130_and_a_closed_pipe_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "addresses", interrupted)
    assert cli.main(["addresses"]) == 130
    line = f"{sys.executable} -m notono_live addresses | head -1"
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert ran.stderr == ""


def test_devices_are_listed_whatever_is_here(capsys: Captured) -> None:
    assert cli.main(["devices"]) == 0
    told = capsys.readouterr().out
    for title in ("audio outputs", "MIDI inputs", "torch devices"):
        assert title in told
    assert "  cpu" in told
