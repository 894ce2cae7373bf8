"""The reference of all addresses as markdown, made from the tables. Plain text, any thread."""

from __future__ import annotations

from notono_live.protocol import answers, asked, controls
from notono_live.protocol.addresses import FORMS
from notono_live.protocol.wire import PREFIX


def markdown_table() -> str:
    """The README's address table."""
    lines = ["| address | arguments | what it does |", "|---|---|---|"]
    for spec in asked.SPECS:
        usage = f"`{spec.usage}`" if spec.usage else ""
        lines.append(f"| `{PREFIX}{spec.name}` | {usage} | {spec.help} |")
    lines += ["", "| argument | range |", "|---|---|"]
    seen = {a.name: a for spec in asked.SPECS for a in spec.arguments}
    lines += [f"| `{a.name}` | {a.range} {a.unit} |".replace("  ", " ") for a in seen.values()]
    lines += ["", "| other forms | |", "|---|---|"]
    for form, text in FORMS.items():
        lines.append(f"| `{PREFIX}{form}` | {text} |")
    lines += ["", "| parameter | sets, asks, tells | range | what it is |", "|---|---|---|---|"]
    for parameter in controls.PLAIN:
        tags = "".join(argument.tag for argument in parameter.arguments)
        lines.append(
            f"| `{PREFIX}{parameter.name}` | `{tags}` | {ranges(parameter)} | {parameter.help} |"
        )
    twins = [p.name for p in controls.PARAMETERS if p.name.startswith("norm/")]
    lines.append(f"| `{PREFIX}norm/...` | `f` | 0..1 | faders: {' '.join(twins)} |")
    lines += ["", "| told | arguments | when |", "|---|---|---|"]
    for row in answers.TOLD:
        lines.append(f"| `{PREFIX}{row.name}` | `{row.usage}` | {row.help} |")
    lines += ["", "| `done` of | carries after verb, job, slot |", "|---|---|"]
    lines += [f"| {verbs} | `{results}` |" for verbs, results in answers.RESULTS.items()]
    return "\n".join(lines)


def ranges(parameter: controls.Parameter) -> str:
    """
    >>> ranges(controls.BY_NAME["pitch"])
    '24..84 MIDI note'
    """
    first = parameter.arguments[0]
    return f"{first.range} {first.unit}".strip()
