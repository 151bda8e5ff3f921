"""Word links follow attention, likeness and mutual choice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.alignment.words import Pieced, link, words
from translate.bitext import Span, WordLink


def side(text: str, *pieces: str) -> Pieced:
    """A side whose pieces are cut as given; blanks belong to no piece."""
    spans, start = [], 0
    for piece in pieces or text.split():
        start = text.index(piece, start)
        spans.append(Span(start, start + len(piece)))
        start += len(piece)
    return Pieced(text, spans)


def pairs(links: tuple[WordLink, ...], source: Pieced, target: Pieced) -> list[tuple[str, str]]:
    return [(one.source.of(source.text), one.target.of(target.text)) for one in links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das ist's.", ["Das", "ist's", "."]),
        ("KI-Modelle, neu", ["KI", "-", "Modelle", ",", "neu"]),
        ("  ", []),
    ],
)
def test_words_and_marks_are_told_apart(text: str, expected: list[str]) -> None:
    """A word keeps its apostrophe, is split at hyphens, and a mark stands alone."""
    assert [span.of(text) for span in words(text)] == expected


def test_each_word_is_linked_to_what_it_attends_to() -> None:
    """Crossing attention gives crossing links, weights are those of the attention."""
    source, target = side("gestern kam"), side("came yesterday")
    links = link(np.array([[0.1, 0.9], [0.8, 0.2]]), source, target)
    assert pairs(links, source, target) == [("kam", "came"), ("gestern", "yesterday")]
    assert all(0.7 < one.weight <= 1 for one in links)


def test_pieces_are_merged_to_words() -> None:
    """The attention of a word's pieces counts together on both sides."""
    source = side("Weltraum ruft", "Welt", "raum", "ruft")
    target = side("space calls", "sp", "ace", "calls")
    attention = np.array([[0.3, 0.3, 0.4], [0.4, 0.4, 0.2], [0.0, 0.1, 0.9]])
    links = link(attention, source, target)
    assert pairs(links, source, target) == [("Weltraum", "space"), ("ruft", "calls")]


def test_likeness_helps_names() -> None:
    """Where attention hesitates, the same name on both sides decides."""
    source, target = side("Anna sah Berta"), side("Berta saw")
    links = link(np.array([[0.45, 0.1, 0.35], [0.1, 0.8, 0.1]]), source, target)
    assert pairs(links, source, target) == [("Berta", "Berta"), ("sah", "saw")]


def test_marks_are_linked_to_marks_only() -> None:
    """A full stop that attends to a word is linked to the full stop or not at all."""
    source, target = side("Ja .", "Ja", "."), side("Yes .", "Yes", ".")
    links = link(np.array([[0.6, 0.4], [0.7, 0.3]]), source, target)
    assert pairs(links, source, target) == [("Ja", "Yes"), (".", ".")]


def test_weak_one_sided_choices_are_dropped() -> None:
    """A word that its source word does not choose back stands only if strong or adjoining."""
    source, target = side("Haus alt"), side("house it stands")
    attention = np.array([[0.9, 0.1], [0.05, 0.05], [0.3, 0.0]])
    assert pairs(link(attention, source, target), source, target) == [("Haus", "house")]


def test_a_compound_is_linked_to_all_its_words() -> None:
    """Neighbours of a mutual link to the same source word belong to it."""
    source, target = side("Sprachmodell lernt"), side("language model learns")
    attention = np.array([[0.6, 0.1], [0.7, 0.1], [0.1, 0.8]])
    assert pairs(link(attention, source, target), source, target) == [
        ("Sprachmodell", "language"),
        ("Sprachmodell", "model"),
        ("lernt", "learns"),
    ]


def test_empty_sides_have_no_links() -> None:
    """Nothing is linked to nothing."""
    assert link(np.zeros((0, 0)), Pieced("", ()), Pieced("", ())) == ()
    assert link(np.zeros((1, 0)), Pieced("", ()), side("x")) == ()


@given(st.data(), st.text(max_size=12), st.text(max_size=12))
def test_links_are_words_in_order(data: st.DataObject, german: str, english: str) -> None:
    """Links join whole words, come in target order, and have weights in 0..1."""
    source = Pieced(german, [Span(at, at + 1) for at in range(len(german))])
    target = Pieced(english, [Span(at, at + 1) for at in range(len(english))])
    shape = len(english), len(german)
    cells = st.lists(st.floats(0, 1), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    attention = np.array(data.draw(cells)).reshape(shape)
    links = link(attention, source, target)
    assert {one.source for one in links} <= set(words(german))
    assert [one.target for one in links] == sorted({one.target for one in links})
    assert {one.target for one in links} <= set(words(english))
    assert all(0 <= one.weight <= 1 for one in links)
