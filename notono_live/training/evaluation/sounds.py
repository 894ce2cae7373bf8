"""The sounds that are compared: real notes, through the codec, generated, edited. Training process.

Legend: N notes, (N, 65536) float32 samples at 16 kHz: four seconds and the silence that fills the
last codemap column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import repeat

import numpy as np
import torch
from rich.progress import track

from notono_live.meter import measure
from notono_live.model.inpainter import NeuralInpainter
from notono_live.notes.codemap import (
    CODES,
    COLUMN_SAMPLES,
    WINDOW_COLUMNS,
    Codemaps,
    Layer,
)
from notono_live.notes.conditioning import FAMILIES, VELOCITIES, Conditioning, ConditioningMaps
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note, Sampling
from notono_live.training.codebook import perplexity
from notono_live.training.data import Example, read_batch
from notono_live.training.evaluation import measures
from notono_live.training.evaluation.columns import Column
from notono_live.training.evaluation.edits import EDITS, Edit, metered
from notono_live.training.evaluation.listening import Listeners
from notono_live.training.evaluation.sets import spread

BATCH = 16
NOTE_SAMPLES = WINDOW_COLUMNS * COLUMN_SAMPLES
SEEDS = 3  # notes drawn under one label, to see how much they differ
DIVERSE_LABELS = 24


class Bench:
    """One model and its listeners; each method makes a column and scores it."""

    def __init__(
        self, inpainter: NeuralInpainter, listeners: Listeners, sampling: Sampling
    ) -> None:
        self.inpainter, self.listeners, self.sampling = inpainter, listeners, sampling

    def real(self, name: str, notes: tuple[Example, ...]) -> Column:
        batch = read_batch(notes)
        samples = np.pad(batch.audio, ((0, 0), (0, NOTE_SAMPLES - batch.audio.shape[1])))
        column = Column(name, samples, batch.pitch, batch.family, batch.velocity)
        self.listeners.hear(column)
        column.each |= alone(samples)
        return column

    def without_network(self, real: Column) -> Column:
        """Through the spectrogram and back: what no codec of it can do better."""
        spectrogram = self.inpainter.spectrogram

        @torch.inference_mode()
        def heard(part: slice) -> list[np.ndarray]:
            samples = torch.from_numpy(real.samples[part]).to(spectrogram.window.device)
            return list(spectrogram.synthesise(spectrogram(samples)).cpu().numpy())

        sounds = in_batches("spectrogram", len(real.samples), heard)
        column = replace(real, name="spectrogram", samples=np.stack(sounds), each={}, whole={})
        return self._against(column, real)

    def round_trip(self, name: str, real: Column) -> tuple[Column, list[Note]]:
        """Through the codec and back; and the notes it was, for edits to begin from."""

        def coded(part: slice) -> list[Note]:
            codes = self.inpainter.encode_batch(real.samples[part])
            labels = labels_of(real)[part]
            sounds = self.inpainter.decode_batch(*codes)
            return [
                Note(Codemaps(top, bottom), ConditioningMaps.filled(label), sound)
                for top, bottom, label, sound in zip(*codes, labels, sounds, strict=True)
            ]

        trips = in_batches(name, len(real.samples), coded)
        column = self._column(name, trips, real)
        return self._against(column, real), trips

    def generated(self, real: Column) -> Column:
        """As many new notes under the same labels."""
        labels = labels_of(real)
        column = self._column("generated", self._drawn("generated", labels), real)
        self.listeners.hear(column)
        column.each |= alone(column.samples)
        return column

    def edited(self, edit: Edit, real: Column, trips: list[Note]) -> Column:
        """Real notes with a region redrawn. Strange labels are those of the next note."""
        before = [
            Note(trip.codemaps, trip.conditioning, sound)
            for trip, sound in zip(trips, real.samples, strict=True)
        ]
        turn = -1 if edit.strange else 0
        pitch, family = (np.roll(x, turn) for x in (real.pitch, real.family))
        velocity = None if real.velocity is None else np.roll(real.velocity, turn)
        asked = replace(real, pitch=pitch, family=family, velocity=velocity)
        labels = labels_of(asked)
        notes = self._redrawn(edit, before, labels, range(len(before)))
        column = self._column(edit.name, notes, asked)
        column.each |= metered(list(real.samples), [n.samples for n in notes], edit)
        few = range(len(before), len(before) + min(DIVERSE_LABELS, len(before)))
        again = self._redrawn(edit, before[: len(few)], labels[: len(few)], few)
        column.each["change by seed, dB"] = by_seed(notes, again, edit)
        if edit.strange:
            self.listeners.hear(column, edit.stretch)
            return column
        return self._against(column, real)

    def _redrawn(
        self, edit: Edit, before: list[Note], labels: list[Conditioning], seeds: Sequence[int]
    ) -> list[Note]:
        def redrawn(part: slice) -> list[Note]:
            samplings = self._samplings(seeds[part])
            return self.inpainter.inpaint_batch(
                before[part], edit.constraint, labels[part], samplings
            )

        return in_batches(edit.name, len(before), redrawn)

    def stretch_of_real(self, edit: Edit, real: Column) -> Column:
        """What the judge says of the real notes, hearing as little of them."""
        column = Column(f"real, {edit.name}", real.samples, real.pitch, real.family)
        self.listeners.hear(column, edit.stretch)
        return column

    def struck(self, real: Column) -> Column:
        """Notes under a few of the labels at every velocity, with one seed each: what differs
        within a label is the velocity's doing."""
        chosen = list(zip(real.pitch, real.family, strict=True))[:DIVERSE_LABELS]
        pitch, family = (np.repeat(x, len(VELOCITIES)) for x in zip(*chosen, strict=True))
        velocity = np.tile(VELOCITIES, len(chosen))
        asked = Column("at each velocity", real.samples, pitch, family, velocity)
        seeds = np.repeat(np.arange(len(chosen)), len(VELOCITIES)).tolist()
        column = self._column(asked.name, self._drawn(asked.name, labels_of(asked), seeds), asked)
        self.listeners.hear(column)
        column.each |= alone(column.samples)
        return column

    def diversity(self, real: Column, pool: tuple[Example, ...]) -> tuple[float, float]:
        """Mean rms difference in dB between two real notes of one label, and between two drawn
        under it with other seeds."""
        kin: dict[tuple[int, int], list[Example]] = {}
        for example in pool:
            kin.setdefault((example.pitch, example.family_index), []).append(example)
        chosen = list(zip(real.pitch, real.family, strict=True))[:DIVERSE_LABELS]
        alike = [kin.get(label, [])[:SEEDS] for label in chosen]
        true = [coarse(read_batch(notes).audio) for notes in alike if len(notes) > 1]
        labels = [Conditioning(int(p), FAMILIES[f]) for p, f in chosen for _ in range(SEEDS)]
        drawn = self._drawn("diversity", labels)
        made = coarse(np.stack([note.samples for note in drawn]))
        return spread(true), spread(list(made.reshape(len(chosen), SEEDS, -1)))

    def _drawn(
        self, title: str, labels: list[Conditioning], seeds: Sequence[int] | None = None
    ) -> list[Note]:
        """A note for each of `labels`, with a seed of its own or one of `seeds`."""
        numbers = range(len(labels)) if seeds is None else seeds

        def drawn(part: slice) -> list[Note]:
            samplings = self._samplings(numbers[part])
            whole = Constraint.nothing_kept()
            return self.inpainter.inpaint_batch(None, whole, labels[part], samplings)

        return in_batches(title, len(labels), drawn)

    def _samplings(self, seeds: Sequence[int]) -> list[Sampling]:
        return [replace(self.sampling, seed=seed) for seed in seeds]

    def _column(self, name: str, notes: list[Note], real: Column) -> Column:
        samples = np.stack([note.samples for note in notes])
        column = Column(name, samples, real.pitch, real.family, real.velocity)
        for layer in Layer:
            maps = torch.from_numpy(np.stack([note.codemaps.of(layer) for note in notes]))
            column.whole[f"{layer} codes in use (perplexity)"] = perplexity(maps, CODES)
        return column

    def _against(self, column: Column, real: Column) -> Column:
        self.listeners.hear(column)
        column.each |= alone(column.samples) | compared(real.samples, column.samples)
        return column


