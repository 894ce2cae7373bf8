"""Address patterns, against the standard library's matcher and against what would hang one."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notono_live.errors import BadArguments, NotonoError, UnknownAddress
from notono_live.protocol import addresses
from notono_live.protocol.patterns import matching
from notono_live.protocol.wire import Message


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_stars_and_question_marks_mean_what_they_mean_elsewhere(pattern: str, word: str) -> None:
    assert bool(matching(pattern, [word])) == fnmatch.fnmatchcase(word, pattern)


@given(st.text("ab*?[]{}!-,/", max_size=20))
def test_any_text_is_matched_or_refused(pattern: str) -> None:
    try:
        assert set(matching(pattern, ["ab", "a/b", ""])) <= {"ab", "a/b", ""}
    except NotonoError as error:
        assert "pattern" in str(error)  # noqa: PT017


def test_what_hangs_others_takes_no_time_here() -> None:
    began = time.perf_counter()
    assert matching("*a" * 60 + "c", ["a" * 60]) == []
    with pytest.raises(BadArguments, match="more than 64 ways"):
        matching("{a,b}" * 20, ["a"])
    with pytest.raises(BadArguments, match="128 are the most"):
        matching("*" * 129, ["a"])
    assert time.perf_counter() - began < 0.1


def test_patterns_reach_slots_and_parameters_and_nothing_that_stops_the_server() -> None:
    def expand(address: str) -> list[str]:
        return [m.address.removeprefix("/notono/") for m in addresses.expand(Message(address), 3)]

    assert expand("/notono/slot/*/render") == [f"slot/{n}/render" for n in (1, 2, 3)]
    assert expand("/notono/region/{low,width}") == ["region/low", "region/width"]
    assert "quit" not in expand("/notono/*")
    assert expand("/notono/quit") == ["quit"]
    with pytest.raises(UnknownAddress, match="no address matches"):
        expand("/notono/slot/*/rendr")
