"""The model's end of the pipe. Runs in the spawned process; its main thread does one job at a time.

In come jobs and Cancel; out go Ready, Progress and, for each job, one outcome. Nothing here is
imported by the model, and the model is imported nowhere else in the server.

A job that finds no memory is tried once more with less at a time. What a lost GPU still computes is
not to be trusted, so its process ends.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import signal
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np

from notono_live import errors
from notono_live.child import die_with_parent
from notono_live.engine import mishaps
from notono_live.engine.jobs import (
    BatchJob,
    Cancel,
    Cancelled,
    Done,
    EncodeJob,
    EraseJob,
    Failed,
    GenerateJob,
    Inpainter,
    InpaintJob,
    Job,
    Line,
    Loader,
    LookJob,
    Lost,
    Outcome,
    Progress,
    Ready,
    Report,
    Show,
    Shown,
)
from notono_live.engine.mishaps import Mishap
from notono_live.notes.note import Note

NICENESS = 3  # of 19
# Read by OpenMP when torch is imported. Threads that spin while they wait take the cores that they
# wait for: beside busy programs a decode took 450 ms, with sleeping threads 110. What is waited for
# within a decode comes sooner than a thread wakes, though: with a short look first, some tens of
# microseconds, a second redrawn under 32 voices was heard after 61 ms, without after 71 (p50s, by
# turns; two busy programs beside, 219 and 230).
PATIENT_THREADS = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "5000"}
PROGRESS_SECONDS = 0.05  # between two reports, so at most twenty a second

log = logging.getLogger("notono.worker")


def run(connection: Connection, load: Loader) -> None:
    """Load, warm up, then work until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we end
    os.environ.update(PATIENT_THREADS | os.environ)
    # Before torch makes its threads, which inherit it: whoever makes sound or answers goes first.
    # No more than a little: with a niceness of 10 a second redrawn took 800 ms beside two busy
    # programs on two cores, with 3 it took 220 and with none 140; late blocks in 80 edits were 1 to
    # 7, 1 to 7 and 4 then, and 0 to 3, none and not counted with nothing beside.
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(NICENESS)
    threading.Thread(target=die_with_parent, daemon=True).start()
    logging.getLogger("notono").addHandler(_Telling(connection))
    logging.getLogger("notono").setLevel(logging.INFO)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(connection, load)


def _serve(connection: Connection, load: Loader) -> None:
    try:
        inpainter = load()
        inpainter.warm_up()
    except Exception as error:
        log.debug("loading failed", exc_info=True)
        mishap = mishaps.of(error)
        if mishap is Mishap.OTHER:
            return connection.send(_failed(0, error))
        return connection.send(Lost(0, _said(error), mishap is Mishap.MEMORY))
    name, device = inpainter.name, inpainter.device
    decides = inpainter.fingerprint, inpainter.arithmetic
    connection.send(Ready(name, device, *decides, inpainter.velocities))
    while True:
        message = connection.recv()
        if not isinstance(message, Cancel):  # a Cancel here came after its job had ended
            report = _reporter(connection, message.id)
            show = functools.partial(_show, connection, message.id)
            ended = outcome(inpainter, message, report, show)
            connection.send(ended)
            if isinstance(ended, Lost):
                return


def outcome(inpainter: Inpainter, job: Job, report: Report, show: Show) -> Outcome | Lost:
    """How a job ends."""
    ended, mishap = _attempt(inpainter, [job], report, show)
    if mishap is Mishap.MEMORY:
        text = "job %d found no memory (%s); it begins again, each note by itself"
        log.warning(text, job.id, _text(ended))
        ended, mishap = _attempt(inpainter, _apart(job), report, show, again=True)
    on_cpu = inpainter.arithmetic.get("device") == "cpu"
    if mishap is Mishap.DEVICE or (mishap is Mishap.MEMORY and not on_cpu):
        return Lost(job.id, _text(ended), mishap is Mishap.MEMORY)
    if mishap is Mishap.MEMORY:
        text = f"there is too little memory for this: {_text(ended)}; ask for less at once"
        return Failed(job.id, errors.ModelFailed.code, text)
    return ended


