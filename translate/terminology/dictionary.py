"""Offer the model English for words that its training hardly had, from a dictionary.

The hints are those of glossary terms, but no more than hints: the engine may overrule them, and
nobody counts or enforces them. The lexicon is made by ``training.dictionary``, for the embedded
model: it marks the words that the training data lack, and holds the others as parts of compounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Span, TermHint
from translate.languages import german_compounds as compounds
from translate.languages.german_forms import PARTICLES, fold
from translate.terminology import readings
from translate.terminology.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.terminology.tokens import Token

PATH = Path(__file__).parents[1] / "dictionaries" / "de-en.tsv"
_SHORTEST = 3
_SHORTEST_COMPOUND = 8
_SHORTEST_PART = 4
_LINKS = ("s", "es", "n", "en", "er", "e")
_ADDRESS = re.compile(r"Sie|Ihnen|Ihre?[mnrs]?")
_PARTICLE = re.compile(PARTICLES.replace("ue", "ü"))


class Entry(NamedTuple):
    """A German dictionary form and its English, "" where the model needs no hint.

    Verbs begin with "to ". ``modifier`` and ``head`` are the English of a noun as the first and the
    last part of compounds, "" where that can't be told.
    """

    lemma: str
    english: str = ""
    modifier: str = ""
    head: str = ""


class _Lines(Mapping[str, Entry]):
    """Entries that are cut into columns when they are asked for: a text asks for few of them."""

    def __init__(self, lines: dict[str, str]) -> None:
        self._lines = lines

    def __getitem__(self, lemma: str) -> Entry:
        return Entry(lemma, *self._lines[lemma].split("\t"))

    def __contains__(self, lemma: object) -> bool:
        return lemma in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@dataclass(slots=True)
class Dictionary:
    """Lemmas with their English, irregular forms with their lemmas, and words seen so far."""

    entries: Mapping[str, Entry]
    forms: dict[str, str]
    _seen: dict[str, Entry | None] = field(default_factory=dict)
    _split: dict[str, tuple[Entry, Entry] | None] = field(default_factory=dict)

    def hints(self, text: str, taken: Sequence[Span] = ()) -> tuple[TermHint, ...]:
        """Offer English for the rare words of a sentence.

        Args:
            text: a German sentence as the engine sees it.
            taken: spans that others speak for, such as glossary terms.

        Returns:
            Hints in order of their spans, none of which overlaps another or what is taken.
        """
        tokens = tokenise(text, fold)
        found = []
        for position, token in enumerate(tokens):
            if not _is_plain(token) or any(token.span.overlaps(span) for span in taken):
                continue
            english = self._english(tokens, position)
            if english:
                found.append(TermHint(token.span, english))
        return tuple(found)

    def entry(self, word: str) -> Entry | None:
        """Look a word up as it is written inside a sentence: nouns have a capital."""
        if word not in self._seen:
            self._seen[word] = next(self._entries(word), None)
        return self._seen[word]

    def _entries(self, word: str) -> Iterator[Entry]:
        if word in self.entries:
            yield self.entries[word]
        elif word in self.forms:
            yield self.entries[self.forms[word]]
        elif word[0].isupper():
            yield from map(self.entries.__getitem__, readings.nouns(word, self.entries))
        else:
            found = chain(
                readings.adjectives(word, self.entries), readings.verbs(word, self.entries)
            )
            yield from map(self.entries.__getitem__, found)

    def _english(self, tokens: Sequence[Token], position: int) -> str:
        """Return the English that a word is worth hinting at, or ""."""
        entry = self._reading(tokens, position)
        if entry is not None:
            english = entry.english.removeprefix("to ")
        else:
            english = self._compound(tokens[position].text)
        name = tokens[position].text[0].isupper() and self._follows_name(tokens, position)
        return "" if name else english

    def _compound(self, word: str) -> str:
        """Render a compound with a rare part by its parts, or return ""."""
        modifier, head = self.parts(word) or (Entry(""), Entry(""))
        if not (modifier.english or head.english) or not (modifier.modifier and head.head):
            return ""
        return f"{modifier.modifier} {head.head}"

    def _reading(self, tokens: Sequence[Token], position: int) -> Entry | None:
        """Look a word of a sentence up, where a capital may be that of the sentence."""
        word = tokens[position].text
        opens = position == 0 or not tokens[position - 1].is_word
        entry = self.entry(word)
        if entry is None and opens:
            word = word.lower()
            entry = self.entry(word)
        apart = not word[0].isupper() and _closing_particle(tokens, position)
        if apart and entry is not None and _is_finite(entry, word):
            return None  # "hört ... auf" has nothing to do with hören
        return entry

    def _follows_name(self, tokens: Sequence[Token], position: int) -> bool:
        """Tell whether a noun stands behind a word in capitals that no dictionary knows."""
        word = tokens[position - 1].text if position > 1 else ""
        if not word[:1].isupper() or _ADDRESS.fullmatch(word):
            return False
        return not (self.entry(word) or self.entry(word.lower()) or self.parts(word))

    def parts(self, word: str) -> tuple[Entry, Entry] | None:
        """Split a noun that the dictionary lacks into two nouns that it has."""
        if word not in self._split:
            self._split[word] = next(self._splits(word), None)
        return self._split[word]

    def _splits(self, word: str) -> Iterator[tuple[Entry, Entry]]:
        """Cut a word everywhere; the longest head comes first."""
        if len(word) < _SHORTEST_COMPOUND or not word[0].isupper():
            return
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            rest = word[cut:]
            if compounds.is_derivational(fold(rest)):
                continue
            head = self.entry(rest.capitalize())
            if head is None or head.lemma[0].islower():
                continue
            modifier = self._modifier(word[:cut])
            if modifier is not None:
                yield modifier, head

    def _modifier(self, letters: str) -> Entry | None:
        """Find the noun that stands before a head, with its linking letters or without its end."""
        stems = (*map(letters.removesuffix, _LINKS), letters + "e", letters + "en")
        for entry in (self.entry(letters), *map(self.entries.get, stems)):
            if entry is None or entry.lemma[0].islower():
                continue
            if fold(letters) in compounds.linking_forms(entry.lemma):
                return entry
        return None


@cache
def load(path: Path = PATH) -> Dictionary:
    """Read a lexicon, once a process.

    Args:
        path: lines of tab-separated columns, as ``training.dictionary`` writes them: a lemma, its
            English, its English as modifier and as head; or "=", an irregular form and its lemma.
    """
    lines: dict[str, str] = {}
    forms: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        lemma, _, rest = line.partition("\t")
        if lemma == "=":
            form, _, lemma = rest.partition("\t")
            forms[form] = lemma
        elif line[0] != "#":
            lines[lemma] = rest
    return Dictionary(_Lines(lines), forms)


def _is_plain(token: Token) -> bool:
    """Tell whether a token is a whole word in letters, no part of a hyphened one, no acronym."""
    text = token.text
    hyphened = token.is_joined or token.is_suspended_after or token.is_suspended_before
    return text.isalpha() and len(text) >= _SHORTEST and text[1:].islower() and not hyphened


def _is_finite(entry: Entry, word: str) -> bool:
    """Tell whether a word is a form of a verb that particles part from."""
    return entry.english.startswith("to ") and word != entry.lemma


def _closing_particle(tokens: Sequence[Token], position: int) -> str:
    """Return the particle that closes a word's clause: "auf" in "hört im Mai auf"; else ""."""
    rest = (token.text for token in tokens[position + 1 :])
    clause = list(takewhile(lambda text: text[0].isalnum(), rest))
    return clause[-1] if clause and _PARTICLE.fullmatch(clause[-1]) else ""
