"""MIDI bindings in files: the controllers' maps that come with the server, a person's own, and what
`midi/save` writes. Runs before the server starts, and on a thread while it runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from notono_live.config import Settings
from notono_live.errors import BadArguments, FileTrouble
from notono_live.protocol.mapping import Binding, full
from notono_live.protocol.midi_maps import Box
from notono_live.protocol.midi_table import read, table_of
from notono_live.toml_file import Table, TomlFile
from notono_live.whole_file import beside

SHIPPED = Path(__file__).parent.parent / "mappings"
KINDS = {"name": str, "port": str, "keys": bool, "feedback": bool, "map": list}


def shipped() -> list[str]:
    """The names of the controllers whose maps come with the server."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def boxes(names: Iterable[str]) -> list[Box]:
    """The maps by name, file or `auto` for all that come with the server; in that order."""
    found: list[Box] = []
    for name in names:
        paths = [_path(each) for each in (shipped() if name == "auto" else [name])]
        found += [_box(TomlFile.read(path)) for path in paths]
    return found


def _path(name: str) -> Path:
    if name.endswith(".toml"):
        return Path(name)
    if name not in shipped():
        raise BadArguments(
            f"[midi] maps has {name!r}; give a file.toml, auto, or one of {' '.join(shipped())}"
        )
    return SHIPPED / f"{name}.toml"


def _box(file: TomlFile) -> Box:
    for key, value in file.data.items():
        file.checked(lambda key=key, value=value: _check(key, value), key)  # type: ignore[misc]
    if "port" not in file.data:
        raise BadArguments(f'{file.path} says no port; give one, as port = "nanoKONTROL2*"')
    return Box(
        name=file.data.get("name", file.path.stem),
        port=file.data["port"],
        bindings=tuple(
            replace(read(table), port=file.data["port"]) for table in tables(file, "map")
        ),
        keys=file.data.get("keys", True),
        feedback=file.data.get("feedback", True),
    )


def _check(key: str, value: Any) -> None:
    if key not in KINDS or not isinstance(value, KINDS[key]):
        known = " ".join(f"{name}:{kind.__name__}" for name, kind in KINDS.items())
        raise BadArguments(f"{key} = {value!r} is not known; a controller's map has {known}")


def tables(file: TomlFile, *keys: str) -> tuple[Table, ...]:
    """The tables of an array, none where there is no such array."""
    data: Any = file.data
    for key in keys:
        data = data.get(key, {})
    return file.tables(*keys) if data else ()


def home(settings: Settings) -> Path:
    """Where `midi/save` writes: the settings' file, or one beside the sounds that is read at every
    start without a settings' file."""
    return settings.path or settings.files.out / "midi.toml"


def own(settings: Settings) -> tuple[list[Binding], set[str]]:
    """A person's own bindings, and the targets that the maps shall leave alone."""
    path = home(settings)
    without = {full(target) for target in settings.midi.without}
    if settings.path is not None or not path.exists():
        return [read(table) for table in settings.midi.map], without
    file = TomlFile.read(path)
    without |= {full(target) for target in file.data.get("midi", {}).get("without", ())}
    return [read(table) for table in tables(file, "midi", "map")], without


def save(path: Path, bindings: list[Binding], without: Iterable[str]) -> None:
    """Make a file's bindings these, and leave all else in it, comments too, as it is. FileTrouble
    where it cannot be read or written."""
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else HEADER
        document = tomlkit.parse(text)
        midi = document.setdefault("midi", tomlkit.table())
        _write_maps(path, midi, bindings)
        _write_without(midi, sorted(without))
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside(path) as new:
            new.write_text(tomlkit.dumps(document), encoding="utf-8")
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise FileTrouble(f"the bindings cannot be kept in {path}: {error}") from error


HEADER = "# MIDI bindings, as /notono/midi/save wrote them; read at the start of the server.\n\n"


def _write_maps(path: Path, midi: Any, bindings: list[Binding]) -> None:
    """Tables that say the same stay where they are; others go, and new ones come at the end."""
    left = list(bindings)
    array: AoT = midi.get("map") or tomlkit.aot()
    if array:
        file = TomlFile.read(path)
        for place, table in reversed(list(enumerate(tables(file, "midi", "map")))):
            binding = read(table)
            if binding in left:
                left.remove(binding)
            else:
                del array[place]
    for binding in left:
        array.append(tomlkit.item(table_of(binding)))
    if array:
        midi["map"] = array
    else:
        midi.pop("map", None)


def _write_without(midi: Any, without: list[str]) -> None:
    if without != sorted(midi.get("without", [])):
        midi["without"] = without