def _attempt(
    inpainter: Inpainter, parts: Sequence[Job], report: Report, show: Show, again: bool = False
) -> tuple[Outcome, Mishap]:
    """Do a job, which may come in several parts. What a mishap leaves behind is gone when this
    returns: a traceback holds on to all that was there."""
    number, notes = parts[0].id, list[Note]()
    try:
        if again:
            inpainter.free()
        for done, part in enumerate(parts):
            if isinstance(part, LookJob):
                level = inpainter.look(part.note, report)
                return Done(number, (), {}, level), Mishap.OTHER
            so_far = functools.partial(_share, report, done, len(parts))
            notes += _notes(inpainter, part, so_far, show)
    except errors.Cancelled:
        return Cancelled(number), Mishap.OTHER
    except Exception as error:
        mishap = mishaps.of(error)
        if mishap is Mishap.OTHER:
            log.warning("job %d failed", number, exc_info=True)
        return _failed(number, error), mishap
    return Done(number, tuple(notes), dict(inpainter.timings)), Mishap.OTHER


def _share(report: Report, done: int, parts: int, fraction: float) -> None:
    report((done + fraction) / parts)


def _apart(job: Job) -> list[Job]:
    """The same work with one note at a time."""
    match job:
        case GenerateJob():
            return [replace(job, conditionings=(one,)) for one in job.conditionings]
        case BatchJob():
            notes = (None,) * len(job.samplings) if job.notes is None else job.notes
            each = zip(notes, job.conditionings, job.samplings, strict=True)
            return [
                replace(job, notes=n if n is None else (n,), conditionings=(c,), samplings=(s,))
                for n, c, s in each
            ]
    return [job]


def _notes(
    inpainter: Inpainter,
    job: InpaintJob | EncodeJob | GenerateJob | BatchJob | EraseJob,
    report: Report,
    show: Show,
) -> list[Note]:
    match job:
        case EncodeJob():
            return [inpainter.encode(job.samples, job.conditioning, report)]
        case GenerateJob():
            return inpainter.generate(job.conditionings, job.sampling, report)
        case BatchJob():
            return inpainter.inpaint_batch(
                job.notes, job.constraint, job.conditionings, job.samplings, report
            )
        case EraseJob():
            return [inpainter.erase(job.note, job.constraint, job.gain, report)]
        case InpaintJob():
            return [
                inpainter.inpaint(
                    job.note,
                    job.constraint,
                    job.conditioning,
                    job.sampling,
                    report,
                    show if job.show else None,
                    job.uniform,
                    job.coarse,
                )
            ]


def _failed(job_id: int, error: Exception) -> Failed:
    code = error.code if isinstance(error, errors.NotonoError) else errors.ModelFailed.code
    return Failed(job_id, code, _said(error))


def _said(error: Exception) -> str:
    """One line: what follows the first of torch's is advice to who programs."""
    if isinstance(error, errors.NotonoError):
        return str(error)
    first, *_ = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}"


def _text(ended: Outcome) -> str:
    return ended.text if isinstance(ended, Failed) else ""


def _reporter(connection: Connection, job_id: int) -> Report:
    told_at = time.monotonic()

    def report(fraction: float) -> None:
        nonlocal told_at
        while connection.poll():
            message = connection.recv()
            if isinstance(message, Cancel) and message.id == job_id:
                raise errors.Cancelled("taken back")
        if time.monotonic() - told_at >= PROGRESS_SECONDS:
            told_at = time.monotonic()
            connection.send(Progress(job_id, fraction))

    return report


def _show(connection: Connection, job_id: int, frame: int, samples: np.ndarray) -> None:
    connection.send(Shown(job_id, frame, samples))


class _Telling(logging.Handler):
    """What is logged here is told to the server, which alone knows who listens."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """On the main thread, which alone may speak. A traceback is for who runs the server."""
        trouble = record.exc_info[1] if record.exc_info else None
        why = "" if trouble is None else f": {type(trouble).__name__}: {trouble}"
        if trouble is not None:
            traceback.print_exception(trouble)
        with contextlib.suppress(OSError):  # the server has ended
            self._connection.send(Line(record.levelno, record.getMessage() + why))
