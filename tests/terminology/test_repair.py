"""A missed term takes the place of the words that render its source."""

from __future__ import annotations

import pytest

from translate.bitext import FoundAs, GlossaryTerm, Span, TermMatch, WordLink
from translate.terminology.repair import beside, place, written


def repair(text, match, links, alternatives, taken=()):
    stretch = place(text, match, links, taken)
    return None if stretch is None else written(text, stretch, alternatives)


def match_in(source: str, surface: str, how: FoundAs = FoundAs.EXACT) -> TermMatch:
    start = source.index(surface)
    term = GlossaryTerm(surface, ("target",))
    return TermMatch(term, "b1.s1", Span(start, start + len(surface)), surface, how)


def link(source: str, german: str, target: str, english: str, weight: float = 1.0) -> WordLink:
    first, second = source.index(german), target.index(english)
    return WordLink(Span(first, first + len(german)), Span(second, second + len(english)), weight)


@pytest.mark.parametrize(
    ("source", "surface", "target", "english", "forms", "expected"),
    [
        (
            "Dieser Leitartikel kritisiert den Begriff.",
            "Leitartikel",
            "This leader criticizes the term.",
            "leader",
            ("editorial", "editorials"),
            "This editorial criticizes the term.",
        ),
        (
            "Ein Leitartikel erschien.",
            "Leitartikel",
            "A leader appeared.",
            "leader",
            ("editorial",),
            "An editorial appeared.",
        ),
        (
            "Die Leitartikel erschienen.",
            "Leitartikel",
            "The leaders appeared.",
            "leaders",
            ("editorial", "editorials"),
            "The editorials appeared.",
        ),
        (
            "Datenschutz ist wichtig.",
            "Datenschutz",
            "Protection is important.",
            "Protection",
            ("data privacy",),
            "Data privacy is important.",
        ),
    ],
)
def test_the_linked_words_are_replaced(source, surface, target, english, forms, expected):
    """The repaired words agree in number, capital and article with their place."""
    links = [link(source, surface, target, english)]
    assert repair(target, match_in(source, surface), links, forms) == expected


def test_a_modifier_goes_before_its_head():
    """In a compound the term joins the English of the rest instead of replacing it."""
    source, target = "Die KI-Landschaft wächst.", "The landscape grows."
    links = [link(source, "KI-Landschaft", target, "landscape")]
    match = match_in(source, "KI", how=FoundAs.COMPOUND)
    assert repair(target, match, links, ("AI",)) == "The AI landscape grows."


def test_a_head_replaces_the_last_word():
    """The head of a compound takes the place of the last word of its English."""
    source, target = "Das R1-Argumentationsmodell gewann.", "The R1 argument won."
    links = [
        link(source, "R1-Argumentationsmodell", target, "R1"),
        link(source, "R1-Argumentationsmodell", target, "argument"),
    ]
    match = match_in(source, "Argumentationsmodell", how=FoundAs.COMPOUND)
    assert repair(target, match, links, ("reasoning model",)) == "The R1 reasoning model won."


def test_other_terms_keep_their_words():
    """Words that render another term are never overwritten."""
    source, target = "Die Börse fiel.", "The market fell."
    links = [link(source, "Börse", target, "market")]
    taken = [Span(4, 10)]
    assert repair(target, match_in(source, "Börse"), links, ("stock exchange",), taken) is None


def test_without_links_there_is_no_repair():
    """A term whose source is linked to no English word is left to the report."""
    assert repair("Yes.", match_in("Die Börse fiel.", "Börse"), [], ("stock market",)) is None


@pytest.mark.parametrize(
    ("form", "article"),
    [
        ("AI model", "an"),
        ("US company", "a"),
        ("European law", "a"),
        ("hour", "an"),
        ("university", "a"),
        ("uninteresting offer", "an"),
        ("SMS", "an"),
    ],
)
def test_articles_follow_the_sound(form, article):
    """The article, "a" or "an", goes by how the term is spoken, not by its first letter."""
    source, target = "Ein Ding.", "It is a thing."
    links = [link(source, "Ding", target, "thing")]
    repaired = repair(target, match_in(source, "Ding"), links, (form,))
    assert repaired == f"It is {article} {form}."


def test_a_part_without_a_link_goes_behind_the_part_before_it():
    """Of a compound joined by hyphens, the English of the part before tells the place."""
    source, target = "ihre Llama-KI-Modelle", "their Llama models"
    links = [link(source, "Llama", target, "Llama"), link(source, "Modelle", target, "models")]
    match = match_in(source, "KI", FoundAs.COMPOUND)
    assert repair(target, match, links, ("AI",)) == "their Llama AI models"


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "The race in space probe began."),
        ((Span(12, 23),), "The race in space began probe."),
    ],
)
def test_a_term_without_english_stands_behind_its_neighbour(taken, expected):
    """Nothing is linked to the term: it goes behind its German neighbour's English, in no term."""
    source, target = "Das Rennen im Weltall der Sonde begann.", "The race in space began."
    match = match_in(source, "Sonde")
    links = [link(source, "Weltall", target, "space"), link(source, "begann", target, "began")]
    stretch = beside(match, links, taken)
    assert stretch is not None
    assert written(target, stretch, ("probe",)) == expected


def test_nothing_linked_gives_no_place():
    """Of a sentence without word links nothing says where a term may stand."""
    match = match_in("Die Sonde.", "Sonde")
    assert beside(match, []) is None
