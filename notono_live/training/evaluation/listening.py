"""What those who listen say of a column: the judge, neighbours, and where they are installed a
public pitch tracker and a public network that names music. Training process.

The embeddings that Fréchet audio distances are mostly given in (VGGish, CLAP) are fetched over the
network when first used, and a report here needs none: those of the two public networks come with
their packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from notono_live.training.data import Example
from notono_live.training.evaluation.cepstra import described
from notono_live.training.evaluation.columns import Column
from notono_live.training.evaluation.crepe import Tracker, public_tracker
from notono_live.training.evaluation.musicnn import EMBEDDING, public_tagger
from notono_live.training.evaluation.neighbours import Neighbours
from notono_live.training.evaluation.sets import different_bins, frechet_distance
from notono_live.training.judge import Judge, Verdict

NEIGHBOURS = 12_000  # half a minute by cepstra, three minutes by musicnn
RIGHT_SEMITONES = 0.5
NOTES_PER_BIN = 8  # of NDB/k: clusters have about so many of the notes that are compared


class Listeners:
    """The judge, the tracker, and neighbours by the report's names for them; and real notes that
    sets are compared with."""

    def __init__(
        self,
        judge: Judge,
        reference: np.ndarray,
        tracker: Tracker | None = None,
        neighbours: Mapping[str, Neighbours] | None = None,
    ) -> None:
        self.judge, self.tracker, self.neighbours = judge, tracker, neighbours or {}
        self.reference = judge.listen(reference).features
        self.tracked = tracker.track(reference)[1] if tracker else None
        self.embedded = {
            name: one.describe(reference)[:, one.embedding]
            for name, one in self.neighbours.items()
            if one.embedding is not None
        }

    def hear(self, column: Column, stretch: slice | None = None) -> Verdict:
        """Adds to `column` what is said of its samples, or of a stretch of each; returns it."""
        samples = column.samples if stretch is None else column.samples[:, stretch]
        verdict = self.judge.listen(np.ascontiguousarray(samples))
        column.each["pitch right, %"] = 100.0 * (verdict.pitch == column.pitch)
        column.each["family right, %"] = 100.0 * (verdict.family == column.family)
        column.each["pitch entropy, nats"] = verdict.entropy
        if self.tracker is not None and self.tracked is not None:
            pitch, tracked = self.tracker.track(samples)
            away = np.abs(pitch - column.pitch)
            column.each["pitch right (CREPE), %"] = 100.0 * (away < RIGHT_SEMITONES)
            if stretch is None:
                column.whole["Fréchet distance (CREPE)"] = frechet_distance(self.tracked, tracked)
        if stretch is None:
            self._hear_whole(column)
            bins = max(len(samples) // NOTES_PER_BIN, 2)
            column.whole["Fréchet distance"] = frechet_distance(self.reference, verdict.features)
            column.whole["NDB/k"] = different_bins(self.reference, verdict.features, bins)
        return verdict

    def _hear_whole(self, column: Column) -> None:
        """What those say who know whole notes alone."""
        for name, neighbours in self.neighbours.items():
            figures = neighbours.describe(column.samples)
            right = neighbours.families(figures) == column.family
            column.each[f"family right ({name}), %"] = 100.0 * right
            if name in self.embedded:
                embedded = figures[:, neighbours.embedding]
                distance = frechet_distance(self.embedded[name], embedded)
                column.whole[f"Fréchet distance ({name})"] = distance


def all_listeners(known: Sequence[Example], judge: Judge, reference: np.ndarray) -> Listeners:
    """The judge and whoever else can be had; to some the `known` real notes are shown first."""
    tagger, known = public_tagger(), known[:NEIGHBOURS]
    neighbours = {"cepstra": Neighbours(known, described)}
    if tagger is not None:
        neighbours["musicnn"] = Neighbours(known, tagger.described, EMBEDDING)
    return Listeners(judge, reference, public_tracker(), neighbours)
