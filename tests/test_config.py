"""Settings from defaults, a file and the command line, each winning over the one before."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from notono_live import config
from notono_live.errors import NotonoError


def settings(*flags: str) -> config.Settings:
    parser = ArgumentParser()
    config.add_arguments(parser)
    return config.from_arguments(parser.parse_args(flags))


def test_without_anything_there_are_defaults() -> None:
    assert settings() == config.Settings()


def test_flags_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    text = '[osc]\nport = 9800\nreply_port = 9801\ntargets = ["[::1]:5"]\nadvertise = false\n'
    file.write_text(text + '[files]\nout = "elsewhere"\n')
    found = settings("--config", str(file), "--port", "0", "--rate", "44100")
    assert (found.osc.port, found.osc.reply_port) == (0, 9801)
    assert (found.files.out, found.files.rate_hz) == (Path("elsewhere"), 44_100)
    assert (found.osc.targets, found.osc.advertise) == (("[::1]:5",), False)
    assert found.model == config.Model()


def test_midi_inputs_are_patterns_on_the_line_and_in_the_file(tmp_path: Path) -> None:
    assert settings("--midi", "nano*").midi.inputs == ("nano*",)
    assert settings("--midi", "none").midi.off
    assert settings("--midi-api", "jack").midi.api == "jack"
    file = tmp_path / "a.toml"
    file.write_text('[midi]\ninputs = ["nano*", "Push*"]\nmaps = []\n[[midi.map]]\nnumber = 3\n')
    found = settings("--config", str(file))
    assert (found.midi.inputs, found.midi.maps) == (("nano*", "Push*"), ())
    assert [table.values for table in found.midi.map] == [{"number": 3}]
    assert found.path == file


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[osc]\nprt = 1", "[osc] knows no prt; it has host port"),
        ("[osk]\nport = 1", "settings know no [osk]; there are osc model files bank audio web"),
        ("port = 1", "settings know no [port]"),
        ('[osc]\nport = "x"', "[osc] port is 'x'; give int like 9700"),
        ("[osc]\nport = true", "[osc] port is True; give int"),
        ("[osc]\nport = 70000", "[osc] port is 70000, outside 0..65535"),
        ('[model]\ndevice = "tpu"', "choose one of auto cpu cuda mps"),
        ("[files]\nsounds = 3", "give a path as text"),
        ("[osc", "are no TOML"),
        ("[midi]\ninputs = 3", "line 2: [midi] inputs is 3; give texts"),
        ('[midi]\napi = "x"', "choose one of auto jack alsa coremidi winmm"),
        ("[midi]\nchannel = 17", "[midi] channel is 17, outside 0..16"),
        ("[midi]\nmap = 3", "begin each with [[midi.map]]"),
        ("[osc]\nadvertise = 1", "[osc] advertise is 1; give bool like True"),
        ('[osc]\ntargets = "x"', "[osc] targets is 'x'; give a list like"),
        ('[osc]\ntargets = ["there:9701"]', "'there:9701' is no address and port"),
        ('[osc]\ntargets = ["127.0.0.1"]', "no address and port"),
        ("[web]\nport = -2", "outside -1..65535"),
    ],
)
def test_every_mistake_in_a_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "a.toml"
    file.write_text(text)
    with pytest.raises(NotonoError) as caught:
        settings("--config", str(file))
    assert words in str(caught.value)
    assert f"{file}" in str(caught.value)
    assert re.search(r"\bline \d", str(caught.value)) or text == "[osc"


def test_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("# mine\n[osc]\nhost = '::1'\nport = 70000\n")
    with pytest.raises(NotonoError) as caught:
        settings("--config", str(file))
    words = "[osc] port is 70000, outside 0..65535"
    assert str(caught.value) == f"{file}, line 4: {words}"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotonoError, match="cannot be read"):
        settings("--config", str(tmp_path / "none.toml"))
