"""What is done to any cells of a slot: redraw, randomise, erase, label. Runs on the event loop."""

from __future__ import annotations

import numpy as np

from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.engine.maker import Maker
from notono_live.engine.orders import Orders
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import OWN, UNKNOWN, VELOCITIES
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told


class Strokes:
    """Handlers of the commands that name cells."""

    def __init__(self, bus: Bus, orders: Orders, maker: Maker) -> None:
        self._bus = bus
        self._orders = orders
        self._maker = maker
        self.handlers: Handlers = {
            ask.SlotRedraw: self._redraw,
            ask.SlotRandomize: self._randomize,
            ask.SlotErase: self._erase,
            ask.SlotLabel: self._label,
            ask.SlotLabels: self._labels,
        }

    def _redraw(self, command: ask.SlotRedraw, asked: Asked) -> None:
        slot, cells = self._orders.slot(command.slot), cells_of(command.layer, command.cells)
        brush = self._orders.brush(command.pitch, command.instrument)
        sampling = self._orders.sampling(command.seed)
        self._maker.regenerate(asked, slot, cells.checked, brush, sampling)

    def _randomize(self, command: ask.SlotRandomize, asked: Asked) -> None:
        slot, cells = self._orders.slot(command.slot), cells_of(command.layer, command.cells)
        sampling = self._orders.sampling(command.seed)
        self._maker.regenerate(asked, slot, cells.checked, OWN, sampling, uniform=True)

    def _erase(self, command: ask.SlotErase, asked: Asked) -> None:
        slot, cells = self._orders.slot(command.slot), cells_of(command.layer, command.cells)
        gain = 0.0 if command.decibels is None else 10 ** (-command.decibels / 20)
        self._maker.erase(asked, slot, cells, gain)

    def _label(self, command: ask.SlotLabel, asked: Asked) -> None:
        slot, cells = self._orders.slot(command.slot), cells_of(command.layer, command.cells)
        self._maker.label(asked, slot, cells, self._orders.brush(command.pitch, command.instrument))

    def _labels(self, command: ask.SlotLabels, asked: Asked) -> None:
        slot, layer = self._orders.slot(command.slot), Layer(command.layer)
        labels = slot.filled().note.conditioning.of(layer)
        velocity = np.append(VELOCITIES, UNKNOWN)[labels.velocity]  # −1 is the last
        maps = (
            ("pitch", labels.pitch.tolist()),
            ("instrument", labels.family.tolist()),
            ("velocity", velocity.tolist()),
        )
        rows = [
            told.LabelsRow(slot.number, layer, row, what, tuple(values))
            for what, rows in maps
            for row, values in enumerate(rows)
        ]
        for each in rows:
            self._bus.answer(asked.peer, each)
        self._bus.answer(asked.peer, told.Done(asked.verb, asked.id, slot.number, (len(rows),)))


def cells_of(layer: str, text: str) -> Cells:
    return Cells(Layer(layer), text)
