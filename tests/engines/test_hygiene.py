"""Text is made fit for a model without losing a character."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.engines import hygiene

anything = st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", False), (" \n", False), ("12,5 %", False), ("→ *", False), ("5 km", True), ("ß", True)],
)
def test_only_text_with_letters_is_sent(text: str, expected: bool) -> None:
    """Blanks, numbers and symbols are not for a model."""
    assert hygiene.is_translatable(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DER WETTLAUF INS ALL", True),
        ("AUFTRAGGEBER: {name} https://example.org/a", True),
        ("USA UND EU", False),
        ("KI", False),
        ("Das ist WICHTIG", False),
        ("", False),
    ],
)
def test_shouting_is_told_from_acronyms(text: str, expected: bool) -> None:
    """A text is all caps if every plain word is and one is too long for an acronym."""
    assert hygiene.is_all_caps(text) is expected


def test_folded_caps_look_like_german() -> None:
    """Small words become small, acronyms stay, other words keep a capital."""
    assert hygiene.fold_caps("DIE KI-REVOLUTION IN DER EU") == "die KI-Revolution in der EU"


def test_raised_caps_keep_what_stands_in_the_source() -> None:
    """Placeholders and addresses are not shouted."""
    raised = hygiene.raise_caps("Order {name} at a.b/c", "BESTELLE {name} BEI a.b/c")
    assert raised == "ORDER {name} AT a.b/c"


@given(anything)
def test_folding_and_raising_keep_the_length(text: str) -> None:
    """Spans stay valid through every change of case and every clean-up."""
    clean = hygiene.without(text, ["<t0>"])
    assert len(clean) == len(text)
    assert len(hygiene.fold_caps(text)) == len(text)
    assert len(hygiene.raise_caps(text, "")) == len(text)
    clean.encode()


def test_control_symbols_are_broken_up() -> None:
    """What the tokenizer would read as a marker is no marker any more."""
    assert hygiene.without("a <t0> b", ["<t0>"]) == "a ‹t0> b"


def test_long_texts_are_cut_at_the_best_place() -> None:
    """Sentence ends come before clause ends, clause ends before commas, commas before blanks."""
    text = "Eins, zwei und drei. Vier, fünf; sechs und sieben"
    parts = [span.of(text) for span in hygiene.split_long(text, lambda part: len(part) < 22)]
    assert parts == ["Eins, zwei und drei.", "Vier, fünf;", "sechs und sieben"]


@given(anything, st.integers(1, 20))
def test_nothing_is_cut_off(text: str, most: int) -> None:
    """The parts fit, come in order, and leave out nothing but blanks."""
    spans = hygiene.split_long(text, lambda part: len(part) <= most)
    assert all(span.end - span.start <= most for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    joined = "".join(span.of(text) for span in spans)
    assert "".join(joined.split()) == "".join(text.split())
