"""NotonoTable.sc: a method for each address, for SuperCollider's language. Plain values, any
thread."""

from __future__ import annotations

import re

from notono_live.protocol import asked, controls

# Words of the language, and what every object there understands in another way.
TAKEN = {"loop": "looping", "error": "failPosts"}


def method(name: str) -> str:
    """
    >>> method("slot/regenerate"), method("dumpOSC"), method("top_p"), method("loop")
    ('slotRegenerate', 'dumpOSC', 'topP', 'looping')
    """
    words = re.split(r"[/_]", name)
    joined = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    return TAKEN.get(joined, joined)


def classes() -> str:
    parameters = ", ".join(f'"{parameter.name}"' for parameter in controls.PARAMETERS)
    lines = [
        "// Notono's methods, one for each address, and the parameters' names. Runs in sclang.",
        "// Made by `notono-live patches` from the server's own table.",
        "NotonoTable {",
        f"\t*parameters {{ ^[{parameters}] }}",
        "}",
        "",
        "+ Notono {",
    ]
    for spec in asked.SPECS:
        lines.append(f"\t// {spec.usage} - {spec.help}".replace("//  - ", "// "))
        lines.append(
            f'\t{method(spec.name)} {{ |... arguments| this.send("{spec.name}", *arguments) }}'
        )
    for parameter in controls.PLAIN:
        name, own = parameter.name, method(parameter.name)
        values = ", ".join(argument.name for argument in parameter.arguments)
        lines.append(f"\t// {parameter.help}")
        if name not in asked.BY_NAME:
            lines.append(f'\t{own} {{ ^this.at("{name}") }}')
        lines.append(f'\t{own}_ {{ |{values}| this.send("{name}", {values}) }}')
    return "\n".join([*lines, "}"]) + "\n"


def help_file() -> str:
    """Notono.schelp."""
    lines = [
        "CLASS:: Notono",
        "SUMMARY:: a notono-live server, from the language",
        "CATEGORIES:: Libraries>notono, External Control>OSC",
        "RELATED:: Classes/OSCdef, Classes/Buffer, Classes/Pdef",
        "",
        "DESCRIPTION::",
        "Says what is asked, keeps what is told, and holds a Buffer of each slot, read anew when",
        "the slot has a new note. Start the server with code::notono-live serve::.",
        "",
        "CLASSMETHODS::",
        "METHOD:: new",
        "ARGUMENT:: server",
        "The Server that plays; the default one if none is given.",
        "ARGUMENT:: host",
        "ARGUMENT:: port",
        "",
        "INSTANCEMETHODS::",
        "METHOD:: buffers",
        "Slot number to Buffer.",
        "METHOD:: playSlot",
        "Plays a slot once, at its own pitch or at a MIDI note.",
        "METHOD:: whenLoaded",
        "Calls a function once, when the slot's next note is in its Buffer.",
        "METHOD:: at",
        "What a parameter was last told to be.",
    ]
    for spec in asked.SPECS:
        lines += [
            f"METHOD:: {method(spec.name)}",
            f"code::{spec.usage or 'no arguments'}:: {spec.help}",
        ]
    for parameter in controls.PLAIN:
        lines += [f"METHOD:: {method(parameter.name)}", parameter.help]
    return "\n".join([*lines, "", "EXAMPLES::", "See code::examples/notono.scd::.", ""])


def quark() -> str:
    return (
        "(\n"
        "\t'name': \"notono\",\n"
        "\t'summary': \"redraw parts of a sound with neural networks while you play\",\n"
        "\t'version': 1,\n"
        "\t'license': \"MIT\",\n"
        ")\n"
    )
