"""Sentences are cut where a German reader would cut them, and nothing is lost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.segmentation import DATA, measure, ours
from translate import documents, segmentation

if TYPE_CHECKING:
    from pathlib import Path

GOLD = sorted(DATA.glob("segmentation-*.txt"))


def sentences(text: str, language: str = "de") -> list[str]:
    return [span.of(text) for span in segmentation.cut(text, language)]


def segments(markdown: str) -> list[str]:
    document = segmentation.split(documents.parse(markdown, "x.md"))
    return [segment.text for segment in document.segments]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Siehe [Link](x). Danach mehr.", ["Siehe [Link](x).", "Danach mehr."]),
        ("Lies [z. B.](x) mehr.", ["Lies [z. B.](x) mehr."]),
        ("Es gilt § 22 Abs. 2 BGB. Danach mehr.", ["Es gilt § 22 Abs. 2 BGB.", "Danach mehr."]),
        ("Das ist gut 🎉. Danach mehr.", ["Das ist gut 🎉.", "Danach mehr."]),
        ("Ein http.Agent und sqlite3.Row hier.", ["Ein http.Agent und sqlite3.Row hier."]),
    ],
)
def test_what_is_no_language_ends_no_sentence(text: str, parts: list[str]):
    """Points inside of placeables and names are no stops; a stop behind them is one."""
    assert segments(text) == parts


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_known_sentences_are_found(gold: Path):
    """The committed golds are cut without a mistake."""
    result = measure("ours", ours(gold.suffixes[0][1:]), gold)
    assert (result.precision, result.recall) == (1.0, 1.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Das kostet z. B. 5 Mio. Euro.",
        "Am 20. Juli 1969 kam Dr. Müller an.",
        "J. R. R. Tolkien schrieb vgl. S. 12 ff. der Ausgabe.",
        "Die Firma 01.AI aus Peking und Node.js sind bekannt.",
        "Es sind 1.234.567,89 Euro am 31.12. um 14.30 Uhr.",
        "„Halt!“, rief er.",
        "Agüero (65.) traf zum Ausgleich (es war spät. Sehr spät.) und jubelte.",
        "1. Der Anfang ist schwer",
    ],
)
def test_points_inside_a_sentence_do_not_end_it(sentence):
    """Abbreviations, ordinals, initials, numbers and asides stay inside."""
    assert sentences(sentence) == [sentence]


def test_a_missing_blank_does_not_join_sentences():
    """A capitalised word glued to a stop behind a quote starts a sentence."""
    text = "Er kritisiert den Begriff „KI-Rennen“.Mein Argument ist anders."
    assert sentences(text) == [
        "Er kritisiert den Begriff „KI-Rennen“.",
        "Mein Argument ist anders.",
    ]


def test_english_has_rules_of_its_own():
    """In English a number before a stop is no ordinal."""
    text = "It cost 5. Mr. Smith, e.g. the U.S. buyer, paid in Jan. 2020. He left."
    assert sentences(text, "en") == [
        "It cost 5.",
        "Mr. Smith, e.g. the U.S. buyer, paid in Jan. 2020.",
        "He left.",
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**Satz eins. Satz zwei.**", ["Satz eins.", "Satz zwei."]),
        ("*Nur* das. Mehr.[^1] Ende.", ["*Nur* das.", "Mehr.", "Ende."]),
        ("Öffne `a. B. c`. Dann los.", ["Öffne `a. B. c`.", "Dann los."]),
        ("Zeile eins\nund zwei.\nDrei.", ["Zeile eins und zwei.", "Drei."]),
        ("Straße 5  \nBerlin", ["Straße 5", "Berlin"]),
        ("> Ein langer\n> Satz.", ["Ein langer Satz."]),
        ("Gr&uuml;&szlig;e\\!", ["Grüße!"]),
        ("Siehe https://a.de/B.C?d. Gut.", ["Siehe https://a.de/B.C?d.", "Gut."]),
        ("```\nKein Text.\n```", []),
    ],
)
def test_segments_read_like_sentences(markdown, expected):
    """Line breaks fold, markup at the ends stays outside, atoms and code are not cut."""
    assert segments(markdown) == expected


def test_ids_count_blocks_and_sentences():
    """Ids name the block and the sentence in it, from 1."""
    document = segmentation.split(documents.parse("Titel\n\nEins. Zwei.", "x.txt"))
    assert [segment.id for segment in document.segments] == ["b1.s1", "b2.s1", "b2.s2"]


@given(st.text(alphabet="aB .!?…„“\"'()–12äÖ\n", max_size=60), st.sampled_from(["de", "en"]))
def test_sentences_hold_every_character(text, language):
    """Sentences follow one another and leave nothing but blanks between them."""
    spans = segmentation.cut(text, language)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(span.of(text) == span.of(text).strip() for span in spans)
