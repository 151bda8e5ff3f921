"""German occurrences: found in every form, as exact spans, without overlap."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.bitext import GlossaryTerm, MatchMode
from translate.terminology import matching, termbase


def matcher(*sources, **fields):
    entries = [GlossaryTerm(source, ("x",), **fields) for source in sources]
    return matching.compile(termbase.build(entries, "g.yaml"))


def found(text, *sources, **fields):
    matches = matcher(*sources, **fields).find(text, "b1.s1")
    return [(match.surface, match.how) for match in matches]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        # nouns
        ("Sprachmodell", "Die Sprachmodelle und des Sprachmodells.", ["Sprachmodelle"] * 2),
        ("Börse", "an den Börsen", ["Börsen"]),
        ("Haus", "in den Häusern", ["Häusern"]),
        ("Zug", "Züge", ["Züge"]),
        ("Mutter", "Mütter", ["Mütter"]),
        ("Lenkrad", "Lenkräder", ["Lenkräder"]),
        ("Zentrum", "Zentren", ["Zentren"]),
        ("Thema", "Themen", ["Themen"]),
        ("Lexikon", "Lexika", ["Lexika"]),
        ("Mehrbereichsöl", "Mehrbereichsöle", ["Mehrbereichsöle"]),
        ("Ingenieurin", "Ingenieurinnen", ["Ingenieurinnen"]),
        ("Verhältnis", "Verhältnisse", ["Verhältnisse"]),
        ("Beispiel", "Beispiele", ["Beispiele"]),
        ("Datei", "Dateien", ["Dateien"]),
        ("Virus", "Viren", ["Viren"]),
        ("KI", "KIs", ["KIs"]),
        ("DeepSeek", "DeepSeeks", ["DeepSeeks"]),
        # adjectives
        ("quelloffen", "ein quelloffenes Modell", ["quelloffenes"]),
        ("sensibel", "sensible Daten", ["sensible"]),
        # verbs
        ("trainieren", "trainiert", ["trainiert"]),
        ("trainieren", "das trainierte Modell", ["trainierte"]),
        ("entlüften", "wurde entlüftet", ["entlüftet"]),
        ("beginnen", "es begann", ["begann"]),
        ("beginnen", "hat begonnen", ["begonnen"]),
        ("losgehen", "als es losging", ["losging"]),
        ("herunterladen", "heruntergeladen", ["heruntergeladen"]),
        ("herunterladen", "um sie herunterzuladen", ["herunterzuladen"]),
        # several words
        ("großes Sprachmodell", "mit großen Sprachmodellen", ["großen Sprachmodellen"]),
        ("Kalter Krieg", "des Kalten Krieges", ["Kalten Krieges"]),
        ("Wettlauf ins All", "des Wettlaufs ins All", ["Wettlaufs ins All"]),
    ],
)
def test_inflected(source, text, expected):
    """A term is found in the forms that its words take in a sentence."""
    surfaces = [surface for surface, how in found(text, source) if how == "inflected"]
    assert len(surfaces) == len(expected)
    assert surfaces[0] == expected[0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Lauf", "Läufer"),
        ("Lager", "in dieser Lage"),
        ("Spanner", "eine Spanne"),
        ("Messer", "auf der Messe"),
        ("Modell", "ein Modeller"),
        ("Bremse", "Bremsen Sie sofort."),
        ("Wissen", "wir wissen"),
        ("MIT", "mit"),
        ("MIT", "Mit"),
        ("MAS", "ein Maß"),
        ("KI", "am Kiosk"),
        ("Patent", "die Patentierung"),
        ("Meta", "eine Metapher"),
        ("Zentralbank", "die Zentralbanker"),
        ("Kolonie", "eine Kolonialmacht"),
        ("Schritt", "ein Fortschritt"),
        ("Druck", "dieser Eindruck"),
        ("Ende", "umfassende"),
        ("Open Source", "Sie ist open. Source fehlt."),
        ("künstliche Intelligenz", "künstliche, Intelligenz"),
    ],
)
def test_not_found(source, text):
    """Words that only look like a form of the term are left alone."""
    assert found(text, source) == []


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("KI", "KI-Modelle", "KI"),
        ("Argumentationsmodell", "R1-Argumentationsmodell", "Argumentationsmodell"),
        ("Open Source", "Open-Source-Modelle", "Open-Source"),
        ("Sprachmodell", "Sprachmodelltraining", "Sprachmodell"),
        ("Forschung", "Forschungsarbeit", "Forschung"),
        ("Börse", "Börsengang", "Börse"),
        ("Sprache", "Sprachmodell", "Sprach"),
        ("Modell", "Sprachmodelle", "modelle"),
        ("Ökosystem", "Technologieökosystems", "ökosystems"),
        ("Scheibenbremse", "Scheibenbremssattel", "Scheibenbrems"),
        ("Sprachmodell", "sprachmodellbasierte Suche", "sprachmodell"),
        ("Forschung", "Forschungs-Budget", "Forschung"),
        ("Startup", "Start-up-Szene", "Start-up"),
    ],
)
def test_compounds(source, text, expected):
    """In a compound the span is that of the term's part, without linking element."""
    assert found(text, source) == [(expected, "compound")]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("KI", "KI- und Robotikfirmen", "KI"),
        ("Forschung", "Forschungs- und Entwicklungsausgaben", "Forschung"),
        ("Kraftstofffilter", "Kraftstoff- und Ölfilter", "Kraftstoff"),
        ("Open-Source-Initiative", "Open-Source-Modelle und -Initiativen", "Initiativen"),
        ("Bremsscheibe", "Bremsbeläge und -scheiben", "scheiben"),
        ("Initiative", "Open-Source-Modelle und -Initiativen", "Initiativen"),
    ],
)
def test_suspended(source, text, expected):
    """What a suspended hyphen leaves out is completed from the neighbour."""
    assert found(text, source) == [(expected, "suspended")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schalten Sie den Motor ab.", [("Schalten", "separable")]),
        ("Er schaltet ihn ab und geht.", [("schaltet", "separable")]),
        ("Er schaltet in den zweiten Gang.", []),
        ("Er schaltet, ab morgen.", []),
        ("Er schaltet ab dem zweiten Gang.", []),
    ],
)
def test_separable_verbs(text, expected):
    """A separated verb is found by its finite form if the particle closes the clause."""
    assert found(text, "abschalten") == expected


