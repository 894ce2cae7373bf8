"""All files that are made, by their place below patches/. Runs on the command line only."""

from __future__ import annotations

from notono_live.patches import pd_help, pd_parts, pd_region, pd_set


def files() -> dict[str, bytes]:
    """Place → content; the same on every machine."""
    return {place: text.encode() for place, text in _texts().items()}


def _texts() -> dict[str, str]:
    pd = {
        "notono.pd": pd_parts.client(),
        "notono-slot~.pd": pd_parts.slot(),
        "notono-region.pd": pd_region.region(),
        "live-set.pd": pd_set.live_set(),
        **pd_help.help_patches(),
    }
    return {f"pd/{name}": patch.file() for name, patch in pd.items()}
