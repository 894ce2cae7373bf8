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
from notono_live.training.general_midi import NoteToRender, planned
from notono_live.training.soundfont import SoundFont

HELD_SECONDS, RELEASE_SECONDS = 3.0, 1.0
VELOCITIES = (25, 50, 75, 100, 127)  # NSynth's
SILENT_PEAK = 1e-3  # of full scale at gain 1, where notes peak at 0.02 to 0.35
LOUDEST_PEAK = 0.9  # reached at velocity 127


def render(out: Path, fonts: list[Path], notes: list[NoteToRender], workers: int, line: str) -> int:
    """Render what is missing and write the index; returns 0, or 130 when interrupted."""
    audio = out / "audio"
    audio.mkdir(parents=True, exist_ok=True)
    for stale in audio.glob("*.part"):
        stale.unlink()
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
        examples = _read_json(out / "examples.json")
        there = _rendered(audio)
        examples.update((note.note_str, note.entry()) for note in notes if note.note_str in there)
        _write_json(out / "examples.json", examples)
    reasons = Counter(why for why in map(made["dropped"].get, (n.note_str for n in notes)) if why)
    left_out = ", ".join(f"{count} {why}" for why, count in reasons.items()) or "none"
    print(f"{len(examples)} notes in {out}; left out: {left_out}{'; stopped' if status else ''}")
    return status


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
                pool.submit(render_instrument, fonts[group[0].font], audio, group): len(group)
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
    with SoundFont(font) as player:
        if not player.select(notes[0].program):
            return {note.note_str: "no preset" for note in notes}
        for note in notes:
            if _stop.is_set():
                break
            sound = player.play(
                note.program, note.pitch, note.velocity, HELD_SECONDS, RELEASE_SECONDS
            )
            samples = levelled(sound, note.velocity)
            if samples is None:
                dropped[note.note_str] = "silent"
                continue
            path = audio / f"{note.note_str}.wav"
            part = path.with_suffix(".part")
            try:
                soundfile.write(part, samples, SAMPLE_RATE_HZ, "PCM_16", format="WAV")
                os.replace(part, path)
            except (OSError, soundfile.SoundFileError) as error:
                raise FileTrouble(f"{path}: {error}; is the disk full or read-only?") from error
    return dropped


def levelled(samples: np.ndarray, velocity: int) -> np.ndarray | None:
    """`samples` scaled to a peak of 0.9·√(velocity / 127), or None when silent.

    Presets differ by 40 dB, NSynth's notes hardly: codes should go to timbre, not to level. What
    stays is 4 dB between velocities 50 and 127. It is float until here, so nothing has clipped.
    """
    peak = float(np.abs(samples).max())
    if not peak > SILENT_PEAK:  # also true of NaN
        return None
    scaled: np.ndarray = samples * np.float32(LOUDEST_PEAK * (velocity / 127) ** 0.5 / peak)
    return scaled


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
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, indent=1, sort_keys=True))
    os.replace(part, path)


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
    add("--velocities", type=int, nargs="+", choices=VELOCITIES, default=[50, 100, 127])
    add("--pitches", default=f"{PITCH_LOW}-{PITCH_HIGH}", help="MIDI notes (%(default)s)")
    add("--programs", default="0-127", help="General MIDI programs from 0 (%(default)s)")
    add("--limit", type=int, help="at most so many notes, drawn with --seed")
    add("--workers", type=int, default=os.cpu_count(), help="processes (%(default)s)")
    add("--seed", type=int, default=0, help="of the draw of --limit (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """The verb: 0 when all is rendered, 130 when stopped by Ctrl-C; raises NotonoError."""
    notes = planned(
        len(args.font),
        numbers(args.programs),
        numbers(args.pitches),
        args.velocities,
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
    if args.limit is not None:
        words += ["--limit", args.limit, "--seed", args.seed]
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
