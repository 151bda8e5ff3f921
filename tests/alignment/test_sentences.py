"""The sentence aligner."""

from itertools import chain
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.alignment import sentences

VOCABULARY = "Haus Berg 1956 Everest und der läuft AI Modell, offen gut. x"
WORDS = st.sampled_from(VOCABULARY.split())
SENTENCE = st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=12)
TEXT = st.lists(SENTENCE, max_size=9)


@given(TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_cover(source, target):
    """Beads cover both texts exactly once, in order, four sentences a side at most."""
    beads = sentences.align(source, target)
    assert list(chain.from_iterable(bead.source for bead in beads)) == list(range(len(source)))
    assert list(chain.from_iterable(bead.target for bead in beads)) == list(range(len(target)))
    assert all(1 <= max(len(bead.source), len(bead.target)) <= 4 for bead in beads)
    assert all(0.0 <= bead.confidence <= 1.0 for bead in beads)


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_identity(text):
    """A text aligned with itself gives nothing but 1-1 beads."""
    beads = sentences.align(text, text)
    assert [(bead.source, bead.target) for bead in beads] == [
        ((number,), (number,)) for number in range(len(text))
    ]


@given(TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_symmetry(source, target):
    """Swapping the texts swaps the sides of the beads."""
    forth = sentences.align(source, target)
    back = sentences.align(target, source)
    assert [(bead.source, bead.target) for bead in forth] == [
        (bead.target, bead.source) for bead in back
    ]


WORKSHOP = Path(__file__).parents[1] / "quality" / "workshop.de-en.tsv"
PAIRS = [tuple(line.split("\t")) for line in WORKSHOP.read_text("utf-8").splitlines()]
GERMAN, ENGLISH = map(list, zip(*PAIRS, strict=True))


def beads_of(*texts, **more):
    return [(bead.source, bead.target) for bead in sentences.align(*texts, **more)]


def test_merged_split_and_left_out():
    """Names, numbers and lengths suffice to see what was merged, split and left out."""
    owner = ["Der Besitzer, ein Zahnarzt aus Bern,", "wollte es zuerst nicht glauben."]
    german = [*GERMAN[:20], *owner, *GERMAN[21:]]
    english = [*ENGLISH[:5], " ".join(ENGLISH[5:7]), *ENGLISH[7:30], *ENGLISH[31:]]
    found = {bead for bead in beads_of(german, english) if bead[0] and len(bead[0] + bead[1]) != 2}
    assert found == {((5, 6), (5,)), ((20, 21), (19,)), ((31,), ())}


def test_translation():
    """A translation of the source puts together what shares no word and no length."""
    german = [f"Satz Nummer {word}." for word in "abcdefghij"]
    made = [
        "The dog barks at the moon.",
        "It rains hard in spring.",
        "My uncle sells old clocks.",
        "Nobody likes cold soup.",
        "Trains leave every hour.",
        "She wrote a long letter.",
        "Lions sleep most of the day.",
        "The bridge was painted green.",
        "His answer surprised us.",
        "We walked along the beach.",
    ]
    english = [made[n].replace("the", "a") for n in (1, 2, 3, 5, 6, 7, 8, 9)]
    assert beads_of(german, english, translation=made) == [
        ((0,), ()),
        *(((n,), (n - 1,)) for n in (1, 2, 3)),
        ((4,), ()),
        *(((n,), (n - 2,)) for n in (5, 6, 7, 8, 9)),
    ]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ([], [], []),
        (["Eins."], [], [((0,), ())]),
        ([], ["One.", "Two."], [((), (0,)), ((), (1,))]),
        (["Eins."], ["One."], [((0,), (0,))]),
    ],
)
def test_little_text(source, target, expected):
    """Texts of no or one sentence are aligned like others."""
    assert beads_of(source, target) == expected


def test_paragraphs_decide_where_words_cannot():
    """A bead crosses no paragraph where it might as well keep within one."""
    source, target = ["Aaaaaa bbbbbb."] * 4, ["Cccccc dddddd."] * 3
    ends = beads_of(source, target, source_paragraphs=[0, 0, 0, 1], target_paragraphs=[0, 0, 1])
    assert ends[-1] == ((3,), (2,))
    begins = beads_of(source, target, source_paragraphs=[0, 1, 1, 1], target_paragraphs=[0, 1, 1])
    assert begins[0] == ((0,), (0,))


def test_confidence_falls_where_texts_differ():
    """What fits is surer than what was put together for want of anything better."""
    fitting = sentences.align(GERMAN, ENGLISH)
    foreign = sentences.align(GERMAN, ENGLISH[::-1])
    assert fmean(bead.confidence for bead in fitting) > 0.95
    assert fmean(bead.confidence for bead in foreign) < 0.6


def test_a_missing_chapter():
    """A long gap in one text leads neither the band astray nor the ratio of lengths."""
    source = [f"{n}. {german} ({n * 7919})" for n, german in enumerate(GERMAN * 6)]
    target = [f"{n}. {english} ({n * 7919})" for n, english in enumerate(ENGLISH * 6)]
    beads = beads_of(source, target[:80] + target[220:])
    assert [bead for bead in beads if all(bead)] == [
        ((n,), (n if n < 80 else n - 140,)) for n in (*range(80), *range(220, 300))
    ]