def by_seed(notes: list[Note], again: list[Note], edit: Edit) -> np.ndarray:
    """(N,) dB inside the region between a note and the same one redrawn with another seed; NaN
    where it was not drawn `again`, which the first few are."""
    pairs = zip(notes, again, strict=False)
    apart = [measure(a.samples, b.samples, edit.constraint).inside_decibels for a, b in pairs]
    return np.pad(np.array(apart), (0, len(notes) - len(apart)), constant_values=np.nan)


def alone(samples: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "level, dB": measures.level(samples),
        "brightness, Hz": measures.centroid(samples),
        "attack rise, ms": 1000 * measures.rise_seconds(samples),
        "onset sharpness, %": 100 * measures.onset_sharpness(samples),
        "beating, dB": measures.beating(samples),
    }


def compared(real: np.ndarray, made: np.ndarray) -> dict[str, np.ndarray]:
    gains = measures.band_gains(real, made)
    rises = [np.maximum(measures.rise_seconds(x), measures.SHORTEST_RISE) for x in (made, real)]
    return {
        "log-spectral distance, dB": measures.log_spectral_distance(real, made),
        "multi-resolution distance": measures.multi_resolution_distance(real, made),
        "attack rise against real": rises[0] / rises[1],
        "beating against real, dB": measures.beating(made) - measures.beating(real),
        **{
            f"gain {low / 1000:g}–{high / 1000:g} kHz, dB": gains[:, place]
            for place, (low, high) in enumerate(measures.BANDS_HZ)
        },
    }


