"""What is wrong with a kept term is said: half a compound, a wrong number, case or article."""

import pytest

from translate.bitext import (
    Enforcement,
    FoundAs,
    GlossaryTerm,
    KeptBy,
    Request,
    Span,
    TermMatch,
    TermOutcome,
    TermStatus,
    WordLink,
)
from translate.engines.phrasebook import PhrasebookEngine
from translate.terminology.enforcement import Task, apply
from translate.terminology.remarks import remark


def said(german, english, source, target, *, how=FoundAs.EXACT, links=(), targets=()):
    """Return the remark on the first occurrence of ``source``, rendered by ``target``."""
    at, to = german.index(source), english.index(target)
    term = GlossaryTerm(source, targets or (target.lower(),))
    match = TermMatch(term, "b1.s1", Span(at, at + len(source)), source, how)
    span = Span(to, to + len(target))
    outcome = TermOutcome(match, TermStatus.KEPT, target, span, KeptBy.MODEL)
    joined = [
        WordLink(
            Span(german.index(one), german.index(one) + len(one)),
            Span(english.index(other), english.index(other) + len(other)),
            0.9,
        )
        for one, other in links
    ]
    return remark(outcome, german, english, joined)


GERMAN = "Der Vorstandsvorsitzende kommt."


@pytest.mark.parametrize(
    ("english", "links", "wanted"),
    [
        ("The executive board comes.", [("kommt", "comes")], "the rest of"),
        ("The executive board chair comes.", [("kommt", "comes")], ""),
        ("The head of the executive board comes.", [("Vorstandsvorsitzende", "head")], ""),
    ],
)
def test_the_rest_of_a_compound_is_missed(english, links, wanted):
    """A compound of which only the term has English is remarked on, with the whole word."""
    found = said(GERMAN, english, "Vorstand", "executive board", how=FoundAs.COMPOUND, links=links)
    assert bool(found) is bool(wanted)
    assert wanted in found


@pytest.mark.parametrize(
    ("english", "rendering", "targets", "wanted"),
    [
        ("They build open sources.", "open sources", ("open source",), "has no plural"),
        ("They train AI models.", "AI models", ("AI model",), ""),
        ("It is an AI models.", "AI models", ("AI model",), "a plural behind “an”"),
        ("They all Democratize it now.", "Democratize", ("democratize",), "with a capital"),
        ("Democratize it now.", "Democratize", ("democratize",), ""),
        ("How They Democratize Models", "Democratize", ("democratize",), ""),
        ("It is a open model.", "open model", ("open model",), "“a” does not fit"),
        ("It is an open model.", "open model", ("open model",), ""),
    ],
)
def test_wrong_forms_are_told(english, rendering, targets, wanted):
    """A plural of a mass noun, a stray capital and a wrong article are remarked on; others not."""
    found = said("Wort", english, "Wort", rendering, targets=targets)
    assert bool(found) is bool(wanted)
    assert wanted in found


def test_what_force_costs_is_kept_with_the_outcome():
    """An occurrence that a later step had to force says what that cost; the others don't."""
    term = GlossaryTerm("Leitartikel", ("editorial",))
    text = "Der Leitartikel kommt."
    match = TermMatch(term, "b1.s1", Span(4, 15), "Leitartikel", FoundAs.EXACT)
    engine = PhrasebookEngine({text: "The leader comes."})
    (result,) = apply([Task(Request("b1.s1", text), (match,))], engine, Enforcement.CASCADE)
    (outcome,) = result.outcomes
    assert outcome.status is TermStatus.KEPT
    assert outcome.price is not None
    assert outcome.price >= 0
