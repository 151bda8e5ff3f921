"""The catalogue of checks: each finds what it is for, and leaves good English alone."""

from __future__ import annotations

import re
from dataclasses import replace

import arbitrary
import bitexts
import pytest
from hypothesis import given

from translate import checks
from translate.bitext import (
    FoundAs,
    GlossaryTerm,
    Half,
    KeptBy,
    Origin,
    Placeable,
    Severity,
    Span,
    TermMatch,
    TermOutcome,
    TermStatus,
    WordLink,
)

FOUND = [
    ("empty-target", "Es regnet.", ""),
    ("empty-target", "Es regnet.", "  "),
    ("number-changed", "Es sind 7 Billionen.", "It is 7 billion."),
    ("untranslated", "Es regnet stark heute.", "Es regnet stark heute."),
    ("untranslated", "Die Modelle werden größer.", "The models werden größer."),
    ("untranslated", "Er kam nicht und sie auch.", "He came nicht und she too."),
    ("untranslated", "Das ist der Datenschutz", "Das ist der Datenschutz"),
    ("repetition", "Der Fortschritt ist schnell.", "The the progress is fast."),
    ("repetition", "Es gibt eine Plattform.", "There is a platform, a platform, a platform."),
    ("repetition", "Wir sehen das so.", "We see it like this we see it like this."),
    (
        "repetition",
        "Es ist transparent.",
        "Transparency of transparency for transparency, transparency.",
    ),
    ("length-ratio", "Ein Satz, der lang genug ist, um etwas zu sagen, wie man sieht.", "A."),
    ("length-ratio", "Kurz gesagt.", "This is by far too long to be a translation of that."),
    ("end-punctuation", "Regnet es?", "It rains."),
    ("end-punctuation", "Es regnet.", "It rains"),
    ("end-punctuation", "Der Vorteil", "The advantage."),
    ("number-changed", "Das kostet 1,20 €.", "The costs 1.20 €1.2."),
    ("number-changed", "Nach § 46 Absatz 7 gilt 46.", "Under § 46, paragraph 7, 46 of 46 apply."),
    ("sign-changed", "§ 22 BGB haftet nicht", "£22"),
    ("sign-changed", "Nach § 14 gilt das.", "This applies under 14."),
    ("name-missing", "§ 22 BGB haftet nicht", "£22"),
    ("name-missing", "Das nutzt Kubernetes.", "That uses it."),
    ("negation-changed", "Das Haus ist nicht alt.", "The house is old."),
    ("negation-changed", "Der erste zeigt das Haus.", "The first does not show the house."),
    ("no-english-word", "Kneten und Rühren", "Knetents and tubation"),
    ("no-english-word", "Die Nervosität ist normal.", "The nervity is normal."),
    ("german-word", "PyCon war phänomenal grandios!", "PyCon was phenomenal grandios!"),
    ("german-word", "Das Makro schreibt auf die Ausgabe.", "The Makro writes to the output."),
    ("german-word", "Kalkulation und Werbung", "Kalkulation and advertising"),
    ("english-changed", "This guide was written by us.", "This guide what written by us."),
    ("unbalanced", "Das gilt (nur hier).", "This applies (only here."),
    ("unbalanced", "Er sagt „ja“.", "He says “yes."),
    ("debris", "Er lacht 😀.", "He laughs \ufffd."),
    ("punctuation", "Er kommt, ja.", "He comes,, yes."),
    ("german-notation", "Am 20.07.1969 war das.", "That was on 20.07.1969."),
    ("german-notation", "Um 14 Uhr geht es los.", "It starts at 14 Uhr."),
    ("german-notation", "Artikel 1 Nr. 1 gilt.", "Article 1 Nr. 1 applies."),
    ("lower-case-start", "Dateiname und Pfad", "file name and path"),
    (
        "repetition",
        "Besonders die Prüfung der Ware ist wichtig.",
        "Especially the check of the goods is important, especially the check of the goods.",
    ),
    ("repetition", "Das Muster gilt.", "The pattern of patterns of the pattern applies."),
]
CLEAN = [
    ("Der Open-Source-Vorteil", "The open-source advantage"),
    ("DeepSeek R1", "DeepSeek R1"),
    ("01.AI", "01.AI"),
    ("***", "***"),
    ("„Es regnet“.", "“It rains.”"),
    ("Es regnet ...", "It rains …"),
    ("Er sagte: „Es regnet.“", "He said, “It rains.”"),
    ("Sehr, sehr gut.", "Very, very good."),
    ("Ich weiß, dass das stimmt.", "I know that that is true."),
    ("Er schaut nicht, man sieht ihn an.", "He is not stared at, at most he is seen."),
    ("Das Lied „So ein Tag“ kommt.", "The song “So ein Tag” comes."),
    ("Sie gehört zur Gesellschaft für Leprakunde.", "She is in the Gesellschaft für Leprakunde."),
    ("Der Krieg war lang.", "The war was long."),
    ("Ja.", "Yes, it is."),
    ("Das ist unmöglich.", "That is not possible."),
    ("Er kommt ohne sie nicht aus.", "He cannot do without her."),
    ("Nicht selten regnet es.", "It seldom stays dry."),
    ("Herr Schmidt lebt in Katalonien.", "Mr Schmidt lives in Catalonia."),
    ("This guide was written by us.", "This guide was written by us."),
    ("Die Kosten stiegen um 3 Euro.", "Costs rose by €3."),
    ("Das kostet 1.200,50 €.", "That costs €1,200.50."),
    ("a) Das gilt.", "a) This applies."),
    ("Abschnitt 5 gilt, Absatz 5 auch.", "Section 5 applies, and so does paragraph 5."),
]


