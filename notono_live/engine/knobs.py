"""The knobs: where they stand, and who hears when one moves. Runs on the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.controls import BY_NAME, PARAMETERS, Controls

Watcher = Callable[[Controls, Controls], None]


class Knobs:
    """Owns the controls. `watchers` are called with what was and what is, after each change."""

    def __init__(self, bus: Bus, check: Callable[[Controls], Any]) -> None:
        self.controls = Controls()
        self.watchers: list[Watcher] = []
        self._bus = bus
        self._check = check  # raises where the controls point to what is not there
        self.handlers: Handlers = {ask.Set: self._set, ask.Get: self._get}

    def put(self, after: Controls) -> None:
        """Every listener hears of each address whose value became another, and of no other."""
        before = self.controls
        self._check(after)
        if after == before:
            return
        self.controls = after
        for row in PARAMETERS:
            value = row.get(after)
            if value != row.get(before):
                self._bus.broadcast(told.ParameterIs(row.name, value))
        for watch in self.watchers:
            watch(before, after)

    def all(self) -> list[told.ParameterIs]:
        return [told.ParameterIs(row.name, row.get(self.controls)) for row in PARAMETERS]

    def _set(self, command: ask.Set, asked: Asked) -> None:
        self.put(BY_NAME[command.parameter].put(self.controls, *command.values))

    def _get(self, command: ask.Get, asked: Asked) -> None:
        value = BY_NAME[command.parameter].get(self.controls)
        self._bus.answer(asked.peer, told.ParameterIs(command.parameter, value))
