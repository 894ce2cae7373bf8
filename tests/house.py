"""An engine with a worker and peers held in the hand. Used by the engine's tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from toys import Listener, ToyInpainter

from notono_live.config import Bank, Files, Model, Osc, Settings
from notono_live.engine import jobs, worker_process
from notono_live.engine.engine import Engine
from notono_live.engine.instrument import Instrument
from notono_live.engine.worker import State
from notono_live.export.shelf import Shelf
from notono_live.protocol import addresses
from notono_live.protocol import notifications as told
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message


class HandWorker:
    """Does a job when told to."""

    def __init__(self) -> None:
        self.state = State.READY
        self.name, self.device = "hand", "cpu"
        self.fingerprint = "toy"
        self.arithmetic: jobs.Arithmetic = {"device": "cpu"}
        self.velocities: int | None = 0
        self.jobs: list[Any] = []
        self.cancelled: list[int] = []
        self.hear: Callable[[jobs.Heard], None] = lambda message: None

    def submit(self, job: jobs.Job) -> None:
        self.jobs.append(job)

    def cancel(self, job_id: int) -> None:
        self.cancelled.append(job_id)

    def finish(self) -> None:
        """End the job at hand as a real worker would."""
        job = self.jobs.pop(0)
        if job.id in self.cancelled:
            return self.hear(jobs.Cancelled(job.id))
        self.hear(done(job))


def done(job: jobs.Job) -> jobs.Outcome:
    """What the worker's process makes of a job with the toy."""
    return worker_process.outcome(
        ToyInpainter(), job, lambda fraction: None, lambda frame, samples: None
    )


class House:
    """An engine, its worker, and one client."""

    def __init__(
        self,
        out: Path,
        bank: Bank | None = None,
        player: Instrument | None = None,
        speculate: str = "off",
    ) -> None:
        self.worker = HandWorker()
        self.stopped = False
        all_settings = Settings(
            osc=Osc(max_clients=3),
            files=Files(out),
            bank=bank or Bank(),
            model=Model(speculate=speculate),
        )
        self.engine = Engine(
            all_settings, self.worker, Shelf(all_settings.files), self._stop, player
        )
        self.worker.hear = self.engine.hear
        self.client = Listener()

    def _stop(self) -> None:
        self.stopped = True

    def ask(self, verb: str, *atoms: Atom, client: Listener | None = None) -> None:
        request = addresses.parse(Message(f"/notono/{verb}", atoms))
        assert request is not None
        self.engine.handle(request, client or self.client)

    async def made(self, verb: str = "slot/generate", *atoms: Atom) -> None:
        """Ask for a job and see it through."""
        self.ask(verb, *(atoms or (1,)))
        self.worker.finish()
        await self.engine.maker.finish()

    def heard(self, kind: type[told.Notification]) -> list[told.Notification]:
        return [n for n in self.client.heard if isinstance(n, kind)]

    def last_fail_of(self, job: int) -> told.Fail:
        fails = [n for n in self.client.heard if isinstance(n, told.Fail) and n.job == job]
        return fails[-1]

    def last_fail(self) -> told.Fail:
        fail = self.client.heard[-1]
        assert isinstance(fail, told.Fail), fail
        return fail


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def inside() -> None:
        await work()

    asyncio.run(inside())
