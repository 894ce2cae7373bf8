"""The original's API without a server: what is read, what is refused and in which words."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from takes import small_take

from notono_live.errors import BadArguments, NotonoError, OutOfRange
from notono_live.notes.codemap import Grid, Layer
from notono_live.notes.conditioning import FAMILIES
from notono_live.notes.note import Retrigger
from notono_live.protocol import original, original_query

DEEP = "[" * 100_000


def body(columns: int = 4, masked: Layer = Layer.TOP) -> dict[str, Any]:
    """A request as the client writes it."""
    said: dict[str, Any] = {}
    for layer in Layer:
        rows, width = Grid.of(layer, columns).shape
        said[f"{layer}_code"] = [[(r * width + c) % 512 for c in range(width)] for r in range(rows)]
        said[f"{layer}_conditioning"] = {
            "pitch": [[60] * width for _ in range(rows)],
            "instrument_family_str": [["organ"] * width for _ in range(rows)],
        }
    rows, width = Grid.of(masked).shape
    said["mask"] = [[r < 2 and c == 1 for c in range(width)] for r in range(rows)]
    return said


def read(said: Any, masked: Layer | None = None) -> original.Sound:
    return original.read_sound(json.dumps(said).encode(), masked)


def test_maps_are_read_low_frequency_first() -> None:
    said = body()
    said["top_code"][0] = [1, 2, 3, 4]
    said["bottom_conditioning"]["pitch"][63][7] = 72
    said["bottom_conditioning"]["instrument_family_str"][63][7] = "vocal"
    sound = read(said, Layer.TOP)
    assert sound.codemaps.top[0].tolist() == [1, 2, 3, 4]
    assert sound.conditioning.bottom.pitch[63, 7] == 72
    assert sound.conditioning.bottom.family[63, 7] == len(FAMILIES) - 1
    assert np.argwhere(sound.cells(Layer.TOP, 0).mask).tolist() == [[0, 1], [1, 1]]
    assert not len(sound.note.samples)


@pytest.mark.parametrize(("layer", "start"), [(Layer.TOP, 0), (Layer.TOP, 3), (Layer.BOTTOM, 3)])
def test_a_mask_covers_the_window_that_the_client_shows(layer: Layer, start: int) -> None:
    sound = read(body(7, layer), layer)
    column = 1 + start * (1 if layer is Layer.TOP else 2)
    assert np.argwhere(sound.cells(layer, start).mask).tolist() == [[0, column], [1, column]]


def test_unknown_labels_go_out_and_come_back() -> None:
    take = small_take(3)
    note = read({**body(), "top_conditioning": None}).note
    out = original.answer(note, b"wav", b"png")
    assert out["top_conditioning"]["instrument_family_str"][0] == ["none"] * 4
    assert out["top_conditioning"]["pitch"][0] == [-1] * 4
    back = read(out).note
    assert np.array_equal(back.conditioning.top.pitch, note.conditioning.top.pitch)
    whole = original.answer(take.note, b"wav", b"png")
    again = read(json.loads(json.dumps(whole)))
    assert again.codemaps.same_as(take.note.codemaps)
    for layer in Layer:
        ours, theirs = again.conditioning.of(layer), take.note.conditioning.of(layer)
        assert np.array_equal(ours.family, theirs.family)
        assert np.array_equal(ours.pitch, theirs.pitch)


def wrong(**fields: Any) -> dict[str, Any]:
    return body() | fields


def spoilt(field: str, row: int, column: int, value: Any) -> dict[str, Any]:
    said = body()
    target = said
    *path, last = field.split(".")
    for name in path:
        target = target[name]
    target[last][row][column] = value
    return said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], "the body is a list; send an object"),
        ({}, "top_code is missing; send a list of 32 rows"),
        (wrong(top_code=3), "top_code is 3; send a list of 32 rows"),
        (wrong(top_code={}), "top_code is an object; send a list"),
        (wrong(top_code=[[1] * 4] * 31), "top_code has 31 rows; send 32, the lowest"),
        (wrong(top_code=[[1] * 3] * 32), "top_code has 3 columns; send 4 to 60"),
        (wrong(top_code=[[1] * 61] * 32), "top_code has 61 columns; send 4 to 60"),
        (wrong(top_code=[[1] * 4] * 31 + [[1]]), "top_code[31] has 1 columns; send 4"),
        (wrong(top_code=[[]] * 32), "top_code has 0 columns"),
        (wrong(top_code=["high"] * 32), "top_code[0] is the text 'high'; send a list of columns"),
        (wrong(bottom_code=[[1] * 4] * 64), "bottom_code[0] has 4 columns; send 8"),
        (spoilt("top_code", 5, 2, 512), "top_code[5][2] is 512; send a code, 0 to 511"),
        (spoilt("top_code", 5, 2, -1), "top_code[5][2] is -1; send a code"),
        (spoilt("top_code", 5, 2, 1.0), "top_code[5][2] is 1.0; send a code"),
        (spoilt("top_code", 5, 2, True), "top_code[5][2] is true; send a code"),
        (spoilt("top_code", 5, 2, None), "top_code[5][2] is null; send a code"),
        (spoilt("top_code", 5, 2, 10**200), "top_code[5][2] is 1000"),
        (spoilt("bottom_code", 63, 7, "x" * 999), "bottom_code[63][7] is the text 'xxxxxxxx"),
        (spoilt("mask", 0, 0, 1), "mask[0][0] is 1; send true or false"),
        (wrong(mask=[[True] * 8] * 64), "mask has 64 rows; send 32"),
        (wrong(mask=[[True] * 5] * 32), "mask[0] has 5 columns; send 4"),
        ({k: v for k, v in body().items() if k != "mask"}, "mask is missing"),
        (wrong(top_conditioning=[]), "top_conditioning is a list; send an object with pitch"),
        (wrong(top_conditioning={}), "top_conditioning.pitch is missing"),
        (
            spoilt("bottom_conditioning.instrument_family_str", 9, 1, "tuba"),
            "bottom_conditioning.instrument_family_str[9][1] is the text 'tuba'; send one of bass",
        ),
        (spoilt("top_conditioning.pitch", 1, 3, 128), "pitch[1][3] is 128; send a MIDI note"),
        (spoilt("top_conditioning.pitch", 1, 3, [60]), "pitch[1][3] is a list; send a MIDI note"),
    ],
)
def test_what_is_wrong_is_named_with_what_came_and_what_was_expected(said: Any, words: str) -> None:
    with pytest.raises((BadArguments, OutOfRange)) as caught:
        read(said, Layer.TOP)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the body is empty"),
        (b" \n", "the body is empty"),
        (b"{", "no JSON that can be read"),
        (b"\xff\xfe\x00", "no JSON that can be read"),
        (DEEP.encode(), "no JSON that can be read: too deep"),
        (b'{"top_code": NaN}', "top_code is NaN; send a list"),
        (b'{"top_code": ' + b"9" * 5000 + b"}", "no JSON that can be read"),
    ],
)
def test_what_is_no_json_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadArguments, match=words):
        original.read_sound(content)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
)


@given(
    st.sampled_from(["top_code", "bottom_code", "mask", "top_conditioning", "bottom_conditioning"]),
    anything,
)
def test_any_value_in_any_field_is_read_or_refused_in_words(field: str, value: Any) -> None:
    for said in (body() | {field: value}, spoilt("bottom_code", 1, 1, value)):
        with contextlib.suppress(NotonoError):
            read(said, Layer.TOP)


def test_a_mask_beyond_the_sound_or_without_a_cell_is_refused() -> None:
    sound = read(body(6), Layer.TOP)
    with pytest.raises(OutOfRange, match=r"start_index_top 3 .* send 2 at most"):
        sound.cells(Layer.TOP, 3)
    with pytest.raises(OutOfRange, match="mask marks no cell"):
        read(wrong(mask=[[False] * 4] * 32), Layer.TOP).cells(Layer.TOP, 0)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"pitch": "middle C"}, "pitch 'middle C' is not a number"),
        ({"pitch": "128"}, "pitch 128 is outside 0..127"),
        ({"layer": "both"}, "layer 'both' is unknown; choose one of top bottom"),
        ({"instrument_family_str": "tuba"}, "choose one of bass brass"),
        ({"temperature": "nan"}, "send a finite number"),
        ({"temperature": "3"}, "temperature 3 is outside 0.1..2"),
        ({"uniform_sampling": "maybe"}, "uniform_sampling is 'maybe'; send true or false"),
        ({"start_index_top": "-1"}, "start_index_top -1 is outside"),
        ({"duration_top": "9999"}, "duration_top 9999 is outside 4..60"),
        ({"spectrogram_image_colormap": "x" * 999}, "has 999 characters"),
    ],
)
def test_words_of_a_query_are_checked(query: dict[str, str], words: str) -> None:
    with pytest.raises((BadArguments, OutOfRange)) as caught:
        original_query.read_query(query)
    assert words in str(caught.value)


def test_labels_of_the_query_are_painted_and_unsaid_ones_are_the_cells_own() -> None:
    said = original_query.read_query({"pitch": "95", "other": "word"})
    assert (said.brush.conditioning.pitch, said.brush.keeps_family) == (83, True)
    assert not said.brush.keeps_pitch
    none = original_query.read_query({"instrument_family_str": "none"}).brush
    assert (none.conditioning.family, none.keeps_family, none.keeps_pitch) == (None, False, True)
    assert original_query.read_query({"eraser_amplitude": "0.1"}).gain == pytest.approx(
        10 ** (-86.9 / 20), 0.01
    )
    how = original_query.read_query({"seed": "7", "temperature": "0.5"}).sampling
    assert (how.seed, how.temperature, how.retrigger) == (7, 0.5, Retrigger.OFF)


def test_a_sampled_note_meets_what_was_said_of_it() -> None:
    for _ in range(20):
        assert original_query.read_query({"pitch_class": "4", "octave": "3"}).sampled().pitch == 40
        assert 48 <= (original_query.read_query({"octave": "4"}).sampled().pitch or 0) < 60
        assert (original_query.read_query({"pitch_class": "1"}).sampled().pitch or 0) % 12 == 1
        said = original_query.read_query({"pitch": "70", "instrument_family_str": "reed"}).sampled()
        assert (said.pitch, str(said.family)) == (70, "reed")
    with pytest.raises(OutOfRange, match="octave 1 has no pitch"):
        original_query.read_query({"octave": "1"}).sampled()


def test_a_packs_pitches_leave_out_the_last() -> None:
    assert original_query.read_query({"min_pitch": "48", "max_pitch": "51"}).pitches == [48, 49, 50]
    assert len(original_query.read_query({}).pitches) == 61
    with pytest.raises(OutOfRange, match="min_pitch 50 is not below max_pitch 50"):
        assert original_query.read_query({"min_pitch": "50", "max_pitch": "50"}).pitches
