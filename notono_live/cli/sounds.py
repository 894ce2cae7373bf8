"""`notono-live generate` and `inpaint`: sound files made and redrawn without a server. Runs on the
main thread; torch is imported when the flags have been read."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from notono_live.cli.take import Take
from notono_live.config import DEVICES
from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import (
    MAX_COLUMNS,
    SAMPLE_RATE_HZ,
    SECONDS_PER_COLUMN,
    Grid,
    Layer,
    columns_for_samples,
)
from notono_live.notes.conditioning import FAMILIES, Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import DEFAULT_SAMPLING, SAMPLING_RANGES, SEED_MAX, Retrigger

# What each choice of --layer redraws: a top region frees the bottom cells beneath it anyway.
LAYERS = {"top": Layer.TOP, "bottom": Layer.BOTTOM, "both": Layer.TOP}
SAMPLING_HELP = {
    "temperature": "how boldly codes are drawn",
    "top_k": "draw from so many likeliest codes; 0 is off",
    "top_p": "draw from the likeliest codes up to this share; 0 is off",
    "guidance": "weight of the labels, in new notes of the instrument; 1 is as trained",
}


def generate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="OUT.wav")
    parser.add_argument(
        "--seconds",
        type=float,
        default=4.0,
        help=f"rounded up to columns of {SECONDS_PER_COLUMN} s, four at least (%(default)g)",
    )
    parser.set_defaults(retrigger=str(DEFAULT_SAMPLING.retrigger))  # nothing is before a new note
    _common_arguments(parser)


def inpaint_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("source", type=Path, metavar="IN", help="any sound file that libsndfile reads, up to 60 s")
    add("out", type=Path, metavar="OUT.wav")
    add("--layer", choices=LAYERS, default="both", help="map to redraw; top is both (%(default)s)")
    add("--time", type=float, nargs=2, metavar=("START", "END"), help="seconds (all of IN)")
    add("--band", type=float, nargs=2, metavar=("LOW", "HIGH"), default=[0.0, 1.0],
        help="0..1 along the mel axis (0 1)")  # fmt: skip
    add("--in-instrument", type=Family.named, metavar="NAME", help="what IN is, if you know")
    add("--in-pitch", type=int, metavar="MIDI", help="what IN is, if you know")
    add("--retrigger", choices=list(map(str, Retrigger)), default=str(DEFAULT_SAMPLING.retrigger),
        help="what begins with an attack after something else: another instrument, any note, off "
        "(%(default)s)")  # fmt: skip
    _common_arguments(parser)


def _common_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--instrument", type=Family.named, metavar="NAME", help=f"{' '.join(FAMILIES)} none")
    add("--pitch", type=int, metavar="MIDI", help="24..84, 60 is middle C")
    add("--velocity", type=int, metavar="MIDI", help="1..127, how hard it is struck, if the model "
        "knows")  # fmt: skip
    add("--seed", type=int, help=f"0..{SEED_MAX}, repeats a take (a new one each time, printed)")
    for name, low, high in SAMPLING_RANGES:
        if name in SAMPLING_HELP:
            default = getattr(DEFAULT_SAMPLING, name)
            text = f"{low:g}..{high:g}, {SAMPLING_HELP[name]} (%(default)s)"
            add(f"--{name.replace('_', '-')}", type=type(default), default=default, help=text)
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--rate", type=int, default=48_000, metavar="HZ", help="of OUT.wav (%(default)s)")
    add("--plot", type=Path, metavar="PNG", help="draw spectrograms, codemaps and the region")


def generate(arguments: Namespace) -> int:
    """A new note under one pitch and family."""
    longest = MAX_COLUMNS * SECONDS_PER_COLUMN
    if not 0 < arguments.seconds <= longest:
        raise OutOfRange(f"--seconds {arguments.seconds:g} is outside 0..{longest:g}")
    constraint = Constraint.nothing_kept(
        columns_for_samples(round(arguments.seconds * SAMPLE_RATE_HZ))
    )
    asked = Conditioning(arguments.pitch, arguments.instrument, arguments.velocity)
    take = Take.of(arguments, asked)
    made = take.drawn(None, constraint)
    take.write(made, len(made.samples))
    take.plot(None, made, constraint)
    return 0


def inpaint(arguments: Namespace) -> int:
    """A region of a sound file, drawn again; what is outside it stays."""
    from notono_live.export.sound import read_sound
    from notono_live.meter import measure

    source, out = arguments.source, arguments.out
    if out.exists() and source.exists() and out.samefile(source):
        raise BadArguments(f"{out} is the file to read; give OUT.wav another name")
    given = Conditioning(arguments.in_pitch, arguments.in_instrument)
    asked = Conditioning(
        given.pitch if arguments.pitch is None else arguments.pitch,
        arguments.instrument or given.family,
        arguments.velocity,
    )
    samples = read_sound(source)
    columns = columns_for_samples(len(samples))
    region = _region(arguments, columns)
    constraint = Constraint.freeing(region, columns)
    take = Take.of(arguments, asked)
    before = take.read(samples, given)
    made = take.drawn(before, constraint)
    take.write(made, len(samples))
    print(_described(region, constraint))
    meter = measure(before.samples, made.samples, constraint)
    print(
        f"meter: change inside the region {meter.inside_decibels:.1f} dB, leak outside "
        f"{meter.outside_decibels:.1f} dB, of the note's level"
    )
    take.plot(before, made, constraint)
    return 0


def _region(arguments: Namespace, columns: int) -> Region:
    start, end = arguments.time or (0.0, columns * SECONDS_PER_COLUMN)
    low, high = arguments.band
    return Region.spanning(LAYERS[arguments.layer], (start, end), (low, high), columns)


def _described(region: Region, constraint: Constraint) -> str:
    """
    >>> region = Region(Layer.TOP, 0, 1, 0, 8)
    >>> _described(region, Constraint.freeing(region))
    'region: top columns 0..1 of 4, rows 0..8 of 32; 8 top and 32 bottom cells are redrawn'
    """
    grid = Grid.of(region.layer, constraint.columns)
    return (
        f"region: {region.layer} columns {region.column}..{region.column_end} of {grid.columns}, "
        f"rows {region.row}..{region.row_end} of {grid.rows}; "
        f"{constraint.top.sum()} top and {constraint.bottom.sum()} bottom cells are redrawn"
    )
