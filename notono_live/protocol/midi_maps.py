"""All bindings there are, and which of them a touch meets: first a person's own, then the map of
the controller it came from, or the default map where the controller has none. Changed on the event
loop only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notono_live.protocol.mapping import Binding
from notono_live.protocol.midi_names import port_fits
from notono_live.protocol.midi_touch import Touch


@dataclass(frozen=True, slots=True)
class Box:
    """A controller's map. `keys`: whether its unbound notes are keys to play. `feedback`: whether
    it understands what it sends when it is sent back."""

    name: str
    port: str  # pattern of the names its ports have
    bindings: tuple[Binding, ...]
    keys: bool = True
    feedback: bool = True


class Maps:
    """Owns the bindings."""

    def __init__(
        self,
        own: Iterable[Binding],
        boxes: Sequence[Box],
        defaults: Sequence[Binding],
        always: Sequence[Binding] = (),
        without: Iterable[str] = (),
    ) -> None:
        self.own: list[Binding] = []
        self.without = set(without)  # targets that only a person's own bindings move
        self._boxes = boxes
        self._defaults = defaults
        self._always = tuple(always)  # whatever the controller
        self._known: dict[str, tuple[tuple[Binding, ...], ...]] = {}  # port → layers
        self._active: dict[str, list[Binding]] = {}  # port → those of all layers that act
        for binding in own:
            self.add(binding)

    def box(self, port: str) -> Box | None:
        return next((box for box in self._boxes if port_fits(port, box.port)), None)

    def meet(self, port: str, touches: Sequence[Touch]) -> list[tuple[Binding, Touch]]:
        """The bindings that the touches of one message move. A layer that claims any of them keeps
        the layers below from hearing the message at all."""
        for layer in self._layers(port):
            if any(binding.claims(touch.control) for binding in layer for touch in touches):
                return [
                    (binding, touch)
                    for touch in touches
                    for binding in layer
                    if binding.hears(touch.control)
                ]
        return []

    def active(self, port: str) -> list[Binding]:
        """The bindings that a port's controls can meet."""
        if port not in self._active:
            found: list[Binding] = []
            for layer in self._layers(port):
                found += [b for b in layer if not any(above.claims(b.control) for above in found)]
            self._active[port] = found
        return self._active[port]

    def all(self) -> list[Binding]:
        """Every binding there is, a person's own first; a controller's with the names of the ports
        it is for."""
        lower = [*self._defaults, *(b for box in self._boxes for b in box.bindings)]
        return [*self.own, *(b for b in lower if b.target not in self.without)]

    def add(self, binding: Binding) -> None:
        """In place of what the same control did by a person's own word."""
        self.own = [other for other in self.own if not other.same_control(binding)] + [binding]
        self._changed()

    def remove(self, target: str) -> bool:
        """Nothing moves a target any more; whether anything did."""
        lower = [*self._defaults, *(b for box in self._boxes for b in box.bindings)]
        here = any(b.target == target for b in self.own)
        there = target not in self.without and any(b.target == target for b in lower)
        self.own = [b for b in self.own if b.target != target]
        if there:
            self.without.add(target)
        self._changed()
        return here or there

    def _changed(self) -> None:
        self._known.clear()
        self._active.clear()

    def _layers(self, port: str) -> tuple[tuple[Binding, ...], ...]:
        if port not in self._known:
            box = self.box(port)
            lower = self._defaults if box is None else box.bindings
            self._known[port] = (
                tuple(b for b in self.own if port_fits(port, b.port)),
                tuple(b for b in lower if b.target not in self.without),
                self._always,
            )
        return self._known[port]
