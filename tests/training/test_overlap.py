"""Nothing held out gets into the training data, not even edited a little."""

from __future__ import annotations

import json

import pytest

from training import overlap
from training.corpora import Pair
from training.overlap import HeldOut

SENTENCE = "Der Minister lobte am Dienstag in Berlin das neue Gesetz über künstliche Intelligenz"


@pytest.mark.parametrize(
    ("source", "copies"),
    [
        (SENTENCE, True),
        (SENTENCE.upper() + "!", True),
        (SENTENCE.replace("neue ", "ganz neue "), True),
        (
            "Der Minister lobte am Dienstag in Berlin niemanden, weil ihm das alles zu weit ging",
            False,
        ),
        ("Guten Tag", False),
    ],
)
def test_copies_are_found_by_shared_word_sequences(source, copies):
    """Case, punctuation and an inserted word don't hide a copy; a common opening isn't one."""
    assert HeldOut([SENTENCE]).copies(Pair(source, "something else")) is copies


def test_a_short_text_is_compared_as_a_whole():
    """A text shorter than an n-gram is a copy only if it is the same text."""
    held_out = HeldOut(["Guten Tag!"])
    assert held_out.share("guten tag") == 1.0
    assert held_out.share("guten Tag allerseits") == 0.0


def test_the_proof_passes_on_prepared_data(data, corpora_folder, capsys):
    """Prepared data hold no copy of the held-out file that preparation was given."""
    held_out = str(corpora_folder / "held.tsv")
    assert overlap.main([str(data / "main"), "--held-out", held_out]) == 0
    assert json.loads(capsys.readouterr().out)["copies"] == 0


def test_the_proof_fails_on_copies(data, corpora_folder, capsys):
    """Data that hold a held-out sentence make the proof fail and name the pair."""
    held_out = str(corpora_folder / "toy.tsv")
    assert overlap.main([str(data / "main"), "--held-out", held_out]) == 1
    assert "praises" in capsys.readouterr().err
