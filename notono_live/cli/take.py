"""Take: one sound drawn by the model and written down, with the clock running. Main thread."""

from __future__ import annotations

import secrets
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.progress import Progress

from notono_live import __version__
from notono_live.config import RANGES
from notono_live.errors import BadArguments, FileTrouble, ModelFailed, OutOfRange
from notono_live.export.sound import resampled
from notono_live.export.wav import Story, replace_file, wav_bytes
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.note import SEED_MAX, Note, Retrigger, Sampling
from notono_live.plot import Look, edit_picture, pyplot

if TYPE_CHECKING:
    from notono_live.model.inpainter import NeuralInpainter
    from notono_live.notes.constraint import Constraint

MIDDLE_C = 60  # root note of a file whose pitch nobody gave


@dataclass
class Take:
    """What the flags ask for, checked, and the model that does it."""

    out: Path
    rate_hz: int
    picture: Path | None
    conditioning: Conditioning
    sampling: Sampling
    inpainter: NeuralInpainter
    seconds: dict[str, float] = field(default_factory=dict)  # by stage

    @classmethod
    def of(cls, arguments: Namespace, conditioning: Conditioning) -> Take:
        """Checks the flags first, then loads the model, which takes seconds."""
        sampling = Sampling(
            arguments.temperature,
            arguments.top_k,
            arguments.top_p,
            arguments.guidance,
            secrets.randbelow(SEED_MAX + 1) if arguments.seed is None else arguments.seed,
            Retrigger(arguments.retrigger),
        )
        out, rate_hz, picture = arguments.out, arguments.rate, arguments.plot
        low, high = RANGES["files", "rate_hz"]
        if not low <= rate_hz <= high:
            raise OutOfRange(f"--rate {rate_hz} is outside {low:g}..{high:g}")
        _writable(out, ".wav")
        if picture is not None:
            _writable(picture, ".png")
            pyplot()  # a missing matplotlib is told before the work, not after it
        from notono_live.model.bundle import load_inpainter

        started = time.perf_counter()
        inpainter = load_inpainter(arguments.model, arguments.device)
        took = {"load": time.perf_counter() - started}
        print(f"model {inpainter.name}, device {inpainter.device}, seed {sampling.seed}")
        return cls(out, rate_hz, picture, conditioning, sampling, inpainter, took)

    def read(self, samples: np.ndarray, given: Conditioning) -> Note:
        """The note of (frames,) float32 samples at 16 kHz."""
        note = self.inpainter.encode(samples, given, lambda fraction: None)
        self.seconds |= self.inpainter.timings
        return note

    def drawn(self, before: Note | None, constraint: Constraint) -> Note:
        """The note with the constraint's masked cells drawn, a progress bar on stderr meanwhile."""
        screen = Console(stderr=True)
        with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
            bar = progress.add_task("drawing", total=1.0)
            made = self.inpainter.inpaint(
                before,
                constraint,
                self.conditioning,
                self.sampling,
                lambda fraction: progress.update(bar, completed=fraction),
            )
        self.seconds |= self.inpainter.timings
        if not np.isfinite(made.samples).all():
            raise ModelFailed(
                "the model made NaN or infinite samples; try --device cpu, or another --seed"
            )
        return made

    def write(self, note: Note, frames: int) -> None:
        """Put the first `frames`, at 16 kHz, of the note in OUT.wav, and print what it cost."""
        with self._timed("write"):
            sound = resampled(note.samples[:frames], note.sample_rate_hz, self.rate_hz)
            replace_file(self.out, wav_bytes(sound, self.rate_hz, self._story()))
        clipped = int((np.abs(sound) > 1).sum())
        print(f"{self.out}: {len(sound) / self.rate_hz:.3f} s at {self.rate_hz} Hz, 24 bit")
        if clipped:
            print(f"{clipped} samples were beyond full scale and are clipped")
        print("; ".join(f"{name} {1e3 * took:.0f} ms" for name, took in self.seconds.items()))

    def plot(self, before: Note | None, after: Note, constraint: Constraint) -> None:
        """The picture, if one was asked for."""
        if self.picture is None:
            return
        notes = [note for note in (before, after) if note is not None]
        edit_picture(self.picture, [self._look(note) for note in notes], constraint)
        print(f"{self.picture}: the picture")

    def _look(self, note: Note) -> Look:
        import torch

        spectrogram = self.inpainter.spectrogram
        with torch.inference_mode():
            sound = torch.from_numpy(note.samples.copy())[None].to(spectrogram.window.device)
            level = spectrogram(sound)[0, 0].cpu().numpy()
        return Look(note.codemaps, level)

    def _story(self) -> Story:
        pitch, family = self.conditioning.pitch, self.conditioning.family
        texts = {
            "INAM": f"{family or 'none'} {'' if pitch is None else pitch}".strip(),
            "ISFT": f"notono-live {__version__}",
            "ICMT": f"model {self.inpainter.name}, seed {self.sampling.seed}",
        }
        return Story(MIDDLE_C if pitch is None else pitch, texts)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - started


def _writable(path: Path, suffix: str) -> None:
    """What would stop the writing after the work is told before it."""
    if path.suffix.lower() != suffix:
        raise BadArguments(f"{path} is no name for what is written there; let it end in {suffix}")
    if path.is_dir():
        raise FileTrouble(f"{path} cannot be written: it is a folder; give a file's name")
    if not path.parent.is_dir():
        raise FileTrouble(f"{path} cannot be written: there is no folder {path.parent}; make it")
