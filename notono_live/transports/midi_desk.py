"""What is asked about bindings: learn, unlearn, list, save. Runs on the event loop; files are
written on a thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from notono_live.engine.bus import Asked, Handlers
from notono_live.engine.engine import Engine
from notono_live.errors import BadArguments, Cancelled, NotonoError, Superseded, TimedOut
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.mapping import ANY_PORT, Binding, bind, full
from notono_live.protocol.midi_learn import PATIENCE_SECONDS, Learner
from notono_live.protocol.midi_maps import Maps
from notono_live.protocol.midi_touch import Control, Touch
from notono_live.transports import midi_files

ANY_KNOB = Control("cc", 1, 1)

log = logging.getLogger("notono.midi")


class MidiDesk:
    """Handlers. `bound` is called after each change of the bindings."""

    def __init__(self, engine: Engine, maps: Maps, home: Path, bound: Callable[[], None]) -> None:
        self._engine = engine
        self._maps = maps
        self._home = home
        self._bound = bound
        self._learning: tuple[Learner, Asked] | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._saving: set[asyncio.Task[None]] = set()
        self.handlers: Handlers = {
            ask.MidiLearn: self._learn,
            ask.MidiUnlearn: self._unlearn,
            ask.MidiLearnCancel: self._cancel,
            ask.MidiSave: self._save,
            ask.ListBindings: self._list,
        }

    def takes(self, port: str, touches: Sequence[Touch]) -> bool:
        """Whether a touch is for learning and does nothing else. Keys that come up are let go."""
        if self._learning is None or not touches:
            return False
        learner, asked = self._learning
        try:
            binding = learner.hear(port, touches)
        except NotonoError as error:
            self._end_learning(error)
            return True
        if binding is not None:
            self._learned(binding, asked)
        return touches[0].value > 0 or touches[0].control.source != "note"

    async def close(self) -> None:
        self._end_learning(Cancelled("the server ends"))
        if self._saving:
            await asyncio.wait(self._saving)

    def _learn(self, command: ask.MidiLearn, asked: Asked) -> None:
        target = full(command.target)
        bind(target, ANY_KNOB, ANY_PORT)  # refuses what no control can move
        self._end_learning(Superseded("another address is being learned now"))
        self._learning = Learner(target), asked
        late = TimedOut(f"no control moved within {PATIENCE_SECONDS:g} s; ask again, then turn one")
        self._patience = asyncio.get_running_loop().call_later(
            PATIENCE_SECONDS, self._end_learning, late
        )

    def _learned(self, binding: Binding, asked: Asked) -> None:
        self._stop_waiting()
        self._maps.add(binding)
        self._bound()
        log.info("%s is bound to %s, %s", binding.target, _words(binding), binding.mode)
        learned = told.Learned(
            binding.target, binding.port, binding.source, binding.channel, binding.number
        )
        self._engine.bus.publish(asked.peer, learned)
        self._engine.bus.publish(asked.peer, told.Done(asked.verb, asked.id, 0))

    def _end_learning(self, error: NotonoError) -> None:
        if self._learning is not None:
            _, asked = self._learning
            self._stop_waiting()
            fail = told.Fail(asked.verb, asked.id, 0, error.code, str(error))
            self._engine.bus.report(asked.peer, fail)

    def _stop_waiting(self) -> None:
        self._learning = None
        if self._patience is not None:
            self._patience.cancel()

    def _cancel(self, command: ask.MidiLearnCancel, asked: Asked) -> None:
        if self._learning is None:
            raise BadArguments("no address is being learned; midi/learn begins that")
        self._end_learning(Cancelled("taken back"))
        self._engine.bus.publish(asked.peer, told.Done(asked.verb, asked.id, 0))

    def _unlearn(self, command: ask.MidiUnlearn, asked: Asked) -> None:
        target = full(command.target)
        if not self._maps.remove(target):
            raise BadArguments(f"nothing is bound to {target}; see list/midi")
        self._bound()
        self._engine.bus.publish(asked.peer, told.Done(asked.verb, asked.id, 0))

    def _list(self, command: ask.ListBindings, asked: Asked) -> None:
        self._engine.session.list(asked, map(_row, self._maps.all()))

    def _save(self, command: ask.MidiSave, asked: Asked) -> None:
        task = asyncio.get_running_loop().create_task(self._write(asked))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    async def _write(self, asked: Asked) -> None:
        own, without = list(self._maps.own), set(self._maps.without)
        try:
            await asyncio.to_thread(midi_files.save, self._home, own, without)
        except NotonoError as error:
            fail = told.Fail(asked.verb, asked.id, 0, error.code, str(error))
            self._engine.bus.report(asked.peer, fail)
        else:
            values = str(self._home), len(own)
            self._engine.bus.publish(asked.peer, told.Done(asked.verb, asked.id, 0, values))


def _row(binding: Binding) -> told.BindingRow:
    return told.BindingRow(
        binding.target,
        binding.port,
        binding.source,
        binding.channel,
        binding.number,
        binding.mode,
    )


def _words(binding: Binding) -> str:
    """
    >>> _words(Binding("/notono/pitch", "cc", 21, 1, "Box"))
    'cc 21 on channel 1 of Box'
    """
    return f"{binding.source} {binding.number} on channel {binding.channel} of {binding.port}"
