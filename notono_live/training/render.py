"""`notono-live data render`: play SoundFonts into a dataset in NSynth's format. Several processes.

The parent plans, watches and writes the index; each rendering process plays one instrument a job.
Three seconds held and one of release, dry, 16 kHz mono 16-bit, as in NSynth (Engel et al. 2017).
A WAV appears under its name only when whole, so a stopped run goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
import signal
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from notono_live.errors import BadArguments, FileTrouble, NotonoError
from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import PITCH_HIGH, PITCH_LOW
from notono_live.training import histogram
from notono_live.training.data import examples_in
from notono_live.training.fitness import trouble
from notono_live.training.general_midi import NoteToRender, Preset, planned
from notono_live.training.soundfont import SoundFont
from notono_live.whole_file import beside, clear_unfinished

HELD_SECONDS, RELEASE_SECONDS = 3.0, 1.0
VELOCITIES = (25, 50, 75, 100, 127)  # NSynth's
LOUDEST_PEAK = 0.9  # reached at velocity 127


def render(out: Path, fonts: list[Path], notes: list[NoteToRender], workers: int, line: str) -> int:
    """Render what is missing and write the index; returns 0, or 130 when interrupted."""
    audio = out / "audio"
    audio.mkdir(parents=True, exist_ok=True)
    clear_unfinished(audio)
    made = _opened(out, fonts, line)
    done = _rendered(audio) | made["dropped"].keys()
    missing = [note for note in notes if note.note_str not in done]
    print(f"{len(notes)} notes, of which {len(notes) - len(missing)} are done; to go on: {line}")
    status = 0
    try:
        _render_all(fonts, audio, missing, workers, made["dropped"])
    except KeyboardInterrupt:
        status = 130
    finally:
        _write_json(out / "dataset.json", made)
        there = _rendered(audio)
        before = _read_json(out / "examples.json")
        examples = {name: entry for name, entry in before.items() if name in there}
        examples.update((note.note_str, note.entry()) for note in notes if note.note_str in there)
        _write_json(out / "examples.json", examples)
    print(f"{len(examples)} notes in {out}{'; stopped' if status else ''}")
    print(left_out(notes, made["dropped"]))
    counts = histogram.counted(examples_in(out))
    (out / "histogram.md").write_text(histogram.markdown(counts) + "\n")
    print(f"by family and octave: {out / 'histogram.md'}")
    return status


def left_out(notes: list[NoteToRender], dropped: dict[str, str]) -> str:
    """How many of `notes` were dropped, by reason and family."""
    counts: dict[str, Counter[str]] = {}
    for note in notes:
        if why := dropped.get(note.note_str):
            counts.setdefault(why, Counter())[note.family] += 1
    lines = [
        f"left out: {families.total()} {why} "
        f"({', '.join(f'{family} {n}' for family, n in families.most_common())})"
        for why, families in sorted(counts.items())
    ]
    return "\n".join(lines) or "left out: none"


def _rendered(audio: Path) -> set[str]:
    return {name.removesuffix(".wav") for name in os.listdir(audio) if name.endswith(".wav")}


def _render_all(
    fonts: list[Path],
    audio: Path,
    notes: list[NoteToRender],
    workers: int,
    dropped: dict[str, str],
) -> None:
    """Render `notes` in `workers` processes; what is dropped, and why, goes into `dropped`."""
    instruments: dict[int, list[NoteToRender]] = {}
    for note in notes:
        instruments.setdefault(note.instrument, []).append(note)
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(workers, context, _begin, (stop,))
    columns = (TextColumn("rendering"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns) as progress:
            bar = progress.add_task("", total=len(notes))
            jobs = {
                pool.submit(render_instrument, fonts[group[0].preset.font], audio, group): len(
                    group
                )
                for group in instruments.values()
            }
            for job in as_completed(jobs):
                dropped.update(job.result())
                progress.advance(bar, jobs[job])
    except BrokenProcessPool as error:
        raise FileTrouble(
            "a rendering process was killed (out of memory?); run the line again, --workers 1"
        ) from error
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


_stop: Event  # set by the parent; each rendering process gets it as it begins


def _begin(stop: Event) -> None:
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear


def render_instrument(font: Path, audio: Path, notes: list[NoteToRender]) -> dict[str, str]:
    """Play `notes` of one preset into `audio`/; the dropped ones' note_str → why. In a process."""
    dropped = {}
    preset = notes[0].preset
    with SoundFont(font) as player:
        if not player.select(preset.bank, preset.program):
            return {note.note_str: "no preset" for note in notes}
        for note in notes:
            if _stop.is_set():
                break
            sound = player.play(
                preset.bank, preset.program, note.pitch, note.velocity,
                HELD_SECONDS, RELEASE_SECONDS, *note.variation(),
            )  # fmt: skip
            why = trouble(sound, note.pitch)
            if why is not None:
                dropped[note.note_str] = why
                continue
            _write_sound(audio / f"{note.note_str}.wav", levelled(sound, note.velocity))
    return dropped


def _write_sound(path: Path, samples: np.ndarray) -> None:
    try:
        with beside(path) as new:
            soundfile.write(new, samples, SAMPLE_RATE_HZ, "PCM_16", format="WAV")
    except (OSError, soundfile.SoundFileError) as error:
        raise FileTrouble(f"{path}: {error}; is the disk full or read-only?") from error


