"""Every setting: one frozen value for each part, from defaults, a TOML file and the command line.

The command line wins over the file, the file over the defaults. Plain values, any thread.

A file holds the same names as the values below:

    [osc]
    port = 9700
    [files]
    rate_hz = 44100
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from notono_live.errors import BadArguments, OutOfRange
from notono_live.toml_file import Table, TomlFile

DEVICES = ("auto", "cpu", "cuda", "mps")
WEIGHTS = ("auto", "float32", "int8")
MIDI_APIS = ("auto", "jack", "alsa", "coremidi", "winmm")


@dataclass(frozen=True, slots=True)
class Osc:
    """The UDP and TCP doors. `port` 0: any free one; `reply_port` 0: answer where a message came
    from. `targets`: who is greeted with hello when the model is ready, as "127.0.0.1:9701"."""

    host: str = "127.0.0.1"
    port: int = 9700
    reply_port: int = 0
    max_clients: int = 32
    client_timeout_seconds: float = 600.0  # of silence, for clients on other machines
    max_connections: int = 32  # over TCP; 0: no TCP
    targets: tuple[str, ...] = ()
    advertise: bool = True  # by mDNS, where `host` is no loopback address


@dataclass(frozen=True, slots=True)
class Web:
    """The HTTP door, on the host of [osc]. `port` 0: any free one; -1: no HTTP. `token`: what
    browsers must show where others can reach us; "": a new one at each start, which is printed.
    `origins`: whose pages may use the original's HTTP API, as "https://example.org", besides those
    that this machine serves."""

    port: int = 9702
    max_connections: int = 64
    token: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """The worker. `name` is a bundle's name or folder. `speculate`: whether what is likely to be
    asked for next is drawn while all rests; auto: on the mains, with two cores. `speculate_mb`: the
    most that is kept of it; a note of four seconds takes 0.26. `weights`: of the priors
    on a CPU; auto: int8 for edits and for many notes, where the processor has products of them."""

    name: str = "default"
    device: str = "auto"
    start_timeout_seconds: float = 600.0  # to load and warm up
    job_timeout_seconds: float = 60.0  # without a sign of life
    speculate: str = "auto"
    speculate_mb: int = 16
    weights: str = "auto"


@dataclass(frozen=True, slots=True)
class Files:
    """What is written and read. `sounds` is one more folder that clients may load from."""

    out: Path = Path("out")
    sounds: Path | None = None
    rate_hz: int = 48_000
    keep_renders: int = 20  # of each slot


@dataclass(frozen=True, slots=True)
class Bank:
    slots: int = 16
    history: int = 32  # changes that undo can take back, of each slot
    restore: bool = True  # begin with what the slots held when the last server ended
    keep_takes: int = 1000  # on disk, of those that no slot or scene needs; one takes 265 kB
    max_jobs: int = 64  # waiting and running


@dataclass(frozen=True, slots=True)
class Audio:
    """What is heard. `output`: auto (the default device, JACK's where a server runs), none,
    file:PATH (a WAV, paced by the clock), or a device or host API by its name or a part of it.
    Rate and block 0: as the host has them."""

    output: str = "auto"
    rate_hz: int = 0
    block_frames: int = 0
    voices: int = 64
    release_seconds: float = 0.25
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Midi:
    """Keys and knobs. `inputs`: patterns of port names, upper or lower case; "none": no MIDI.
    `virtual`: a port of our own that others connect to, where the system has such; "": none.
    `maps`: shipped controllers' by name, files of your own, or "auto": by the port's name.
    `without`: addresses that neither those nor the default map shall turn. `map`: your own,
    one [[midi.map]] each (`protocol.midi_table`)."""

    inputs: tuple[str, ...] = ("*",)
    api: str = "auto"
    virtual: str = "notono-live"
    channel: int = 0  # 1..16; 0 is any
    notes: str = "audition"  # what keys do, until midi/notes says otherwise
    outside: str = "fold"  # what becomes of keys that the model cannot draw
    note_sets_pitch: bool = False
    takeover: str = "pickup"  # until midi/takeover says otherwise
    program_map: str = "index"
    feedback: bool = True  # lights and rings of controllers follow the parameters
    maps: tuple[str, ...] = ("auto",)
    without: tuple[str, ...] = ()
    map: tuple[Table, ...] = ()

    @property
    def off(self) -> bool:
        return self.inputs == ("none",)


@dataclass(frozen=True, slots=True)
class Settings:
    osc: Osc = field(default_factory=Osc)
    model: Model = field(default_factory=Model)
    files: Files = field(default_factory=Files)
    bank: Bank = field(default_factory=Bank)
    audio: Audio = field(default_factory=Audio)
    web: Web = field(default_factory=Web)
    midi: Midi = field(default_factory=Midi)
    path: Path | None = None  # of the file they came from


# Command line flag → (part, setting); the flag's own name without dashes is the argparse name.
FLAGS: dict[str, tuple[str, str]] = {
    "host": ("osc", "host"),
    "port": ("osc", "port"),
    "reply_port": ("osc", "reply_port"),
    "http": ("web", "port"),
    "model": ("model", "name"),
    "device": ("model", "device"),
    "weights": ("model", "weights"),
    "out": ("files", "out"),
    "sounds": ("files", "sounds"),
    "rate": ("files", "rate_hz"),
    "slots": ("bank", "slots"),
    "restore": ("bank", "restore"),
    "audio": ("audio", "output"),
    "block": ("audio", "block_frames"),
    "midi": ("midi", "inputs"),
    "midi_api": ("midi", "api"),
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("model", "device"): DEVICES,
    ("model", "speculate"): ("auto", "on", "off"),
    ("model", "weights"): WEIGHTS,
    ("midi", "api"): MIDI_APIS,
    ("midi", "notes"): ("audition", "render", "slots", "off"),
    ("midi", "outside"): ("fold", "clamp", "ignore"),
    ("midi", "takeover"): ("none", "pickup", "scale"),
    ("midi", "program_map"): ("index", "gm", "scenes", "off"),
}
RANGES: dict[tuple[str, str], tuple[float, float]] = {
    ("osc", "port"): (0, 65_535),
    ("osc", "reply_port"): (0, 65_535),
    ("osc", "max_clients"): (1, 1000),
    ("osc", "client_timeout_seconds"): (1, 1e6),
    ("osc", "max_connections"): (0, 1000),
    ("web", "port"): (-1, 65_535),
    ("web", "max_connections"): (1, 1000),
    ("model", "start_timeout_seconds"): (1, 1e5),
    ("model", "job_timeout_seconds"): (0.1, 1e5),
    ("model", "speculate_mb"): (1, 10_000),
    ("files", "rate_hz"): (8_000, 192_000),
    ("files", "keep_renders"): (1, 10_000),
    ("bank", "slots"): (1, 128),
    ("bank", "history"): (1, 1000),
    ("bank", "keep_takes"): (0, 1_000_000),
    ("bank", "max_jobs"): (1, 10_000),
    ("audio", "rate_hz"): (0, 192_000),
    ("audio", "block_frames"): (0, 8192),
    ("audio", "voices"): (1, 512),
    ("audio", "release_seconds"): (0.002, 30),
    ("audio", "gain_db"): (-90, 12),
    ("midi", "channel"): (0, 16),
}


def add_arguments(parser: ArgumentParser) -> None:
    """The flags of `serve`."""
    add = parser.add_argument
    add("--port", type=int, help="UDP port for OSC; 0 takes a free one and prints it (9700)")
    add("--host", help="address to listen on (127.0.0.1: this machine only)")
    add("--reply-port", type=int, help="answer to this port of whoever asks, if it is not 0 (0)")
    add(
        "--http", type=int, metavar="PORT", help="port for OSCQuery; 0: a free one, -1: none (9702)"
    )
    add("--model", metavar="NAME|DIR", help="bundle, by name under models/ or by folder (default)")
    add("--device", choices=DEVICES, help="where the model computes (auto: the fastest)")
    add("--weights", choices=WEIGHTS, help="of the priors on a CPU (auto: int8 for edits)")
    add("--out", type=Path, metavar="DIR", help="folder for slots/, renders/ and sounds/ (out)")
    add("--sounds", type=Path, metavar="DIR", help="one more folder that slot/load may read")
    add("--rate", type=int, metavar="HZ", help="sample rate of the files written (48000)")
    add("--slots", type=int, help="how many slots there are (16)")
    add(
        "--fresh", dest="restore", action="store_false", default=None, help="begin with empty slots"
    )
    add("--audio", metavar="DEVICE", help="auto, none, file:PATH, or a device's name (auto)")
    add("--block", type=int, metavar="FRAMES", help="frames a block; 0: as the device has it (0)")
    add("--midi", metavar="GLOB", help="MIDI inputs by name, * and ? allowed, or none (*)")
    add("--midi-api", choices=MIDI_APIS, help="which system's MIDI (auto: the usual one)")
    add("--config", type=Path, metavar="FILE.toml", help="settings; flags win over it")


def from_arguments(arguments: Namespace) -> Settings:
    """Settings from parsed flags and the file they name.

    >>> parser = ArgumentParser()
    >>> add_arguments(parser)
    >>> from_arguments(parser.parse_args(["--port", "0", "--slots", "8"])).bank
    Bank(slots=8, history=32, restore=True, keep_takes=1000, max_jobs=64)
    """
    settings = Settings()
    if arguments.config is not None:
        file = TomlFile.read(arguments.config)
        settings = replace(settings, path=arguments.config)
        for name, table in file.data.items():
            settings = _with(settings, name, table, file)
    for flag, (part, setting) in FLAGS.items():
        if (value := getattr(arguments, flag)) is not None:
            settings = _with(settings, part, {setting: value})
    return settings


def _with(settings: Settings, part: str, table: Any, file: TomlFile | None = None) -> Settings:
    """`settings` with a part's values replaced, each checked for its name, type and range."""

    def checked(check: Callable[[], Any], *keys: str) -> Any:
        return check() if file is None else file.checked(check, part, *keys)

    checked(partial(_known_part, settings, part, table))
    old = getattr(settings, part)
    for name, value in table.items():
        new = checked(partial(_checked, part, name, value, old), name)
        if (part, name) == ("midi", "map") and file is not None:
            new = file.tables(part, name)
        old = replace(old, **{name: new})
    return replace(settings, **{part: old})


def _known_part(settings: Settings, part: str, table: Any) -> None:
    names = [f.name for f in fields(settings) if f.name != "path"]
    if part not in names or not isinstance(table, dict):
        raise BadArguments(f"settings know no [{part}]; there are {' '.join(names)}")


def _checked(part: str, name: str, value: Any, settings: Any) -> Any:
    known = [f.name for f in fields(settings)]
    if name not in known:
        raise BadArguments(f"[{part}] knows no {name}; it has {' '.join(known)}")
    old = getattr(settings, name)
    if isinstance(old, Path) or name == "sounds":
        if not isinstance(value, str | Path):
            raise BadArguments(f"[{part}] {name} is {value!r}; give a path as text")
        return Path(value)
    words = CHOICES.get((part, name))
    if words is not None and value not in words:
        raise BadArguments(f"[{part}] {name} is {value!r}; choose one of {' '.join(words)}")
    if name == "targets":
        return _targets(value)
    if (part, name) == ("midi", "map"):
        return _tables(value)
    if isinstance(old, tuple):
        return _texts(part, name, value)
    kind = float | int if isinstance(old, float) else type(old)
    if not isinstance(value, kind) or isinstance(value, bool) != isinstance(old, bool):
        raise BadArguments(f"[{part}] {name} is {value!r}; give {type(old).__name__} like {old!r}")
    low, high = RANGES.get((part, name), (0, 0))
    if (part, name) in RANGES and not low <= value <= high:
        raise OutOfRange(f"[{part}] {name} is {value}, outside {low:g}..{high:g}")
    return value


def _texts(part: str, name: str, value: Any) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise BadArguments(f'[{part}] {name} is {value!r}; give texts, like ["one", "two"]')
    return tuple(texts)


def _tables(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise BadArguments("[midi] map is no list of tables; begin each with [[midi.map]]")
    return value


def _targets(value: Any) -> tuple[str, ...]:
    """Addresses only, since a name would have to be looked up, which may take seconds."""
    if not isinstance(value, list | tuple):
        raise BadArguments(f"[osc] targets is {value!r}; give a list like ['127.0.0.1:9701']")
    for target in value:
        host, _, port = str(target).rpartition(":")
        try:
            ip_address(host.strip("[]"))
            sound = 1 <= int(port) <= 65_535
        except ValueError:
            sound = False
        if not sound:
            raise BadArguments(f"[osc] target {target!r} is no address and port, as 127.0.0.1:9701")
    return tuple(value)
