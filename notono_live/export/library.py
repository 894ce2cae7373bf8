"""Whole libraries: families × pitches × velocities × takes, planned, drawn in batches, resumed.
Runs on the main thread of `notono-live render`.

NAME/library.json                what it is made by; another spec or model is refused
NAME/flute/flute_060_v127_t1.wav put in place whole; one that is there is done
NAME/flute/flute_t1.sfz          a keyboard of one take, and .dspreset
NAME/manifest.csv                a row for each file, in the plan's order
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from notono_live import __version__
from notono_live.errors import BadArguments, FileTrouble, NotonoError
from notono_live.export.instruments import Zone, decent_sampler, key_ranges, sfz
from notono_live.export.kit import LOUDEST, Dress, Tone, dressed, velocity_ranges
from notono_live.export.library_spec import Spec
from notono_live.export.naming import file_name, note_name
from notono_live.export.wav import loop_of, replace_file, told_by
from notono_live.notes.conditioning import Conditioning, Family, own_level
from notono_live.notes.note import SEED_MAX, Note

COLUMNS = ("file", "family", "pitch", "note", "velocity", "take", "seed", "bytes", "rate_hz",
           "loop_first", "loop_last", "sha256")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """One file to be. `place` is its path below the library's folder."""

    family: str
    pitch: int
    velocity: int
    take: int
    seed: int
    place: str

    @property
    def conditioning(self) -> Conditioning:
        return Conditioning(self.pitch, Family.named(self.family), self.velocity)


Draw = Callable[[Sequence[Planned]], Sequence[Note]]


def plan(spec: Spec) -> list[Planned]:
    """Every file of a library, in the order they are drawn; the same for the same spec."""
    made: list[Planned] = []
    for family, take, velocity, pitch in product(
        spec.families, range(1, spec.takes + 1), spec.velocities, spec.pitches
    ):
        fields = {"name": spec.name, "family": family, "pitch": pitch, "take": take}
        name = file_name(spec.pattern, fields | {"velocity": velocity, "index": len(made) + 1})
        seed = _seed(spec.seed, family, velocity, take)
        made.append(Planned(family, pitch, velocity, take, seed, f"{family}/{name}.wav"))
    places = [planned.place for planned in made]
    if len(set(places)) < len(places):
        twice = next(place for place in places if places.count(place) > 1)
        raise BadArguments(f"two notes would be {twice}; put more fields into the pattern")
    return made


def _seed(seed: int, *what: object) -> int:
    """A keyboard's own seed. Its pitches share the random numbers, which keeps them alike."""
    digest = hashlib.sha256(" ".join(map(str, (seed, *what))).encode()).digest()
    return int.from_bytes(digest[:8], "big") % (SEED_MAX + 1)


