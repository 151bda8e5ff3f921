"""Word links come out of co-occurrence alone."""

from __future__ import annotations

import pytest

from training.alignment import OneWay, spans, symmetrise

GERMAN = ["das haus", "das buch", "ein buch", "das kleine haus", "ein kleines buch"]
ENGLISH = ["the house", "the book", "a book", "the small house", "a small book"]


def test_words_that_occur_together_are_linked():
    """Five sentences are enough to learn which word translates which."""
    model = OneWay([s.split() for s in GERMAN], [s.split() for s in ENGLISH])
    assert [model.best(line) for line in range(4)] == [[0, 1], [0, 1], [0, 1], [0, 1, 2]]


def test_a_wrong_pair_scores_lowest():
    """The lexical score of a pair that doesn't belong together is the worst of all."""
    german = [s.split() for s in [*GERMAN * 3, "das buch"]]
    english = [s.split() for s in [*ENGLISH * 3, "completely different words"]]
    scores = OneWay(german, english).scores()
    assert scores.argmin() == len(scores) - 1


@pytest.mark.parametrize(
    ("forward", "backward", "links"),
    [
        ([(0, 0), (1, 1)], [(0, 0), (1, 1)], [(0, 0), (1, 1)]),
        ([(0, 0), (0, 1)], [(0, 0)], [(0, 0), (0, 1)]),
        ([(0, 0), (3, 1)], [(0, 0), (2, 3)], [(0, 0)]),
    ],
)
def test_links_grow_from_agreement(forward, backward, links):
    """Links of one direction join only beside links that both directions agree on."""
    assert symmetrise(forward, backward) == links


def test_punctuation_stands_alone():
    """A full stop is a word of its own, an abbreviation and a compound are one."""
    text = "Die KI-Firma zahlt z.B. 5 Euro."
    words = [text[start:end] for start, end in spans(text)]
    assert words == ["Die", "KI-Firma", "zahlt", "z.B", ".", "5", "Euro", "."]
