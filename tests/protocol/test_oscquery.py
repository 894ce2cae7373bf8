"""The tree is the tables: what it says of an address is what the address takes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from notono_live.errors import BadArguments, UnknownAddress
from notono_live.protocol import addresses, answers, asked, controls
from notono_live.protocol.commands import Atom
from notono_live.protocol.oscquery import IMPULSE, OPTIONAL, REQUIRED, Tree, host_info
from notono_live.protocol.wire import PREFIX, Message

CONTROLS = controls.Controls()


def tree() -> Tree:
    return Tree(lambda name: controls.BY_NAME[name].get(CONTROLS))


def methods(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "TYPE" in node:
        yield node
    for child in node.get("CONTENTS", {}).values():
        yield from methods(child)


METHODS = {node["FULL_PATH"]: node for node in methods(tree().node("/"))}


def test_every_address_of_the_tables_is_there_and_no_other() -> None:
    names = {*asked.BY_NAME, *controls.BY_NAME, *answers.BY_NAME}
    assert {*METHODS} == {PREFIX + name for name in names}


def test_it_is_json_of_the_attributes_the_proposal_has() -> None:
    text = json.dumps(tree().node("/"), allow_nan=False)
    assert json.loads(text) == tree().node("/")
    for node in METHODS.values():
        assert {*node} <= {*REQUIRED, *OPTIONAL}
        arguments = 0 if node["TYPE"] == IMPULSE else len(node["TYPE"])
        for name in ("RANGE", "UNIT", "CLIPMODE", "VALUE"):
            assert len(node.get(name, [0] * arguments)) == arguments, (node["FULL_PATH"], name)


def example(tag: str, limits: dict[str, Any] | None) -> list[Atom]:
    """What an argument takes at its edges, by the tree alone."""
    if limits is None:
        return ["x0000000f"]  # cells, if any text will not do
    values = limits.get("VALS", [limits.get("MIN"), limits.get("MAX")])
    if tag == "i":
        return [math.ceil(values[0]), math.floor(values[-1])]
    return [{"f": float, "s": str}[tag](value) for value in (values[0], values[-1])]


@pytest.mark.parametrize("path", [path for path in METHODS if METHODS[path]["ACCESS"] == 3])
def test_parameters_take_what_the_tree_says_in_either_type(path: str) -> None:
    node = METHODS[path]
    for signature in (node, *node["OVERLOADS"]):
        pairs = zip(signature["TYPE"], signature["RANGE"], strict=True)
        edges = [example(tag, limits) for tag, limits in pairs]
        for atoms in zip(*edges, strict=True):
            assert addresses.parse(Message(path, atoms)) is not None
    assert [*controls.BY_NAME[path.removeprefix(PREFIX)].get(CONTROLS)] == node["VALUE"]


@pytest.mark.parametrize("path", [path for path in METHODS if METHODS[path]["ACCESS"] == 2])
def test_commands_take_what_the_tree_says_in_each_length(path: str) -> None:
    node = METHODS[path]
    limits = node.get("RANGE", node["OVERLOADS"][0].get("RANGE", []) if node["OVERLOADS"] else [])
    for signature in (node, *node["OVERLOADS"]):
        tags = signature["TYPE"].replace(IMPULSE, "")
        known = [*limits, *[{"VALS": [1]}] * (len(tags) - len(limits))]
        atoms = tuple(example(tag, each)[-1] for tag, each in zip(tags, known, strict=False))
        assert addresses.parse(Message(path, atoms)) is not None, (path, atoms)


def test_attributes_are_asked_one_by_one() -> None:
    asked_of = tree().attribute
    assert asked_of("/notono/pitch", "VALUE") == {"VALUE": [60]}
    assert asked_of("/notono/pitch/", "RANGE") == {"RANGE": [{"MIN": 24, "MAX": 84}]}
    assert asked_of("/notono/generate", "VALUE") is None
    assert asked_of("/notono", "TYPE") is None
    contents = asked_of("/notono/pitch", "CONTENTS")
    assert contents is not None
    assert contents["CONTENTS"]["class"]["VALUE"] == [0]
    with pytest.raises(BadArguments, match="no attribute VALEU; there are FULL_PATH"):
        asked_of("/notono/pitch", "VALEU")
    with pytest.raises(UnknownAddress):
        asked_of("/notono/pitsch", "VALUE")
    with pytest.raises(UnknownAddress):
        tree().node("/notono/pitch/none/of/these")


def test_the_host_is_told_unless_it_is_every_host() -> None:
    assert host_info("127.0.0.1", 9700)["OSC_IP"] == "127.0.0.1"
    assert "OSC_IP" not in host_info("0.0.0.0", 9700)
