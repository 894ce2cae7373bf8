"""The command line: one table of verbs. Runs on the main thread of the process the person started.

A verb's modules are imported when that verb is asked for, so that `--help` and `addresses` answer
at once, without torch.
"""

from __future__ import annotations

import importlib
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from notono_live import __version__
from notono_live.errors import NotonoError

NAME = "notono-live"
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


@dataclass(frozen=True, slots=True)
class Verb:
    """`arguments` and `run` are `module:function` below notono_live: the first gives a parser its
    flags, the second takes what they parse to and returns the exit code."""

    help: str
    run: str
    arguments: str = ""


VERBS: dict[str, Verb] = {
    "serve": Verb("play and redraw notes over OSC", "cli:serve", "config:add_arguments"),
    "generate": Verb(
        "draw a new note into a WAV file", "cli.sounds:generate", "cli.sounds:generate_arguments"
    ),
    "inpaint": Verb(
        "redraw a region of a sound file", "cli.sounds:inpaint", "cli.sounds:inpaint_arguments"
    ),
    "patches": Verb(
        "write the patches for Pd, Max, Live and others", "cli.patches:patches",
        "cli.patches:add_arguments",
    ),
    "replay": Verb(
        "make the edits of a journal again", "cli.replay:main", "cli.replay:add_arguments"
    ),
    "render": Verb(
        "draw a whole library of notes", "cli.render:render", "cli.render:add_arguments"
    ),
    "addresses": Verb("print every OSC address, as markdown", "cli:addresses"),
    "devices": Verb("list audio, MIDI and torch devices", "cli.devices:devices"),
    "bench": Verb("measure speed, memory and size", "cli.bench:bench", "cli.bench:add_arguments"),
    "bench live": Verb(
        "measure answers and sound while the model works", "cli.bench_live:bench_live",
        "cli.bench_live:add_arguments",
    ),
    "bench profile": Verb(
        "where the time of a redrawn second goes", "cli.bench_profile:profile",
        "cli.bench_profile:add_arguments",
    ),
    "bench soak": Verb(
        "edit a thousand times, and tell whether it slows or grows", "cli.bench_soak:soak",
        "cli.bench_soak:add_arguments",
    ),
    "evaluate": Verb(
        "score a model on real notes", "training.evaluation.command:main",
        "training.evaluation.command:add_arguments",
    ),
    "data render": Verb(
        "make a dataset from SoundFonts", "training.render:run", "training.render:add_arguments"
    ),
    "train vqvae": Verb(
        "learn the codec", "training.train_vqvae:main", "training.train_vqvae:add_arguments"
    ),
    "train shimmer": Verb(
        "learn how levels waver around what a codec decodes", "training.train_shimmer:main",
        "training.train_shimmer:add_arguments",
    ),
    "train ear": Verb(
        "learn what is heard, to teach a codec", "training.ear:main", "training.ear:add_arguments"
    ),
    "train codes": Verb(
        "notes to codemaps, with the codec", "training.codes:main", "training.codes:add_arguments"
    ),
    "train prior": Verb(
        "learn to fill masked codes", "training.train_prior:main",
        "training.train_prior:add_arguments",
    ),
    "train bundle": Verb(
        "put trained networks into models/", "training.make_bundle:main",
        "training.make_bundle:add_arguments",
    ),
}  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words ask (the process's own by default); the exit code.

    1 with one line on stderr for a NotonoError, 130 for Ctrl-C; argparse exits with 2 by itself.
    """
    try:
        return _obey(list(sys.argv[1:] if words is None else words))
    except NotonoError as error:
        print(f"{NAME}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # as in `notono-live addresses | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _obey(words: list[str]) -> int:
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in VERBS:
            arguments = parser_of(name).parse_args(words[length:])
            return int(_reached(VERBS[name].run)(arguments))
    overview = _overview()
    groups = [name for name in VERBS if words and name.startswith(f"{words[0]} ")]
    if not words or {"-h", "--help"} & set(words):
        overview.print_help()
        return 0
    if groups:
        overview.error(f"{words[0]} what? There are: {', '.join(groups)}")
    overview.parse_args(words)
    return 0


def parser_of(name: str) -> ArgumentParser:
    verb = VERBS[name]
    description = f"{verb.help[0].upper()}{verb.help[1:]}."
    parser = ArgumentParser(prog=f"{NAME} {name}", description=description)
    if verb.arguments:
        _reached(verb.arguments)(parser)
    return parser


def _overview() -> ArgumentParser:
    width = max(map(len, VERBS))
    lines = "\n".join(f"  {name:{width}}  {verb.help}" for name, verb in VERBS.items())
    parser = ArgumentParser(
        prog=NAME,
        description="Redraw parts of instrument notes with neural networks, live.",
        epilog=f"verbs:\n{lines}\n\n{NAME} VERB --help tells more of each.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    parser.add_argument("verb", metavar="VERB", choices=list(VERBS), help="one of those below")
    return parser


def _reached(place: str) -> Callable[..., Any]:
    """The function at `module:function`; its module is imported now."""
    module, _, function = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(f"notono_live.{module}"), function)
    return found


def serve(arguments: Namespace) -> int:
    """The server, until it is told to stop."""
    from notono_live import app, config

    return app.serve(config.from_arguments(arguments))


def addresses(arguments: Namespace) -> int:
    """The address table, as in the README."""
    from notono_live.protocol.reference import markdown_table

    print(markdown_table())
    return 0
