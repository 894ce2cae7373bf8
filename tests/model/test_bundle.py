"""A bundle saved and loaded is the same model; a corrupt or foreign one is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny import tiny_bundle

from notono_live.errors import ModelFailed
from notono_live.model import bundle as bundles
from notono_live.model.progress import ignore
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Sampling


def halved() -> bundles.Bundle:
    """A bundle whose weights are exact in half precision."""
    made = tiny_bundle()
    for module in made.parts().values():
        module.load_state_dict({k: v.half().float() for k, v in module.state_dict().items()})
    return made


def test_saved_and_loaded_is_the_same_model(tmp_path: Path) -> None:
    made = halved()
    bundles.save(made, tmp_path / "tiny")
    loaded = bundles.load(tmp_path / "tiny")
    assert loaded.about == made.about
    for part, module in made.parts().items():
        for name, value in module.state_dict().items():
            assert torch.equal(value, loaded.parts()[part].state_dict()[name]), (part, name)
    notes = [
        bundles.inpainter(b, "cpu").inpaint(
            None, Constraint.nothing_kept(), Conditioning(60), Sampling(), ignore
        )
        for b in (made, loaded)
    ]
    assert np.array_equal(notes[0].samples, notes[1].samples)


def flip_a_byte(folder: Path) -> None:
    path = folder / "vqvae.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def edit(**changes: object):
    def spoil(folder: Path) -> None:
        described = json.loads((folder / "model.json").read_text())
        (folder / "model.json").write_text(json.dumps(described | changes))

    return spoil


SPOILS = {
    "flipped byte": flip_a_byte,
    "missing weights": lambda folder: (folder / "top.safetensors").unlink(),
    "truncated weights": lambda folder: (folder / "bottom.safetensors").write_bytes(b"1234"),
    "no json": lambda folder: (folder / "model.json").write_text("hello"),
    "a list": lambda folder: (folder / "model.json").write_text("[]"),
    "foreign kind": edit(kind="rave"),
    "newer version": edit(version=99),
    "missing setting": edit(vqvae={"nonsense": 1}),
    "no priors": edit(priors={}),
}


@pytest.mark.parametrize("name", SPOILS)
def test_a_corrupt_or_foreign_bundle_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    bundles.save(tiny_bundle(), tmp_path)
    SPOILS[name](tmp_path)
    with pytest.raises(ModelFailed) as refused:
        bundles.load(tmp_path)
    assert "\n" not in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_an_unknown_name_says_where_it_looked() -> None:
    with pytest.raises(ModelFailed, match=r"no model 'nowhere'.*models/nowhere"):
        bundles.find("nowhere")


def test_a_device_that_is_not_here_is_refused() -> None:
    from notono_live.errors import OutOfRange
    from notono_live.model.device import choose

    with pytest.raises(OutOfRange, match=r"'tpu' is not here; choose auto or one of cpu"):
        choose("tpu", tiny_bundle().priors["top"])  # type: ignore[index]