def coarse(samples: np.ndarray) -> np.ndarray:
    """(N, frames) → (N, D): the spectrum's dB in 32 × 16 cells, 60 dB below the loudest the
    floor."""
    power = measures.power(samples[:, : 4 * 16_000])[:, 1:]
    cells = torch.nn.functional.adaptive_avg_pool2d(power, (32, 16)).flatten(1)
    decibels = 10 * torch.log10(cells.clamp_min(1e-12))
    return torch.maximum(decibels, decibels.amax(1, keepdim=True) - 60).numpy()


def labels_of(column: Column) -> list[Conditioning]:
    velocities = repeat(None) if column.velocity is None else map(int, column.velocity)
    return [
        Conditioning(int(pitch), FAMILIES[family], velocity)
        for pitch, family, velocity in zip(column.pitch, column.family, velocities, strict=False)
    ]


def in_batches(title: str, count: int, make: Callable[[slice], list]) -> list:
    return [
        made
        for start in track(range(0, count, BATCH), title)
        for made in make(slice(start, min(start + BATCH, count)))
    ]


def codec_columns(bench: Bench, notes: tuple[Example, ...]) -> list[Column]:
    """What a codec without priors can be asked."""
    real = bench.real("real", notes)
    trip, _ = bench.round_trip("round trip", real)
    return [real, bench.without_network(real), trip]


def all_columns(
    bench: Bench,
    notes: tuple[Example, ...],
    pool: tuple[Example, ...],
    edits: tuple[Edit, ...] = EDITS,
) -> list[Column]:
    """`notes` and all that is made of them; `pool` has other notes of the same labels."""
    real = bench.real("real", notes)
    trip, trips = bench.round_trip("round trip", real)
    made = bench.generated(real)
    real.whole["diversity, dB"], made.whole["diversity, dB"] = bench.diversity(real, pool)
    columns = [real, bench.without_network(real), trip, made]
    for edit in edits:
        if edit.strange:
            columns.append(bench.stretch_of_real(edit, real))
        columns.append(bench.edited(edit, real, trips))
    return columns


def struck_columns(bench: Bench, real: Column) -> list[Column]:
    """Notes at each velocity; none by a model that tells none apart."""
    return [bench.struck(real)] if bench.inpainter.velocities else []


def strange_columns(bench: Bench, strangers: tuple[Example, ...]) -> list[Column]:
    """Notes of instruments that no training heard, and their round trip; none without any."""
    if not strangers:
        return []
    unheard = bench.real("real strangers", strangers)
    return [unheard, bench.round_trip("strangers' round trip", unheard)[0]]
