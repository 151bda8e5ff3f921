"""A missed term is tried where the word links say that it belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from translate.bitext import (
    Enforcement,
    FoundAs,
    GlossaryTerm,
    Hypothesis,
    KeptBy,
    Request,
    Span,
    TermMatch,
    TermStatus,
    WordLink,
)
from translate.engines.phrasebook import PhrasebookEngine
from translate.terminology import matching, termbase
from translate.terminology.enforcement import Task, apply
from translate.terminology.placing import beginning, place_of

GERMAN, ENGLISH = "Die Börse mag KI.", "The exchange likes AI."
TERM = GlossaryTerm("Börse", ("stock market",))
MATCH = TermMatch(TERM, "s", Span(4, 9), "Börse", FoundAs.EXACT)


def links(*pairs: tuple[str, str], english: str = ENGLISH) -> list[WordLink]:
    return [WordLink(_place(GERMAN, one), _place(english, other), 1.0) for one, other in pairs]


def _place(text: str, word: str) -> Span:
    start = text.index(word)
    return Span(start, start + len(word))


def test_the_linked_words_come_first():
    """The sentence up to the linked words, and the term in their place, is the first beginning."""
    found = beginning(
        ENGLISH, MATCH, links(("Die", "The"), ("Börse", "exchange")), ["stock market"]
    )
    assert found == "The stock market"


def test_without_a_link_it_goes_behind_its_neighbour():
    """A word that nothing renders belongs behind the English of the word before it."""
    found = beginning("The likes AI.", MATCH, links(("Die", "The")), ["stock market"])
    assert found == "The stock market"


def test_without_any_neighbour_there_is_no_beginning():
    """Where nothing before the term is rendered either, no place is made up."""
    assert beginning(ENGLISH, MATCH, [], ["stock market"]) is None
    assert place_of(MATCH, []) == 0


def test_the_article_before_it_agrees():
    """A beginning is written as a sentence is: with the right article, or a capital."""
    english = "An exchange likes AI."
    linked = links(("Börse", "exchange"), english=english)
    assert beginning(english, MATCH, linked, ["stock market"]) == "A stock market"
    linked = [WordLink(MATCH.span, Span(0, 2), 1.0)]
    assert beginning(english, MATCH, linked, ["stock market"]) == "Stock market"


class Going(PhrasebookEngine):
    """An engine that goes on from a beginning with what the phrase says behind its last word.

    It rates given sentences so many nats a token below its own.
    """

    supports_prefixes = True
    supports_clauses = False

    def __init__(self, dislike: float) -> None:
        super().__init__({GERMAN: ENGLISH})
        self.dislike = dislike
        self.clauses = 0

    def translate(self, requests):
        for request in requests:
            self.clauses += bool(request.clauses)
            text = request.target or ENGLISH
            if request.prefix:
                text = f"{request.prefix} likes AI."
            (plain,) = super().translate([replace(request, target=text, clauses=())])
            log_prob = -self.dislike if request.target else 0.0
            yield [Hypothesis(request.id, text, log_prob, plain[0].word_links)]


@pytest.mark.parametrize(("dislike", "by"), [(0.1, KeptBy.REPAIR), (1.0, KeptBy.CONSTRAINT)])
def test_a_term_is_kept_without_any_clause(dislike, by):
    """A term is put in its place; where that costs too much the cascade goes on from the term."""
    matcher = matching.compile(termbase.build([TERM], "test"))
    engine = Going(dislike)
    (result,) = apply(
        [Task(Request("s", GERMAN), matcher.find(GERMAN, "s"))], engine, Enforcement.CASCADE
    )
    assert result.hypothesis.text == "The stock market likes AI."
    assert [(one.status, one.by) for one in result.outcomes] == [(TermStatus.KEPT, by)]
    assert engine.clauses == 0
