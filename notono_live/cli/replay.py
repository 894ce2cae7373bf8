"""`notono-live replay`: the edits of a journal made again, and which notes came out the same. Main
thread; torch is imported when the first edit needs the model."""

from __future__ import annotations

import contextlib
import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from notono_live.config import DEVICES, WEIGHTS
from notono_live.engine.jobs import Inpainter
from notono_live.engine.maker import sound_digest
from notono_live.errors import FileTrouble, NotonoError
from notono_live.export.journal import Edit, Model, read
from notono_live.export.making import Encoded, Erased, How, Labelled
from notono_live.export.sound import read_sound
from notono_live.export.takes import TakeFiles
from notono_live.notes.note import Note
from notono_live.notes.take import Take

IDENTICAL, DIFFERS, LEFT_OUT, NO_MODEL = "identical", "differs", "left out", "no model"


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("journal", type=Path, metavar="JOURNAL", help="out/journal.jsonl, or one put aside")
    add("--from", dest="first", type=int, default=1, metavar="N", help="begin at this line (1)")
    add("--check", action="store_true", help="exit with 1 unless every note is identical")
    add("--model", metavar="NAME|DIR", help="bundle (the one that each line names)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--weights", choices=WEIGHTS, help="of the priors (those that each line names)")


def main(arguments: Namespace) -> int:
    """A line for each edit, and a sum at the end."""
    from notono_live.model.bundle import load_inpainter

    def load(name: str, weights: str) -> Inpainter:
        told = arguments.device, arguments.weights or weights
        return load_inpainter(arguments.model or name, *told)

    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(arguments.journal.parent, Path(folder), load, _use_threads)
        for number, edit in read(arguments.journal):
            if number >= arguments.first:
                print(f"line {number}: {replay.told(edit)}", flush=True)
    sums = replay.sums
    print(
        f"{sums[IDENTICAL]} identical, {sums[DIFFERS]} different, {sums[LEFT_OUT]} left out, "
        f"{sums[NO_MODEL]} needed no model"
    )
    return int(arguments.check and bool(sums[DIFFERS] or sums[LEFT_OUT]))


def _use_threads(threads: int) -> None:
    """As many as there were: they decide on the last bits."""
    import torch

    torch.set_num_threads(threads)