@pytest.mark.parametrize(
    ("source", "text", "how"),
    [
        ("Börse", "Börse", "exact"),
        ("Auftraggeber", "AUFTRAGGEBER", "case"),
        ("Sprachmodell", "sprachmodell", "case"),
        ("Börse", "Boerse", "spelling"),
        ("Ausschuss", "Ausschuß", "spelling"),
        ("Open Source", "Open-Source", "spelling"),
        ("Sechs Tiger", "sechs „Tiger“", "spelling"),
        ("Börse", "Bo\u0308rse", "spelling"),
        ("Sprachmodell", "Sprach\u00admodell", "spelling"),
        ("Motoröl", "Motor-Öl", "spelling"),
        ("Startup", "Start-ups", "inflected"),
        ("Zweitakt-Motor", "Zweitaktmotor", "spelling"),
        ("Zweitakt-Motor", "Zweitaktmotoren", "inflected"),
    ],
)
def test_spellings(source, text, how):
    """Capitals, umlaut spellings, hyphens, quotes and soft hyphens don't hide a term."""
    assert [kind for _, kind in found(text, source)] == [how]


def test_quotes_inside_terms_belong_to_the_span():
    """The span reaches from the first word to the last, with the quotes between them."""
    assert found("die „Sechs“ Tiger", "Sechs Tiger") == [("Sechs“ Tiger", "spelling")]


@pytest.mark.parametrize(
    ("mode", "text", "count"),
    [
        (MatchMode.EXACT, "Sprachmodell SPRACHMODELL", 2),
        (MatchMode.EXACT, "Sprachmodelle KI-Sprachmodell", 0),
        (MatchMode.INFLECTED, "Sprachmodell Sprachmodelle", 2),
        (MatchMode.INFLECTED, "Sprachmodelltraining Sprachmodell-Training", 0),
        (MatchMode.COMPOUND, "Sprachmodelltraining Sprachmodell-Training", 2),
    ],
)
def test_match_modes(mode, text, count):
    """Each mode finds what it promises and no more."""
    assert len(found(text, "Sprachmodell", match=mode)) == count


def test_modes_hold_across_hyphens():
    """What only looks different for a hyphen is found in every mode, compounds in their own."""
    for mode in MatchMode:
        assert found("ein Motor-Öl", "Motoröl", match=mode) == [("Motor-Öl", "spelling")]
    assert found("Motor-Ölfilter", "Motoröl", match=MatchMode.INFLECTED) == []
    assert found("Modelle und -Initiativen", "Initiative", match=MatchMode.INFLECTED) == []


