"""The archive: what slots hold and held, on disk, so that a new start finds it. Owned by the event
loop; it writes on a thread of its own, in the order of the changes.

Takes come first, then the journal, then the index that names them: whatever moment the process ends
at, the index names only what is there. Changes that come while a file is written share the next
writing of the index.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from notono_live.engine.slots import Entry, Slot, SlotBank, State, Stored
from notono_live.errors import FileTrouble, NotonoError
from notono_live.export.index import IndexFile, Row, ids_in
from notono_live.export.journal import Edit, Journal
from notono_live.export.takes import TakeFiles
from notono_live.notes.take import Take

SYNC_SECONDS = 1.0  # what is written is certain to survive a power cut so much later
PRUNE_EVERY = 200  # takes written between two looks for those that nothing needs

log = logging.getLogger("notono.engine")


@dataclass(frozen=True, slots=True, eq=False)
class _Chore:
    """What one change gives the thread to write. `edits` and `then` are called there, when the
    takes are on disk."""

    written: asyncio.Future[None]
    states: tuple[State, ...] = ()
    edits: tuple[Callable[[], Edit], ...] = ()
    takes: tuple[Take, ...] = ()
    then: Callable[[], None] = field(default=lambda: None)


class Archive:
    """`folder` is the server's, and `keep_takes` how many takes that no slot or scene needs stay on
    disk, for the journal's sake. Methods are for the event loop, but for `read`."""

    def __init__(self, folder: Path, keep_takes: int) -> None:
        self._folder = folder
        self._keep_takes = keep_takes
        self._files = TakeFiles(folder / "takes")
        self._index = IndexFile(folder)
        self._journal = Journal(folder)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="notono-archive")
        self._waiting: deque[_Chore] = deque()
        self._syncing: asyncio.TimerHandle | None = None
        self._warming: set[asyncio.Task[None]] = set()
        # What follows is the thread's.
        self._stored: set[str] = set()
        self._rows: dict[int, Row] = {}
        self._dirty: dict[int, State] = {}  # not yet in the index
        self._lines: list[str] = []  # not yet in the journal
        self._since_prune = 0
        # What is not yet certain to be on the disk, between the thread and the one that syncs.
        self._lock = threading.Lock()
        self._unsure: set[str] = set()
        self._content = b""

    def fetch(self, entry: Stored) -> Take:
        """A take of the history that is not in memory; at once, since it takes less than a
        millisecond a four-second note. FileTrouble where it cannot be read: it is put aside."""
        return self.read(entry.id)

    def read(self, id: str) -> Take:
        """On any thread."""
        try:
            return self._files.read(id)
        except FileTrouble:
            self._files.set_aside(id)
            raise

    def restore(self, bank: SlotBank, fresh: bool) -> list[Slot]:
        """Fill the bank as it was; before the loop has anything else to do. The slots filled."""
        self._stored = self._files.ids()
        if fresh:
            self._index.start_afresh()
        self._rows = self._index.read()
        restored = [number for number in self._rows if 1 <= number <= len(bank)]
        for number in restored:
            bank[number].restore(self._state(number, self._rows[number]))
        return [bank[number] for number in restored]

    def tend(self, slots: Iterable[Slot]) -> None:
        """See that the takes near the present of each are in memory, and far ones are not."""
        for slot in slots:
            if wanted := slot.tend(self._known):
                task = asyncio.get_running_loop().create_task(self._warm(slot, wanted))
                self._warming.add(task)
                task.add_done_callback(self._warming.discard)

    def keep(self, *slots: Slot, edits: Iterable[Callable[[], Edit]] = ()) -> asyncio.Future[None]:
        """Write what has become of these slots: done when a new start would find it."""
        chore = _Chore(self._promise(), tuple(slot.state for slot in slots), tuple(edits))
        chore.written.add_done_callback(lambda _: self.tend(slots))
        return self._do(chore)

    def store(self, takes: Iterable[Take], then: Callable[[], None]) -> asyncio.Future[None]:
        """Write takes, and then do something on the thread, in the order of all changes."""
        return self._do(_Chore(self._promise(), takes=tuple(takes), then=then))

    def prune(self) -> None:
        """Look for takes that nothing needs, when there is nothing else to write."""
        self._thread.submit(self._prune)

    async def close(self) -> None:
        """All is written and certain when this returns."""
        if self._syncing is not None:
            self._syncing.cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._flush)
        await asyncio.to_thread(self._sync)
        self._thread.shutdown(wait=False)

    def _promise(self) -> asyncio.Future[None]:
        return asyncio.get_running_loop().create_future()

    def _do(self, chore: _Chore) -> asyncio.Future[None]:
        self._waiting.append(chore)
        self._thread.submit(self._flush)
        if self._syncing is None:
            loop = asyncio.get_running_loop()
            self._syncing = loop.call_later(SYNC_SECONDS, self._begin_sync)
        return chore.written

    def _begin_sync(self) -> None:
        self._syncing = None
        asyncio.get_running_loop().run_in_executor(None, self._sync)

    async def _warm(self, slot: Slot, wanted: list[Stored]) -> None:
        slot.remember(await asyncio.to_thread(self._read_all, wanted))

    def _read_all(self, wanted: list[Stored]) -> dict[str, Take]:
        """What cannot be read is told when it is needed."""
        takes: dict[str, Take] = {}
        for entry in wanted:
            with contextlib.suppress(FileTrouble):
                takes[entry.id] = self._files.read(entry.id)
        return takes

    def _known(self, take: Take) -> Stored | None:
        id = take.known_id
        return Stored(id) if id in self._stored and id is not None else None

    # On the archive's thread.

    def _flush(self) -> None:
        chores: list[_Chore] = []
        with contextlib.suppress(IndexError):
            while True:
                chores.append(self._waiting.popleft())
        if not chores:
            return
        trouble: Exception | None = None
        try:
            self._write(chores)
        except Exception as error:
            trouble = error
        for chore in chores:
            _tell(chore, trouble or _tried(chore.then))
        if self._since_prune >= PRUNE_EVERY:
            self._prune()

    def _write(self, chores: list[_Chore]) -> None:
        for chore in chores:
            self._dirty |= {state.number: state for state in chore.states}
            for take in chore.takes:
                self._id(take)
            self._lines.extend(edit().line() for edit in chore.edits)
        rows = {number: self._row(state) for number, state in self._dirty.items()}
        self._journal.append(self._lines)
        self._lines.clear()
        if rows:
            content = self._index.write(self._rows | rows)
            self._rows |= rows
            self._dirty.clear()
            with self._lock:
                self._content = content

    def _row(self, state: State) -> Row:
        present = state.line[state.position]
        return Row(
            state.revision,
            state.locked,
            state.position,
            tuple(map(self._id, state.line)),
            state.marked,
            self._id(state.mark),
            state.on_b,
            described(present) if isinstance(present, Take) else "nothing",
        )

    def _id(self, entry: Entry) -> str | None:
        """The id by which an entry is found on disk, where it is from now on."""
        if not isinstance(entry, Take):
            return None if entry is None else entry.id
        if entry.id not in self._stored:
            self._files.write(entry)
            self._stored.add(entry.id)
            self._since_prune += 1
            with self._lock:
                self._unsure.add(entry.id)
        return entry.id

    def _prune(self) -> None:
        """Whatever a file names is needed, even where the file is torn."""
        self._since_prune = 0
        try:
            scenes = (self._folder / "scenes").glob("*")
            needed = ids_in([*self._folder.glob("bank*.json*"), *scenes])
            self._stored -= self._files.prune(needed, self._keep_takes)
        except OSError as error:
            log.warning("old takes stay in %s: %s", self._files.folder, error)

    def _state(self, number: int, row: Row) -> State:
        """A slot's state from its row, without the takes that are gone."""
        line: list[Entry] = []
        position = 0
        for step, id in enumerate(row.history):
            gone = id is not None and id not in self._stored
            if gone:
                log.warning("slot %d: take %s is gone; its history goes on without it", number, id)
            if not gone or step == row.position:
                line.append(None if id is None else Stored(id))
            if step == row.position:
                position = len(line) - 1
        mark = None if row.side_b is None else Stored(row.side_b)
        return State(
            number, row.revision, row.locked, tuple(line), position, row.marked, mark, row.on_side_b
        )

    # On any thread.

    def _sync(self) -> None:
        """Make what has been written certain to survive a power cut."""
        with self._lock:
            unsure, self._unsure = self._unsure, set()
            content, self._content = self._content, b""
        try:
            self._files.sync(unsure)
            if content:
                self._index.write_last(content)
        except (OSError, NotonoError) as error:
            log.warning("a power cut may cost the last changes: %s", error)


def described(take: Take) -> str:
    pitch = "" if take.pitch < 0 else f" {take.pitch}"
    return f"{take.instrument}{pitch}, {take.note.seconds:.1f} s"


def _tried(work: Callable[[], None]) -> Exception | None:
    try:
        work()
    except Exception as error:
        return error
    return None


def _tell(chore: _Chore, trouble: Exception | None) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
        chore.written.get_loop().call_soon_threadsafe(_resolve, chore.written, trouble)


def _resolve(written: asyncio.Future[None], trouble: Exception | None) -> None:
    if written.done():
        return
    if trouble is None:
        written.set_result(None)
    else:
        written.set_exception(trouble)
