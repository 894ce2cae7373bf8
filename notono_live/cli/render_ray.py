"""`notono-live render --ray`: a library drawn on several machines by Ray. Runs on the main thread;
the models are in Ray's workers, one in each.

A batch is what is given out and what is lost with a worker; Ray gives it to another one. Batches
are the same as on one machine, and so are the files, where the processors are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from notono_live.errors import BadArguments, ModelFailed
from notono_live.export.library import Draw, Library, Planned
from notono_live.notes.note import Note

CORES_A_WORKER = 2
TRIES = 3  # of a batch whose worker is lost


class Painter:
    """Draws batches, with a model of its own. Lives in a Ray worker."""

    def __init__(self, load: Callable[[], Draw]) -> None:
        self._draw = load()

    def draw(self, number: int, batch: Sequence[Planned]) -> tuple[int, Sequence[Note]]:
        return number, self._draw(batch)


def fill_with_ray(
    library: Library,
    load: Callable[[], Draw],
    address: str,
    report: Callable[[int], None] = lambda count: None,
) -> int:
    """As Library.fill, with `load` called once in each worker. `address`: of a Ray cluster; `auto`
    for the one this machine belongs to, `local` to begin one here. Raises BadArguments where Ray is
    missing or not to be reached, ModelFailed where workers are lost again and again."""
    try:
        import ray
        from ray.util import ActorPool
    except ImportError as error:
        raise BadArguments(f"{error}; pip install 'notono-live[ray]'") from None
    try:
        ray.init(address=None if address == "local" else address, log_to_driver=False)
    except (ConnectionError, ValueError) as error:
        raise BadArguments(f"no Ray at {address!r}: {error}; start it, or say local") from error
    try:
        batches = library.batches()
        pool = ActorPool(_painters(ray, load, len(batches)))
        total = 0
        for number, notes in pool.map_unordered(
            lambda painter, each: painter.draw.remote(*each), list(enumerate(batches))
        ):
            count = library.put(batches[number], notes)
            total += count
            report(count)
    except ray.exceptions.RayActorError as error:
        raise ModelFailed(f"workers are lost again and again: {error}; run it once more") from error
    finally:
        ray.shutdown()
    library.finish()
    return total


def _painters(ray: Any, load: Callable[[], Draw], batches: int) -> list[Any]:
    """One worker for each GPU of the cluster, or for every two cores; no more than batches."""
    has = ray.cluster_resources()
    gpus = int(has.get("GPU", 0))
    wanted = gpus or int(has.get("CPU", 1)) // CORES_A_WORKER
    needs = {"num_gpus": 1} if gpus else {"num_cpus": min(CORES_A_WORKER, has.get("CPU", 1))}
    painter = ray.remote(max_restarts=TRIES, max_task_retries=TRIES, **needs)(Painter)
    return [painter.remote(load) for _ in range(max(1, min(wanted, batches)))]
