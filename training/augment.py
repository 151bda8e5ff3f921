"""Vary sentence pairs the way real articles vary: headings, missing stops, other numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from training.bitexts import Linked

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

LONGEST_HEADING: Final = 80
"""Characters. Headings are short; capitals of a long sentence would teach nothing."""

_NUMBER = re.compile(r"[1-9]\d+")


def in_capitals(pair: Linked, _rng: random.Random) -> Linked:
    """Write a short pair in capitals and without its stop, as a heading."""
    if len(pair.source) > LONGEST_HEADING:
        return pair
    bare = without_stop(pair, _rng)
    return replace(bare, source=_capitals(bare.source), target=_capitals(bare.target))


def _capitals(text: str) -> str:
    """Upper-case a text letter by letter; "ß" stays, so that no word moves."""
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in text)


def without_stop(pair: Linked, _rng: random.Random) -> Linked:
    """Drop the full stop that ends both sides."""
    if not (pair.source.endswith(".") and pair.target.endswith(".")):
        return pair
    if pair.source.endswith("..") or len(pair.source_spans) < 3 or len(pair.target_spans) < 3:
        return pair
    last = (len(pair.source_spans) - 1, len(pair.target_spans) - 1)
    if pair.source_word(last[0]) != "." or pair.target_word(last[1]) != ".":
        return pair
    return Linked(
        pair.source[:-1],
        pair.target[:-1],
        pair.source_spans[:-1],
        pair.target_spans[:-1],
        [(i, j) for i, j in pair.links if i != last[0] and j != last[1]],
    )


def with_other_number(pair: Linked, rng: random.Random) -> Linked:
    """Change one number that stands once, and alike, on both sides."""
    source = [k for k in range(len(pair.source_spans)) if _NUMBER.fullmatch(pair.source_word(k))]
    if not source:
        return pair
    index = rng.choice(source)
    number = pair.source_word(index)
    places = [k for k in range(len(pair.target_spans)) if pair.target_word(k) == number]
    if len(places) != 1 or pair.source.count(number) != 1:
        return pair
    other = _similar_number(number, rng)
    return pair.replace_source(index, other).replace_target(places[0], other)


def _similar_number(number: str, rng: random.Random) -> str:
    """Return a number of as many digits; a year stays a year."""
    if len(number) == 4 and number[:2] in ("19", "20"):
        return number[:2] + "".join(rng.choice("0123456789") for _ in range(2))
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in number[1:])


VARIATIONS: Final[tuple[tuple[float, Callable[[Linked, random.Random], Linked]], ...]] = (
    (0.08, with_other_number),
    (0.04, without_stop),
    (0.015, in_capitals),
)
"""Share of the pairs that each variation is tried on. Small, because a model of this size pays
for every unusual sentence with a usual one."""

JOINED: Final = 0.04
"""Share of the pairs that are joined with the one before, for lines of two sentences."""


def vary(pair: Linked, previous: Linked | None, rng: random.Random) -> Linked:
    """Return a pair, often unchanged, sometimes varied.

    Args:
        pair: the pair to vary.
        previous: the pair before it, to be joined with now and then.
        rng: source of chance.
    """
    for share, variation in VARIATIONS:
        if rng.random() < share:
            pair = variation(pair, rng)
    if previous is not None and rng.random() < JOINED:
        return previous.joined(pair)
    return pair
