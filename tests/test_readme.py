"""What the README says is so: its table, its commands, its messages and its links."""

from __future__ import annotations

import importlib
import re
import shlex
from argparse import ArgumentParser
from pathlib import Path

import pytest

from notono_live import cli, config
from notono_live.protocol import addresses, midi_defaults, midi_table, reference
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
READ = {"i": int, "f": float, "s": str}  # an argument of oscsend, by its type tag


def lines_of(program: str) -> list[str]:
    """Commands of the code blocks that call a program, without where it lies."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r" && |\n", block)]
    bare = [part.removeprefix(".venv/bin/") for part in parts]
    return [part for part in bare if part.startswith(f"{program} ")]


def test_the_address_table_is_the_table() -> None:
    found = re.search(r"<!-- addresses[^\n]*-->\n(.*)<!-- /addresses -->", README, re.DOTALL)
    assert found is not None
    assert found[1].strip() == reference.markdown_table(), "paste what `notono-live addresses` says"


def test_the_midi_table_is_the_default_map() -> None:
    found = re.search(r"<!-- midi[^\n]*-->\n(.*)<!-- /midi -->", README, re.DOTALL)
    assert found is not None
    assert found[1].strip() == midi_defaults.markdown_table()


def test_settings_are_understood(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        file = tmp_path / "a.toml"
        file.write_text(block)
        parser = ArgumentParser()
        config.add_arguments(parser)
        settings = config.from_arguments(parser.parse_args(["--config", str(file)]))
        assert [midi_table.read(table) for table in settings.midi.map] or "midi" not in block


@pytest.mark.parametrize("line", lines_of("notono-live"))
def test_every_command_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    name = next(n for n in (" ".join(words[:2]), words[0]) if n in cli.VERBS)
    module, _, function = cli.VERBS[name].run.partition(":")
    assert callable(getattr(importlib.import_module(f"notono_live.{module}"), function))
    cli.parser_of(name).parse_args(words[len(name.split()) :])


@pytest.mark.parametrize("line", [*lines_of("oscsend"), *re.findall(r"`(oscsend [^`]+)`", README)])
def test_every_message_is_understood(line: str) -> None:
    _, host, port, address, *rest = shlex.split(line)
    tags, words = (rest[0], rest[1:]) if rest else ("", [])
    assert (host, port) == ("127.0.0.1", "9700")
    atoms: tuple[Atom, ...] = tuple(READ[t](w) for t, w in zip(tags, words, strict=True))
    assert addresses.parse(Message(address, atoms)) is not None


def test_every_verb_is_named() -> None:
    for verb in cli.VERBS:
        assert verb.split()[0] in README


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link


def test_continuous_integration_runs_the_very_command_of_the_readme() -> None:
    commands = [
        block.strip()
        for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
        if "pytest" in block
    ]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert commands == [line.strip() for line in script.splitlines() if "pytest" in line]