def levelled(samples: np.ndarray, velocity: int) -> np.ndarray:
    """`samples`, which sound, scaled to a peak of 0.9·√(velocity / 127).

    Presets differ by 40 dB, NSynth's notes hardly: codes should go to timbre, not to level. What
    stays is 7 dB between velocities 25 and 127. It is float until here, so nothing has clipped.
    """
    peak = np.abs(samples).max()
    scaled: np.ndarray = samples * np.float32(LOUDEST_PEAK * (velocity / 127) ** 0.5 / peak)
    return scaled


def presets_of(fonts: list[Path], programs: tuple[int, ...]) -> list[Preset]:
    """The presets of `fonts` with these General MIDI programs, of all banks."""
    found = []
    for place, path in enumerate(fonts):
        if not path.is_file():
            raise FileTrouble(
                f"SoundFont {path} is missing; install one, such as Debian's fluid-soundfont-gm"
            )
        with SoundFont(path) as font:
            found += [
                Preset(place, bank, program, name)
                for bank, program, name in font.presets()
                if program in programs
            ]
    return found


def _opened(out: Path, fonts: list[Path], line: str) -> dict[str, Any]:
    """dataset.json's content; FileTrouble if of other fonts (they number the instruments)."""
    made = {
        "made_by": line,
        "fonts": [{"name": font.name, "sha256": _sha256(font)} for font in fonts],
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "held_seconds": HELD_SECONDS,
        "release_seconds": RELEASE_SECONDS,
        "peak": f"{LOUDEST_PEAK} * sqrt(velocity / 127)",
        "dropped": {},
    }
    before = _read_json(out / "dataset.json")
    if before:
        for key in set(made) - {"made_by", "dropped"}:
            if before.get(key) != made[key]:
                raise FileTrouble(
                    f"{out} holds a dataset with {key} {before.get(key)}, now {made[key]}; "
                    "render into another folder"
                )
        made["dropped"] = before["dropped"]
    _write_json(out / "dataset.json", made)
    return made


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileTrouble(
            f"SoundFont {path}: {error.strerror}; install one, such as Debian's fluid-soundfont-gm"
        ) from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text()) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise FileTrouble(f"{path}: {error}; move it away to begin anew") from error


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with beside(path) as new:
        new.write_text(json.dumps(content, indent=1, sort_keys=True))


def numbers(text: str) -> tuple[int, ...]:
    """Whole numbers 0..127 from a list of numbers and ranges; BadArguments for anything else.

    >>> numbers("60,24-27")
    (24, 25, 26, 27, 60)
    """
    found: set[int] = set()
    for item in text.split(","):
        first, dash, last = item.partition("-")
        if not (first.isdecimal() and (last.isdecimal() or not dash)):
            raise BadArguments(f"{item!r} is not a number or a range; write 60 or 24-84 or 0-7,24")
        found.update(range(int(first), int(last or first) + 1))
    if not found or max(found) > 127:
        raise BadArguments(f"{text!r} is empty or goes beyond 127; write something like 24-84")
    return tuple(sorted(found))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options; `run` takes what they parse to."""
    add = parser.add_argument
    add("out", type=Path, help="folder of the dataset; made if missing")
    add("--font", type=Path, action="append", required=True, help="an .sf2; may be repeated")
    add("--velocities", type=int, nargs="+", choices=VELOCITIES, default=list(VELOCITIES))
    add("--pitches", default=f"{PITCH_LOW}-{PITCH_HIGH}", help="MIDI notes (%(default)s)")
    add("--programs", default="0-127", help="General MIDI programs from 0 (%(default)s)")
    add(
        "--per-cell",
        type=int,
        help="balance: so many notes of each family and pitch, if need be "
        "a little out of tune and darker, or a draw with --seed",
    )
    add("--limit", type=int, help="at most so many notes, drawn with --seed")
    add("--workers", type=int, default=os.cpu_count(), help="processes (%(default)s)")
    add("--seed", type=int, default=0, help="of the draws (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """The verb: 0 when all is rendered, 130 when stopped by Ctrl-C; raises NotonoError."""
    notes = planned(
        presets_of(args.font, numbers(args.programs)),
        numbers(args.pitches),
        args.velocities,
        args.per_cell,
        args.limit,
        args.seed,
    )
    if not notes:
        raise BadArguments(f"--programs {args.programs} holds no pitched instrument; try 0-7")
    words = ["notono-live", "data", "render", args.out]
    for font in args.font:
        words += ["--font", font]
    words += ["--velocities", *args.velocities]
    words += ["--pitches", args.pitches, "--programs", args.programs]
    for flag, number in (("--per-cell", args.per_cell), ("--limit", args.limit)):
        if number is not None:
            words += [flag, number]
    words += ["--seed", args.seed]
    try:
        return render(args.out, args.font, notes, args.workers, shlex.join(map(str, words)))
    except OSError as error:
        raise FileTrouble(f"{error}; choose a folder that can be written") from error


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Render SoundFonts into an NSynth-format dataset.")
    add_arguments(parser)
    try:
        return run(parser.parse_args(argv))
    except NotonoError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
