"""simplemma's dictionaries, searched where they lie: sorted files in the user's cache, made once.

simplemma reads a dictionary from front to back in every process, which takes a second and a hundred
megabytes for German. Sorted in a file that the system maps, nothing of it is loaded but what is
looked at.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simplemma import Lemmatizer
    from simplemma.strategies import DictionaryLookupStrategy


def is_known(word: str, language: str) -> bool:
    """Tell whether a dictionary has a word, in this case or the other.

    Args:
        word: as written.
        language: "de" or "en".
    """
    from simplemma.utils import normalize_token

    return _lookup().get_lemma(normalize_token(word), language) is not None


def lemma(word: str, language: str) -> str:
    """Return the dictionary form of a word by simplemma's rules; lower-case if it has none.

    Args:
        word: as written, not empty.
        language: "de" or "en".
    """
    return _lemmatizer().lemmatize(word, language)


class SortedWords(Mapping[str, str]):
    """Words and their lemmas in lines ``word<TAB>lemma``, sorted by the bytes of the word.

    Args:
        data: of the file, mapped or read.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self._data = data

    def __getitem__(self, word: str) -> str:
        """Find a word by bisection: some twenty lines are looked at."""
        wanted = word.encode()
        low, high = 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            start = max(self._data.rfind(b"\n", low, middle) + 1, low)
            end = self._data.find(b"\n", start)
            found, _, base = self._data[start:end].partition(b"\t")
            if found == wanted:
                return base.decode()
            low, high = (end + 1, high) if found < wanted else (low, start)
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        """Yield the words in their order."""
        at = 0
        while at < len(self._data):
            yield self._data[at : self._data.find(b"\t", at)].decode()
            at = self._data.find(b"\n", at) + 1

    def __len__(self) -> int:
        """Count the words."""
        return sum(1 for _ in self)


class _Dictionaries:
    """What simplemma asks for its dictionaries."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """Return the dictionary of a language."""
        return dictionary(lang)


@cache
def dictionary(language: str) -> Mapping[str, str]:
    """Open the dictionary of a language; where no file can be kept, simplemma's own form of it.

    Args:
        language: "de" or "en".
    """
    from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

    path = _folder() / f"{language}-{metadata.version('simplemma')}.tsv"
    try:
        if not path.is_file():
            _write(path, language)
        with path.open("rb") as file:
            return SortedWords(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError:
        return LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language)


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("termtreu") / "words"


def _write(path: Path, language: str) -> None:
    """Write a dictionary beside its place and move it there when it is whole.

    Raises:
        OSError: it cannot be written.
    """
    from simplemma.strategies import DefaultDictionaryFactory

    words = DefaultDictionaryFactory().get_dictionary(language)
    # A tab comes before every letter, so lines sort as their words do.
    lines = sorted(f"{word}\t{base}\n".encode() for word, base in words.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=".making-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(lines)
        Path(scratch).replace(path)
    except OSError:
        Path(scratch).unlink(missing_ok=True)
        if not path.is_file():  # else another process was quicker, and it is in use
            raise


@cache
def _lookup() -> DictionaryLookupStrategy:
    from simplemma.strategies import DictionaryLookupStrategy

    return DictionaryLookupStrategy(_Dictionaries())


@cache
def _lemmatizer() -> Lemmatizer:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_Dictionaries()))
