"""Tickets and the queue before the worker. Runs on the event loop.

Whatever takes time has a ticket, and a ticket ends exactly once: in done, or in fail. Jobs wait in
the order they came; the newest gesture on a slot supersedes the older ones, waiting or running.
Edits of several slots that wait one behind the other, and are alike, are one batch for the worker.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import logging
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from notono_live import errors
from notono_live.engine.bus import Bus, House, Peer
from notono_live.engine.company import FEWEST_NOTES, MOST_NOTES, Joinable, fits, joint, shared
from notono_live.engine.figures import Figures
from notono_live.engine.jobs import (
    Arithmetic,
    Cancelled,
    Done,
    Down,
    Failed,
    Heard,
    Job,
    Outcome,
    Progress,
    Ready,
    Shown,
)
from notono_live.engine.worker import State
from notono_live.errors import Busy, ModelFailed, NotonoError, NotReady, OutOfRange, Superseded
from notono_live.protocol import notifications as told
from notono_live.protocol.asked import JOB_MAX
from notono_live.protocol.commands import Atom

MAX_SYNCS = 256
MOST_INTERRUPTIONS = 3  # of one patient job

log = logging.getLogger("notono.engine")


class JobRunner(Protocol):
    """What the desk needs of the worker."""

    state: State
    name: str
    device: str
    fingerprint: str  # of the weights; "" until they are loaded
    arithmetic: Arithmetic
    velocities: int | None  # that the model tells apart; None until it is loaded

    def submit(self, job: Job) -> None: ...
    def cancel(self, job_id: int) -> None: ...


@dataclass(slots=True, eq=False)
class Ticket:
    """One piece of work that somebody asked for."""

    number: int  # the job's number with the worker
    id: int  # what replies carry as job: the number, or the client's own
    verb: str
    slot: int
    peer: Peer = field(repr=False)
    edits: bool  # changes its slot, so that a newer gesture there supersedes it
    began: float = field(default_factory=time.monotonic)  # seconds
    committed: bool = False  # its slot has changed: too late to take it back
    ended: bool = False
    interrupted: int = 0  # how often its job was, to make way
    dropped: Callable[[], None] | None = None  # called if it fails, to take back what it showed

    @property
    def elapsed_ms(self) -> float:
        return (time.monotonic() - self.began) * 1000


@dataclass(frozen=True, slots=True)
class Task:
    """A job for the worker, and who takes the note it makes."""

    ticket: Ticket
    job: Job
    deliver: Callable[[Done], None]
    show: Callable[[Shown], None] | None = None  # who hears of parts before the note is whole
    share: tuple[float, float] = (0.0, 1.0)  # of its ticket's work, from where to where
    patient: bool = False  # makes way for those that are not: nobody plays with its outcome
    unasked: bool = False  # makes way for all, and for good: nobody waits for its outcome
    joinable: Joinable | None = None  # where it may be drawn beside others


@dataclass(slots=True, eq=False)
class _Sync:
    peer: Peer
    id: int
    open: set[Ticket]


class Desk:
    def __init__(self, bus: Bus, worker: JobRunner, max_jobs: int) -> None:
        self._bus = bus
        self._worker = worker
        self._max_jobs = max_jobs
        self._open: dict[int, Ticket] = {}
        self._waiting: deque[Task] = deque()
        self._running: tuple[Task, ...] = ()  # several: in one batch
        self._making_way = False  # it was interrupted and has not ended yet
        self._gathering = False  # more may come that was asked for together with the last
        self._syncs: list[_Sync] = []
        self._last_number = 0
        self.watchers: list[Callable[[Ticket], None]] = []  # called when a ticket has ended
        self.figures = Figures()

    def admit(self) -> None:
        """Busy if no more tickets are to be had."""
        if len(self._open) >= self._max_jobs:
            raise Busy(
                f"{len(self._open)} jobs are under way, the most there may be; wait a little"
            )

    def open(self, verb: str, slot: int, peer: Peer, id: int = 0, edits: bool = False) -> Ticket:
        """A ticket for work on a slot; work that edits it can be superseded. Raises Busy."""
        self.admit()
        number = self._next_number()
        ticket = Ticket(number, id or number, verb, slot, peer, edits)
        self._open[number] = ticket
        return ticket

    def done(self, ticket: Ticket, *values: Atom) -> None:
        if self._end(ticket):
            self.figures.took("total", ticket.elapsed_ms / 1000)
            self._bus.publish(ticket.peer, told.Done(ticket.verb, ticket.id, ticket.slot, values))
            self._settle(ticket)

    def finish(self, ticket: Ticket) -> None:
        """End it well and say nothing: who asked has what it wanted."""
        if self._end(ticket):
            self._settle(ticket)

    def fail(self, ticket: Ticket, error: NotonoError) -> None:
        if self._end(ticket):
            self.figures.fails += 1
            fail = told.Fail(ticket.verb, ticket.id, ticket.slot, error.code, str(error))
            self._bus.report(ticket.peer, fail)
            if ticket.dropped is not None:
                ticket.dropped()
            self._settle(ticket)

    def supersede(self, newest: Ticket, *slots: int) -> None:
        """End what else still works towards a ticket's slot, or these: the newest gesture wins."""
        for ticket in list(self._open.values()):
            if ticket.slot in (slots or (newest.slot,)) and ticket.edits and ticket is not newest:
                where = f" on slot {ticket.slot}" if ticket.slot else ""
                text = f"a newer {newest.verb}{where} took its place"
                self._withdraw(ticket, Superseded(text))

    def overtake(self, older: Ticket, newest: Ticket) -> None:
        """The same for one ticket that edits nothing: it is not waited for any more."""
        self._withdraw(older, Superseded(f"a newer {newest.verb} took its place"))

    def edited(self, slot: int) -> bool:
        """Whether something is still to become of a slot."""
        return any(t.slot == slot and t.edits and not t.committed for t in self._open.values())

    def cancel(self, owner: Hashable, job: int) -> int:
        """Take back a job by the id its replies carry, or with −1 all of the owner's; how many."""
        tickets = [ticket for ticket in self._open.values() if not ticket.committed]
        if job == -1:
            mine = [ticket for ticket in tickets if self._bus.owner(ticket.peer) == owner]
        else:
            mine = [ticket for ticket in tickets if ticket.id == job]
            if not mine:
                raise OutOfRange(f"job {job} is not under way; it has ended or never began")
        for ticket in mine:
            self._withdraw(ticket, errors.Cancelled("taken back"))
        return len(mine)

    def close(self) -> None:
        """Take back everything: the server stops."""
        for ticket in list(self._open.values()):
            self._withdraw(ticket, errors.Cancelled("the server is stopping"))

    def sync(self, peer: Peer, id: int) -> None:
        """Say synced when all that this peer asked for until now has ended. Asked again, as by one
        that thinks its message was lost, it is still said once."""
        owner = self._bus.owner(peer)
        mine = {ticket for ticket in self._open.values() if self._bus.owner(ticket.peer) == owner}
        if not mine:
            return self._bus.report(peer, told.Synced(id))
        same = [s for s in self._syncs if s.id == id and self._bus.owner(s.peer) == owner]
        self._syncs = [sync for sync in self._syncs if sync not in same]
        if len(self._syncs) >= MAX_SYNCS:
            raise Busy(f"{MAX_SYNCS} syncs wait already; wait for synced")
        self._syncs.append(_Sync(peer, id, mine))

    def _withdraw(self, ticket: Ticket, error: NotonoError) -> None:
        if ticket.committed:
            return
        self._waiting = deque(task for task in self._waiting if task.ticket is not ticket)
        run = self._running
        others = any(not task.ticket.ended for task in run if task.ticket is not ticket)
        if any(task.ticket is ticket for task in run) and not others:
            self._worker.cancel(run[0].job.id)
        self.fail(ticket, error)

    def _end(self, ticket: Ticket) -> bool:
        """Whether it ends now; False if it had ended before."""
        first, ticket.ended = not ticket.ended, True
        self._open.pop(ticket.number, None)
        return first

    def _settle(self, ticket: Ticket) -> None:
        for sync in self._syncs:
            sync.open.discard(ticket)
            if not sync.open:
                self._bus.report(sync.peer, told.Synced(sync.id))
        self._syncs = [sync for sync in self._syncs if sync.open]
        for watch in self.watchers:
            watch(ticket)

    def _next_number(self) -> int:
        """1 to 999 999 and round again, past those still open."""
        while True:
            self._last_number = self._last_number % JOB_MAX + 1
            if self._last_number not in self._open:
                return self._last_number

    def ready(self) -> None:
        """NotReady unless the worker is."""
        if self._worker.state is not State.READY:
            doing = "loading" if self._worker.state is State.LOADING else "being started again"
            raise NotReady(f"the model is {doing}; ask again when status.reply begins with 1")

    def submit(self, task: Task) -> None:
        """Queue a job; the worker begins at once if it is free."""
        self._make_way()
        place = len(self._waiting)
        if not task.patient:
            place = self._first_patient()
            self._interrupt()
        self._waiting.insert(place, task)
        ahead = place + self.running
        ticket = task.ticket
        if task.share[0] == 0:
            self._bus.report(ticket.peer, told.Queued(ticket.verb, ticket.id, ticket.slot, ahead))
        self._pump()

    @contextlib.contextmanager
    def gathering(self) -> Iterator[None]:
        """What is asked for inside came together: the worker is given none of it before all is
        there."""
        self._gathering = True
        try:
            yield
        finally:
            self._gathering = False
            self._pump()

    def answer(self, task: Task, outcome: Done) -> None:
        """End a job whose outcome is there already."""
        ticket = task.ticket
        self._bus.report(ticket.peer, told.Queued(ticket.verb, ticket.id, ticket.slot, 0))
        self._deliver(task, outcome)

    def ahead(
        self,
        job: Callable[[int], Job],
        deliver: Callable[[Done], None],
        failed: Callable[[], None],
    ) -> bool:
        """Begin a job that nobody asked for, if nobody waits for anything. Whether it began; it
        ends without a word when the worker is asked for something."""
        if self._open or self._running or self._worker.state is not State.READY:
            return False
        ticket = Ticket(self._next_number(), 0, "ahead", 0, House(), edits=False)
        ticket.dropped = failed
        self._waiting.append(Task(ticket, job(ticket.number), deliver, unasked=True))
        self._pump()
        return True

    def _make_way(self) -> None:
        for task in self._running:
            if task.unasked and not task.ticket.ended:
                task.ticket.ended = True
                self._worker.cancel(task.job.id)

    def _first_patient(self) -> int:
        return next((n for n, t in enumerate(self._waiting) if t.patient), len(self._waiting))

    def _interrupt(self) -> None:
        """Who plays does not wait for a patient job: it begins again later, but ends some time."""
        for task in self._running:
            ticket, may = task.ticket, task.patient and not self._making_way
            if may and ticket.interrupted < MOST_INTERRUPTIONS:
                ticket.interrupted += 1
                self._making_way = True
                self._worker.cancel(task.job.id)

    def hear(self, message: Heard) -> None:
        """All that the worker says, on the event loop."""
        match message:
            case Ready():
                self._pump()
            case Progress():
                self._progress(message)
            case Shown():
                self._show(message)
            case Down(text):
                for task in list(self._waiting):
                    self._withdraw(task.ticket, ModelFailed(text))
            case _:
                self._outcome(message)

    def _pump(self) -> None:
        free = not self._running and not self._gathering and self._worker.state is State.READY
        if self._waiting and free:
            self._running = self._company()
            self.figures.work_began(time.monotonic())
            for task in self._running:
                if not task.unasked:
                    self.figures.took("queue", task.ticket.elapsed_ms / 1000)
            self._worker.submit(joint([task.job for task in self._running]))

    def _company(self) -> tuple[Task, ...]:
        """The first that waits, and those right behind it that can be drawn with it: nobody is
        overtaken."""
        first, most = self._waiting[0], 1
        if first.joinable:
            fitting = itertools.takewhile(
                lambda task: task.joinable and fits(first.job, task.job), self._waiting
            )
            most = sum(1 for _ in itertools.islice(fitting, MOST_NOTES))
        count = most if most >= FEWEST_NOTES else 1
        return tuple(self._waiting.popleft() for _ in range(count))

    def _progress(self, message: Progress) -> None:
        if not self._is_of(message.id) or self._running[0].unasked:
            return
        for task in self._running:
            ticket, (begun, ended) = task.ticket, task.share
            done = begun + (ended - begun) * message.fraction
            if not ticket.ended:
                said = told.Progress(ticket.verb, ticket.id, ticket.slot, done)
                self._bus.report(ticket.peer, said)

    def _show(self, message: Shown) -> None:
        if self._is_of(message.id):
            (task,) = self._running  # a batch shows nothing before its end
            if task.show and not task.ticket.ended:
                task.show(message)

    def _is_of(self, job: int) -> bool:
        return bool(self._running) and self._running[0].job.id == job

    def _outcome(self, outcome: Outcome) -> None:
        assert self._is_of(outcome.id), (self._running, outcome)
        tasks, self._running = self._running, ()
        self._making_way = False
        self.figures.work_ended(time.monotonic())
        self._pump()
        if tasks[0].unasked:
            return self._unasked(tasks[0], outcome)
        if len(tasks) > 1 and isinstance(outcome, Done):
            return self._deliver_shared(tasks, outcome)
        for task in tasks:
            if not task.ticket.ended:  # else it was taken back while the worker was at it
                self._ended(task, outcome)

    def _ended(self, task: Task, outcome: Outcome) -> None:
        match outcome:
            case Done():
                self._deliver(task, outcome)
            case Failed(_, code, text):
                self.fail(task.ticket, errors.of_code(code, text))
            case Cancelled() if task.patient:  # its ticket has not ended: it was interrupted
                self._waiting.insert(self._first_patient(), task)
                self._pump()
            case Cancelled():
                self.fail(task.ticket, errors.Cancelled("taken back"))

    def _unasked(self, task: Task, outcome: Outcome) -> None:
        ticket = task.ticket
        if ticket.ended:  # it made way
            return
        ticket.ended = True
        if isinstance(outcome, Done):
            task.deliver(outcome)
        elif ticket.dropped is not None:
            ticket.dropped()

    def _deliver_shared(self, tasks: Sequence[Task], outcome: Done) -> None:
        """To each task of a batch its note, and how all of them were made."""
        mades = shared([task.joinable.made for task in tasks if task.joinable])
        for task, note, made in zip(tasks, outcome.notes, mades, strict=True):
            if not task.ticket.ended and task.joinable:
                deliver = functools.partial(task.joinable.deliver, made)
                self._deliver(replace(task, deliver=deliver), replace(outcome, notes=(note,)))

    def _deliver(self, task: Task, outcome: Done) -> None:
        """A ticket ends even where we ourselves are at fault."""
        for stage, seconds in outcome.seconds.items():
            self.figures.took(stage, seconds)
        try:
            task.deliver(outcome)
        except Exception as error:
            log.exception("the note of job %d could not be used", outcome.id)
            self.fail(task.ticket, NotonoError(f"{type(error).__name__}: {error}"))

    @property
    def queue_length(self) -> int:
        return len(self._waiting)

    @property
    def running(self) -> bool:
        """Whether the worker works for somebody."""
        return bool(self._running) and not self._running[0].unasked
