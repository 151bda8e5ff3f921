"""Our own README and docs, in German by hand: only their language changes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import echo
from translate import Translator, documents, segmentation
from translate.documents.source import parse

PAGES = sorted((Path(__file__).parent / "german").glob("*.de.md"))


def skeleton(text: str) -> list[tuple[object, ...]]:
    """Return of each block what a translation must leave alone: form, and what is no language."""
    return [
        (
            block.kind,
            block.level,
            block.prefix,
            Counter(placeable.surface for placeable in block.placeables),
            "" if block.segments else block.span.of(text),
        )
        for block in segmentation.split(parse(text, "x.md")).blocks
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_echo_is_the_page(page):
    """A page whose sentences stay comes back byte for byte."""
    text = page.read_text("utf-8")
    assert echo.echo(text, page.name) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_other_words_leave_the_page_as_it_is(page):
    """A page whose sentences become other ones keeps its blocks, code, links and signs."""
    text = page.read_text("utf-8")
    document = segmentation.split(documents.parse(text, page.name))
    english = {segment.id: segment.text.upper() for segment in document.segments}
    spared = {s.id for s in document.segments if s.placeables}
    spliced = documents.splice(document, {k: v for k, v in english.items() if k not in spared})
    assert skeleton(spliced) == skeleton(text)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_embedded_model_leaves_the_page_as_it_is(page):
    """So does a page that the embedded model translates, and no finding says otherwise."""
    text = page.read_text("utf-8")
    with Translator(input_format="markdown", use_memory=False) as translator:
        result = translator.translate(text)
    assert skeleton(result.english) == skeleton(text)
    assert not [v for v in result.violations if v.check == "placeable-lost"]
