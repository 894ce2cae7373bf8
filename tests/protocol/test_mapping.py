"""Bindings as tables: what is read is what was meant, and each mistake is named with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from notono_live.errors import NotonoError
from notono_live.protocol import controls, mapping, midi_defaults, midi_table
from notono_live.protocol.mapping import Binding
from notono_live.protocol.midi_scale import CURVES, Scale, range_of
from notono_live.protocol.midi_touch import Control, Touch
from notono_live.toml_file import TomlFile

TURNED = [p for p in controls.PARAMETERS if len(p.arguments) == 1]


def read(text: str, folder: Path) -> list[Binding]:
    file = folder / "a.toml"
    file.write_text(text)
    return [midi_table.read(table) for table in TomlFile.read(file).tables("midi", "map")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('source = "cc"\nnumber = 1', 2, 'needs target, as target = "/notono/pitch"'),
        ('target = "/notono/pitch"\nnumber = 1', 2, 'needs source, as source = "cc"'),
        ('target = "/notono/pitch"\nsource = "cc"', 2, "a MIDI map needs number, as number = 20"),
        ('target = "/notono/pich"\nsource = "cc"\nnumber = 1', 3, "did you mean /notono/pitch?"),
        ('target = "/notono/pitch"\nsource = "knob"', 4, "source is 'knob'; choose one of cc cc14"),
        ('target = "pitch"\nsource = "cc"\nnumber = 120', 5, "number is 120; a cc has 0..119"),
        ('target = "pitch"\nsource = "cc14"\nnumber = 33', 5, "a cc14 has 0..31"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nchannel = 17', 6, "whole number 0..16"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nrange = [0, 84]', 6, "pitch has 24..84"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nrange = [30.5, 84]', 6, "whole numbers"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nrange = 3', 6, "two ends, like [0, 1]"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\ncurve = "s"', 6, "one of linear log exp"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nmode = "x"', 6, "one of absolute rel2c"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nmode = "trigger"', 6, "arguments = [60]"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\ntakeover = "x"', 6, "none pickup scale"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nknob = 3', 6, "knows no knob; it has port"),
        ('target = "pitch"\nsource = "cc"\nnumber = 1\nport = 3', 6, "port is 3; give a text"),
        ('target = "panic"\nsource = "cc"\nnumber = 1\nmode = "absolute"', 6, "trigger or gate"),
        ('target = "region/time"\nsource = "cc"\nnumber = 1', 2, "no parameter of one value"),
        ('target = "slot/generate"\nsource = "cc"\nnumber = 1', 3, "takes 1 or 2 or 3 or 4: slot"),
        ('target = "pitch"\nsource = "program"\nnumber = 1', 2, "needs its value"),
        ('target = "pan"\nsource = "bend"\nrange = [1, -1]\ncurve = "fader"', 6, "lower end"),
        (
            'target = "pitch"\nsource = "cc"\nnumber = 1\nmode = "trigger"\narguments = [99]',
            3,
            "pitch 99 is outside 24..84",
        ),
        (
            'target = "pitch"\nsource = "cc"\nnumber = 1\narguments = [60]',
            2,
            "arguments are for triggers",
        ),
    ],
)
def test_every_mistake_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(NotonoError) as caught:
        read(f"# mine\n[[midi.map]]\n{text}\n", tmp_path)
    assert words in str(caught.value)
    assert f"a.toml, line {line}: " in str(caught.value)


def test_the_line_is_that_of_the_table_that_is_wrong(tmp_path: Path) -> None:
    good = '[[midi.map]]\ntarget = "pitch"\nsource = "cc"\nnumber = 1\n'
    with pytest.raises(NotonoError, match="line 12: "):
        read(f'[osc]\nport = 9700\n{good}{good}\nmode = "x"\n', tmp_path)


def bindings() -> st.SearchStrategy[Binding]:
    def ends(binding: Binding) -> st.SearchStrategy[Binding]:
        assert binding.parameter is not None
        low, high = range_of(binding.parameter.arguments[0])
        low, high, middle = float(low), float(high), (low + high) // 2.0
        spans = [None, (low, high), (high, low), (middle, high)]
        if binding.curve == "steps":
            spans = [(middle, middle), (middle, middle + 1)]
        return st.sampled_from(spans).map(lambda span: replace(binding, span=span))

    knobs = st.builds(
        Binding,
        target=st.sampled_from(TURNED).map(lambda p: f"/notono/{p.name}"),
        source=st.sampled_from(["cc", "cc14", "nrpn", "note", "bend", "pressure"]),
        channel=st.integers(0, 16),
        port=st.sampled_from(["*", "nano*", "Push 2"]),
        mode=st.sampled_from([*mapping.KNOB_MODES, "toggle", "gate"]),
        curve=st.sampled_from([name for name in CURVES if name != "fader"]),
        takeover=st.sampled_from(["", "none", "pickup", "scale"]),
    ).flatmap(ends)
    buttons = st.builds(
        Binding,
        target=st.sampled_from(["/notono/panic", "/notono/slot/3/play", "/notono/midi/save"]),
        source=st.sampled_from(["cc", "note", "program"]),
        mode=st.just("trigger"),
    )
    numbered = st.tuples(knobs | buttons, st.integers(0, 31))
    return numbered.map(
        lambda pair: replace(pair[0], number=min(pair[1], mapping.SOURCES[pair[0].source]))
    )


@given(binding=bindings())
def test_a_binding_that_is_written_is_read_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, binding: Binding
) -> None:
    document = {"midi": {"map": [midi_table.table_of(binding)]}}
    (found,) = read(tomlkit.dumps(document), tmp_path_factory.mktemp("maps"))
    assert found == binding


def test_the_default_map_is_what_a_file_may_say(tmp_path: Path) -> None:
    rows = (*midi_defaults.bindings(16), *midi_defaults.parameters())
    document = {"midi": {"map": [midi_table.table_of(binding) for binding in rows]}}
    assert read(tomlkit.dumps(document), tmp_path) == list(rows)


def test_every_parameter_of_one_value_has_a_number_of_its_own() -> None:
    own = {p.name for p in controls.PLAIN if len(p.arguments) == 1}
    mirrors = {"instrument", "xy/x", "xy/y", "log/level", "file/pattern"}
    assert set(midi_defaults.NRPN) == own - mirrors


def test_bindings_of_a_pair_claim_both_halves() -> None:
    plain, pair = Binding("/notono/pan", "cc", 16), Binding("/notono/pan", "cc14", 16)
    first, second = Control("cc", 3, 16), Control("cc", 3, 48)
    both = Control("cc14", 3, 16)
    assert [plain.claims(c) for c in (first, second, both)] == [True, False, True]
    assert [pair.claims(c) for c in (first, second, both)] == [True, True, True]
    assert not replace(plain, channel=4).claims(first)


def scale_of(parameter: controls.Parameter, curve: str) -> Scale:
    low, high = range_of(parameter.arguments[0])
    whole = float(high - low).is_integer()
    return Scale(parameter, low, high, curve if whole or curve != "steps" else "linear")


scales = st.builds(scale_of, st.sampled_from(TURNED), st.sampled_from(list(CURVES)))
shares = st.integers(0, 127).map(lambda value: value / 127)


def number(scale: Scale, share: float) -> float:
    return scale._number(scale.value(share))


@given(scale=scales, one=shares, other=shares)
def test_a_knob_turned_right_never_lowers_its_parameter(
    scale: Scale, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert number(scale, low) <= number(scale, high)
    turned = replace(scale, first=scale.last, last=scale.first)
    if scale.curve != "fader":
        assert number(turned, low) >= number(turned, high)


@given(scale=scales)
def test_the_ends_of_a_knob_are_the_ends_of_the_range(scale: Scale) -> None:
    assert number(scale, 0.0) == scale.first
    assert number(scale, 1.0) == pytest.approx(scale.last)


@given(scale=scales, share=shares)
def test_a_knob_stands_where_its_value_is(scale: Scale, share: float) -> None:
    value = scale.value(share)
    back = scale.value(scale.share(value))
    assert scale._number(back) == pytest.approx(scale._number(value), abs=1e-6)


@given(scale=scales.filter(lambda s: s.zones > 1), share=shares, jitter=st.sampled_from([-1, 1]))
def test_a_worn_knob_changes_no_step(scale: Scale, share: float, jitter: int) -> None:
    """One step of 127 to and fro, where the zones are wide enough to leave room for it."""
    if scale.zones > 63 or scale.curve in ("log", "exp", "fader"):
        return
    grain = 1 / 127
    value = scale.value(share)
    near = share + jitter * grain
    if 0 < near < 1:
        assert scale.value(near, value, grain) == value


def test_volume_is_as_general_midi_has_it() -> None:
    (volume,) = [b for b in midi_defaults.BINDINGS if b.target == "/notono/volume"]
    levels = [volume.scale.value(value / 127) for value in (127, 64, 1, 0)]
    assert levels == pytest.approx([0.0, -11.9, -70.0, -70.0], abs=0.01)


def test_sixty_four_is_the_middle_of_pan() -> None:
    (pan,) = [b for b in midi_defaults.BINDINGS if b.target == "/notono/pan"]
    touches = [Touch(Control("cc", 1, 10), value, 127) for value in (0, 64, 127)]
    assert [pan.scale.value(pan.scale.share_of(touch)) for touch in touches] == [-1, 0, 1]
    assert [pan.scale.raw(value, 127) for value in (-1, 0, 1)] == [0, 64, 127]


@given(scale=scales.filter(lambda s: s.curve != "centre"), raw=st.integers(0, 127))
def test_a_ring_shows_a_value_that_leads_to_the_same_value(scale: Scale, raw: int) -> None:
    value = scale.value(raw / 127)
    shown = scale.raw(value, 127)
    if scale.zones <= 64 and scale.curve in ("linear", "steps"):
        assert scale.value(shown / 127) == pytest.approx(value)
    assert 0 <= shown <= 127
