"""models/NAME/ ↔ the model: model.json, safetensors in half precision, never pickles. Torch; worker
process, training and command line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

import notono_live
from notono_live.errors import ModelFailed
from notono_live.model.device import choose
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.spectrogram import Spectrogram, SpectrogramConfig
from notono_live.model.transformer import Prior, PriorConfig
from notono_live.model.vqvae import VQVAE, VQVAEConfig
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW

KIND = "notono-vqvae2-priors"
VERSION = 1
PARTS = ("vqvae", "top", "bottom")  # PART.safetensors each


@dataclass
class Bundle:
    """The networks of one model and what is told of them. `about` is free: training, metrics,
    licence. `fingerprint`: 16 hexadecimal digits that two bundles share if they draw the same; ""
    where the bundle has not been read from files."""

    name: str
    spectrogram: SpectrogramConfig
    vqvae: VQVAE
    priors: dict[Layer, Prior]
    about: dict[str, Any] = field(default_factory=dict)
    fingerprint: str = ""

    def parts(self) -> dict[str, torch.nn.Module]:
        return {
            "vqvae": self.vqvae,
            "top": self.priors[Layer.TOP],
            "bottom": self.priors[Layer.BOTTOM],
        }


def find(name_or_folder: str) -> Path:
    """A bundle's folder: a path, or a name in ./models or in the models beside the package."""
    beside = Path(notono_live.__file__).parents[1] / "models"
    tried = (Path(name_or_folder), Path("models") / name_or_folder, beside / name_or_folder)
    for folder in tried:
        if (folder / "model.json").is_file():
            return folder
    places = ", ".join(dict.fromkeys(str(t) for t in tried))
    raise ModelFailed(
        f"no model {name_or_folder!r}: no model.json in {places}; give --model a folder"
    )


def save(bundle: Bundle, folder: Path) -> None:
    """Write model.json and the weights in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = {}
    for part, module in bundle.parts().items():
        path = folder / f"{part}.safetensors"
        weights = {k: v.detach().cpu().half().contiguous() for k, v in module.state_dict().items()}
        save_file(weights, path)
        path.chmod(0o644)  # as other files are; the library writes for its owner alone
        digests[part] = hashlib.sha256(path.read_bytes()).hexdigest()
    priors = {layer.value: _prior_settings(prior.config) for layer, prior in bundle.priors.items()}
    described = {
        "kind": KIND,
        "version": VERSION,
        "name": bundle.name,
        "spectrogram": asdict(bundle.spectrogram),
        "vqvae": asdict(bundle.vqvae.config),
        "priors": priors,
        "families": [family.value for family in FAMILIES],
        "pitch": [PITCH_LOW, PITCH_HIGH],
        "sha256": digests,
        "about": bundle.about,
    }
    (folder / "model.json").write_text(json.dumps(described, indent=1) + "\n")


def load(folder: Path) -> Bundle:
    """Read a bundle; ModelFailed, in one line, when it is corrupt or not one of ours."""
    try:
        described = json.loads((folder / "model.json").read_text())
    except (OSError, ValueError) as error:
        raise ModelFailed(f"{folder}/model.json cannot be read: {error}") from error
    told = (
        (described.get("kind"), described.get("version")) if isinstance(described, dict) else None
    )
    if told != (KIND, VERSION):
        raise ModelFailed(
            f"{folder}/model.json is kind and version {told}, expected {(KIND, VERSION)}; "
            "is it made by notono-live of this version?"
        )
    try:
        bundle = Bundle(
            described["name"],
            SpectrogramConfig(**described["spectrogram"]),
            VQVAE(VQVAEConfig.read(described["vqvae"])),
            {
                layer: Prior(PriorConfig(layer=layer, **described["priors"][layer.value]))
                for layer in Layer
            },
            described["about"],
            _fingerprint(described),
        )
        digests = {part: described["sha256"][part] for part in PARTS}
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFailed(f"{folder}/model.json lacks or garbles a setting: {error!r}") from error
    for part, module in bundle.parts().items():
        _read_weights(folder / f"{part}.safetensors", module, digests[part])
    return bundle


def _fingerprint(described: dict[str, Any]) -> str:
    """Of all that decides what is drawn; the weights' own hashes have been checked or will be."""
    deciding = {key: described[key] for key in ("version", "spectrogram", "vqvae", "priors")}
    text = json.dumps(deciding | {"sha256": described["sha256"]}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read_weights(path: Path, module: torch.nn.Module, digest: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != digest:
            raise ModelFailed(
                f"{path} is not the file model.json names (sha256 {found[:12]}…, expected "
                f"{digest[:12]}…); copy the bundle again"
            )
        module.load_state_dict({k: v.float() for k, v in load_file(path).items()})
    except ModelFailed:
        raise
    except Exception as error:
        text = str(error).splitlines()[0]
        raise ModelFailed(
            f"{path} cannot be read as weights: {text}; copy the bundle again"
        ) from error


def _prior_settings(config: PriorConfig) -> dict[str, Any]:
    settings = asdict(config)
    del settings["layer"]
    return settings


def inpainter(bundle: Bundle, device: str = "auto", weights: str = "auto") -> NeuralInpainter:
    chosen, spectrogram = (
        choose(device, bundle.priors[Layer.BOTTOM]),
        Spectrogram(bundle.spectrogram),
    )
    made = NeuralInpainter(
        bundle.name, spectrogram, bundle.vqvae, bundle.priors, chosen.device, weights
    )
    made.device, made.fingerprint = chosen.why, bundle.fingerprint
    return made


def load_inpainter(
    name_or_folder: str, device: str = "auto", weights: str = "auto"
) -> NeuralInpainter:
    """The model called `name_or_folder` (see `find`), ready but not warm, on `device`; `weights` as
    in `NeuralInpainter`."""
    return inpainter(load(find(name_or_folder)), device, weights)
