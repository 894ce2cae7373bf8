"""Edits that wait for the model together are drawn together: which may be, and as what job. Pure
functions; event loop.

On two cores sixteen new notes came after 2.7 s one by one, 0.85 in one batch; a second redrawn in
each of sixteen slots after 940 ms and 490, of four after 250 and 160. A batch's notes are not those
drawn alone, bit for bit, so only edits whose seed was left to chance come here, and the journal
tells what was drawn beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from notono_live.engine.jobs import BatchJob, Done, InpaintJob, Job
from notono_live.export.making import Drawn, Made

MOST_NOTES = 16  # in a batch: more gain little, and all wait for the last
FEWEST_NOTES = 4  # fewer take no less time together, and the first would wait for the last


@dataclass(frozen=True, slots=True)
class Joinable:
    """How an edit's note is made where it may be drawn beside others, and who takes it then."""

    made: Made
    deliver: Callable[[Made, Done], None]


def fits(one: Job, other: Job) -> bool:
    """Whether two can be parts of one batch: the same cells of notes of one length, with the same
    sampling but for the seeds."""
    if not isinstance(one, InpaintJob) or not isinstance(other, InpaintJob):
        return False
    return (
        one.uniform is None is other.uniform
        and replace(one.sampling, seed=0) == replace(other.sampling, seed=0)
        and _size(one) == _size(other)
        and np.array_equal(one.constraint.top, other.constraint.top)
        and np.array_equal(one.constraint.bottom, other.constraint.bottom)
    )


def _size(job: InpaintJob) -> tuple[int, int] | None:
    if job.note is None:
        return None
    return job.note.codemaps.columns, len(job.note.samples)


def joint(jobs: Sequence[Job]) -> Job:
    """One that does all of them, under the first one's number; they fit each other."""
    edits = [job for job in jobs if isinstance(job, InpaintJob)]
    if len(jobs) == 1 or len(edits) < len(jobs):
        return jobs[0]
    notes = tuple(edit.note for edit in edits if edit.note is not None)
    return BatchJob(
        edits[0].id,
        notes or None,
        edits[0].constraint,
        tuple(edit.conditioning for edit in edits),
        tuple(edit.sampling for edit in edits),
    )


def shared(mades: Sequence[Made]) -> list[Made]:
    """How each was made, if they were made together."""
    together = tuple(mades)
    return [
        replace(made, how=replace(made.how, batch=(place, len(mades))), beside=together)
        for place, made in enumerate(mades, 1)
        if isinstance(made.how, Drawn)
    ]