def names(bitext) -> list[str]:
    return [violation.check for violation in checks.run(bitext)]


@pytest.mark.parametrize(("name", "german", "english"), FOUND)
def test_each_check_finds_its_fault(name, german, english):
    """A faulty pair is found by the check that is named for the fault."""
    assert name in names(bitexts.bare((german, english)))


@pytest.mark.parametrize(("german", "english"), CLEAN)
def test_good_english_is_left_alone(german, english):
    """A good translation has no findings."""
    assert names(bitexts.bare((german, english))) == []


@pytest.mark.parametrize(
    ("word", "found"), [("online", False), ("in %", False), ("schnell", True), ("der", True)]
)
def test_words_of_both_languages_may_stay(word, found):
    """A lone word that English has too is a translation of itself."""
    assert ("untranslated" in names(bitexts.bare((word, word)))) is found


def test_a_german_label_is_no_word_left():
    """The label that a link by reference keeps is neither German left over nor lost markup."""
    german = "Die [künstliche Intelligenz] hilft."
    (pair,) = bitexts.bare((german, "[AI][künstliche Intelligenz] helps.")).pairs
    opening = Placeable("link", Span(4, 5), "[", markup=True, side=Half.OPEN)
    closing = Placeable(
        *("link", Span(27, 28), "]"),
        markup=True,
        side=Half.CLOSE,
        changed="][künstliche Intelligenz]",
    )
    segment = replace(pair.source[0], placeables=(opening, closing))
    bitext = bitexts.bare((german, ""))
    assert names(replace(bitext, pairs=(replace(pair, source=(segment,)),))) == []


def test_code_is_not_untranslated():
    """A sentence of nothing but inline code is the same in both languages."""
    bitext = bitexts.bare(("`die_summe`", "`die_summe`"))
    code = Placeable("code", Span(0, 11), "`die_summe`")
    (pair,) = bitext.pairs
    segment = replace(pair.source[0], placeables=(code,))
    assert names(replace(bitext, pairs=(replace(pair, source=(segment,)),))) == []


@arbitrary.few
@given(arbitrary.bitexts())
def test_checks_never_fail(bitext):
    """Whatever the bitext holds, checks report and do not raise; spans lie in the English."""
    targets = {pair.id: pair.target_text for pair in bitext.pairs}
    for violation in checks.run(bitext):
        if violation.span is not None:
            assert violation.span.end <= max(map(len, targets.values()))


