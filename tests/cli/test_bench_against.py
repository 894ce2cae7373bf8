"""Two releases are run by turns, each with its own package, and their rows are set side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tiny import tiny_bundle

from notono_live import cli
from notono_live.cli import bench_against
from notono_live.cli.bench_against import other_release
from notono_live.errors import BadArguments
from notono_live.model import bundle as bundles

PACKAGE = """
import json, os, sys
if "--help" in sys.argv:
    print({knows!r})
    sys.exit()
words = dict(zip(sys.argv[2::2], sys.argv[3::2]))
flags = "--model", "--runs", "--weights"
with open({log!r}, "a") as log:
    print({name!r}, *(words[flag] for flag in flags if flag in words), file=log)
if {broken}:
    sys.exit("it has no such flag")
rows = [{{"name": "a step", "p50_ms": {ms}}}, {{"name": {name!r}, "p50_ms": 1.0}}]
with open(words["--json"], "w") as file:
    json.dump({{"rows": rows}}, file)
sys.exit({missed})
"""


def release(
    folder: Path,
    name: str,
    ms: float,
    broken: bool = False,
    knows: str = "--model",
    missed: bool = False,
) -> Path:
    """A tree whose bench writes down that it ran."""
    package = folder / name / "notono_live"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    told = {"broken": broken, "knows": knows, "missed": int(missed)}
    text = PACKAGE.format(log=str(folder / "log"), name=name, ms=ms, **told)
    (package / "__main__.py").write_text(text)
    return package.parent


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    bundles.save(tiny_bundle(), tmp_path / "tiny")
    monkeypatch.setattr(bench_against, "OURS", release(tmp_path, "ours", 10.0, missed=True))
    figures = str(tmp_path / "figures.json")
    return ["bench", "--model", str(tmp_path / "tiny"), "--runs", "3", "--json", figures]


def test_they_run_by_turns_with_the_same_model_and_their_ratio_is_told(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = release(tmp_path, "theirs", 40.0)
    assert cli.main([*words, "--against", str(theirs)]) == 0
    model = tmp_path / "tiny"
    turns = [f"theirs {model} 3", f"ours {model} 3 auto"] * 2
    assert (tmp_path / "log").read_text().splitlines() == turns
    told = capsys.readouterr().out
    (line,) = (line for line in told.splitlines() if "a step" in line)
    assert [word for word in line.split() if word[0].isdigit()][:3] == ["40.0", "10.0", "0.25"]
    assert "2 rows are in one of them alone" in told
    runs = json.loads((tmp_path / "figures.json").read_text())["runs"]
    assert runs["theirs"] == [{"a step": 40.0, "theirs": 1.0}] * 2


@pytest.mark.parametrize("knows", [True, False])
def test_weights_are_asked_for_where_the_other_release_has_the_choice(
    knows: bool, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = release(tmp_path, "theirs", 40.0, knows="--weights {auto,int8}" if knows else "")
    words += ["--weights", "int8", "--rounds", "1"]
    assert cli.main([*words, "--against", str(theirs)]) == 0
    said = [line.split()[3:] for line in (tmp_path / "log").read_text().splitlines()]
    assert said == [["int8"] if knows else [], ["int8"]]
    assert ("theirs knows no --weights" in capsys.readouterr().out) is not knows


def test_one_that_fails_is_told_by_its_own_last_words(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = release(tmp_path, "theirs", 40.0, broken=True)
    assert cli.main([*words, "--against", str(theirs)]) == 1
    assert "ended with 1: it has no such flag" in capsys.readouterr().err


def test_a_release_can_be_a_tag_a_python_or_an_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = release(tmp_path, "clone", 1.0)
    git = ["git", "-C", str(clone), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for line in ("init -q", "add .", "commit -q -m one", "tag v1"):
        subprocess.run([*git, *line.split()], check=True)
    (clone / "notono_live" / "__main__.py").write_text("changed since")
    monkeypatch.setattr(bench_against, "OURS", clone)
    with other_release("v1") as tagged:
        assert tagged.tree is not None
        assert tagged.tree != clone
        assert "changed" not in (tagged.tree / "notono_live" / "__main__.py").read_text()
    assert not tagged.tree.exists()
    with other_release(sys.executable) as installed:
        assert (installed.python, installed.tree) == (sys.executable, None)
    with (
        pytest.raises(BadArguments, match="v2: no tag or commit"),
        other_release("v2"),
    ):
        pass
