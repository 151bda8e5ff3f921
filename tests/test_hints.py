"""Dictionary hints on their way through a run: offered, shown, never counted as terms."""

from __future__ import annotations

import pytest

from translate import pipeline
from translate.bitext import Span, TermHint
from translate.engines.phrasebook import PhrasebookEngine
from translate.options import Options
from translate.terminology import dictionary, matching, termbase
from translate.terminology.dictionary import Dictionary, Entry
from translate.workshop import Workshop

TEXT = "Ihre **Dominanz** wächst."


@pytest.fixture
def run(monkeypatch):
    """Translate TEXT with a one-word lexicon, with or without hints."""
    words = Dictionary({"Dominanz": Entry("Dominanz", "dominance")}, {})
    monkeypatch.setattr(dictionary, "load", lambda: words)
    engine = PhrasebookEngine({"Ihre Dominanz wächst.": "Their dominance grows."})

    def translated(*, hints, terms=()):
        terms = termbase.build(terms, "")
        workshop = Workshop(engine, terms, matching.compile(terms), None, hints=hints)
        document = pipeline.read("a.md", Options(), data=TEXT.encode())
        return pipeline.translate(document, workshop, Options())

    return translated


def test_hints_are_shown_where_they_stand_and_are_no_terms(run):
    """A pair says which English the dictionary offered, and no outcome speaks of it."""
    bitext = run(hints=True)
    assert bitext.pairs[0].hints == (TermHint(Span(7, 15), "dominance"),)
    assert bitext.outcomes == ()


def test_without_a_dictionary_there_are_no_hints(run):
    """``--no-dictionary`` gives none, and neither do models that can't read them."""
    assert run(hints=False).pairs[0].hints == ()
