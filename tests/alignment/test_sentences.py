"""The sentence aligner."""

from itertools import chain

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
