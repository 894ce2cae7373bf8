"""Where every knob stands, and the knobs as a table. Plain values, any thread.

The address is the parameter: with arguments it sets, with none it asks, and what it became goes out
on the same address. Some addresses are views of the same state (`region/time`, `region/start`); the
table says how each reads and writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from notono_live.errors import OutOfRange
from notono_live.notes.codemap import MAX_COLUMNS, SECONDS_PER_COLUMN, WINDOW_COLUMNS, Grid, Layer
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.notes.constraint import Region
from notono_live.notes.note import DEFAULT_SAMPLING, SEED_MAX, Retrigger
from notono_live.protocol.arguments import INSTRUMENT, Argument, Choice, Real, Switch, Text, Whole
from notono_live.protocol.commands import Atom

SLOT_MAX = 128
LAYER_WORDS = ("top", "bottom", "both")
NOTE_MODES = ("audition", "render", "slots", "off")
PREVIEWS = ("off", "columns", "coarse")
RETRIGGERS = tuple(map(str, Retrigger))
TAKEOVERS = ("none", "pickup", "scale")
NOTE_SECONDS = WINDOW_COLUMNS * SECONDS_PER_COLUMN  # 4.096, what the 0..1 region knobs span
LONGEST_SECONDS = MAX_COLUMNS * SECONDS_PER_COLUMN
NARROWEST = 1 / 64  # one bottom row
BRIEFEST = 1 / 8  # one bottom column of four seconds


@dataclass(frozen=True, slots=True)
class Controls:
    """One value for all that is set and not yet done; a job takes a copy when it is asked for."""

    slot: int = 1
    instrument: str = "none"
    pitch: int = 60
    dynamics: int = 0  # MIDI velocity, 0 unsaid
    temperature: float = DEFAULT_SAMPLING.temperature
    top_p: float = DEFAULT_SAMPLING.top_p
    top_k: int = DEFAULT_SAMPLING.top_k
    guidance: float = DEFAULT_SAMPLING.guidance
    seed: int = -1
    retrigger: str = str(DEFAULT_SAMPLING.retrigger)
    layer: str = "both"
    start_seconds: float = 0.0
    length_seconds: float = NOTE_SECONDS
    low: float = 0.0
    width: float = 1.0
    auto: bool = False
    preview: str = "columns"
    velocity: int = 100
    volume: float = 0.0  # dB
    pan: float = 0.0  # −1 left, 1 right
    release: float = 0.25  # seconds
    loop: bool = True
    bend: float = 0.0  # semitones
    x: float = 0.0
    y: float = 0.0
    x_target: str = "region/start"
    y_target: str = "region/low"
    log_level: str = "warning"
    file_loop: bool = False
    file_loudness: float = 0.0  # LUFS; 0 is as it is
    file_pattern: str = "-"
    midi_notes: str = "audition"
    midi_takeover: str = "pickup"

    @property
    def end_seconds(self) -> float:
        return self.start_seconds + self.length_seconds

    @property
    def high(self) -> float:
        return min(self.low + self.width, 1.0)


def layer_of(word: str) -> Layer:
    """`top` frees the bottom cells beneath it as well; `both` is the same said aloud."""
    return Layer.BOTTOM if word == "bottom" else Layer.TOP


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table: its arguments, how it is read from Controls and written to them."""

    name: str
    arguments: tuple[Argument, ...]
    get: Callable[[Controls], tuple[Atom, ...]]
    put: Callable[..., Controls]  # (Controls, *values) → Controls; may raise OutOfRange
    help: str


def _plain(kind: Argument, help: str) -> Parameter:
    """A parameter that is one field of Controls."""
    field = kind.name

    def put(controls: Controls, value: Any) -> Controls:
        return replace(controls, **{field: value})

    return Parameter(field, (kind,), lambda controls: (getattr(controls, field),), put, help)


def _put_time(controls: Controls, start: float, end: float) -> Controls:
    _ascending("region/time", start, end)
    return replace(controls, start_seconds=start, length_seconds=end - start)


def _put_band(controls: Controls, low: float, high: float) -> Controls:
    _ascending("region/freq", low, high)
    return replace(controls, low=low, width=high - low)


def _put_cells(controls: Controls, t0: int, t1: int, f0: int, f1: int) -> Controls:
    grid = Grid.of(layer_of(controls.layer), MAX_COLUMNS)
    _ascending("region/cells columns", t0, t1)
    _ascending("region/cells rows", f0, f1)
    if f1 > grid.rows or t1 > grid.columns:
        raise OutOfRange(
            f"region/cells {t0} {t1} {f0} {f1} does not fit the {controls.layer} map of "
            f"{grid.columns} columns and {grid.rows} rows; columns come first, ends are exclusive"
        )
    second = grid.seconds_per_column
    timed = _put_time(controls, t0 * second, t1 * second)
    return _put_band(timed, f0 / grid.rows, f1 / grid.rows)


def _get_cells(controls: Controls) -> tuple[Atom, ...]:
    region = Region.spanning(
        layer_of(controls.layer),
        (controls.start_seconds, controls.end_seconds),
        (controls.low, controls.high),
        MAX_COLUMNS,
    )
    return region.column, region.column_end, region.row, region.row_end


