"""The page about the saved result tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from translate.errors import InputError
from translate.exporters import json

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def example() -> str:
    match = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert match
    return match[1]


def test_the_example_is_a_result():
    """The example reads as a bitext whose spans fit, and is laid out as we write it."""
    bitext = json.read(example())
    outcome, pair = bitext.outcomes[0], bitext.pairs[0]
    assert outcome.match.span.of(pair.source_text) == outcome.match.surface
    assert outcome.span is not None
    assert outcome.span.of(pair.target_text) == outcome.surface
    assert json.render(bitext) == example()


def test_the_error_on_the_page_is_the_error():
    """The message that the page shows is what the reader says."""
    broken = example().replace('"engine"', '"nobody"')
    with pytest.raises(InputError) as caught:
        json.read(broken, "example.de-en.json")
    assert str(caught.value) in PAGE.read_text("utf-8")