def outcome(term: GlossaryTerm, surface: str | None = None, span: Span | None = None):
    match = TermMatch(term, "b1.s1", Span(0, 4), "Wort", FoundAs.EXACT)
    if surface is None:
        return TermOutcome(match, TermStatus.MISSED, reason="the beam is too narrow")
    return TermOutcome(match, TermStatus.KEPT, surface, span, KeptBy.MODEL)


def test_missed_terms_say_why_and_what_to_use():
    """A missed term is an error with its reason and all accepted targets."""
    bitext = bitexts.bare(("Wort", "A noun"))
    term = GlossaryTerm("Wort", ("word", "term"))
    found = checks.run(replace(bitext, outcomes=(outcome(term),)))
    assert [(v.check, v.severity) for v in found] == [("missed-term", Severity.ERROR)]
    assert found[0].message.endswith("the beam is too narrow")
    assert found[0].suggestion == "use “word” or “term”"


def test_a_kept_term_with_a_remark_is_a_finding():
    """A term that is kept at a price or only half is a warning that says what is wrong."""
    bitext = bitexts.bare(("Wort", "A word"))
    kept = outcome(GlossaryTerm("Wort", ("word",)), "word", Span(2, 6))
    assert names(replace(bitext, outcomes=(kept,))) == []
    found = checks.run(replace(bitext, outcomes=(replace(kept, reason="it is half"),)))
    assert [(v.check, v.severity) for v in found] == [("kept-but", Severity.WARNING)]
    assert found[0].message == "“word” is kept, but it is half"


@pytest.mark.parametrize(
    ("english", "spans"),
    [
        ("word: Vocable here", [Span(6, 13)]),
        ("word vocable, vocable", [Span(5, 12), Span(14, 21)]),
        ("word vocables here", [Span(5, 13)]),
        ("word vocabled here", []),
    ],
)
def test_forbidden_terms_are_found_as_words(english, spans):
    """A forbidden target is found in any case and number, as a whole word."""
    term = GlossaryTerm("Wort", ("word",), forbidden=("vocable",))
    bitext = bitexts.bare(("Wort hier", english))
    found = checks.run(replace(bitext, outcomes=(outcome(term, "word", Span(0, 4)),)))
    assert [v.span for v in found if v.check == "forbidden-term"] == spans


def test_forbidden_words_inside_accepted_targets_are_fine():
    """What an accepted target covers is not forbidden: "open code" within "open code base"."""
    term = GlossaryTerm("Wort", ("open code base",), forbidden=("open code",))
    bitext = bitexts.bare(("Wort hier und da", "open code base here"))
    bitext = replace(bitext, outcomes=(outcome(term, "open code base", Span(0, 14)),))
    assert "forbidden-term" not in names(bitext)


def test_one_term_with_two_targets_is_inconsistent():
    """Renderings by different targets are noted; forms of one target are not."""
    term = GlossaryTerm("Wort", ("AI model", "artificial intelligence"))
    bitext = bitexts.bare(("Wort", "AI model"))
    forms = (outcome(term, "AI Models", Span(0, 8)), outcome(term, "AI model", Span(0, 8)))
    assert "inconsistent-term" not in names(replace(bitext, outcomes=forms))
    both = (*forms, outcome(term, "artificial intelligence", Span(0, 8)))
    found = [
        v for v in checks.run(replace(bitext, outcomes=both)) if v.check == "inconsistent-term"
    ]
    assert found[0].message == (
        "“Wort” has 2 renderings: AI model (2), artificial intelligence (1)"
    )


def test_the_same_german_wants_the_same_english():
    """A repeated sentence with other English points to the first one."""
    bitext = bitexts.bare(("Schluss.", "The end."), ("Ja.", "Yes."), ("Schluss.", "Finish."))
    found = checks.run(bitext)
    assert [(v.check, v.segment_id) for v in found] == [("inconsistent", "b1.s3")]
    assert "“The end.” in b1.s1" in found[0].message