def _put_class(controls: Controls, pitch_class: int) -> Controls:
    return replace(controls, pitch=_folded(controls.pitch // 12 * 12 + pitch_class))


def _put_octave(controls: Controls, octave: int) -> Controls:
    return replace(controls, pitch=_folded((octave + 1) * 12 + controls.pitch % 12))


def _folded(pitch: int) -> int:
    """The same pitch class within what the model draws: above C6 there is only C6 itself."""
    return pitch - 12 if pitch > PITCH_HIGH else pitch


def _ascending(what: str, low: float, high: float) -> None:
    if not low < high:
        raise OutOfRange(f"{what} from {low:g} to {high:g} is empty; give a start below the end")


_UNIT = "share of 4.096 s"

KNOBS = (
    _plain(Whole("slot", 1, SLOT_MAX), "the current slot, which 0 stands for elsewhere"),
    _plain(INSTRUMENT, "family to draw: a name, or a number 0 to 10"),
    Parameter(
        "instrument/index",
        (Whole("index", 0, len(FAMILIES) - 1),),
        lambda controls: (
            FAMILIES.index(controls.instrument) if controls.instrument != "none" else -1,
        ),
        lambda controls, index: replace(controls, instrument=str(FAMILIES[index])),
        "the same family as a number, for knobs and menus (-1 is told for none)",
    ),
    _plain(Whole("pitch", PITCH_LOW, PITCH_HIGH, "MIDI note"), "pitch to draw"),
    Parameter(
        "pitch/class",
        (Whole("class", 0, 11),),
        lambda controls: (controls.pitch % 12,),
        _put_class,
        "the pitch without its octave; 0 is C",
    ),
    Parameter(
        "pitch/octave",
        (Whole("octave", 1, 6),),
        lambda controls: (controls.pitch // 12 - 1,),
        _put_octave,
        "its octave; 4 begins at middle C",
    ),
    _plain(
        Whole("dynamics", 0, 127, "MIDI velocity"),
        "how hard the note is struck that is drawn, if the model knows; 0 leaves it open",
    ),
    _plain(Real("temperature", 0.1, 2.0), "how boldly codes are drawn"),
    _plain(Real("top_p", 0.0, 1.0), "draw from the likeliest codes up to this share; 0 is off"),
    _plain(Whole("top_k", 0, 512, "codes"), "draw from this many likeliest codes; 0 is off"),
    _plain(
        Real("guidance", 0.0, 10.0),
        "weight of the labels, in new notes of the instrument; 1 is as trained",
    ),
    _plain(Whole("seed", -1, SEED_MAX), "-1 is a new one each time; the same seed repeats a take"),
    _plain(
        Choice("retrigger", RETRIGGERS),
        "what begins with an attack where a region is drawn after something else: nothing, another "
        "instrument, or any other note",
    ),
    _plain(Choice("layer", LAYER_WORDS), "map to redraw; top frees the bottom beneath, as both"),
    Parameter(
        "region/start",
        (Real("start", 0.0, 1.0, _UNIT),),
        lambda controls: (controls.start_seconds / NOTE_SECONDS,),
        lambda controls, start: replace(
            controls, start_seconds=min(start, 1 - BRIEFEST) * NOTE_SECONDS
        ),
        "where the region begins",
    ),
    Parameter(
        "region/length",
        (Real("length", 0.0, 1.0, _UNIT),),
        lambda controls: (controls.length_seconds / NOTE_SECONDS,),
        lambda controls, length: replace(
            controls, length_seconds=max(length, BRIEFEST) * NOTE_SECONDS
        ),
        "how long the region lasts, one bottom column at least",
    ),
    Parameter(
        "region/low",
        (Real("low", 0.0, 1.0, "share of the mel axis"),),
        lambda controls: (controls.low,),
        lambda controls, low: replace(controls, low=min(low, 1 - NARROWEST)),
        "lower edge of the region",
    ),
    Parameter(
        "region/width",
        (Real("width", 0.0, 1.0, "share of the mel axis"),),
        lambda controls: (controls.width,),
        lambda controls, width: replace(controls, width=max(width, NARROWEST)),
        "height of the region, one bottom row at least",
    ),
    Parameter(
        "region/time",
        (Real("start", 0.0, LONGEST_SECONDS, "s"), Real("end", 0.0, LONGEST_SECONDS, "s")),
        lambda controls: (controls.start_seconds, controls.end_seconds),
        _put_time,
        "start and end of the region; snaps outward to cells",
    ),
    Parameter(
        "region/freq",
        (Real("low", 0.0, 1.0, "share of the mel axis"), Real("high", 0.0, 1.0)),
        lambda controls: (controls.low, controls.high),
        _put_band,
        "lower and upper edge of the region; snaps outward to cells",
    ),
    Parameter(
        "region/cells",
        (
            Whole("t0", 0, 2 * MAX_COLUMNS, "columns, rows"),
            Whole("t1", 1, 2 * MAX_COLUMNS),
            Whole("f0", 0, 64),
            Whole("f1", 1, 64),
        ),
        _get_cells,
        _put_cells,
        "the region in cells of the current layer, ends exclusive",
    ),
    _plain(Switch("auto"), "1: the region is redrawn whenever a control settles"),
    _plain(
        Choice("preview", PREVIEWS),
        "what a held slot lets hear of a redraw before it is done: nothing, each column, or first "
        "all of it roughly",
    ),
    _plain(Whole("velocity", 1, 127), "how loud notes are played that say no velocity"),
    _plain(Real("volume", -70.0, 6.0, "dB"), "of all that is heard"),
    _plain(Real("pan", -1.0, 1.0), "left to right"),
    _plain(Real("release", 0.0, 10.0, "s"), "how long a note rings after it is let go"),
    _plain(Switch("loop"), "1: a held note goes on past its end"),
    _plain(Real("bend", -24.0, 24.0, "semitones"), "of the notes that play plays"),
    Parameter(
        "file/loop",
        (Switch("loop"),),
        lambda controls: (controls.file_loop,),
        lambda controls, loop: replace(controls, file_loop=loop),
        "1: renders and keymaps carry a loop, where the note has a steady part",
    ),
    Parameter(
        "file/loudness",
        (Real("loudness", -60.0, 0.0, "LUFS"),),
        lambda controls: (controls.file_loudness,),
        lambda controls, loudness: replace(controls, file_loudness=loudness),
        "of renders, keymaps and pads, each; 0 leaves them as they are",
    ),
    Parameter(
        "file/pattern",
        (Text("pattern", unit="as {family}_{note}_v{velocity}"),),
        lambda controls: (controls.file_pattern,),
        lambda controls, pattern: replace(controls, file_pattern=pattern),
        "how renders, keymaps and pads name their files; - is our own way",
    ),
    Parameter(
        "log/level",
        (Choice("level", ("debug", "info", "warning", "error")),),
        lambda controls: (controls.log_level,),
        lambda controls, level: replace(controls, log_level=level),
        "from where on /notono/log tells",
    ),
    Parameter(
        "midi/notes",
        (Choice("mode", NOTE_MODES),),
        lambda controls: (controls.midi_notes,),
        lambda controls, mode: replace(controls, midi_notes=mode),
        "keys sound the slot, or draw it at their pitch, or sound slots from key 36 up",
    ),
    Parameter(
        "midi/takeover",
        (Choice("mode", TAKEOVERS),),
        lambda controls: (controls.midi_takeover,),
        lambda controls, mode: replace(controls, midi_takeover=mode),
        "a knob that stands elsewhere: jumps, waits until it comes by, or moves in proportion",
    ),
)


def _normalised(parameter: Parameter) -> Parameter | None:
    """The twin at norm/ that takes 0..1 over the parameter's own range, for faders."""
    kind = parameter.arguments[0]
    if len(parameter.arguments) > 1 or not isinstance(kind, Whole | Real):
        return None
    low, span = kind.low, kind.high - kind.low

    def get(controls: Controls) -> tuple[Atom, ...]:
        return ((float(parameter.get(controls)[0]) - low) / span,)

    def put(controls: Controls, share: float) -> Controls:
        return parameter.put(controls, kind.read(low + share * span))

    return Parameter(
        f"norm/{parameter.name}",
        (Real(kind.name, 0.0, 1.0),),
        get,
        put,
        f"{parameter.name} with its range as 0..1",
    )


# Region knobs are 0..1 already, and a fader over all 128 possible slots would help nobody.
_ARE_SHARES = ("region/start", "region/length", "region/low", "region/width")
_WITHOUT_TWIN = ("slot", *_ARE_SHARES)
_TWINS = tuple(
    twin
    for parameter in KNOBS
    if parameter.name not in _WITHOUT_TWIN and (twin := _normalised(parameter)) is not None
)
# What a surface may be bound to: parameters of one number, each by its share 0..1.
_SHARED = {p.name.removeprefix("norm/"): p for p in _TWINS} | {
    p.name: p for p in KNOBS if p.name in _ARE_SHARES
}


def _put_surface(controls: Controls, x: float, y: float) -> Controls:
    moved = _SHARED[controls.x_target].put(replace(controls, x=x, y=y), x)
    return _SHARED[controls.y_target].put(moved, y)


SURFACE = (
    Parameter(
        "xy",
        (Real("x", 0.0, 1.0), Real("y", 0.0, 1.0)),
        lambda controls: (controls.x, controls.y),
        _put_surface,
        "two parameters at once, for a surface under one finger",
    ),
    Parameter(
        "xy/x",
        (Choice("target", tuple(_SHARED)),),
        lambda controls: (controls.x_target,),
        lambda controls, target: replace(controls, x_target=target),
        "what the surface moves to the right",
    ),
    Parameter(
        "xy/y",
        (Choice("target", tuple(_SHARED)),),
        lambda controls: (controls.y_target,),
        lambda controls, target: replace(controls, y_target=target),
        "what the surface moves upward",
    ),
)

PLAIN = KNOBS + SURFACE
PARAMETERS: tuple[Parameter, ...] = PLAIN + _TWINS
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
