"""The model's end of the pipe. Runs in the spawned process; its main thread does one job at a time.

In come jobs and Cancel; out go Ready, Progress and, for each job, one outcome. Nothing here is
imported by the model, and the model is imported nowhere else in the server.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import signal
import threading
import time
from multiprocessing.connection import Connection

import numpy as np

from notono_live import errors
from notono_live.child import die_with_parent
from notono_live.engine.jobs import (
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
    Loader,
    LookJob,
    Outcome,
    Progress,
    Ready,
    Report,
    Show,
    Shown,
    TakesJob,
)
from notono_live.notes.note import Note

PROGRESS_SECONDS = 0.05  # between two reports, so at most twenty a second

log = logging.getLogger("notono.worker")


def run(connection: Connection, load: Loader) -> None:
    """Load, warm up, then work until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we end
    # Read by OpenMP when torch is imported. Threads that spin while they wait take the cores that
    # they wait for: beside busy programs a decode took 450 ms, with sleeping threads 110.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    threading.Thread(target=die_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(connection, load)


def _serve(connection: Connection, load: Loader) -> None:
    try:
        inpainter = load()
        inpainter.warm_up()
    except Exception as error:
        log.debug("loading failed", exc_info=True)
        connection.send(_failed(0, error))
        return
    name, device = inpainter.name, inpainter.device
    decides = inpainter.fingerprint, inpainter.arithmetic
    connection.send(Ready(name, device, *decides, inpainter.velocities))
    while True:
        message = connection.recv()
        if not isinstance(message, Cancel):  # a Cancel here came after its job had ended
            report = _reporter(connection, message.id)
            show = functools.partial(_show, connection, message.id)
            connection.send(outcome(inpainter, message, report, show))


def outcome(inpainter: Inpainter, job: Job, report: Report, show: Show) -> Outcome:
    """How a job ends."""
    try:
        if isinstance(job, LookJob):
            return Done(job.id, (), {}, inpainter.look(job.note))
        notes = _notes(inpainter, job, report, show)
    except errors.Cancelled:
        return Cancelled(job.id)
    except Exception as error:
        log.warning("job %d failed", job.id, exc_info=True)
        return _failed(job.id, error)
    return Done(job.id, tuple(notes), dict(inpainter.timings))


def _notes(
    inpainter: Inpainter,
    job: InpaintJob | EncodeJob | GenerateJob | TakesJob | EraseJob,
    report: Report,
    show: Show,
) -> list[Note]:
    match job:
        case EncodeJob():
            return [inpainter.encode(job.samples, job.conditioning, report)]
        case GenerateJob():
            return inpainter.generate(job.conditionings, job.sampling, report)
        case TakesJob():
            return inpainter.takes(
                job.note, job.constraint, job.conditionings, job.samplings, report
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
    if isinstance(error, errors.NotonoError):
        return Failed(job_id, error.code, str(error))
    return Failed(job_id, errors.ModelFailed.code, f"{type(error).__name__}: {error}")


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
