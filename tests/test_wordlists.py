"""Dictionaries in sorted files say what simplemma says."""

from __future__ import annotations

import pytest
import simplemma
from hypothesis import given
from hypothesis import strategies as st

from translate import wordlists
from translate.wordlists import SortedWords

_LETTERS = st.characters(categories=["L"])
_WORDS = st.text(_LETTERS, min_size=1, max_size=4)


@given(words=st.dictionaries(_WORDS, _WORDS), other=_WORDS)
def test_every_word_of_a_sorted_file_is_found_and_no_other(words, other):
    """Bisection by bytes finds the first word, the last and all between."""
    order = sorted(words, key=str.encode)
    found = SortedWords("".join(f"{word}\t{words[word]}\n" for word in order).encode())
    assert dict(found) == words
    assert found.get(other) == words.get(other)


@pytest.mark.parametrize("word", ["Häuser", "ging", "Ging", "KI", "wissen", "Zzxq", "weren’t", "a"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_words_are_known_and_reduced_as_by_simplemma(word, language):
    """The file is another form of simplemma's dictionary, asked by simplemma's own rules."""
    assert wordlists.is_known(word, language) == simplemma.is_known(word, language)
    assert wordlists.lemma(word, language) == simplemma.lemmatize(word, language)


def test_without_a_place_for_files_the_words_are_still_known(monkeypatch, tmp_path):
    """Where the cache is no folder, simplemma's own form of the dictionary answers."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(wordlists, "_folder", lambda: blocked)
    assert "Haus" in wordlists.dictionary.__wrapped__("de")
