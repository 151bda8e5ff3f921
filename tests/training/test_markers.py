"""Hints stand behind their source word, in base form, and links survive every edit."""

from __future__ import annotations

import random

import pytest

from training import augment, markers
from training.bitexts import Linked
from training.corpora import Pair

PAIR = Linked.of(
    Pair("Heute prüfen wir die Wahlen in Berlin.", "Today we check the elections in Berlin."),
    [(0, 0), (1, 2), (2, 1), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7)],
)


@pytest.fixture
def lexicon(monkeypatch):
    """A lexicon that knows "election" and "elections", with chance left out of hints."""
    monkeypatch.setattr(markers, "INFLECTED", 0.0)
    monkeypatch.setattr(markers, "SWAPPED", 0.0)
    monkeypatch.setattr(markers, "STOP_WORDS", 3)
    singular = Pair("eine Wahl", "one election was news")
    common = [Linked.of(singular, []), PAIR, PAIR, Linked.of(Pair("neu", "a new new new"), [])]
    return markers.TargetWords(common * 4)


def linked_words(pair):
    """The words that the links of a pair join."""
    return [(pair.source_word(i), pair.target_word(j)) for i, j in pair.links]


def test_a_hint_is_the_lemma_behind_the_source_word(lexicon):
    """The plural of the target is given in the singular, right behind its source word."""
    term = markers.Term(range(4, 5), range(4, 5))
    marked = markers._annotate(PAIR, term, lexicon, random.Random(1))
    assert marked.source == "Heute prüfen wir die Wahlen <t0> election <t1> in Berlin."
    assert marked.target == PAIR.target


def test_links_stay_on_their_words(lexicon):
    """Inserting hints moves spans but never changes which words are linked."""
    for seed in range(20):
        marked = markers.mark(PAIR, lexicon, random.Random(seed))
        assert "<t0>" in marked.source
        assert linked_words(marked) == linked_words(PAIR)


def test_only_nouns_and_names_are_terms():
    """Verbs and function words are never hinted at."""
    found = {PAIR.source_word(term.source[-1]) for term in markers.find_terms(PAIR, {"die", "in"})}
    assert found == {"Wahlen", "Berlin"}


def test_a_term_with_links_elsewhere_is_no_term():
    """A span is a term only if nothing outside it shares its translation."""
    pair = Linked.of(Pair("Wir sehen Wahlen", "We see elections"), [(1, 2), (2, 2), (0, 0)])
    assert [term.source for term in markers.find_terms(pair, set())] == [range(1, 3)]


def test_a_swapped_hint_changes_hint_and_target_alike(lexicon, monkeypatch):
    """An unrelated hint replaces the translation too, in the number of the word it replaces."""
    monkeypatch.setattr(markers, "SWAPPED", 1.0)
    monkeypatch.setattr(lexicon, "random_noun", lambda _like, _rng: "oranges")
    term = markers.Term(range(4, 5), range(4, 5))
    marked = markers._annotate(PAIR, term, lexicon, random.Random(1))
    assert "oranges" in marked.source
    assert marked.target == "Today we check the oranges in Berlin."


@pytest.mark.parametrize(
    ("word", "lemma"), [("elections", "election"), ("news", "news"), ("Paris", "Paris")]
)
def test_lemmas_come_from_the_data(word, lemma):
    """A plural loses its ending only where its singular is about as frequent."""
    text = "the election elections news " + "new " * 40 + "Pari"
    lexicon = markers.TargetWords([Linked.of(Pair("x", text), [])] * 3)
    assert lexicon.lemma(word) == lemma


@pytest.mark.parametrize(
    ("variation", "source", "target"),
    [
        (augment.in_capitals, "HEUTE PRÜFEN WIR DIE WAHLEN IN BERLIN", "TODAY WE CHECK THE"),
        (augment.without_stop, "Heute prüfen wir die Wahlen in Berlin", "Today we check the"),
    ],
)
def test_variations_change_both_sides(variation, source, target):
    """A heading or a missing stop on one side is one on the other, and links stay right."""
    varied = variation(PAIR, random.Random(0))
    assert varied.source == source
    assert varied.target.startswith(target)
    assert [(i, j) for i, j in PAIR.links if i < 7] == varied.links


def test_a_number_changes_on_both_sides():
    """Another year takes the place of a year that both sides share."""
    pair = Linked.of(Pair("Im Jahr 1998 kam er.", "He came in 1998."), [(2, 3)])
    varied = augment.with_other_number(pair, random.Random(0))
    assert varied.source_word(2) == varied.target_word(3) != "1998"
    assert varied.source_word(2)[:2] == "19"


def test_joined_pairs_keep_their_links():
    """Two sentences on one line link as each did alone."""
    joined = PAIR.joined(PAIR)
    assert linked_words(joined) == linked_words(PAIR) * 2
