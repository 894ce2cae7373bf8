"""OSC address patterns: * ? [a-c] [!x] {one,two}, never across a slash. Functions, any thread.

Written without regular expressions over a client's text: what a pattern may cost is bounded by its
length, its alternatives and the table it is held against.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from notono_live.errors import BadArguments

LONGEST = 128  # characters
MOST = 64  # ways to read the braces of a pattern
SIGNS = "*?[]{}"


def is_pattern(address: str) -> bool:
    return any(sign in address for sign in SIGNS)


def matching(pattern: str, addresses: Iterable[str]) -> list[str]:
    """The addresses a pattern stands for, in their own order; BadArguments if it is no pattern.

    >>> matching("/a/{x,y}/[!0-3]*", ["/a/x/1", "/a/y/4b", "/a/z/4", "/a/x/4/5"])
    ['/a/y/4b']
    """
    if len(pattern) > LONGEST:
        raise BadArguments(f"pattern of {len(pattern)} characters; {LONGEST} are the most")
    ways = [way.split("/") for way in _without_braces(pattern)]
    return [address for address in addresses if any(_fits(way, address) for way in ways)]


def _without_braces(pattern: str) -> list[str]:
    parts: list[list[str]] = []
    rest = pattern
    while "{" in rest:
        before, _, rest = rest.partition("{")
        inside, closed, rest = rest.partition("}")
        if not closed or "{" in inside or "}" in before:
            raise BadArguments(f"pattern {pattern} has braces that do not pair; write {{a,b}}")
        parts += [[before], inside.split(",")]
    ways = list(itertools.islice(itertools.product(*parts, [rest]), MOST + 1))
    if len(ways) > MOST:
        raise BadArguments(f"pattern {pattern} can be read in more than {MOST} ways; use fewer")
    return ["".join(way) for way in ways]


def _fits(way: list[str], address: str) -> bool:
    words = address.split("/")
    return len(way) == len(words) and all(map(_word_fits, way, words))


def _word_fits(pattern: str, word: str) -> bool:
    """Greedy, with one place to come back to: the last star."""
    at = p = 0
    star: tuple[int, int] | None = None
    while at < len(word):
        if p < len(pattern) and pattern[p] == "*":
            star, p = (p + 1, at), p + 1
        elif p < len(pattern) and (step := _one(pattern, p, word[at])):
            p, at = p + step, at + 1
        elif star:
            star = (star[0], star[1] + 1)
            p, at = star
        else:
            return False
    return not pattern[p:].strip("*")


def _one(pattern: str, p: int, letter: str) -> int:
    """How many signs of the pattern this letter uses up; 0 if it does not fit."""
    if pattern[p] != "[":
        return int(pattern[p] in ("?", letter))
    end = pattern.find("]", p)
    if end < 0:
        raise BadArguments(f"pattern {pattern} has a bracket that does not close; write [a-c]")
    inside = pattern[p + 1 : end]
    chosen = inside.removeprefix("!")
    fits = any(low <= letter <= high for low, high in _ranges(chosen))
    return end + 1 - p if fits != inside.startswith("!") else 0


def _ranges(inside: str) -> Iterator[tuple[str, str]]:
    """
    >>> list(_ranges("a-cx"))
    [('a', 'c'), ('x', 'x')]
    """
    at = 0
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            yield inside[at], inside[at + 2]
            at += 3
        else:
            yield inside[at], inside[at]
            at += 1
