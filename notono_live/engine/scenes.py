"""Scenes: all parameters and slots under a name, saved and recalled as one snapshot. Runs on the
event loop; files are read and written on threads.

A recall sets every slot at once. Locked slots stay as they are, and so do slots that were given
something newer while the scene was read; what was being drawn into the others is superseded. Each
slot can undo it. The newest recall wins.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

from notono_live.engine.archive import Archive, described
from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.engine.desk import Desk, Ticket
from notono_live.engine.knobs import Knobs
from notono_live.engine.publisher import Publisher
from notono_live.engine.slots import Slot, SlotBank
from notono_live.errors import BadArguments, FileTrouble, OutOfRange
from notono_live.export.journal import now
from notono_live.export.scenes import (
    Held,
    Scene,
    SceneFiles,
    checked_name,
    delete_scene,
    in_order,
    write_scene,
)
from notono_live.notes.take import Take
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol import preset
from notono_live.protocol.controls import Controls

log = logging.getLogger("notono.engine")

Takes = Mapping[int, Take | None]  # what each slot of a scene holds


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A scene with its takes in memory."""

    controls: Controls
    takes: Takes

    @property
    def filled(self) -> int:
        return sum(take is not None for take in self.takes.values())

    @property
    def of_slots(self) -> int:
        return len(self.takes)

    def scene(self) -> Scene:
        """Works out ids: for the archive's thread."""
        held = {n: Held(t.id, described(t)) for n, t in self.takes.items() if t is not None}
        return Scene(now(), preset.written(self.controls), len(self.takes), held)


