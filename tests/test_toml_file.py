"""Each key's line is found, however the file is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from notono_live.errors import BadArguments, OutOfRange
from notono_live.toml_file import Key, TomlFile

TEXT = '''# settings
title = "of # the [osc] kind"

[osc]
host = "::1"
port = 9800

[deep."dotted name"]
targets = [  # over
    "a",
    "b",
]
after = """
port = 3
[midi]
"""
last.of.all = 1

[[midi.map]]
source = "cc"

# the second
[[midi.map]]
source = "nrpn"
number = 5
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 2),
        (("osc",), 4),
        (("osc", "port"), 6),
        (("deep", "dotted name", "targets"), 9),
        (("deep", "dotted name", "after"), 13),
        (("deep", "dotted name", "last", "of"), 17),
        (("midi", "map", 0), 19),
        (("midi", "map", 1, "number"), 25),
        (("midi", "map", 1), 23),
        (("osc", "missing"), 4),
        (("missing",), 1),
    ],
)
def test_the_line_of_a_key(tmp_path: Path, keys: tuple[Key, ...], line: int) -> None:
    path = tmp_path / "a.toml"
    path.write_text(TEXT)
    assert TomlFile.read(path).line(*keys) == line


def test_a_mistake_keeps_its_kind_and_says_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(TEXT)

    def check() -> None:
        raise OutOfRange("port is 9800; send less")

    with pytest.raises(OutOfRange) as caught:
        TomlFile.read(path).checked(check, "osc", "port")
    assert str(caught.value) == f"{path}, line 6: port is 9800; send less"


def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("[osc]\nport = \n")
    with pytest.raises(BadArguments, match="line 2"):
        TomlFile.read(path)
