"""Programs that others wrote say the same things and must hear the same answers.

Answers are compared as words: the address's parts, then the arguments, numbers by their value,
since Pure Data knows floats only. More may come in between, as to who registers all is told.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

import pytest
from peers import Client, ServerProcess

from notono_live.protocol.commands import Atom

CLIENTS = Path(__file__).parent.parent / "clients"
PATIENCE_SECONDS = 30.0
Find = Callable[[str], str]
Word = float | str | None  # None: any
Commands = list[tuple[str, tuple[Atom, ...]]]

TABLE: list[tuple[str, tuple[Atom, ...], tuple[Word, ...]]] = [
    ("ping", (1, 2.5, "three"), ("pong", 1, 2.5, "three")),
    ("set/pitch", (61,), ()),
    ("pitch", (), ("pitch", 61)),
    ("pitch/class", (), ("pitch", "class", 1)),
    ("norm/pitch", (0.5,), ()),
    ("get/pitch", (), ("pitch", 54)),
    ("pitch", (12,), ("fail", "pitch", 0, 0, "range")),
    ("instrument", ("Synth-Lead",), ()),
    ("instrument", (), ("instrument", "synth_lead")),
    ("instrument/index", (3,), ()),
    ("instrument", (), ("instrument", "guitar")),
    ("region/time", (1, 2.5), ()),
    ("region/time", (), ("region", "time", 1, 2.5)),
    ("region/time", (1,), ("fail", "region/time", 0, 0, "bad-args")),
    ("version", (), ("version.reply", "notono-live", None, None)),
    ("slot/undo", (9,), ("fail", "slot/undo", 0, 9, "range")),
    ("slot/9/render", (), ("fail", "slot/render", 0, 9, "unknown-slot")),
    ("req", (77, "slot/render", 9), ("fail", "slot/render", 77, 9, "unknown-slot")),
    ("slot/rendr", (9,), ("fail", "slot/rendr", 0, 0, "unknown-address")),
    ("listen", ("/notono/top_k",), ("done", "listen", 0, 0, 1)),
    ("top_k", (7,), ("top_k", 7)),
    ("stop_listen/top_k", (), ("done", "ignore", 0, 0, 1)),
    ("list/instruments", (), ("list", "instruments.reply", 10, "vocal")),
    ("slot/generate", (2, 60, "bass", 5), ("done", "slot/generate", None, 2, None, None, 5)),
    ("sync", (5,), ("synced", 5)),
    ("sync", (99,), ("synced", 99)),
]
END: tuple[Word, ...] = ("synced", 99)


def words(line: str) -> tuple[Word, ...]:
    """What a line says as words, without the prefix."""
    found: list[Word] = []
    for text in line.replace("/notono/", "", 1).split("\t"):
        with contextlib.suppress(ValueError):
            found.append(float(text))
            continue
        found.append(text)
    return tuple(found)


def fits(heard: tuple[Word, ...], expected: tuple[Word, ...]) -> bool:
    pairs = zip(heard, expected, strict=False)
    return len(heard) >= len(expected) and all(e in (None, h) for h, e in pairs)


def of_json(line: str) -> str | None:
    address, *arguments = json.loads(line)
    return "\t".join([*parts(address), *map(str, arguments)])


def parts(address: str) -> list[str]:
    return address.removeprefix("/notono/").split("/")


@dataclass
class Talk:
    """A program at work; `read` makes tab-separated words of a line it prints, or None."""

    process: subprocess.Popen[str]
    read: Callable[[str], str | None]

    def __post_init__(self) -> None:
        self.heard: list[tuple[Word, ...]] = []
        self._lines: Queue[str | None] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, *expected: Word) -> None:
        """Hear up to an answer."""
        before: list[str] = []
        with contextlib.suppress(Empty):
            while (line := self._lines.get(timeout=PATIENCE_SECONDS)) is not None:
                before.append(line)
                if (said := self.read(line)) is not None:
                    self.heard.append(words(said))
                    if fits(self.heard[-1], expected):
                        return
        raise AssertionError(f"no {expected}; it printed {before[-8:]}")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Server(ServerProcess):
    """One that answers those who registered no port at `reply_port`, if that is not 0."""

    def __init__(self, out: Path, reply_port: int) -> None:
        self.reply_port = reply_port
        super().__init__("toy", out, "--reply-port", str(reply_port))


def typed(commands: Commands, path: Path) -> Path:
    """The commands as a file for programs that read one."""
    tags: dict[type, str] = {int: "i", float: "f", str: "s"}
    rows = [[f"/notono/{verb}", [(tags[type(a)], a) for a in atoms]] for verb, atoms in commands]
    path.write_text(json.dumps(rows))
    return path


def start(*command: str | Path, read: Callable[[str], str | None] = of_json) -> Talk:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    process = subprocess.Popen(
        [*map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    return Talk(process, read)


def python_osc(how: str, server: Server, commands: Commands, tmp: Path, find: Find) -> Talk:
    file = typed(commands, tmp / "commands.json")
    program = CLIENTS / "python_osc_client.py"
    return start(sys.executable, program, how, str(server.port), file)


def pyliblo(how: str, server: Server, commands: Commands, tmp: Path, find: Find) -> Talk:
    pytest.importorskip("pyliblo3", reason="pyliblo3 is not installed")
    file = typed(commands, tmp / "commands.json")
    return start(sys.executable, CLIENTS / "liblo_client.py", how, str(server.port), file)


def osc_js(how: str, server: Server, commands: Commands, tmp: Path, find: Find) -> Talk:
    node = find("node")
    if not (CLIENTS / "node_modules" / "osc").exists():
        pytest.skip("osc.js is not installed; npm install in tests/clients")
    file = typed(commands, tmp / "commands.json")
    port = server.http if how == "ws" else server.port
    return start(node, CLIENTS / "osc_js.js", how, str(port), file)


def oscsend(how: str, server: Server, commands: Commands, tmp: Path, find: Find) -> Talk:
    """liblo's command line: each message from another port, all answered at oscdump's."""
    mouth = find("oscsend")
    talk = start(find("oscdump"), "-L", str(server.reply_port), read=of_oscdump)
    tags: dict[type, str] = {int: "i", float: "f", str: "s"}

    def say(verb: str, atoms: tuple[Atom, ...]) -> None:
        where = [f"osc.{how}://127.0.0.1:{server.port}/", f"/notono/{verb}"]
        types = ["".join(tags[type(a)] for a in atoms)] if atoms else []
        subprocess.run([mouth, *where, *types, *map(str, atoms)], check=True)

    for _ in range(100):  # oscdump does not tell when it listens
        say("notify", (1, server.reply_port))
        with contextlib.suppress(Empty):
            talk._lines.put(talk._lines.get(timeout=0.1))
            break
    for verb, atoms in commands:
        say(verb, atoms)
    return talk


def of_oscdump(line: str) -> str | None:
    """`e8c4.92 /notono/pong ifs 1 2.500000 "three"`"""
    if not (found := re.match(r"\S+ /notono/(\S+) ?([ifs]*) ?(.*)", line)):
        return None
    arguments = [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', found[3])]
    return "\t".join([*found[1].split("/"), *arguments])


SCLANG = """
OSCFunc.trace(false);
thisProcess.addOSCRecvFunc({{ |heard|
    if(heard[0].asString.beginsWith("/notono/")) {{
        ("HEARD\\t" ++ heard[0].asString.drop(8).replace("/", "\\t")
            ++ heard.drop(1).collect({{ |each| "\\t" ++ each.asString }}).join).postln;
    }};
}});
Routine({{
    var there = NetAddr("127.0.0.1", {port});
    {lines}
}}).play(SystemClock);
"""


def sclang(how: str, server: Server, commands: Commands, tmp: Path, find: Find) -> Talk:
    program = find("sclang")
    lines = []
    for verb, atoms in commands:
        words = ", ".join(json.dumps(atom) for atom in (f"/notono/{verb}", *atoms))
        lines.append(f"there.sendMsg({words}); 0.01.wait;")
    file = tmp / "talk.scd"
    file.write_text(SCLANG.format(port=server.port, lines="\n    ".join(lines)))
    return start(program, file, read=after_heard)


def after_heard(line: str) -> str | None:
    return line.removeprefix("HEARD\t") if line.startswith("HEARD\t") else None


def pd(how: str, server: Server, commands: Commands, tmp: Path, find: Find) -> Talk:
    """A patch that sends each message after a delay of its own, and prints what comes back."""
    program = find("pd")
    patch = Patch()
    net = patch.add("obj", "netsend -u -b")
    start_all = patch.add("obj", "loadbang")
    patch.connect(start_all, patch.connect_to(net, "msg", f"connect 127.0.0.1 {server.port}"))
    trim = patch.add("obj", "list trim")
    send = patch.add("obj", "list prepend send")
    patch.connect(send, trim)
    patch.connect(trim, net)
    for number, (verb, atoms) in enumerate(commands):
        wait = patch.add("obj", f"delay {100 + 10 * number}")
        arguments = patch.add("msg", " ".join(["list", *map(str, atoms)]))
        message = patch.add("obj", f"oscformat notono {verb.replace('/', ' ')}")
        for one, other in ((start_all, wait), (wait, arguments), (arguments, message)):
            patch.connect(one, other)
        patch.connect(message, send)
    parse = patch.add("obj", "oscparse")
    patch.connect(net, parse, outlet=1)
    patch.connect(parse, patch.add("obj", "print HEARD"))
    file = tmp / "talk.pd"
    file.write_text(patch.text())
    return start(program, "-nogui", "-noaudio", "-nomidi", "-stderr", file, read=of_pd)


def of_pd(line: str) -> str | None:
    found = re.match(r"HEARD: (?:list )?notono (.*)", line)
    return "\t".join(found[1].split()) if found else None


class Patch:
    """Objects and lines of a Pd file."""

    def __init__(self) -> None:
        self._objects: list[str] = []
        self._lines: list[str] = []

    def add(self, kind: str, text: str) -> int:
        self._objects.append(f"#X {kind} 10 {20 * len(self._objects)} {text};")
        return len(self._objects) - 1

    def connect(self, one: int, other: int, outlet: int = 0) -> None:
        self._lines.append(f"#X connect {one} {outlet} {other} 0;")

    def connect_to(self, target: int, kind: str, text: str) -> int:
        """A new object that leads to one."""
        made = self.add(kind, text)
        self.connect(made, target)
        return made

    def text(self) -> str:
        return "\n".join(["#N canvas 0 0 600 600 12;", *self._objects, *self._lines, ""])


def is_told_to_all(expected: tuple[Word, ...]) -> bool:
    """Whether oscdump hears what oscsend was told on a connection that it has closed."""
    return expected[0] in ("fail", "synced") or expected[1:2] == ("slot/generate",)


Program = Callable[[str, ServerProcess, Commands, Path, Find], Talk]
PROGRAMS: dict[str, tuple[Program, str]] = {
    "python-osc over UDP": (python_osc, "udp"),
    "python-osc over TCP, OSC 1.0": (python_osc, "1.0"),
    "python-osc over TCP, OSC 1.1": (python_osc, "1.1"),
    "pyliblo over UDP": (pyliblo, "udp"),
    "pyliblo over TCP": (pyliblo, "tcp"),
    "osc.js over UDP": (osc_js, "udp"),
    "osc.js over TCP": (osc_js, "tcp"),
    "osc.js over a websocket": (osc_js, "ws"),
    "oscsend over UDP": (oscsend, "udp"),
    "oscsend over TCP": (oscsend, "tcp"),
    "sclang": (sclang, "udp"),
    "Pd": (pd, "udp"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("clients") / "out", 0) as server:
        yield server


@pytest.fixture(scope="module")
def calling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    ear = Client(1, notify=False)  # takes a free port, and gives it back
    ear.close()
    with Server(tmp_path_factory.mktemp("calling") / "out", ear.port) as server:
        yield server


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_hears_the_same_answers(
    name: str, server: Server, calling: Server, program: Find, tmp_path: Path
) -> None:
    make, how = PROGRAMS[name]
    commands = [(verb, atoms) for verb, atoms, _ in TABLE]
    talk = make(how, calling if make is oscsend else server, commands, tmp_path, program)
    try:
        talk.until(*END)
    finally:
        talk.end()
    came = iter(talk.heard)
    for verb, _, expected in TABLE:
        if expected and (how != "tcp" or make is not oscsend or is_told_to_all(expected)):
            assert any(fits(heard, expected) for heard in came), (verb, expected, talk.heard)


def test_two_programs_at_once_hear_their_own_answers_only(
    server: Server, program: Find, tmp_path: Path
) -> None:
    def commands(tag: int) -> Commands:
        pings: Commands = [("ping", (tag + number,)) for number in range(50)]
        refused: Commands = [("req", (tag, "slot/undo", 9))]
        return [("notify", (1,)), *pings, *refused, ("sync", (99,))]

    talks = []
    for tag, name in ((1000, "python-osc over UDP"), (2000, "pyliblo over UDP")):
        make, how = PROGRAMS[name]
        folder = tmp_path / str(tag)
        folder.mkdir()
        talks.append((tag, make(how, server, commands(tag), folder, program)))
    for tag, talk in talks:
        try:
            talk.until(*END)
        finally:
            talk.end()
        pongs = [heard[1] for heard in talk.heard if heard[0] == "pong"]
        assert pongs == [tag + number for number in range(50)]
        fails = [heard[2] for heard in talk.heard if heard[0] == "fail"]
        assert fails == [tag]