def test_a_displaced_match_gives_its_words_back():
    """Where a longer match displaces another, the words set free are searched as well."""
    text = "Modelltraining Börse Open Source"
    terms = ("Modell", "Modelltraining Börse", "Börse Open Source")
    assert found(text, *terms) == [("Modelltraining Börse", "exact")]
    terms = ("Modell", "Modelltraining Börse", "Börse Open Source Patent")
    assert found(text + " Patent", *terms) == [
        ("Modell", "compound"),
        ("Börse Open Source Patent", "exact"),
    ]


def test_case_sensitive_terms_want_their_capitals():
    """Capitals of a case-sensitive entry are wanted as far as letters are shared."""
    assert found("Meta META meta Metas", "Meta", case_sensitive=True) == [
        ("Meta", "exact"),
        ("Metas", "inflected"),
    ]


def test_the_longest_match_wins():
    """Where terms overlap the longer one is taken, and what it leaves is still found."""
    text = "Wettlauf ins All und Wettlauf"
    assert found(text, "Wettlauf", "Wettlauf ins All", "All") == [
        ("Wettlauf ins All", "exact"),
        ("Wettlauf", "exact"),
    ]


def test_a_name_with_a_full_stop_is_one_term():
    """Marks inside a term must stand in the text; a full stop between terms keeps them apart."""
    assert found("01.AI. KI.Mein", "01.AI", "KI Mein") == [("01.AI", "exact")]


# --- properties ----------------------------------------------------------------------

WORDS = (
    "KI",
    "Modell",
    "Sprachmodell",
    "großes",
    "Open",
    "Source",
    "Börse",
    "quelloffen",
    "abschalten",
)
TEXT = st.lists(
    st.sampled_from(
        (
            *WORDS, "Modelle", "Modelltraining", "große", "Börsen", "Börsengang", "KI-Modelle",
            "Open-Source-Modelle", "und", "-Modelle", "Modell-", "schaltet", "ab", ".", "„",
        )
    ),
    max_size=12,
).map(" ".join)  # fmt: skip
SOURCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    min_size=1,
    max_size=6,
    unique_by=str.casefold,
)


@given(st.one_of(TEXT, st.text(max_size=40)), SOURCES)
def test_spans_are_exact_and_never_overlap(text, sources):
    """The surface is the text of the span, spans are in order, disjoint and word-anchored."""
    matches = matcher(*sources).find(text, "s")
    assert all(match.surface == match.span.of(text) for match in matches)
    assert all(a.span.end <= b.span.start for a, b in pairwise(matches))
    assert all(match.surface for match in matches)


@given(TEXT, SOURCES, st.sampled_from(WORDS))
def test_adding_a_term_loses_no_match_but_to_an_overlapping_one(text, sources, word):
    """A match disappears only where another one, at least as long, takes its place."""
    before = matcher(*sources).find(text, "s")
    more = [*sources, *([] if word.casefold() in map(str.casefold, sources) else [word])]
    after = matcher(*more).find(text, "s")
    kept = {(match.term.source, match.span) for match in after}
    for match in before:
        taker = [other for other in after if other.span.overlaps(match.span)]
        assert (match.term.source, match.span) in kept or any(
            other.span.end - other.span.start >= match.span.end - match.span.start
            for other in taker
        )


@given(st.text(max_size=60))
def test_any_text_can_be_a_term(text):
    """Whatever stands in a termbase compiles, and is found in itself if it has a word."""
    source = " ".join(text.split())
    if source:
        matcher(source).find(source + " KI", "s")


def test_a_long_word_of_endings_costs_little():
    """How many ways there are to cut a word into endings does not matter."""
    started = time.perf_counter()
    assert found("Die Forschunglich" + "en" * 40 + "q ist.", "Forschung") == []
    assert time.perf_counter() - started < 1


def test_ten_thousand_terms_cost_little():
    """A thousand words against 10,000 entries cost far less than searching for every entry."""
    sources = [f"Begriff{number}wort" for number in range(9_990)] + list(WORDS)
    sentence = "Die großen Sprachmodelle der Begriff77worte laufen an der Börse weiter."
    compiled = matcher(*sources)
    started = time.process_time()
    for _ in range(100):
        compiled.find(sentence, "s")
    matched = time.process_time()
    for _ in range(100):
        hits = sum(source in sentence for source in sources)
    naive = time.process_time()
    assert hits
    assert matched - started < (naive - matched) / 4
