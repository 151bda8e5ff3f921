"""What a sentence says again is told from what it repeats on purpose."""

from __future__ import annotations

import pytest

from translate import repetition


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("the the the", True),
        ("a new way a new way a new way on", True),
        ("Greeeeeeece", True),
        ("We know that it is so and that it is not.", True),
        ("very, very good", False),
        ("It is what it is.", False),
        ("", False),
    ],
)
def test_loops_are_told(target: str, expected: bool) -> None:
    """A stretch thrice in a row, three words said again, or stuttered letters are a loop."""
    assert repetition.is_lost(target, "Das ist ein Satz.") is expected


def test_a_source_that_repeats_itself_may_be_repeated() -> None:
    """Repetition that stands in the source is no loop."""
    assert not repetition.is_lost("No, no, no, no!", "Nein, nein, nein, nein!")