class Scenes:
    """Handlers of the scene commands. `settle` is called when all controls have moved at once and
    no hand has moved one."""

    def __init__(
        self,
        bus: Bus,
        desk: Desk,
        knobs: Knobs,
        bank: SlotBank,
        archive: Archive,
        publisher: Publisher,
        folder: Path,
        settle: Callable[[], None],
    ) -> None:
        self._bus = bus
        self._desk = desk
        self._knobs = knobs
        self._bank = bank
        self._archive = archive
        self._publisher = publisher
        self._files = SceneFiles(folder)
        self._files.catalogue()  # hundreds take a moment, and the loop has nothing else to do yet
        self._settle = settle
        self._unwritten: dict[str, Snapshot | None] = {}  # None: not yet deleted
        self.handlers: Handlers = {
            ask.SceneSave: self._save,
            ask.SceneRecall: self._recall,
            ask.SceneDelete: self._delete,
            ask.ListScenes: self._list,
        }

    def names(self) -> dict[str, Scene | Snapshot]:
        """All scenes, in the order in which they are numbered."""
        found: dict[str, Scene | Snapshot] = dict(self._files.catalogue())
        for name, snapshot in self._unwritten.items():
            found.pop(name, None)
            if snapshot is not None:
                found[name] = snapshot
        return {name: found[name] for name in sorted(found, key=in_order)}

    def _named(self, wanted: str) -> tuple[str, Scene | Snapshot]:
        """A scene, by its name or else its number."""
        scenes, name = self.names(), checked_name(wanted)
        if name not in scenes and wanted.isdecimal() and 1 <= int(wanted) <= len(scenes):
            name = list(scenes)[int(wanted) - 1]
        if name not in scenes:
            raise OutOfRange(f"no scene is {wanted!r}; /notono/list/scenes tells the {len(scenes)}")
        return name, scenes[name]

    def _list(self, command: ask.ListScenes, asked: Asked) -> None:
        scenes = self.names()
        for number, (name, scene) in enumerate(scenes.items(), 1):
            self._bus.answer(asked.peer, told.SceneRow(number, name, scene.filled))
        self._bus.report(asked.peer, told.Done(asked.verb, asked.id, 0, (len(scenes),)))

    def _save(self, command: ask.SceneSave, asked: Asked) -> None:
        name = checked_name(command.name)
        self._files.catalogue()
        path = self._files.path(name)
        snapshot = Snapshot(self._knobs.controls, {slot.number: slot.take for slot in self._bank})
        self._write(asked, name, snapshot, lambda: write_scene(path, snapshot.scene()))

    def _delete(self, command: ask.SceneDelete, asked: Asked) -> None:
        name, _ = self._named(command.name)
        self._write(asked, name, None, partial(delete_scene, self._files.path(name)))

    def _write(
        self, asked: Asked, name: str, snapshot: Snapshot | None, then: Callable[[], None]
    ) -> None:
        """In the order of all that is written; whoever asks meanwhile finds it done."""
        ticket = self._desk.open(asked.verb, 0, asked.peer, asked.id)
        ticket.committed = True
        takes = [take for take in snapshot.takes.values() if take] if snapshot else []
        written = self._archive.store(takes, then)
        self._unwritten[name] = snapshot

        async def work() -> None:
            try:
                await written
            finally:
                if self._unwritten.get(name, ...) is snapshot:
                    del self._unwritten[name]
            if snapshot is None:
                self._desk.done(ticket, 1)
            else:
                self._desk.done(ticket, name, snapshot.filled)

        self._publisher.spawn(ticket, work())

    def _recall(self, command: ask.SceneRecall, asked: Asked) -> None:
        name, scene = self._named(command.name)
        before = self._knobs.controls
        controls = scene.controls if isinstance(scene, Snapshot) else _controls(scene, before)
        ticket = self._desk.open(asked.verb, 0, asked.peer, asked.id, edits=True)
        there = [slot for slot in self._bank if slot.number <= scene.of_slots and not slot.locked]
        self._desk.supersede(ticket, 0, *(slot.number for slot in there))
        if isinstance(scene, Snapshot):
            return self._apply(ticket, name, scene, ())
        revisions = {slot: slot.revision for slot in self._bank}
        held = [slot.take for slot in self._bank if slot.take is not None]

        async def work() -> None:
            takes = await asyncio.to_thread(self._takes, scene, held)
            if not ticket.ended:  # else a newer recall was asked for
                snapshot = Snapshot(self._unless_moved(controls, before), takes)
                self._apply(ticket, name, snapshot, self._newer(revisions))

        self._publisher.spawn(ticket, work())

    def _unless_moved(self, controls: Controls, before: Controls) -> Controls:
        """`controls`, but for those that a hand has moved since they were as `before`."""
        now = self._knobs.controls
        names = [field.name for field in fields(Controls)]
        moved = {n: getattr(now, n) for n in names if getattr(now, n) != getattr(before, n)}
        return replace(controls, **moved)

    def _newer(self, revisions: Mapping[Slot, int]) -> set[Slot]:
        """The slots that have been given something since they had these revisions."""
        return {
            slot
            for slot, revision in revisions.items()
            if slot.revision != revision or self._desk.edited(slot.number)
        }

    def _takes(self, scene: Scene, held: Sequence[Take]) -> Takes:
        """On a thread. A take that cannot be read is left out, and said."""
        known = {take.id: take for take in held}
        takes: dict[int, Take | None] = dict.fromkeys(range(1, scene.of_slots + 1))
        for number, entry in scene.slots.items():
            try:
                takes[number] = known.get(entry.take) or self._archive.read(entry.take)
            except FileTrouble as error:
                log.warning("slot %d stays as it is: %s", number, error)
                del takes[number]
        return takes

    def _apply(
        self, ticket: Ticket, name: str, snapshot: Snapshot, newer: Collection[Slot]
    ) -> None:
        """At once: nobody sees half of it."""
        ticket.committed = True
        current = self._knobs.controls.slot
        there = snapshot.controls.slot <= len(self._bank)
        self._knobs.put(snapshot.controls if there else replace(snapshot.controls, slot=current))
        self._settle()
        changed: list[Slot] = []
        filled = 0
        for number, take in snapshot.takes.items():
            if number > len(self._bank):
                log.warning("there is no slot %d for what scene %r has there", number, name)
                continue
            slot = self._bank[number]
            if slot.locked:
                log.info("slot %d is locked and stays as it is", number)
            elif slot not in newer:
                filled += take is not None
                if not _same(slot.take, take):
                    slot.put(take)
                    changed.append(slot)
        in_place = self._publisher.put_in_place(ticket.verb, changed)

        async def work() -> None:
            await in_place
            self._desk.done(ticket, name, filled)

        self._publisher.spawn(ticket, work())


def _controls(scene: Scene, others: Controls) -> Controls:
    try:
        return preset.read(scene.parameters, others)
    except (BadArguments, OutOfRange) as error:
        raise FileTrouble(f"the scene's file is not right: {error}") from error


def _same(one: Take | None, other: Take | None) -> bool:
    """Whether two takes are known to be the same."""
    if one is None or other is None:
        return one is other
    return one is other or (one.known_id is not None and one.known_id == other.known_id)
