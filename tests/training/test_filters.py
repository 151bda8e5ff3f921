"""Each filter lets clean pairs pass and stops what it is for."""

from __future__ import annotations

from collections import Counter

import pytest

from training import filters
from training.corpora import Pair

GOOD = Pair(
    "Die Regierung hat am 27. Januar das Gesetz von 1998 geändert.",
    "On 27 January, the government changed the law of 1998.",
)

BAD = [
    ("has_sane_length", Pair("Ja.", "This is by far too long to be what the other side says.")),
    ("has_text", Pair("12 34 56 78 + 9", "12 34 56 78 + 9 =")),
    ("is_translated", Pair("Visual Studio Code", "visual studio code")),
    ("is_german_english", Pair("This is the law of the land.", "Das ist das Gesetz des Landes.")),
    ("same_numbers", Pair("Im Jahr 1998 kam das Gesetz.", "The law came in 1989.")),
    ("is_unbroken", Pair("Er muss am 27. Januar gehen.", "On the 27. January he has to go.")),
]


@pytest.mark.parametrize("test", filters.FILTERS)
def test_a_clean_pair_passes(test):
    """No filter stops an ordinary sentence and its translation."""
    assert test(GOOD)


@pytest.mark.parametrize(("name", "pair"), BAD)
def test_a_filter_stops_its_case(name, pair):
    """What a filter is made for is counted under its name."""
    dropped: Counter[str] = Counter()
    assert list(filters.clean([pair], dropped)) == []
    assert dropped == {name: 1}


def test_duplicates_are_dropped_whatever_their_case():
    """A pair that differs from an earlier one only in case counts as a duplicate."""
    dropped: Counter[str] = Counter()
    shouted = Pair(GOOD.source.upper(), GOOD.target.upper())
    assert list(filters.clean([GOOD, shouted], dropped)) == [GOOD]
    assert dropped["duplicate"] == 1
