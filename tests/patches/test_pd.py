"""Pure Data runs the shipped patches against the real server: knobs are turned, regions redrawn,
and the arrays hold what the files hold."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pd_files import canvases, heard, sent
from pd_slot import (
    holding,
    slot_row,
    soon_holding,
)
from peers import Client, ServerProcess
from pure_data import PATCHES, PureData

from notono_live.protocol import addresses, answers, asked, controls
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

Find = Callable[[str], str]
FILES = sorted(PATCHES.glob("*.pd"))
HELPS = [path for path in FILES if path.stem.endswith("-help")]
NAMES = (*answers.BY_NAME, *controls.BY_NAME)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_message_to_the_server_is_one_it_obeys(path: Path) -> None:
    for words in sent(path):
        name, *rest = words.split()
        if rest == ["..."]:  # a number comes behind it
            if path.stem == "notono-slot~" and name == "\\$1":  # slot/<verb>, with its own slot
                continue
            assert addresses.knows(f"/notono/{name}"), words
            continue
        atoms: list[Atom] = ["1" if word.startswith("\\$") else word for word in rest]
        if name not in ("connect", "disconnect"):
            assert addresses.parse(Message(f"/notono/{name}", tuple(atoms))), words


def test_every_answer_it_waits_for_is_one_the_server_gives(path: Path) -> None:
    for name in heard(path):
        words = name.split("/", 1)
        is_verb = words[0] in ("done", "fail") and words[1:] and words[1] in asked.BY_NAME
        chosen = controls.BY_NAME.get(words[0])
        is_value = chosen and words[-1] in chosen.arguments[0].range.split()
        assert is_verb or is_value or any(n == name or n.startswith(f"{name}/") for n in NAMES), (
            name
        )


def test_the_graph_is_read_as_it_is_meant() -> None:
    assert "slot/generate 1 60 guitar" in set(sent(PATCHES / "notono-help.pd"))
    assert {"status.reply", "list/slots.reply", "done/scene/save"} <= set(
        heard(PATCHES / "live-set.pd")
    )
    assert "region/start" in set(heard(PATCHES / "notono-region.pd"))
    assert {spec.name for spec in asked.SPECS} <= {
        words.split()[0] for words in sent(PATCHES / "notono-help.pd")
    }, "the help shows every command"
    assert {p.name for p in controls.PLAIN} <= {
        words.split()[0] for words in sent(PATCHES / "notono-help.pd")
    }, "and every parameter"


def test_wires_join_boxes_that_exist(path: Path) -> None:
    for canvas in canvases(path):
        for source, _, target, _ in canvas.wires:
            assert source < len(canvas.boxes), path.name
            assert target < len(canvas.boxes), path.name


def test_no_array_is_resized_by_a_load(path: Path) -> None:
    if path.stem != "notono-first-sound":
        assert "-resize" not in path.read_text(encoding="utf-8")


def test_no_place_of_a_machine_is_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("/notono/", "")
    assert not re.search(r"(^|\s)(/[a-z]+/|[A-Z]:\\)", text)


@pytest.mark.parametrize("help_patch", HELPS, ids=lambda path: path.stem)
def test_a_help_patch_draws_what_it_shows(
    help_patch: Path, served: ServerProcess, client: Client, program: Find
) -> None:
    with PureData(program("pd"), help_patch, server_port=served.port) as pd:
        pd.wait("told: status.reply")
        pd.send("notono", *["slot/generate", "1", "60", "guitar"])
        first = client.wait("done", "slot/generate")
        pd.wait("told: done slot/generate")
        if "~" in help_patch.stem:
            pd.wait(f"notono-loaded: 196608 {first.atoms[4]}")
        pd.send("notono", *["slot/regenerate", "1", "top", "1", "2", "0", "1", "bass", "48"])
        made = client.wait("done", "slot/regenerate")
        pd.wait("told: done list/slots", 2)
        assert "told: fail" not in pd.heard, pd.heard
        if "~" in help_patch.stem:
            pd.wait(f"notono-loaded: 196608 {made.atoms[4]}")
        assert "error" not in pd.heard, pd.heard
        if "~" in help_patch.stem:
            assert holding(pd, soundfile.read(str(made.atoms[3]), dtype="float32")[0])


def test_the_knobs_of_the_live_set_make_the_note_that_its_arrays_hold(
    served: ServerProcess, client: Client, program: Find
) -> None:
    with PureData(program("pd"), PATCHES / "live-set.pd", server_port=served.port) as pd:
        pd.wait("told: status.reply 1")
        pd.wait("told: list slots.reply 16")
        pd.send("$0-pitch-do", 43)
        pd.send("$0-temperature-do", 0.5)
        pd.send("$0-family-do", 6)
        pd.send("$0-hit-4", "bang")
        pd.send("$0-generate-do", "bang")
        made = client.wait("done", "generate", seconds=60)
        assert made.atoms[2] == 4
        row = slot_row(client, 4)
        assert row[1:3] == ("mallet", 43)
        first = soundfile.read(str(row[6]), dtype="float32")[0]
        assert soon_holding(pd, first)
        pd.send("notono", "region/time", 1.024, 2.048)
        pd.send("$0-layer-do", 0)
        pd.send("$0-family-do", 1)
        pd.send("$0-regenerate-do", "bang")
        client.wait("done", "regenerate", seconds=60)
        row = slot_row(client, 4)
        second = soundfile.read(str(row[6]), dtype="float32")[0]
        assert not np.array_equal(first, second)
        assert np.array_equal(first[:30_000], second[:30_000]), "only the region is another"
        assert len(soon_holding(pd, second)) == 1
        pd.send("$0-slot-undo-do", "bang")
        client.wait("done", "slot/undo")
        assert soon_holding(pd, first)
        assert "told: fail" not in pd.heard, pd.heard
        assert not pd.errors, pd.heard
        client.send("temperature", 1)
        client.send("layer", "both")


def test_the_live_set_keeps_a_scene_and_brings_it_back(
    served: ServerProcess, client: Client, program: Find
) -> None:
    with PureData(program("pd"), PATCHES / "live-set.pd", server_port=served.port) as pd:
        pd.wait("told: list slots.reply 16")
        pd.send("$0-pitch-do", 50)
        pd.send("$0-store", 1)
        pd.send("$0-scene-2-do", "bang")
        pd.wait("told: done scene/save")
        pd.send("$0-pitch-do", 70)
        pd.wait("told: pitch 70")
        pd.send("$0-scene-2-do", "bang")
        pd.wait("told: done scene/recall")
        pd.wait("told: pitch 50", 2)
        assert "error" not in pd.heard, pd.heard
        client.send("scene/delete", "live-2")


def test_midi_controllers_move_the_servers_knobs_and_keys_play_what_it_sounds(
    program: Find, tmp_path: Path
) -> None:
    with (
        ServerProcess(
            "toy", tmp_path / "out", "--audio", f"file:{tmp_path / 'heard.wav'}"
        ) as server,
        PureData(program("pd"), PATCHES / "live-set.pd", server_port=server.port, midi=True) as pd,
    ):
        client = Client(server.port)
        client.ask("slot/generate", 1, 60, "guitar")
        pd.wait("told: list slots.reply 16")
        pd.midi(0xB0, 1, 0, 21, 127, 16, 64)
        assert client.wait("temperature").atoms[0] == pytest.approx(0.1)
        assert client.wait("pitch").atoms == (84,)
        assert client.wait("region/start").atoms[0] == pytest.approx(64 / 127)
        pd.send("$0-from", 1)
        pd.midi(0x90, 60, 100, 64, 100)
        deadline = time.monotonic() + 20
        while sounding_at(client) != 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        pd.midi(0x80, 60, 0, 64, 0)
        while sounding_at(client) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert time.monotonic() < deadline
        assert "told: fail" not in pd.heard, pd.heard
        client.close()


def sounding_at(client: Client) -> int:
    """How many voices the server has."""
    client.send("stats")
    return int(client.wait("stats/counters.reply").atoms[4])


def test_a_server_that_comes_later_is_found_and_the_patch_registers(
    program: Find, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with PureData(program("pd"), PATCHES / "notono-help.pd", server_port=port) as pd:
        time.sleep(2.5)
        assert "light: 1" not in pd.heard
        with ServerProcess("toy", tmp_path / "out", "--port", str(port)):
            pd.wait("light: 1")
            pd.wait("told: done notify")
        pd.wait("light: 0")
        with ServerProcess("toy", tmp_path / "out", "--port", str(port)):
            pd.wait("light: 1", 2)
            pd.wait("told: done notify", 2)