@pytest.mark.parametrize(
    ("english", "message"),
    [("See <b>a</b>.", ""), ("See a</b>.", "“<b>” is missing"), ("<b><b>a</b>.", "2 times")],
)
def test_placeables_survive_exactly_once(english, message):
    """A tag that is missing or doubled is found."""
    bitext = bitexts.bare(("Sieh <b>a</b>.", english))
    tags = (Placeable("html", Span(5, 8), "<b>"), Placeable("html", Span(9, 13), "</b>"))
    pair = bitext.pairs[0]
    segment = replace(pair.source[0], placeables=tags)
    found = checks.run(replace(bitext, pairs=(replace(pair, source=(segment,)),)))
    lost = [v.message for v in found if v.check == "placeable-lost"]
    assert len(lost) == bool(message)
    assert message in "".join(lost)


def test_numbers_in_placeables_are_not_compared():
    """Digits of a URL belong to the URL."""
    url = "https://example.org/2024/1.5"
    bitext = bitexts.bare((f"Siehe {url}.", f"See {url}."))
    pair = bitext.pairs[0]
    segment = replace(pair.source[0], placeables=(Placeable("url", Span(6, 34), url),))
    assert names(replace(bitext, pairs=(replace(pair, source=(segment,)),))) == []


def test_low_confidence_is_a_finding():
    """A pair that the model is unsure of is to be read with care; an unknown confidence is not."""
    bitext = bitexts.bare(("Ja.", "Yes."), ("Nein.", "No."))
    unsure = replace(bitext.pairs[0], confidence=0.1)
    found = checks.run(replace(bitext, pairs=(unsure, bitext.pairs[1])))
    assert [(v.check, v.segment_id) for v in found] == [("low-confidence", "b1.s1")]


def linked(german: str, english: str, *weights: float):
    """Return a pair whose n-th words are linked by the n-th weight."""
    (pair,) = bitexts.bare((german, english)).pairs
    sides = ([Span(*m.span()) for m in re.finditer(r"\w+", text)] for text in (german, english))
    links = tuple(map(WordLink, *sides, weights))
    return replace(pair, links=tuple(link for link in links if link.weight))


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        ((0.9, 0.9, 0.9, 0.9), False),
        ((0.9, 0.1, 0.9, 0.9), False),
        ((0.0, 0.9, 0.9, 0.0), True),
        ((0.9, 0.4, 0.4, 0.9), True),
        ((0.4, 0.9, 0.4, 0.9), False),
    ],
)
def test_words_without_english_are_left_out(weights, found):
    """Two words of content in a row, or two that nothing is linked to, are left out."""
    pair = linked("Alte Häuser brauchen Farbe.", "Old houses need paint.", *weights)
    bitext = replace(bitexts.bare(("", "")), pairs=(pair,))
    assert ("left-out" in names(bitext)) is found


@pytest.mark.parametrize(("words", "found"), [(3, False), (40, True)])
def test_long_sentences_need_more_confidence(words, found):
    """With as much confidence a short sentence may be good and a long one is a draft."""
    (pair,) = bitexts.bare(("Wort " * words, "word " * words)).pairs
    pair = replace(pair, origin=Origin.ENGINE, confidence=0.5)
    bitext = replace(bitexts.bare(("", "")), pairs=(pair,))
    assert ("low-confidence" in names(bitext)) is found


def test_the_catalogue_names_every_check_once():
    """Names are unique and hyphenated, titles are one line without a stop."""
    catalogue = checks.catalogue()
    assert len({check.name for check in catalogue}) == len(catalogue)
    for check in catalogue:
        assert check.name == check.name.lower().replace("_", "-")
        assert check.title
        assert not check.title.endswith(".")


def test_findings_stand_in_reading_order():
    """Findings follow the text; those about the whole text come last."""
    found = checks.run(replace(bitexts.article(), violations=()))
    ids = [violation.segment_id for violation in found]
    assert ids == sorted(ids)