@dataclass
class Replay:
    """Makes edits again. `out` is the server's folder, with takes and sounds; what is made here and
    is not there goes to `spare`. `load` makes the model of a name with
    the priors' weights of a name."""

    out: Path
    spare: Path
    load: Callable[[str, str], Inpainter]
    use_threads: Callable[[int], None]
    sums: Counter[str] = field(default_factory=Counter)
    _models: dict[tuple[str, str, int], Inpainter] = field(default_factory=dict)

    def told(self, edit: Edit | FileTrouble) -> str:
        """What became of one line."""
        result, text = self._result(edit)
        self.sums[result] += 1
        return text

    def _result(self, edit: Edit | FileTrouble) -> tuple[str, str]:
        if isinstance(edit, FileTrouble):
            return LEFT_OUT, f"left out, {edit}"
        name = f"slot {edit.slot} revision {edit.revision}, {edit.verb}"
        if edit.how is None or edit.model is None or edit.take is None:
            return NO_MODEL, f"{name}: needs no model"
        try:
            model = self._model(edit.model)
            made = self._made(edit.how, model, edit.take)
        except NotonoError as error:
            return LEFT_OUT, f"{name}: left out, {error}"
        if made.id == edit.take:
            self._keep(made)
            return IDENTICAL, f"{name}: identical"
        why = _otherwise(edit.model, model)
        return DIFFERS, f"{name}: differs{self._how_much(edit.take, made)}{why}"

    def _model(self, wanted: Model) -> Inpainter:
        threads = int(wanted.arithmetic.get("threads", 0))
        if threads:  # before it is loaded: into which parts a batch is shared out depends on them
            self.use_threads(threads)
        weights = _weights(wanted)
        known = wanted.name, weights, threads
        if known not in self._models:
            self._models[known] = self.load(wanted.name, weights)
        model = self._models[known]
        if model.fingerprint != wanted.fingerprint:
            raise FileTrouble(
                f"it was made by a model {wanted.name} of hash {wanted.fingerprint or 'unknown'}, "
                f"and {model.name} here has hash {model.fingerprint or 'unknown'}; "
                "give that one with --model"
            )
        return model

    def _made(self, how: How, model: Inpainter, id: str) -> Take:
        if isinstance(how, Encoded):
            return Take(model.encode(self._sound(how, id), how.conditioning, _unheard), -1)
        take = None if how.base is None else self._take(how.base)
        base = None if take is None else take.note
        if isinstance(how, Erased | Labelled):
            if take is None:
                raise FileTrouble("it names no take that was changed")
            where = how.region.constraint
            if isinstance(how, Erased):
                return Take(model.erase(take.note, where, how.gain, _unheard), take.seed)
            labels = take.note.conditioning.painted(where, how.conditioning)
            return Take(replace(take.note, conditioning=labels), take.seed)
        if how.batch is not None:
            chosen, _ = how.batch
            bases = [self._take(m.base).note for m in how.members if m.base is not None]
            paints = [member.conditioning for member in how.members]
            where, samplings = how.constraint, how.samplings
            notes = model.inpaint_batch(bases or None, where, paints, samplings, _unheard)
            return Take(notes[chosen - 1], samplings[chosen - 1].seed)
        note = model.inpaint(
            base,
            how.constraint,
            how.conditioning,
            how.sampling,
            _unheard,
            uniform=how.uniform_layer,
        )
        return Take(note, how.sampling.seed)

    def _take(self, id: str) -> Take:
        try:
            return TakeFiles(self.spare).read(id)
        except FileTrouble:
            return TakeFiles(self.out / "takes").read(id)

    def _sound(self, how: Encoded, id: str) -> np.ndarray:
        """What was read: a take that was encoded sounds as its source, padded. Or else the file, if
        it is still the same."""
        with contextlib.suppress(FileTrouble):
            samples = self._take(id).note.samples[: how.frames]
            if sound_digest(samples) == how.sha256:
                return samples
        path = self.out / "sounds" / how.source
        samples = read_sound(path)
        if sound_digest(samples) != how.sha256:
            raise FileTrouble(f"{path} is not the sound that was loaded")
        return samples

    def _keep(self, take: Take) -> None:
        if not TakeFiles(self.out / "takes").path(take.id).exists():
            TakeFiles(self.spare).write(take)

    def _how_much(self, id: str, made: Take) -> str:
        try:
            before = TakeFiles(self.out / "takes").read(id).note
        except FileTrouble:
            return ""
        return f", {_difference(before, made.note)}"


def _difference(before: Note, after: Note) -> str:
    if before.codemaps.columns != after.codemaps.columns:
        return "in length"
    if not before.codemaps.same_as(after.codemaps):
        return "in its codes"
    if len(before.samples) == len(after.samples):
        most = float(np.abs(before.samples - after.samples).max())
        return f"not in its codes but in samples, by {most:.1e} at most"
    return "in its samples"


def _weights(wanted: Model) -> str:
    """One of WEIGHTS; FileTrouble where it is none. Journals that name none had no choice."""
    weights = str(wanted.arithmetic.get("weights", "auto"))
    if weights not in WEIGHTS:
        raise FileTrouble(
            f"it was drawn with weights {weights!r}, and known are {' '.join(WEIGHTS)}; "
            "is the journal a later release's?"
        )
    return weights


def _otherwise(wanted: Model, model: Inpainter) -> str:
    """What was not as it was then."""
    here = {**model.arithmetic, "threads": wanted.arithmetic.get("threads", 0)}
    other = [
        f"{name} was {value} and is {here.get(name)}"
        for name, value in wanted.arithmetic.items()
        if here.get(name) != value
    ]
    return f" ({', '.join(other)})" if other else ""


def _unheard(fraction: float) -> None:
    """Progress that nobody waits for."""
