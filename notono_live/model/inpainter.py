"""NeuralInpainter, the face of the model: numpy in, numpy out. Worker process (or the command
line)."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from notono_live.engine.jobs import Report, Show
from notono_live.model.beside import Foreign
from notono_live.model.codec import Codec
from notono_live.model.drawing import DrawWindow
from notono_live.model.onset import Stretch, stretches
from notono_live.model.pause import Pause, no_pause
from notono_live.model.pen import Pen, Way
from notono_live.model.preview import Preview
from notono_live.model.progress import StepReport, ignore, steps_of
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.transformer import Prior
from notono_live.model.vqvae import VQVAE
from notono_live.notes.codemap import (
    COLUMN_SAMPLES,
    MAX_COLUMNS,
    Codemaps,
    Grid,
    Layer,
    columns_for_samples,
)
from notono_live.notes.conditioning import Brush, Conditioning, ConditioningMaps
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note, Retrigger, Sampling


class NeuralInpainter:
    """Encode, inpaint, decode. Deterministic: on one CPU, same arguments, same note, bit for bit.

    `weights`, of the priors on a CPU: float32, int8, or auto, as `sessions.eight_bits` has it.
    `timings` holds the seconds of the last call by stage: encode, codes, decode. `velocities`: how
    many classes of velocity it tells apart, 0 none.
    """

    def __init__(
        self,
        name: str,
        spectrogram: Spectrogram,
        vqvae: VQVAE,
        priors: dict[Layer, Prior],
        device: torch.device,
        weights: str = "auto",
    ) -> None:
        self.name = name
        self.device = str(device)
        self.fingerprint = ""  # of a model that was read from no bundle
        self.timings: dict[str, float] = {}
        self._device = device
        self.codec = Codec(spectrogram, vqvae, device)
        self.pen = Pen(priors, device, weights)
        self.velocities = self.pen.velocities
        self._weights = weights

    @property
    def arithmetic(self) -> dict[str, str | int]:
        """What decides on the last bits of a note besides the model. More threads sum in another
        order: codes of an encoded sound, and the last bits of every sample, come out otherwise."""
        return {
            "device": str(self._device),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "cpu": torch.backends.cpu.get_cpu_capability(),
            "steps": self.pen.loop,
            "weights": self._weights,
        }

    def warm_up(self) -> None:
        """One small edit, so that the first real one is not the slow one."""
        note = self.inpaint(
            None, Constraint.nothing_kept(), Conditioning(60), Sampling(guidance=2), ignore
        )
        mask = np.zeros(Grid.of(Layer.TOP).shape, dtype=bool)
        mask[:2, 0] = True
        region = Constraint(mask, mask.repeat(2, 0).repeat(2, 1))
        asked = Conditioning(60), Sampling(guidance=2)
        self.inpaint(note, region, *asked, ignore, lambda frame, samples: None, None, True)

    def free(self) -> None:
        """Give back what the last work left, and what torch keeps of a GPU's memory."""
        gc.collect()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        elif self._device.type == "mps":
            torch.mps.empty_cache()

    def encode(self, samples: np.ndarray, conditioning: Conditioning, report: Report) -> Note:
        """Mono float32 samples (frames,) at 16 kHz, up to 60 columns → a note labelled throughout.

        The note keeps the samples themselves, padded with silence to whole columns.
        """
        columns = columns_for_samples(len(samples))
        assert columns <= MAX_COLUMNS, f"{columns} columns, at most {MAX_COLUMNS}"
        report(0.0)
        self.timings.clear()
        with self._timed("encode"), self._pausing(partial(report, 0.0)):
            padded = np.pad(samples, (0, columns * COLUMN_SAMPLES - len(samples)))
            top, bottom = self.encode_batch(padded[None])
        labels = ConditioningMaps.filled(conditioning, columns)
        report(1.0)
        return Note(Codemaps(top[0], bottom[0]), labels, padded.astype(np.float32))

    @property
    def spectrogram(self) -> Spectrogram:
        return self.codec.spectrogram

    @property
    def vqvae(self) -> VQVAE:
        return self.codec.vqvae

    @property
    def priors(self) -> dict[Layer, Prior]:
        return self.pen.priors

    def encode_batch(self, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `Codec.encode`."""
        return self.codec.encode(samples)

    def decode_batch(
        self,
        top: np.ndarray,
        bottom: np.ndarray,
        kept: np.ndarray | None = None,
        constraint: Constraint | None = None,
        onset: int = 0,
        first: int = 0,
    ) -> np.ndarray:
        """Codes (B, 32, T), (B, 64, 2T) → float32 samples (B, T · 16384).

        With the `kept` samples of before, only what `constraint` touches is taken from the codes,
        and what is in the columns before `onset` says nothing of it. `first`: which column of the
        note comes first.
        """
        if kept is None or constraint is None or constraint.touched().all():
            return self.codec.decode(top, bottom, first)
        return self.codec.decode_into(kept, top, bottom, constraint, onset, first)

    def inpaint(
        self,
        note: Note | None,
        constraint: Constraint,
        conditioning: Conditioning | Brush,
        sampling: Sampling,
        report: Report,
        show: Show | None = None,
        uniform: Layer | None = None,
        coarse: bool = False,
    ) -> Note:
        """`note` with the constraint's masked cells drawn again under `conditioning`; all of a new
        note where there is none. Outside the cells, and a short fade around them, the samples
        stay, and within they do not sound of what is kept under other labels (`beside`). What is
        drawn after something else begins with an attack, as `sampling.retrigger` has it: each
        stretch of the edit that does (`onset`) is drawn as an edit of its own, one after the other.
        A note without samples gets all of them from the codes as they are.

        In the layer `uniform` the codes come from no prior: all 512 are as likely (the original's
        `uniform_sampling`). `show` hears of an edit's columns as they are done, each set into the
        sound of before with the same fades, and if `coarse` before that of all of them, roughly;
        the note itself is the same with it and without.
        """
        notes = None if note is None else [note]
        preview = None
        if note is not None and show is not None:
            preview = partial(Preview, self, show, coarse)
        return self.inpaint_batch(
            notes, constraint, [conditioning], [sampling], report, None, preview, uniform
        )[0]

    def generate(
        self, conditionings: Sequence[Conditioning], sampling: Sampling, report: Report
    ) -> list[Note]:
        """New notes of four seconds, one for each of `conditionings`, in one batch. They share the
        random numbers, which keeps the members of a keyboard alike."""
        samplings = [sampling] * len(conditionings)
        return self.inpaint_batch(None, Constraint.nothing_kept(), conditionings, samplings, report)

    def inpaint_batch(
        self,
        notes: Sequence[Note] | None,
        constraint: Constraint,
        conditionings: Sequence[Conditioning | Brush],
        samplings: Sequence[Sampling],
        report: Report = ignore,
        draw_window: DrawWindow | None = None,
        preview: Callable[[Note, Foreign], Preview] | None = None,
        uniform: Layer | None = None,
    ) -> list[Note]:
        """What `inpaint` does, to several notes of one length, or new ones (None), under one mask;
        samplings may differ in seed alone. On a CPU a batch's notes are not those drawn alone, bit
        for bit; the same batch is always the same."""
        assert len({replace(s, seed=0) for s in samplings}) == 1, "samplings differ beyond the seed"
        before = list(notes) if notes is not None else [_blank(constraint.columns)] * len(samplings)
        plans = [
            self._plan(n, constraint, c, samplings[0])
            for n, c in zip(before, conditionings, strict=True)
        ]
        each = steps_of(constraint.top, 1) + steps_of(constraint.bottom, 2)
        loop = draw_window or (self.pen.anew if notes is None else self.pen.again)
        way = Way(StepReport(report, len(set(plans)) * each), loop, uniform)
        self.timings.clear()
        made = dict(enumerate(before))
        for plan in sorted(set(plans)):
            which = [number for number, own in enumerate(plans) if own == plan]
            paints, takes = [conditionings[n] for n in which], [samplings[n] for n in which]
            for part in plan:
                few = self._redrawn(
                    [made[n] for n in which], constraint, part, paints, takes, way, preview
                )
                made |= zip(which, few, strict=True)
        report(1.0)
        return [made[number] for number in range(len(before))]

    def _plan(
        self, note: Note, constraint: Constraint, paint: Conditioning | Brush, sampling: Sampling
    ) -> tuple[Stretch, ...]:
        """No onsets where the priors have not learned that what is before one may be hidden."""
        labels = note.conditioning.painted(constraint, paint)
        retrigger = sampling.retrigger if self.pen.knows_onsets else Retrigger.OFF
        return stretches(constraint, labels.top, retrigger)

    def _redrawn(
        self,
        notes: list[Note],
        edit: Constraint,
        part: Stretch,
        paints: list[Conditioning | Brush],
        samplings: list[Sampling],
        way: Way,
        preview: Callable[[Note, Foreign], Preview] | None,
    ) -> list[Note]:
        """One stretch of an edit, with all that is said in `inpaint`."""
        freed = part.cells(edit)
        labels = [n.conditioning.painted(freed, p) for n, p in zip(notes, paints, strict=True)]
        where = Foreign.beside(freed, labels, part.onset)
        shown = preview(notes[0], where) if preview else None
        with self._timed("codes"), self._pausing(way.steps.again):
            codes = self.pen.draw(notes, labels, samplings, where, way, shown)
        with self._timed("decode"), self._pausing(way.steps.again):
            sounds = self._heard(notes, codes, where)
        return [
            Note(Codemaps(top, bottom), maps, sound)
            for top, bottom, maps, sound in zip(*codes, labels, sounds, strict=True)
        ]

    def _heard(
        self, before: list[Note], codes: tuple[np.ndarray, np.ndarray], where: Foreign
    ) -> np.ndarray:
        """(B, T · 16384): set into the sound of before, where there is one."""
        if len(before[0].samples) == 0:
            return self.decode_batch(*codes)
        kept = np.stack([note.samples for note in before])
        return self.decode_batch(*where.apart(*codes), kept, where.constraint, where.onset)

    @torch.inference_mode()
    def erase(self, note: Note, constraint: Constraint, gain: float, report: Report) -> Note:
        """`note` with what the constraint's cells hold of the sound multiplied by `gain`, 0..1.

        The sound is filtered, with the fades of every edit: nothing is drawn, and outside of the
        fades nothing changes. The cells' codes are read from the sound that is left; the labels
        stay.
        """
        report(0.0)
        self.timings.clear()
        top, bottom = note.codemaps.top[None], note.codemaps.bottom[None]
        pause = partial(report, 0.0)
        with self._timed("decode"), self._pausing(pause):
            old = note.samples[None] if len(note.samples) else self.decode_batch(top, bottom)
            samples = self.codec.turn_down(old, constraint, gain)
        with self._timed("encode"), self._pausing(pause):
            left = self.encode_batch(samples)
        masks = constraint.top, constraint.bottom
        codes = (
            np.where(mask, new[0], note.codemaps.of(layer))
            for mask, new, layer in zip(masks, left, Layer, strict=True)
        )
        report(1.0)
        return Note(Codemaps(*codes), note.conditioning, samples[0])

    def look(self, note: Note, report: Report = ignore) -> np.ndarray:
        """(1024, 32T) uint8: the level of each mel bin (low first) and frame, 0 at the floor and
        255 at the ceiling of `SpectrogramConfig`."""
        with self._pausing(partial(report, 0.0)):
            return self.codec.look(note.samples[None])[0]

    @contextmanager
    def _pausing(self, pause: Pause) -> Iterator[None]:
        """What takes long can be ended in here."""
        self.codec.pause = pause
        try:
            yield
        finally:
            self.codec.pause = no_pause

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        took = time.perf_counter() - started
        self.timings[stage] = self.timings.get(stage, 0.0) + took


def _blank(columns: int) -> Note:
    """What generation starts from: nothing known, nothing heard."""
    codes = (np.zeros(Grid.of(layer, columns).shape, dtype=np.int64) for layer in Layer)
    labels = ConditioningMaps.filled(Conditioning(), columns)
    return Note(Codemaps(*codes), labels, np.zeros(columns * COLUMN_SAMPLES, dtype=np.float32))
