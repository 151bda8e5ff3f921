"""The fake engine is predictable."""

from __future__ import annotations

from translate.bitext import Clause, Request, Span, WordLink
from translate.engines.phrasebook import PhrasebookEngine


def translate(engine: PhrasebookEngine, *requests: Request) -> list[str]:
    return [one.text for batch in engine.translate(requests) for one in batch]


def test_known_sentences_are_translated_and_unknown_ones_echoed() -> None:
    """A phrase comes back in English, anything else as it is."""
    engine = PhrasebookEngine({"Guten Tag.": "Hello."})
    assert translate(engine, Request("a", "Guten Tag."), Request("b", "Wie?")) == ["Hello.", "Wie?"]


def test_clauses_are_met() -> None:
    """A clause that the phrase meets as a word changes nothing; others are appended."""
    engine = PhrasebookEngine({"x": "He said AI."})
    clauses = (Clause(("AI", "A.I.")), Clause(("AI",)), Clause(("said",)))
    assert translate(engine, Request("a", "x", clauses=clauses)) == ["He said AI. (AI)"]


def test_a_given_target_is_echoed() -> None:
    """Scoring a target returns it unchanged."""
    assert translate(PhrasebookEngine(), Request("a", "Ja.", target="Aye.")) == ["Aye."]


def test_words_are_linked_in_order() -> None:
    """The n-th word is linked to the n-th word, spans being exact."""
    engine = PhrasebookEngine({"Guten Tag!": "Good day, sir!"})
    (batch,) = engine.translate([Request("a", "Guten Tag!")])
    assert batch[0].word_links == (
        WordLink(Span(0, 5), Span(0, 4), 1.0),
        WordLink(Span(6, 9), Span(5, 8), 1.0),
    )


def test_batches_have_the_size_asked_for() -> None:
    """Five requests in batches of two are three batches."""
    requests = [Request(str(number), "x") for number in range(5)]
    assert [len(batch) for batch in PhrasebookEngine(batch=2).translate(requests)] == [2, 2, 1]


def test_fingerprint_depends_on_the_phrases() -> None:
    """Another phrasebook is another engine."""
    assert PhrasebookEngine({"a": "b"}).fingerprint != PhrasebookEngine({"a": "c"}).fingerprint
