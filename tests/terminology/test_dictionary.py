"""Dictionary hints: which words get one, which English, and where."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.bitext import Span
from translate.terminology import dictionary

LEXICON = """\
# comment
Dominanz\tdominance
Gelage\tfeast
Liste\t\tlist\tlist
Virus\tvirus\tviral
=\tViren\tVirus
aufhetzen\tto incite
buchstabengetreu\tliteral
dunkel\tdark
hetzen\tto hunt
kokettieren\tto flirt
=\tschwamm\tschwimmen
schwimmen\tto swim
verwundert
verwundern\tto astonish
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """A small lexicon."""
    path = tmp_path_factory.mktemp("dictionary") / "words.tsv"
    path.write_text(LEXICON, "utf-8")
    return dictionary.load(path)


def hinted(words, text, taken=()):
    return {hint.span.of(text): hint.target for hint in words.hints(text, taken)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ihre Dominanz wächst.", {"Dominanz": "dominance"}),
        ("Er feiert Gelagen gleich.", {"Gelagen": "feast"}),
        ("Neue Viren kommen.", {"Viren": "virus"}),
        ("Sie kokettierte damit.", {"kokettierte": "flirt"}),
        ("Er hat kokettiert.", {"kokettiert": "flirt"}),
        ("Dort schwamm er.", {"schwamm": "swim"}),
        ("Ein dunkler Abend.", {"dunkler": "dark"}),
        ("Dunkle Abende.", {"Dunkle": "dark"}),
    ],
)
def test_a_rare_word_is_found_in_every_form(words, text, expected):
    """Nouns, verbs and adjectives are found inflected, and the hint is the dictionary form."""
    assert hinted(words, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Die Liste ist lang.",  # the training data have it
        "Er war verwundert.",  # and this form
        "Das Schwamm drüber.",  # a noun, not the verb
        "Da kam Angela Dominanz.",  # a name
        "DOMINANZ",  # capitals do not tell nouns from names
        "Die Dominanz-Debatte.",  # a hint would stand inside the word
    ],
)
def test_other_words_are_left_alone(words, text):
    """Frequent words, names, capitals and hyphened words get no hint."""
    assert hinted(words, text) == {}


def test_a_compound_of_a_rare_word_gets_modifier_and_head(words):
    """A compound of a rare part is rendered as its parts are in compounds."""
    assert hinted(words, "Eine Virenliste half.") == {"Virenliste": "viral list"}


def test_compounds_of_frequent_words_are_left_to_the_model(words):
    """Both parts are known to the model, so it can read their compound."""
    assert hinted(words, "Eine Listenliste half.") == {}


def test_a_separated_verb_is_not_the_bare_one(words):
    """The particle at the end of the clause makes it another verb, which gets no hint."""
    assert hinted(words, "Er hetzte sie gegen uns auf.") == {}
    assert hinted(words, "Er hetzte das Wild.") == {"hetzte": "hunt"}
    assert hinted(words, "Er kokettiert nicht mit.") == {}


def test_terms_get_no_dictionary_hint(words):
    """What the glossary speaks for is left to it."""
    text = "Ihre Dominanz und die Viren."
    assert hinted(words, text, [Span(5, 13)]) == {"Viren": "virus"}


@given(
    st.lists(st.sampled_from(["Dominanz", "Viren,", "Virenliste", "hetzte", "auf", ".", "-", "„"]))
)
def test_hints_cover_words_of_the_text_in_order(words, drawn):
    """Whatever the text, hints are for whole words, in order, and never overlap."""
    text = " ".join(drawn)
    spans = [hint.span for hint in words.hints(text)]
    assert spans == sorted(spans)
    assert all(one.end < other.start for one, other in pairwise(spans))
    assert all(span.of(text).isalpha() for span in spans)


def test_the_lexicon_is_small_and_sound():
    """The shipped lexicon stays under two megabytes, sorted, and its forms lead to entries."""
    assert dictionary.PATH.stat().st_size < 2_000_000
    lines = dictionary.PATH.read_text("utf-8").splitlines()
    content = [line for line in lines if not line.startswith("#")]
    assert content == sorted(content)
    words = dictionary.load()
    assert set(words.forms.values()) <= set(words.entries)
    assert not words.entries.keys() & words.forms.keys()
