"""What is in patches/ is what the table makes of it, and the phone layout says what the server
obeys."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from max_files import overlapping

from notono_live.cli import main
from notono_live.patches import table
from notono_live.patches.tree import files, same
from notono_live.protocol import addresses, answers, controls
from notono_live.protocol.wire import PREFIX, Message

PATCHES = Path(__file__).parents[2] / "patches"
WRITTEN = re.compile(r"/notono/[a-zA-Z_/.]*[a-zA-Z_]")


def test_the_files_are_as_the_table_makes_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patches", str(PATCHES), "--check"]) == 0, capsys.readouterr().out


def test_a_file_that_differs_is_told_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["patches", str(tmp_path), "--check"]) == 1
    assert list(tmp_path.iterdir()) == []
    assert main(["patches", str(tmp_path)]) == 0
    assert main(["patches", str(tmp_path), "--check"]) == 0
    (tmp_path / "pd" / "notono.pd").write_text("#N canvas 0 0 1 1 12;\n")
    capsys.readouterr()
    assert main(["patches", str(tmp_path), "--check"]) == 1
    assert "notono.pd differs" in capsys.readouterr().out


def test_two_runs_make_the_same_files() -> None:
    first, second = files(), files()
    assert all(same(place, first[place], second[place]) for place in first)


def test_every_example_is_obeyed() -> None:
    for example in [*table.commands(), *table.parameters()]:
        assert addresses.parse(Message(PREFIX + example.name, example.atoms)), example


@pytest.mark.parametrize(
    "path",
    sorted(p for p in PATCHES.rglob("*") if p.suffix not in (".tosc", ".png") and p.is_file()),
    ids=lambda path: path.name,
)
def test_every_address_in_every_file_is_in_the_table(path: Path) -> None:
    for address in WRITTEN.findall(path.read_text(encoding="utf-8", errors="replace")):
        name = address.removeprefix(PREFIX)
        folder = any(known.startswith(f"{name}/") for known in (*controls.BY_NAME, "slot/"))
        assert addresses.knows(address) or folder or name in answers.BY_NAME, address


def test_the_layout_for_phones_says_what_the_server_obeys() -> None:
    py2tosc = pytest.importorskip("py2tosc", reason="py2tosc is not installed")
    content = (PATCHES / "touchosc" / "notono.tosc").read_bytes()
    document = py2tosc.loads(content)
    assert document.validate() == []
    assert zlib.decompress(content).decode() == document.dumps()
    said = 0
    for control in document.walk():
        for message in control.messages:
            address = "".join(part.value for part in message.path)
            atoms = tuple(
                part.value if str(part.type) == "CONSTANT" else "1" for part in message.arguments
            )
            if message.send:
                assert addresses.parse(Message(address, atoms)), address
                said += 1
            else:
                assert addresses.knows(address)
            assert not message.feedback, "what it is told it does not send again"
    assert said > 40
    faders = [c for c in document.walk() if str(c.control_type) == "FADER"]
    assert {"norm/dynamics", "norm/pitch"} <= {fader.name for fader in faders}
    for fader in faders:
        (message,) = fader.messages
        name = "".join(part.value for part in message.path).removeprefix(PREFIX)
        kind = controls.BY_NAME[name].arguments[0]
        assert (kind.low, kind.high) == (0, 1), "a fader goes from 0 to 1"
        assert message.receive
    for group in document.walk():
        if not group.name.endswith(" button"):  # there words lie on what is touched
            frames = [(k.frame.x, k.frame.y, k.frame.w, k.frame.h) for k in group.children]
            same_page = str(group.control_type) == "PAGER"
            found = overlapping(
                {
                    f"{n} {k.name}": f
                    for n, (k, f) in enumerate(zip(group.children, frames, strict=True))
                }
            )
            assert same_page or found == [], group.name
    assert len({control.id for control in document.walk()}) == len(list(document.walk()))
