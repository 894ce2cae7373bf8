"""The tables as JSON for the page: what can be set, asked and told, with ranges, units and help.
Plain values, any thread.
"""

from __future__ import annotations

from typing import Any

from notono_live.notes.codemap import HOP_FRAMES, MAX_COLUMNS, SAMPLE_RATE_HZ, Grid, Layer
from notono_live.notes.conditioning import FAMILIES
from notono_live.protocol import answers, asked, controls
from notono_live.protocol.arguments import Argument, Choice, Pitch, Real, Switch, Text, Whole
from notono_live.protocol.asked import PROTOCOL
from notono_live.protocol.wire import PREFIX

Json = dict[str, Any]


def page_table() -> Json:
    """Everything a page needs to make its controls.

    >>> table = page_table()
    >>> table["parameters"]["pitch"]["arguments"][0]["low"], table["grids"]["top"]["rows"]
    (24, 32)
    """
    return {
        "protocol": PROTOCOL,
        "prefix": PREFIX,
        "families": [str(family) for family in FAMILIES],
        "grids": {str(layer): _grid(layer) for layer in Layer},
        "max_columns": MAX_COLUMNS,
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "hop_frames": HOP_FRAMES,
        "parameters": {
            parameter.name: _row(parameter.arguments, parameter.help)
            for parameter in controls.PLAIN
        },
        "commands": {
            spec.name: _row(spec.arguments, spec.help) | {"usage": spec.usage}
            for spec in asked.SPECS
        },
        "told": {row.name: {"usage": row.usage, "help": row.help} for row in answers.TOLD},
    }


def _grid(layer: Layer) -> Json:
    grid = Grid.of(layer, 1)
    return {
        "rows": grid.rows,
        "columns_per_top": grid.columns,
        "seconds_per_column": grid.seconds_per_column,
    }


def _row(arguments: tuple[Argument, ...], help: str) -> Json:
    return {"help": help, "arguments": [_argument(argument) for argument in arguments]}


def _argument(argument: Argument) -> Json:
    """
    >>> _argument(Real("temperature", 0.1, 2.0))["kind"]
    'real'
    """
    described: Json = {
        "kind": type(argument).__name__.lower(),
        "name": argument.name,
        "unit": argument.unit,
        "range": argument.range,
        "tag": argument.tag,
    }
    match argument:
        case Whole() | Real():
            described |= {"low": argument.low, "high": argument.high}
        case Choice():
            described["words"] = [*argument.words, *argument.unnumbered]
        case Text():
            described["longest"] = argument.longest
        case Switch() | Pitch():
            pass
    return described
