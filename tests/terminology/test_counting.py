"""The strict hit rule: anchored, exclusive, as many as possible."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.bitext import FoundAs, GlossaryTerm, KeptBy, Span, TermMatch, TermStatus
from translate.languages import english_forms
from translate.terminology import counting


def occurrence(*targets, forbidden=(), case_sensitive=False):
    term = GlossaryTerm("Quelle", targets, forbidden=forbidden, case_sensitive=case_sensitive)
    return TermMatch(term, "s", Span(0, 6), "Quelle", FoundAs.EXACT)


def kept(english, *occurrences):
    return [outcome.surface for outcome in counting.assign(occurrences, english)]


@pytest.mark.parametrize(
    ("target", "english", "surface"),
    [
        ("language model", "The language models work.", "language models"),
        ("language model", "Language model: a definition", "Language model"),
        ("language model", "a LANGUAGE MODEL", "LANGUAGE MODEL"),
        ("open source", "open-source code", "open-source"),
        ("left-handed thread", "a left handed thread", "left handed thread"),
        ("AI", "AI-related work", "AI"),
        ("AI", "AI's rise", "AI"),
        ("driver’s seat", "the driver's seat", "driver's seat"),
        ("Six Tigers", "the 'Six' Tigers", "Six' Tigers"),
        ("bleed", "It was bled.", "bled"),
        ("child", "many children", "children"),
        ("chatbot", "two chatbots", "chatbots"),
        ("01.AI", "01.AI's model", "01.AI"),
        ("R&D", "R & D spending", "R & D"),
    ],
)
def test_renditions(target, english, surface):
    """A rendition has the words of the target, in surface or lemma, with any soft glue."""
    assert kept(english, occurrence(target)) == [surface]


@pytest.mark.parametrize(
    ("target", "english"),
    [
        ("AI", "She said it again."),
        ("AI", "01.AI grew."),
        ("AI", "see ai.com"),
        ("language model", "a language. Model it"),
        ("language model", "a model of language"),
        ("stock market", "a stock, market prices"),
        ("01.AI", "01 AI"),
        ("space race", "a race in space"),
    ],
)
def test_no_rendition(target, english):
    """Parts of words, and words that something separates, are no rendition."""
    assert kept(english, occurrence(target)) == [None]


def test_case_sensitive_targets():
    """Capitals count where the entry says so, except for the first letter of a sentence."""
    assert kept("meta META", occurrence("Meta", case_sensitive=True)) == [None]
    assert kept("Share it. Open it.", occurrence("open", case_sensitive=True)) == ["Open"]
    assert kept("They Open it.", occurrence("open", case_sensitive=True)) == [None]


def test_n_occurrences_need_n_renditions():
    """Each occurrence takes a rendition of its own; in order of the text."""
    outcomes = counting.assign([occurrence("AI")] * 3, "AI and AI")
    assert [outcome.status for outcome in outcomes] == ["kept", "kept", "missed"]
    assert [outcome.span for outcome in outcomes] == [Span(0, 2), Span(7, 9), None]
    assert [outcome.by for outcome in outcomes] == [KeptBy.MODEL, KeptBy.MODEL, None]


def test_the_assignment_is_not_greedy():
    """The short term leaves the stretch to the long one if that keeps both."""
    english = "the model and the language model"
    outcomes = counting.assign([occurrence("model"), occurrence("language model")], english)
    assert [outcome.surface for outcome in outcomes] == ["model", "language model"]
    assert kept("language model", occurrence("model"), occurrence("language model")) == [
        None,
        "language model",
    ]
    assert kept("a b c", occurrence("a b", "b c"), occurrence("b c", "a b")) == ["a b", None]
    assert kept("one two", occurrence("one", "two"), occurrence("one")) == ["two", "one"]


def test_preferred_targets_win():
    """Among equally good assignments preferred targets and exact forms are taken."""
    assert kept("exchanges on the stock market", occurrence("stock market", "exchange")) == [
        "stock market"
    ]
    assert kept("models and a model", occurrence("model")) == ["model"]


def test_forbidden_renderings():
    """A forbidden rendering is told with its place, once, unless an accepted one contains it."""
    term = occurrence("stock market", "purse strings", forbidden=("bourse", "purse"))
    english = "The bourses held the purse strings of a purse."
    found = counting.forbidden([term, term], english)
    assert [(span.of(english), match is term) for match, span in found] == [
        ("bourses", True),
        ("purse", True),
    ]


@pytest.mark.parametrize("target", ["language model", "analysis", "AI", "open source", "bias"])
def test_every_listed_form_counts(target):
    """What inflection lists as forms of a target, counting accepts as that target."""
    for form in english_forms.alternatives(target):
        assert kept(f"An {form} here", occurrence(target)) != [None], form


# --- properties ----------------------------------------------------------------------

WORDS = ("a", "b", "c")
TARGETS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join),
    min_size=1,
    max_size=2,
    unique=True,
).map(tuple)
OCCURRENCES = st.lists(TARGETS.map(lambda targets: occurrence(*targets)), max_size=4)
ENGLISH = st.lists(st.sampled_from((*WORDS, "d")), max_size=7).map(" ".join)


def most_by_brute_force(occurrences, english):
    """Try every way to give occurrences disjoint stretches."""
    words = english.split()
    spans = list(combinations(range(len(words) + 1), 2))

    def best(index, taken):
        if index == len(occurrences):
            return 0
        most = best(index + 1, taken)
        for start, end in spans:
            if " ".join(words[start:end]) not in occurrences[index].term.targets:
                continue
            if all(end <= a or b <= start for a, b in taken):
                most = max(most, 1 + best(index + 1, [*taken, (start, end)]))
        return most

    return best(0, [])


@given(OCCURRENCES, ENGLISH)
def test_the_assignment_is_maximal(occurrences, english):
    """No assignment keeps more occurrences than the one that is taken."""
    outcomes = counting.assign(occurrences, english)
    count = sum(outcome.status is TermStatus.KEPT for outcome in outcomes)
    assert count == most_by_brute_force(occurrences, english)


@given(OCCURRENCES, ENGLISH)
def test_renditions_are_disjoint_and_true(occurrences, english):
    """Spans never overlap, surfaces are exact, and each is a target of its occurrence."""
    outcomes = counting.assign(occurrences, english)
    spans = sorted(outcome.span for outcome in outcomes if outcome.span)
    assert [outcome.match for outcome in outcomes] == occurrences
    assert all(a.end <= b.start for a, b in pairwise(spans))
    for outcome in outcomes:
        if outcome.span:
            assert outcome.surface == outcome.span.of(english)
            assert outcome.surface in outcome.match.term.targets


@given(st.integers(0, 6), st.integers(0, 6))
def test_n_for_n(wanted, there):
    """With n occurrences and m renditions of one word, the smaller number is kept."""
    outcomes = counting.assign([occurrence("AI")] * wanted, "AI " * there)
    statuses = Counter(outcome.status for outcome in outcomes)
    assert statuses[TermStatus.KEPT] == min(wanted, there)


def test_endless_repetition_is_counted():
    """An output that repeats a term a thousand times is counted like any other."""
    occurrences = [occurrence("a b"), occurrence("b a"), occurrence("b a")]
    outcomes = counting.assign(occurrences, "a b " * 1000)
    assert {outcome.status for outcome in outcomes} == {TermStatus.KEPT}


@given(st.text(max_size=40), st.text(max_size=10))
def test_any_text_is_counted(english, target):
    """No text and no target make counting fail."""
    counting.assign([occurrence(target)], english)
    counting.forbidden([occurrence("x", forbidden=(target,))], english)
