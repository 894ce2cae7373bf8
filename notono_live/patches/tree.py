"""All files that are made, by their place below patches/. Runs on the command line only."""

from __future__ import annotations

import importlib.util
import zlib
from collections.abc import Mapping

from notono_live.patches import (
    live,
    max_help,
    max_parts,
    max_set,
    pd_client,
    pd_help,
    pd_region,
    pd_set,
    pd_slot,
    pd_voice,
    supercollider,
    touchosc,
)


def files() -> dict[str, bytes]:
    """Place → content; the same on every machine."""
    made: dict[str, bytes] = {}
    for folder, texts in {
        "pd": _pd(),
        "max/patchers": _patchers(),
        "max/help": max_help.helps(),
        "max/docs/refpages": max_help.references(),
        "max/extras": {"notono.overview.maxpat": max_help.overview()},
        "max": {"package-info.json": max_help.package_info()},
        "supercollider": {"notono.quark": supercollider.quark()},
        "supercollider/Classes": {"NotonoTable.sc": supercollider.classes()},
        "supercollider/HelpSource/Classes": {"Notono.schelp": supercollider.help_file()},
    }.items():
        made |= {f"{folder}/{name}": text.encode() for name, text in texts.items()}
    made["live/notono instrument.amxd"] = live.instrument()
    made["live/notono controller.amxd"] = live.controller()
    if importlib.util.find_spec("py2tosc"):
        made["touchosc/notono.tosc"] = touchosc.layout()
    return made


def same(place: str, one: bytes, other: bytes) -> bool:
    """Whether two files say the same; compressed ones may do so with other bytes."""
    if place.endswith(".tosc"):
        return zlib.decompress(one) == zlib.decompress(other)
    return one == other


def _pd() -> Mapping[str, str]:
    patches = {
        "notono.pd": pd_client.client(),
        "notono-slot~.pd": pd_slot.slot(),
        "notono-voice~.pd": pd_voice.voice(),
        "notono-region.pd": pd_region.region(),
        "live-set.pd": pd_set.live_set(),
        **pd_help.help_patches(),
    }
    return {name: patch.file() for name, patch in patches.items()}


def _patchers() -> Mapping[str, str]:
    patchers = {
        "notono.client.maxpat": max_parts.client(),
        "notono.slot~.maxpat": max_parts.slot(),
        "notono.grid.maxpat": max_parts.grid(),
        "live-set.maxpat": max_set.live_set(),
    }
    return {name: patcher.file() for name, patcher in patchers.items()}