class Library:
    """A folder being filled. A file that is there is done, for files are put in place whole."""

    def __init__(self, spec: Spec, out: Path, model: str, velocities: int = 0) -> None:
        """`velocities`: how many of them the model tells apart."""
        self.spec, self.model, self.velocities = spec, model, velocities
        self.folder = out / spec.name
        self.plan = plan(spec)

    def begin(self) -> list[Planned]:
        """What is missing. Raises BadArguments where the folder holds another library."""
        card = self.folder / "library.json"
        wanted = {"model": self.model, **asdict(self.spec)}
        del wanted["sampling"]["retrigger"]  # new notes follow nothing
        if self.velocities:
            wanted["velocities known"] = self.velocities
        wanted = json.loads(json.dumps(wanted, default=str))
        if card.exists():
            found = _read(card)
            differing = [key for key in wanted if found.get(key) != wanted[key]]
            if differing:
                raise BadArguments(
                    f"{self.folder} was begun with other {' and '.join(differing)}; "
                    "go on with that spec, or give another name"
                )
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise BadArguments(f"{self.folder} holds something else; give another name")
        else:
            replace_file(card, (json.dumps(wanted, indent=2) + "\n").encode())
        return [planned for planned in self.plan if not (self.folder / planned.place).exists()]

    def batches(self) -> list[Sequence[Planned]]:
        """Those of which anything is missing.

        They are drawn whole: on a CPU a note hangs, in its last bits, on the batch it is drawn in,
        and an interrupted library is to be the same as any other.
        """
        missing = {planned.place for planned in self.begin()}
        size = self.spec.batch
        batches = (self.plan[start : start + size] for start in range(0, len(self.plan), size))
        return [b for b in batches if not missing.isdisjoint(planned.place for planned in b)]

    def put(self, batch: Sequence[Planned], notes: Sequence[Note]) -> int:
        """Write what is missing of a batch; how many files. What is there stays as it is."""
        count = 0
        for planned, note in zip(batch, notes, strict=True):
            if not (self.folder / planned.place).exists():
                self._write(planned, note)
                count += 1
        return count

    def fill(self, draw: Draw, report: Callable[[int], None] = lambda count: None) -> int:
        """Draw and write what is missing, then the keyboards and the manifest; how many files.
        `report` is told of them as they come."""
        total = 0
        for batch in self.batches():
            count = self.put(batch, draw(batch))
            total += count
            report(count)
        self.finish()
        return total

    def finish(self) -> None:
        """Keyboards and manifest, made of the files that are there; what a killed run had begun to
        write goes."""
        for left in self.folder.rglob(".*.wav.*.tmp"):
            left.unlink(missing_ok=True)
        for family, take in product(self.spec.families, range(1, self.spec.takes + 1)):
            zones = list(self._zones(family, take))
            stem = self.folder / family / f"{family}_t{take}"
            replace_file(stem.with_suffix(".sfz"), sfz(zones).encode())
            replace_file(stem.with_suffix(".dspreset"), decent_sampler(zones).encode())
        replace_file(self.folder / "manifest.csv", self._manifest().encode())

    def _write(self, planned: Planned, note: Note) -> None:
        """Softer velocities are quieter by the square of their share, 12 dB at half; of notes that
        were drawn soft, and are not all made as loud, that is what they lack."""
        spec, loudest = self.spec, max(self.spec.velocities)
        level = self._share(planned.velocity)
        if self.velocities and spec.lufs is None:
            level *= own_level(loudest) / own_level(planned.velocity)
        comment = {
            "model": self.model,
            "seed": planned.seed,
            "pitch": planned.pitch,
            "instrument": planned.family,
            "velocity": planned.velocity,
            "take": planned.take,
        }
        texts = {
            "INAM": f"{planned.family} {note_name(planned.pitch)}",
            "ISFT": f"notono-live {__version__}",
            "ICMT": json.dumps(comment),
        }
        tone = Tone(note.samples, note.sample_rate_hz, planned.pitch, planned.family, texts=texts)
        dress = Dress(spec.rate_hz, spec.loop, spec.lufs)
        zone = self._keys(planned.pitch), level, self._struck(planned.velocity)
        file = dressed(tone, dress, Path(planned.place).stem, *zone)
        replace_file(self.folder / planned.place, file.content)

    def _keys(self, pitch: int) -> tuple[int, int]:
        return dict(zip(self.spec.pitches, key_ranges(self.spec.pitches), strict=True))[pitch]

    def _share(self, velocity: int) -> float:
        """How high the file of a velocity is, beside the loudest one's."""
        return (velocity / max(self.spec.velocities)) ** 2

    def _struck(self, velocity: int) -> tuple[int, int]:
        """The velocities that one of the spec's stands for."""
        softest = {loud: soft for soft, loud in velocity_ranges(self.spec.velocities)}[velocity]
        return softest, LOUDEST if velocity == max(self.spec.velocities) else velocity

    def _zones(self, family: str, take: int) -> Iterator[Zone]:
        for planned in self.plan:
            if (planned.family, planned.take) == (family, take):
                path = self.folder / planned.place
                keys, velocities = self._keys(planned.pitch), self._struck(planned.velocity)
                loop, lacks = loop_of(path), self._share(planned.velocity)
                yield Zone(path.name, planned.pitch, *keys, *velocities, loop, lacks=lacks)

    def _manifest(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for planned in self.plan:
            path = self.folder / planned.place
            content, loop = path.read_bytes(), loop_of(path)
            ends = tuple(loop) if loop is not None else ("", "")
            writer.writerow(
                (planned.place, planned.family, planned.pitch, note_name(planned.pitch),
                 planned.velocity, planned.take, planned.seed, len(content), told_by(path)[0],
                 *ends, hashlib.sha256(content).hexdigest())
            )  # fmt: skip
        return text.getvalue()


def _read(card: Path) -> dict[str, object]:
    try:
        found = json.loads(card.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileTrouble(f"{card} cannot be read: {error}; give another name") from error
    if not isinstance(found, dict):
        raise NotonoError(f"{card} is no library's; give another name")
    return found
