"""The Max package and the Live devices: parsed, held to the table, and their scripts run in Node
with the real server. Nothing here has been opened in Max or Live."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from max_files import (
    PATCHERS,
    PATCHES,
    boxes,
    chunks,
    lines,
    overlapping,
    patchers,
    root,
    texts,
)
from peers import Client, ServerProcess

from notono_live.patches import live
from notono_live.patches.maxpat import OBJECTS, Patcher, parameter, ports
from notono_live.protocol import addresses, answers, asked, controls
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import PREFIX, Message

Find = Callable[[str], str]
SCRIPTS = PATCHES / "max" / "javascript"
HOST = Path(__file__).parent / "max_host.js"
ANSWERS = {PREFIX + name for name in (*answers.BY_NAME, *controls.BY_NAME)}


@pytest.fixture(params=PATCHERS, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_line_joins_an_outlet_to_an_inlet_that_exist(path: Path) -> None:
    for patcher in patchers(root(path)):
        found = {box["id"]: box for box in boxes(patcher)}
        assert len(found) == len(patcher["boxes"]), "no two boxes have one id"
        for source, outlet, target, inlet in lines(patcher):
            assert outlet < found[source]["numoutlets"], found[source]
            assert inlet < found[target]["numinlets"], found[target]


def test_boxes_say_how_many_inlets_and_outlets_their_objects_have(path: Path) -> None:
    for patcher in patchers(root(path)):
        for box in boxes(patcher):
            assert len(box.get("outlettype", [])) == box["numoutlets"]
            assert len(box["patching_rect"]) == 4
            if box["maxclass"] == "newobj" and box["text"].split()[0] not in ("js", "p"):
                inlets, kinds = ports(box["text"])
                assert (box["numinlets"], box["numoutlets"]) == (inlets, len(kinds)), box["text"]


# Where the reference in Max leaves open what an object's arguments decide on.
DECIDED_BY_ARGUMENTS = {"route", "sel", "gate", "pack", "unpack", "pipe", "t", "ctlin", "inlet",
                        "outlet", "sprintf", "udpsend", "bpatcher"}  # fmt: skip


def test_our_table_of_objects_agrees_with_the_reference_of_max() -> None:
    reference = pytest.importorskip("py2max.maxref", reason="py2max is not installed")
    compared = 0
    for name, (inlets, kinds) in OBJECTS.items():
        known = reference.get_inlet_count(name), reference.get_outlet_count(name)
        if name in DECIDED_BY_ARGUMENTS or None in known:
            continue
        compared += 1
        assert (inlets, len(kinds)) == known, name
    assert compared > 30


def test_another_parser_reads_them(path: Path) -> None:
    py2max = pytest.importorskip("py2max", reason="py2max is not installed")
    if path.suffix != ".amxd":
        assert len(py2max.Patcher.from_file(path)._boxes) == len(root(path)["boxes"])


def test_every_message_is_one_the_server_obeys(path: Path) -> None:
    for words in texts(root(path)):
        for said in re.findall(rf"^{PREFIX}\S+.*$", words):
            name, *rest = said.split()
            atoms: list[Atom] = ["1" if word.startswith("$") else word for word in rest]
            assert addresses.parse(Message(name, tuple(atoms))), said
        if words.startswith("prepend /"):
            assert addresses.knows(words.split()[1]), words
        if words.startswith("route /"):
            assert set(words.split()[1:]) <= ANSWERS, words


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_the_scripts_know_no_other_addresses(script: Path) -> None:
    for address in re.findall(r'"(/notono/[^"]+)"', script.read_text()):
        known = addresses.knows(address) or address == "/notono/slot/" or address in ANSWERS
        assert known or address == PREFIX, address


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_the_scripts_are_in_the_language_that_max_8_knows(script: Path) -> None:
    code = re.sub(r"//.*|\"[^\"]*\"", "", script.read_text())
    assert not re.search(r"\b(let|const|class|async|await|import|export)\b|=>|`", code)


def test_every_address_is_in_the_help_and_in_the_reference() -> None:
    everything = {PREFIX + n for n in (*asked.BY_NAME, *(p.name for p in controls.PLAIN))}
    shown = {
        text.split()[0] for text in texts(root(PATCHES / "max/help/notono.client.maxhelp")) if text
    }
    assert everything <= shown
    tree = ElementTree.parse(PATCHES / "max/docs/refpages/notono.client.maxref.xml").getroot()
    assert everything == {str(method.get("name")) for method in tree.iter("method")}


def test_a_help_has_tabs() -> None:
    for help_file in (PATCHES / "max" / "help").glob("*.maxhelp"):
        patcher = root(help_file)
        assert patcher["showrootpatcherontab"] == 0
        tabs = [box for box in boxes(patcher) if "patcher" in box]
        assert all(tab["patcher"]["showontab"] == 1 for tab in tabs)
        assert tabs[-1]["text"] == "p ?"
        assert len(tabs) >= 2


def test_what_patchers_name_is_in_the_package(path: Path) -> None:
    ours = {f.name for f in (PATCHES / "max").rglob("*.*")}
    for patcher in patchers(root(path)):
        for box in boxes(patcher):
            if box["maxclass"] == "bpatcher":
                assert box["name"] in ours
            if box["maxclass"] == "jsui":
                assert box["filename"] in ours
            said = str(box.get("text", "")) if box["maxclass"] == "newobj" else ""
            name, *rest = said.split() or [""]
            if name == "js":
                assert rest[0] in ours
            if name.startswith("notono."):
                assert f"{name}.maxpat" in ours


def test_no_place_of_a_machine_is_in_it(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    assert not re.search(r'(?i)("|\s)(/(users|home|tmp|root|work|usr)/|[a-z]:[/\\])', text)


@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [("notono instrument", b"iiii", 1_768_515_945), ("notono controller", b"mmmm", 1_835_887_981)],
)
def test_a_device_is_in_the_container_live_reads(name: str, kind: bytes, number: int) -> None:
    content = (PATCHES / "live" / f"{name}.amxd").read_bytes()
    assert content[:12] == b"ampf\x04\x00\x00\x00" + kind
    found = chunks(content)
    assert list(found) == [b"ampf", b"meta", b"ptch"]
    assert found[b"meta"] == b"\0\0\0\0", "not frozen"
    patcher = root(PATCHES / "live" / f"{name}.amxd")
    assert patcher["project"]["amxdtype"] == number
    assert patcher["openinpresentation"] == 1
    names = [b["varname"] for b in boxes(patcher) if b.get("parameter_enable")]
    assert len(names) == len(set(names)) > 8, "each parameter has a name of its own"
    for box in boxes(patcher):
        if box.get("presentation"):
            _, top, _, high = box["presentation_rect"]
            assert top + high <= 169, f"{box} lies below the edge of a device"


@pytest.mark.parametrize("name", ["notono instrument", "notono controller"])
def test_each_parameter_of_a_device_has_its_own_place_and_one_encoder(name: str) -> None:
    patcher = root(PATCHES / "live" / f"{name}.amxd")
    places = {
        box["varname"]: box["saved_attribute_attributes"]["valueof"]["parameter_order"]
        for box in boxes(patcher)
        if box.get("parameter_enable")
    }
    order = sorted(places, key=lambda each: int(places[each]))
    assert sorted(places.values()) == list(range(1, len(order) + 1))
    said = dict(patcher["parameters"])
    banks = said.pop("parameterbanks")
    assert said.pop("inherited_shortname") == 1
    assert {long: place for long, _, place in said.values()} == places
    ids = {box["id"]: box.get("varname") for box in boxes(patcher)}
    assert all(ids[id] == long for id, (long, *_) in said.items())
    pages = [banks[str(index)]["parameters"] for index in range(len(banks))]
    assert [page["index"] for page in banks.values()] == list(range(len(banks)))
    assert all(len(page) == 8 for page in pages)
    assert [each for page in pages for each in page if each != "-"] == order
    assert pages[0][:2] == ["instrument", "pitch"]
    assert {each for each in places if each.startswith("region ")} < set(pages[0])


def test_a_parameter_that_no_bank_has_is_not_forgotten() -> None:
    p = Patcher()
    p.widget("live.dial", (0, 0, 41, 48), **parameter("a new one", "new", "float"))
    with pytest.raises(AssertionError, match="a new one"):
        live.banked(p)


def test_nothing_that_is_seen_lies_on_anything_else(path: Path) -> None:
    rects = {
        f"{box['id']} {box.get('varname', box['maxclass'])}": box["presentation_rect"]
        for box in boxes(root(path))
        if box.get("presentation")
    }
    assert overlapping(rects) == []
    if path.suffix == ".amxd":
        right = max(rect[0] + rect[2] for rect in rects.values())
        assert right <= root(path)["devicewidth"]


@pytest.mark.parametrize(
    "place", ["max/patchers/live-set.maxpat", "live/notono instrument.amxd",
              "live/notono controller.amxd"],
)  # fmt: skip
def test_what_shapes_a_note_has_a_knob_that_is_automated(place: str) -> None:
    names = {b["varname"] for b in boxes(root(PATCHES / place)) if b.get("parameter_enable")}
    region = {f"region {edge}" for edge in ("start", "length", "low", "width")}
    assert {"instrument", "pitch", "dynamics", "temperature", "guidance"} | region <= names


def test_knobs_have_the_ranges_of_the_table(path: Path) -> None:
    for box in boxes(root(path)):
        name = str(box.get("varname", "")).replace("region ", "region/")
        if box["maxclass"] == "live.dial" and name in controls.BY_NAME and name != "slot":
            valueof = box["saved_attribute_attributes"]["valueof"]
            kind = controls.BY_NAME[name].arguments[0]
            assert (valueof["parameter_mmin"], valueof["parameter_mmax"]) == (kind.low, kind.high)


def test_the_package_says_what_it_is() -> None:
    info = json.loads((PATCHES / "max" / "package-info.json").read_text())
    assert info["name"] == "notono"
    assert (PATCHES / "max" / "extras" / info["homepatcher"]).is_file()


class MaxHost:
    """Node, running our scripts as Max would."""

    def __init__(self, node: str, port: int, *scripts: str, live: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [node, str(HOST), str(port), *scripts],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | ({"FAKE_LIVE": str(live)} if live else {}),
        )
        self.lines: list[str] = []

    def say(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def wait(self, start: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith(start):
                return line.rstrip()
        raise AssertionError(f"no {start!r} in {self.lines[-30:]}")

    def __enter__(self) -> MaxHost:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_the_scripts_draw_load_and_play_a_slot(
    served: ServerProcess, client: Client, program: Find
) -> None:
    scripts = (
        f"client={SCRIPTS / 'notono.client.js'}|127.0.0.1|{served.port}",
        f"slot={SCRIPTS / 'notono.slot.js'}|7",
    )
    with MaxHost(program("node"), served.port, *scripts) as host:
        host.wait("client 3 answers 1")
        host.say("slot 0 generate 52 flute")
        made = client.wait("done", "slot/generate")
        path = str(made.atoms[3])
        assert host.wait("slot 0 b replace") == f"slot 0 b replace {path}"
        assert host.wait("slot 1 mix") == "slot 1 mix 0 1 15"
        host.say("slot 0 60 127")
        _, _, _, target, took, level = host.wait("slot 1 start").split()
        assert float(target) == pytest.approx(4096)
        assert float(took) == pytest.approx(4096 / 2 ** (8 / 12))
        assert float(level) == 1
        host.say("slot 0 undo")
        host.wait("slot 1 stop")  # it was empty before
        client.wait("done", "slot/undo")


def test_two_devices_do_not_take_each_others_answers(served: ServerProcess, program: Find) -> None:
    script = f"client={SCRIPTS / 'notono.client.js'}|127.0.0.1|{served.port}"
    ports_heard = []
    with (
        MaxHost(program("node"), served.port, script) as first,
        MaxHost(program("node"), served.port, script) as second,
    ):
        for host in (first, second):
            ports_heard.append(host.wait("client 3 port").split()[-1])
            host.wait("client 3 answers 1")
        assert len(set(ports_heard)) == 2
        first.say("client 0 ping one")
        second.say("client 0 ping two")
        assert first.wait("client 2 /notono/pong").endswith("one")
        assert second.wait("client 2 /notono/pong").endswith("two")


def test_the_grid_draws_codes_and_tells_what_is_framed(
    served: ServerProcess, client: Client, program: Find
) -> None:
    scripts = (
        f"client={SCRIPTS / 'notono.client.js'}|127.0.0.1|{served.port}",
        f"grid={SCRIPTS / 'notono.grid.js'}",
    )
    with MaxHost(program("node"), served.port, *scripts) as host:
        host.wait("client 3 answers 1")
        client.ask("slot/generate", 1, 60)
        host.say("grid 0 onclick 88 60")
        host.say("grid 0 ondrag 176 180 1 0 0")
        host.say("grid 0 ondrag 176 180 0 0 0")
        heard = client.wait("region/freq")
        while heard.atoms[0] != pytest.approx(0.25):
            heard = client.wait("region/freq")
        client.send("region/time")
        start, end = client.wait("region/time").atoms
        assert (start, end) == (pytest.approx(1.024), pytest.approx(2.048))
        client.send("region/time", 0, 4.096)
        client.send("region/freq", 0, 1)


FAKE_LIVE = """
const called = [];
global.LiveAPI = class {
  constructor(path) { this.unquotedpath = path; this.path = path; this.id = 1; }
  get info() { return process.env.LIVE_CAN || ""; }
  getcount(what) { return what === "devices" ? 2 : 3; }
  get(what) {
    const simpler = this.path.endsWith("devices 1");
    if (what === "class_name") return [simpler ? "OriginalSimpler" : "MxDeviceMidiEffect"];
    if (what === "has_clip") return [this.path.endsWith("clip_slots 0") ? 1 : 0];
    if (what === "can_have_drum_pads") return [0];
    return [1];
  }
  call(what, path) { console.log("live " + what + " " + this.path + " " + path); }
};
"""


@pytest.mark.parametrize("able", [True, False])
def test_a_render_goes_into_simpler_and_a_clip_where_live_can(
    able: bool, served: ServerProcess, client: Client, program: Find, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "live.js").write_text(FAKE_LIVE)
    can = "function replace_sample\nfunction create_audio_clip" if able else "function nothing"
    monkeypatch.setenv("LIVE_CAN", can)
    client.ask("slot/generate", 1, 60, "guitar")
    scripts = (
        f"client={SCRIPTS / 'notono.client.js'}|127.0.0.1|{served.port}",
        f"live={SCRIPTS / 'notono.live.js'}",
    )
    with MaxHost(program("node"), served.port, *scripts, live=tmp_path / "live.js") as host:
        host.wait("client 3 answers 1")
        host.say("live 0 simpler 1")
        path = str(client.wait("done", "slot/render").atoms[3])
        if able:
            line = host.wait("live replace_sample")
            assert line.endswith(f"devices 1 {path}")
            host.say("live 0 clip")
            assert " clip_slots 1 " in host.wait("live create_audio_clip"), "the first empty one"
            client.ask("slot/undo", 1)
            client.ask("slot/generate", 1, 48, "bass")
            assert host.wait("live replace_sample") != line, "no path is given twice"
        else:
            assert "no replace_sample" in host.wait("live 1 set")


def test_a_client_finds_its_server_again(program: Find, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    script = f"client={SCRIPTS / 'notono.client.js'}|127.0.0.1|{port}"
    with MaxHost(program("node"), port, script) as host:
        for _ in range(2):
            with ServerProcess("toy", tmp_path / "out", "--port", str(port)):
                host.wait("client 3 answers 1")
            host.wait("client 3 answers 0")
