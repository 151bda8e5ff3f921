"""Numbers of both notations: the same value is no finding, another value is one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.languages.english import NOTATION as ENGLISH
from translate.languages.english import numeral as english_numeral
from translate.languages.german import NOTATION as GERMAN
from translate.languages.german import numeral as german_numeral
from translate.numbers import differences, numbers, written
from translate.numbers.roman import roman_numeral

SAME = [
    ("Am 20. Juli 1969 landete Apollo 11.", "On July 20, 1969, Apollo 11 landed."),
    ("Am 20. Juli 1969", "On the 20th of July 1969"),
    ("am 20.07.1969 um 14:30 Uhr", "on 20 July 1969 at 2:30 pm"),
    ("am 20.7. beginnt", "starts on 7/20"),
    ("04.05.2018", "04/05/2018"),
    ("um 14.13 Uhr", "at 14.13"),
    ("gegen 9 Uhr", "around nine o'clock"),
    ("um 02:30 UTC", "at 0230 UTC"),
    ("bis zu 7 Billionen US-Dollar", "up to 7 trillion US dollars"),
    ("200 Millionen und 1 Milliarde US-Dollar", "200 million and 1 billion US dollars"),
    ("5 Mio. Euro", "€5m"),
    ("5 Mio. Euro", "5 million euros"),
    ("1,3 Mrd. Euro", "€1.3bn"),
    ("eine Million", "1,000,000"),
    ("1 Milliarde", "a billion"),
    ("mehrere hundert Millionen", "several hundred million"),
    ("200 bis 300 Millionen", "200 million to 300 million"),
    ("1.234,56 Euro", "1,234.56 euros"),
    ("12.000 Menschen", "12,000 people"),
    ("12 000 Menschen", "12,000 people"),
    ("3,5 Prozent", "3.5%"),
    ("rund 70 % der Patente", "around 70 percent of the patents"),
    ("70 bis 80 %", "70% to 80%"),
    ("ein 80-prozentiger Anteil", "an 80% share"),
    ("zwei bis drei Jahre", "2 to 3 years"),
    ("zwei bis drei Jahre", "two to three years"),
    ("fünfundzwanzig Leute", "25 people"),
    ("dreihundertfünfzig", "350"),
    ("der 3. Platz", "third place"),
    ("im 19. Jahrhundert", "in the nineteenth century"),
    ("der Zweite Weltkrieg", "World War II"),
    ("die 1990er Jahre", "the 1990s"),
    ("die 60er Jahre", "the 1960s"),
    ("in den dreißiger Jahren", "in the 1930s"),
    ("eine achtstündige Anhörung", "an 8-hour hearing"),
    ("R1 von 01.AI und GPT-4", "R1 by 01.AI and GPT-4"),
    ("die GSG9", "the GSG 9"),
    ("Llama 3.1", "Llama 3.1"),
    ("Version 1.2.3", "version 1.2.3"),
    ("12 km²", "12 square kilometres"),
    ("ein 4x4", "a 4x4"),
    ("mit 84:80 (39:37)", "84-80 (39-37)"),
    ("um 15:00 Uhr", "at 3 pm"),
    ("null Grad", "0 degrees"),
    ("10,000 Leute", "10,000 people"),
    ("Der Preis stieg von 2 auf 2,50.", "The price rose from 2 to 2.50."),
]
CHANGED = [
    ("7 Billionen", "7 billion", "“7 trillion”"),
    ("zwei Milliarden", "two million", "“2 billion”"),
    ("1.234,56 Euro", "1.234,56 euros", "“1,234.56”"),
    ("17.000 Tote", "17.000 dead", "“17,000”"),
    ("70 % der Patente", "70 of the patents", "“70%”"),
    ("am 20. Juli 1969", "on July 21, 1969", "“20”"),
    ("im Jahr 2023", "in 2022", "“2023”"),
    ("das Modell R1", "the model R2", "“R1”"),
    ("2.200 Punkte", "2,220 points", "“2,200”"),
    ("um 14:30 Uhr", "at 4:30 pm", "“14:30”"),
]


@pytest.mark.parametrize(("german", "english"), SAME)
def test_the_same_value_is_no_difference(german, english):
    """Notation, words, scales, dates and clocks may differ as long as the value does not."""
    assert differences(german, english) == ()


@pytest.mark.parametrize(("german", "english", "expected"), CHANGED)
def test_a_changed_value_is_found(german, english, expected):
    """A number of another value is found, with the English way to write the right one."""
    difference = differences(german, english)[0]
    assert difference.source is not None
    assert f"“{written(difference.source)}”" == expected


def test_lost_and_invented_numbers_are_told_apart():
    """A number without counterpart is lost, an English one without counterpart invented."""
    lost = differences("Im Jahr 2023 waren es 5.", "In 2023 there were some.")
    assert [(d.source.surface, d.target) for d in lost if d.source] == [("5", None)]
    invented = differences("Viele kamen.", "22 came.")
    assert [(d.source, d.target.surface) for d in invented if d.target] == [(None, "22")]


@given(st.integers(0, 10**9), st.integers(0, 2))
def test_written_and_read_again(whole, places):
    """Any decimal number in German notation equals itself in English notation."""
    english = f"{Decimal(whole).scaleb(-places):,f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert differences(f"Es sind {german} Stück", f"There are {english} pieces") == ()


@given(st.text(), st.text())
def test_any_text_can_be_compared(german, english):
    """No text makes the reader fail, and each text has the numbers of itself."""
    differences(german, english)
    for notation in (GERMAN, ENGLISH):
        found = numbers(german, notation)
        assert all(number.agrees(number) for number in found)
        assert all(number.span.of(german) for number in found)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("zwölf", 12),
        ("Einundzwanzig", 21),
        ("zweihundertdrei", 203),
        ("viertausend", 4000),
        ("dritten", 3),
        ("zwanzigste", 20),
        ("neunzigfache", 90),
        ("dreimal", 3),
        ("Jahrhundert", None),
        ("Sekunde", None),
        ("Pfund", None),
        ("und", None),
        ("", None),
    ],
)
def test_german_numerals(word, value):
    """Cardinals, ordinals, multiples and compounds are read; other words are none."""
    assert german_numeral(word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("twelve", 12),
        ("Twenty-one", 21),
        ("twentieth", 20),
        ("seventh", 7),
        ("tenfold", 10),
        ("month", None),
        ("well-known", None),
        ("", None),
    ],
)
def test_english_numerals(word, value):
    """Cardinals, ordinals and multiples are read; other words are none."""
    assert english_numeral(word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [("II", 2), ("XIV", 14), ("XXXIX", 39), ("I", None), ("XL", None), ("VI.", None)],
)
def test_roman_numerals(word, value):
    """Roman numerals of two letters and more are read; "I" is a pronoun."""
    assert roman_numeral(word) == value
