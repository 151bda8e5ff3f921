"""Text is cut as transformers' tokenizer cuts it, and every piece knows its characters."""

from __future__ import annotations

import random
import unicodedata
import warnings
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.engines import catalogue, weights
from translate.engines.subwords import Subwords

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    folder = catalogue.folder_of(catalogue.EMBEDDED)
    return Subwords(folder, weights.shape_of(folder).end)


def lines(count: int) -> list[str]:
    """Return lines of the articles, their words mixed, with oddities strewn in."""
    chance = random.Random(0)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "articles").iterdir())]
    odd = ["ﬁn", "½", "km²", "北京", "🚀", "e\u0301", "\u00a0", "«x»", "…"]
    words = [*" ".join(texts).split(), *odd]
    return [" ".join(chance.choices(words, k=chance.randint(1, 25))) for _ in range(count)]


def test_pieces_are_those_of_transformers(subwords: Subwords) -> None:
    """Ten thousand lines have the same token ids, end token included, on both sides."""
    transformers = pytest.importorskip("transformers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer = transformers.MarianTokenizer.from_pretrained(
            catalogue.folder_of(catalogue.EMBEDDED)
        )
    for line in lines(10_000):
        assert list(subwords.source(line).ids) == tokenizer(line)["input_ids"]
    for line in lines(500):
        theirs = tokenizer(text_target=line)["input_ids"]
        assert [*subwords.target(line).ids, 0] == theirs
        text, _ = subwords.join(subwords.target(line).ids)
        assert text.replace(" ", "") == tokenizer.decode(theirs, skip_special_tokens=True).replace(
            " ", ""
        )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_decomposed_letters_stand_where_they_stand(
    subwords: Subwords, form: Literal["NFC", "NFD"]
) -> None:
    """However umlauts are written, the pieces of a word cover that word and no other."""
    text = unicodedata.normalize(form, "Über  größere Ärger fällt „öde“ Übung schön.")
    pieces = subwords.source(text)
    spelled = "".join(span.of(text) for span in pieces.spans)
    assert spelled == text.replace(" ", "")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_spans_lie_in_order_and_in_the_text(subwords: Subwords, text: str) -> None:
    """Whatever the text, spans are within it and never go back."""
    spans = [span for span in subwords.target(text).spans if span != (0, 0)]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert spans == sorted(spans)
