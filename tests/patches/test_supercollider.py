"""SuperCollider's language compiles our classes, draws through the real server, and scsynth plays
the slot sample for sample on JACK."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackd import Heard, JackRecorder, jack_server
from peers import Client, ServerProcess

from notono_live.patches.supercollider import method
from notono_live.protocol import addresses, asked, controls

Find = Callable[[str], str]
PATCHES = Path(__file__).parents[2] / "patches" / "supercollider"
WITHOUT_WINDOW = {
    "QT_QPA_PLATFORM": "offscreen",
    "QTWEBENGINE_DISABLE_SANDBOX": "1",
    "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu",
}


def test_every_address_has_a_method_and_no_other() -> None:
    text = (PATCHES / "Classes" / "NotonoTable.sc").read_text()
    said = set(re.findall(r'this\.send\("([^"]+)"', text))
    assert said == {*asked.BY_NAME, *(p.name for p in controls.PLAIN)}
    for address in re.findall(
        r"'(/notono/[^']+)'", (PATCHES / "Classes" / "Notono.sc").read_text()
    ):
        assert addresses.knows(address), address


def test_the_example_calls_methods_that_there_are() -> None:
    known = {method(name) for name in (*asked.BY_NAME, *controls.BY_NAME)}
    own = set(re.findall(r"^\t(\w+) \{", (PATCHES / "Classes" / "Notono.sc").read_text(), re.M))
    own |= {"onFail", "onLoaded", "onDone", "buffers"}
    text = (PATCHES / "examples" / "notono.scd").read_text()
    for called in re.findall(r"\bn\.(\w+)", text):
        assert called.removesuffix("_") in known | own, called


class Language:
    """sclang with our classes, running a script."""

    def __init__(
        self, program: str, script: str, folder: Path, environment: Mapping[str, str]
    ) -> None:
        (folder / "runtime").mkdir(mode=0o700)
        conf = folder / "conf.yaml"
        conf.write_text(f"includePaths:\n    - {PATCHES / 'Classes'}\nexcludePaths: []\n")
        (folder / "script.scd").write_text(script)
        self.process = subprocess.Popen(
            [program, "-l", str(conf), str(folder / "script.scd")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            start_new_session=True,
            env=os.environ
            | WITHOUT_WINDOW
            | {"XDG_RUNTIME_DIR": str(folder / "runtime"), "HOME": str(folder)}
            | dict(environment),
        )
        self.lines: list[str] = []

    def wait(self, words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"no {words!r} in {''.join(self.lines[-40:])}")

    def __enter__(self) -> Language:
        return self

    def __exit__(self, *trouble: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # and scsynth with it
        self.process.communicate()


def test_the_language_hears_what_the_server_tells(
    served: ServerProcess, client: Client, program: Find, tmp_path: Path
) -> None:
    script = f"""
    n = Notono(Server.default, "127.0.0.1", {served.port});
    n.onDone = {{ |... all| ("done " ++ all).postln }};
    n.onFail = {{ |verb, job, slot, code, text| ("fail % %".format(code, text)).postln }};
    SystemClock.sched(2.5, {{
        n.pitch = 41;
        n.regionTime_(1, 2);
        n.slotGenerate(9, 44, \\reed);
        n.slotGenerate(9, 444);
        SystemClock.sched(2, {{
            ("pitch % time % row %".format(n.pitch, n.regionTime, n.rows[9][\\instrument])).postln;
            n.free;
            0.exit;
        }});
    }});
    """
    with Language(program("sclang"), script, tmp_path, {}) as language:
        language.wait("fail range")
        assert "pitch 41 time [ 1.0, 2.0 ] row reed" in language.wait("pitch 41")
    client.send("region/time", 0, 4.096)


LATE = """
s = Server.default;
s.options.numInputBusChannels = 0;
n = Notono(s, "127.0.0.1", {port});
n.onLoaded = {{ |slot, buffer| "slot % has % frames".format(slot, buffer.numFrames).postln }};
r = {{ |times|
    s.waitForBoot {{
        if (times < 2) {{
            SystemClock.sched(3, {{ s.quit(onComplete: {{ r.(times + 1) }}); nil }});
        }};
    }};
}};
Routine {{
    while {{ n.rows[3].isNil or: {{ n.rows[3][\\revision] == 0 }} }} {{ 0.1.wait }};
    AppClock.sched(30, {{ "too late".postln; 0.exit }});
    "told of slot 3, frames: %".format(n.buffers[3]).postln;
    r.(1);
}}.play(AppClock);
"""


@pytest.mark.device
def test_what_scsynth_was_not_there_to_load_it_loads_when_it_is(
    program: Find, tmp_path: Path
) -> None:
    """And once more when it was quit and is there again, with no Buffer of before."""
    program("scsynth")
    with ServerProcess("toy", tmp_path / "out") as server:
        client = Client(server.port)
        client.ask("slot/generate", 3, 60, "guitar")
        client.close()
        script = LATE.format(port=server.port)
        with (
            jack_server(block=256) as jack,
            Language(program("sclang"), script, tmp_path, jack.environment) as language,
        ):
            assert "nil" in language.wait("told of slot 3")
            for _ in ("the first scsynth", "the next"):
                language.wait("server ready")
                language.wait("slot 3 has 196608 frames")


EXAMPLE = """
b = 0; // loads so far
f = {{ |chunk, loads|
    var wanted = b + loads, left = 300;
    "chunk: %".format(chunk).postln;
    chunk.interpret;
    while {{ (b < wanted or: {{ s.serverRunning.not }}) and: {{ left > 0 }} }} {{
        0.1.wait;
        left = left - 1;
    }};
    if (left == 0) {{ "nothing was loaded after %".format(chunk).postln }};
}};
s.options.numInputBusChannels = 0;
Routine {{
{chunks}
    "ended".postln;
}}.play(AppClock);
"""
DRAWS = re.compile(r"n\.(slotGenerate|slotRegenerate|slotUndo|pitch = )")
TRIES = 3
QUIET = "1.wait; while { s.numSynths > 0 } { 0.2.wait };"  # it is told every 0.7 s


def chunks(text: str) -> list[str]:
    """What somebody evaluates, one after another: blocks in parentheses, and single lines."""
    found = re.findall(r"^\(\n.*?^\)$|^[^\s/(].*?$", text, re.M | re.S)
    return [re.sub(r"\s*//.*$", "", chunk, flags=re.M) for chunk in found]


def evaluated(sclang: str, folder: Path) -> tuple[str, Heard, np.ndarray]:
    """The example, chunk by chunk: what was posted, what was heard of its pattern, and slot 1."""
    folder.mkdir()
    text = (PATCHES / "examples" / "notono.scd").read_text()
    with ServerProcess("toy", folder / "out") as server:
        lines = []
        for chunk in chunks(text):
            chunk = chunk.replace("Notono(s)", f'Notono(s, "127.0.0.1", {server.port})')
            quoted = chunk.replace("\\", "\\\\").replace('"', '\\"')
            is_pattern = chunk.startswith("(\nPdef")
            lines += [
                QUIET,
                '"quiet, at rate %".format(n.rate(1, 60)).postln;',
                "1.wait;",
            ] * is_pattern
            lines.append(f'f.("{quoted}", {len(DRAWS.findall(chunk))});')
            lines += ["4.wait;", '"played".postln;', "1.wait;"] * is_pattern
            if "Notono(s" in chunk:
                lines.append("n.addDependant({ |who, what| if (what == \\loaded) { b = b + 1 } });")
                lines.append("while { n.rows.size < 16 } { 0.1.wait };")
        script = EXAMPLE.format(chunks="\n".join(lines))
        with (
            jack_server(block=256) as jack,
            Language(sclang, script, folder, jack.environment) as language,
        ):
            language.wait("quiet, at rate 1.0")  # slot 1 at the first event's note
            file = soundfile.read(server.out / "slots" / "slot01.wav", dtype="float32")[0]
            with JackRecorder(jack, "SuperCollider", 30.0) as recorder:
                language.wait("played")
            language.wait("ended")
    return "".join(language.lines), recorder.heard, file


def in_time(heard: Heard) -> bool:
    """Whether JACK lagged behind the clock by no more than a hundredth of a second a second."""
    seconds = heard.starts[-1] - heard.starts[0]
    return bool(heard.offsets[-1] - heard.offsets[0] > 0.99 * 48_000 * seconds)


@pytest.mark.device
def test_the_example_can_be_evaluated_from_top_to_bottom_and_its_pattern_is_heard(
    program: Find, tmp_path: Path
) -> None:
    """A pattern goes by the clock: where JACK lags behind that, its notes are let go too early in
    frames (seen, while JACK had less than half of real time), and it is asked again."""
    program("scsynth")
    for count in range(TRIES):
        posted, heard, file = evaluated(program("sclang"), tmp_path / str(count))
        assert not re.search("ERROR|WARNING|FAILURE|nothing was loaded", posted), posted
        if in_time(heard):
            break
    sound = heard.samples[:, 0]
    begin = int(np.flatnonzero(np.abs(sound) > 1e-3)[0])
    part = slice(200, 9_000)  # of the first event, until it is let go
    errors = [
        float(np.abs(sound[at + part.start : at + part.stop] - 0.4 * file[part]).max())
        for at in range(max(begin - 200, 0), begin + 10)
    ]
    assert min(errors) < 1e-6
    events = np.abs(sound[begin : begin + 8 * 12_000]).reshape(8, 12_000).max(1)
    assert (events > 0.01).all(), "it goes on, event after event"


@pytest.mark.device
def test_scsynth_plays_a_slot_sample_for_sample(
    served: ServerProcess, client: Client, program: Find, tmp_path: Path
) -> None:
    program("scsynth")
    made = client.ask("slot/generate", 1, 60, "guitar")
    file = soundfile.read(str(made.atoms[3]), dtype="float32")[0]
    script = f"""
    s = Server.default;
    s.options.numInputBusChannels = 0;
    s.waitForBoot {{
        n = Notono(s, "127.0.0.1", {served.port});
        n.whenLoaded(1, {{ |buffer|
            "loaded % frames".format(buffer.numFrames).postln;
            SystemClock.sched(2, {{ n.playSlot(1, amp: 1); "playing".postln; nil }});
            SystemClock.sched(6.5, {{ "ended".postln; nil }});
        }});
    }};
    """
    with (
        jack_server(block=256) as jack,
        Language(program("sclang"), script, tmp_path, jack.environment) as language,
    ):
        assert f"loaded {len(file)} frames" in language.wait("loaded")
        with JackRecorder(jack, "SuperCollider", 30.0) as recorder:
            language.wait("playing")
            language.wait("ended")
    sound = recorder.heard.samples[:, 0]
    # The envelope rises over the first block, so it is compared from there on.
    begin = int(np.flatnonzero(np.abs(sound) > 1e-3)[0])
    part = slice(2_000, 150_000)
    errors = [
        float(np.abs(sound[at + part.start : at + part.stop] - file[part]).max())
        for at in range(max(begin - 200, 0), begin + 10)
    ]
    assert min(errors) < 1e-6
