"""What a knob does that stands elsewhere than its parameter. Plain values, any thread.

A scene, a message or another knob may have moved the parameter. Then a knob either makes it jump
(`none`), does nothing until it comes by where the parameter is (`pickup`), or moves it in
proportion to the way it has left itself (`scale`): the three modes of Ableton Live.
"""

from __future__ import annotations

from collections.abc import Callable

from notono_live.protocol.commands import Atom
from notono_live.protocol.midi_scale import Scale


class Grip:
    """One knob's hold on one parameter. `became` must be told what each of its values led to."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._last: float | None = None  # where the knob stood
        self._became: Atom | None = None  # what the parameter was after our last word
        self._point = 0.0  # where the parameter is on the knob's way, between two steps too
        self._held = False

    def turn(self, share: float, grain: float, now: Atom, takeover: str) -> Atom | None:
        """What the parameter, which is `now`, is to become; None while the knob has no hold of it.

        `share` is where the knob stands, 0..1, and `grain` its smallest movement.
        """
        self._held = self._held and now == self._became
        if not self._held:
            self._point = self._scale.share(now)
        value = WAYS[takeover](self, share, grain, now)
        self._last = share
        return value

    def became(self, value: Atom) -> None:
        self._became = value

    def _jump(self, share: float, grain: float, now: Atom) -> Atom:
        self._held = True
        return self._scale.value(share, now, grain)

    def _pick_up(self, share: float, grain: float, now: Atom) -> Atom | None:
        """A fast turn skips values, so passing by counts as well as touching."""
        if not self._held:
            last = share if self._last is None else self._last
            passed = (last - self._point) * (share - self._point) <= 0 < abs(last - share)
            self._held = passed or self._touches(share, grain, now)
        return self._scale.value(share, now, grain) if self._held else None

    def _follow(self, share: float, grain: float, now: Atom) -> Atom | None:
        if self._last is None:
            return None
        if share > self._last:
            self._point += (share - self._last) * (1 - self._point) / (1 - self._last)
        elif share < self._last:
            self._point += (share - self._last) * self._point / self._last
        self._held = True
        return self._scale.value(min(max(self._point, 0.0), 1.0), now, grain)

    def _touches(self, share: float, grain: float, now: Atom) -> bool:
        near = abs(share - self._point) <= grain
        return near or (self._scale.zones > 0 and self._scale.value(share) == now)


WAYS: dict[str, Callable[[Grip, float, float, Atom], Atom | None]] = {
    "none": Grip._jump,
    "pickup": Grip._pick_up,
    "scale": Grip._follow,
}
