"""Word links come out of co-occurrence alone."""

from __future__ import annotations

import pytest

from training import alignment
from training.alignment import OneWay, index, spans, symmetrise

GERMAN = ["das haus", "das buch", "ein buch", "das kleine haus", "ein kleines buch"]
ENGLISH = ["the house", "the book", "a book", "the small house", "a small book"]


def _words(lines, known=()):
    return index((line.split() for line in lines), known)


def test_words_that_occur_together_are_linked():
    """Five sentences are enough to learn which word translates which."""
    model = OneWay(_words(GERMAN), _words(ENGLISH))
    assert [model.best(line) for line in range(4)] == [[0, 1], [0, 1], [0, 1], [0, 1, 2]]


def test_a_wrong_pair_scores_lowest():
    """The lexical score of a pair that doesn't belong together is the worst of all."""
    german = [*GERMAN * 3, "das buch"]
    english = [*ENGLISH * 3, "completely different words"]
    scores = OneWay(_words(german), _words(english)).scores()
    assert scores.argmin() == len(scores) - 1


def test_the_size_of_a_block_changes_nothing(monkeypatch):
    """Lines fitted one at a time give the table of all lines at once."""
    whole = OneWay(_words(GERMAN), _words(ENGLISH))
    monkeypatch.setattr(alignment, "BLOCK", 1)
    single = OneWay(_words(GERMAN), _words(ENGLISH))
    assert single.table.keys.tolist() == whole.table.keys.tolist()
    assert single.table.probabilities.tolist() == pytest.approx(whole.table.probabilities.tolist())


def test_a_table_links_lines_that_it_was_not_fitted_to():
    """Words that the table knows are linked by it, beside words that it has never seen."""
    german, english = _words(GERMAN), _words(ENGLISH)
    table = OneWay(german, english).table.pruned()
    new = (_words(["ein teures haus"], german.words), _words(["a costly house"], english.words))
    assert OneWay(*new, table).best(0)[::2] == [0, 2]


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
