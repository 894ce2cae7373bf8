"""The first patch, in one file: Pure Data runs it against the server."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from peers import PATIENCE_SECONDS, Client, ServerProcess

PATCHES = Path(__file__).parents[2] / "patches"
FIRST_SOUND = PATCHES / "pd" / "notono-first-sound.pd"


def watcher(first: Path, second: Path) -> str:
    """A patch that keeps what arrives in the array: the first note, then a region of it redrawn."""
    return "\n".join(
        [
            "#N canvas 0 0 500 400 12;",
            "#X obj 10 10 r notono-loaded;",
            "#X obj 10 40 t b;",
            "#X obj 10 70 f 0;",
            "#X obj 60 70 + 1;",
            "#X obj 10 100 sel 1 2;",
            f"#X msg 10 130 write -wave -bytes 4 -rate 48000 {first} notono-sound;",
            "#X msg 10 160 \\; notono-regenerate 1 top 1 2 0 1 bass 48;",
            f"#X msg 200 130 write -wave -bytes 4 -rate 48000 {second} notono-sound;",
            "#X msg 200 160 \\; pd quit;",
            "#X obj 10 200 soundfiler;",
            "#X obj 10 45 t b b;",
            "#X obj 200 45 t b b;",
            *(
                f"#X connect {wire};"
                for wire in (
                    "0 0 1 0",
                    "1 0 2 0",
                    "2 0 3 0",
                    "3 0 2 1",
                    "3 0 4 0",
                    "4 0 10 0",
                    "4 1 11 0",
                    "10 1 5 0",
                    "10 0 6 0",
                    "11 1 7 0",
                    "11 0 8 0",
                    "5 0 9 0",
                    "7 0 9 0",
                )
            ),
            "",
        ]
    )


def test_pure_data_loads_what_was_made_bit_for_bit(
    served: ServerProcess, client: Client, program: Callable[[str], str], tmp_path: Path
) -> None:
    kept = [tmp_path / "first.wav", tmp_path / "second.wav"]
    watching = tmp_path / "watcher.pd"
    watching.write_text(watcher(*kept))
    ran = subprocess.run(
        [
            program("pd"),
            *("-nogui", "-noaudio", "-nomidi", "-stderr"),
            *("-send", f"notono-port {served.port}", "-send", "notono-generate 1 60 guitar"),
            str(FIRST_SOUND),
            str(watching),
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert "error" not in ran.stderr, ran.stderr
    assert "notono-fail" not in ran.stderr, ran.stderr
    assert ran.stderr.count("notono-loaded-frames: ") == 2, ran.stderr
    client.send("sync", 1)
    client.wait("synced", 1)
    renders = [
        Path(str(heard.atoms[3]))
        for heard in client.heard
        if heard.name == "done" and heard.atoms[0] == "slot/render"
    ]
    assert len(renders) == 2
    arrays = [soundfile.read(path, dtype="float32")[0] for path in kept]
    files = [soundfile.read(path, dtype="float32")[0] for path in renders]
    assert np.abs(files[0]).max() > 0.001
    assert not np.array_equal(files[0], files[1])
    for array, file in zip(arrays, files, strict=True):
        assert np.array_equal(array, file)
