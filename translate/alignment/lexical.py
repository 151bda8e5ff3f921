"""Tell how much better the words of a text are explained by sentences across than by chance.

Every word of a sentence is either drawn from the background (how often the text uses it) or
rendered by a word across, chosen at random among the sentences of the bead, as in IBM model 1
(Brown et al. 1993). The log-odds of the two add up over words and over sentences, so that a
bead of several sentences needs no separate normalisation for its size: more words across
share the same probability, and a sentence too many costs what it doesn't explain.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int64]

# Words are compared when they begin alike: cheap, and what cognates and inflected forms share.
_PREFIX = 3
_NEAR, _NEAREST = 0.4, 0.5
_TOGETHER = 2  # one meeting elsewhere is too often chance
_CHANCE = 0.75  # standard deviations (Poisson) above chance that don't count yet

_WORD = re.compile(r"\d+|[^\W\d_]+")
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")  # 1.234,5 is 1,234.5: only the digits are compared


class Link(NamedTuple):
    """Sentences that an earlier pass put together."""

    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences as arrays of word types; ``words`` names the types in order of appearance.

    ``tokens`` has all sentences in a row; the number n begins at ``offsets[n]``.
    """

    sentences: tuple[Ints, ...]
    words: tuple[str, ...]
    tokens: Ints
    offsets: Ints


@dataclass(frozen=True, slots=True)
class Matrix:
    """A sparse matrix of type by type, row by row: of each row its columns and values."""

    columns: tuple[Ints, ...]
    values: tuple[Floats, ...]

    def rows(self, types: Ints, width: int, at: Ints) -> Floats:
        """Return the given rows, ``width`` columns wide, at the given columns."""
        result = np.empty((len(types), len(at)))
        row = np.zeros(width)
        for number, kind in enumerate(types):
            row[self.columns[kind]] = self.values[kind]
            result[number] = row[at]
            row[self.columns[kind]] = 0.0
        return result


def read(sentences: Sequence[str]) -> Text:
    """Cut sentences into words and numbers, without case, accents or hyphens.

    Args:
        sentences: any text.
    """
    types: dict[str, int] = {}
    numbered = tuple(
        np.array([types.setdefault(word, len(types)) for word in _words(text)], np.int64)
        for text in sentences
    )
    tokens = np.concatenate((np.zeros(0, np.int64), *numbered))
    return Text(numbered, tuple(types), tokens, np.cumsum([0, *map(len, numbered)]))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _WORD.findall(_SEPARATOR.sub("", plain))


def shared_once(lexicon: Renderings) -> list[tuple[int, int]]:
    """Find the sentences that share a word that either text uses only once.

    Args:
        lexicon: both texts.

    Returns:
        Pairs of a source and a target index in order, once for every such word.
    """
    here, there = _singletons(lexicon.source), _singletons(lexicon.target)
    return sorted((here[word], there[word]) for word in here.keys() & there.keys())


def _singletons(text: Text) -> dict[str, int]:
    counts = np.bincount(text.tokens, minlength=len(text.words))
    return {
        text.words[kind]: number
        for number, sentence in enumerate(text.sentences)
        for kind in sentence
        if counts[kind] == 1
    }


@dataclass(frozen=True, slots=True)
class Learnt:
    """Which words met in the beads of an earlier pass.

    ``together`` counts, by source and target type, the beads where both stand; ``source_beads``
    and ``target_beads`` give the bead of each sentence (-1 where it has no counterpart).
    """

    together: Matrix
    met: Matrix
    source_counts: Floats
    target_counts: Floats
    source_beads: Ints
    target_beads: Ints
    target_types: tuple[Ints, ...]


@dataclass(frozen=True, slots=True)
class Renderings:
    """How well a source word may be rendered by a target word, in 0..1."""

    source: Text
    target: Text
    seeds: Matrix
    learnt: Learnt | None = None

    def between(self, number: int, at: slice) -> Floats:
        """Compare the words of a source sentence with a stretch of the target's tokens.

        Args:
            number: index of the source sentence.
            at: which of the target's tokens.

        Returns:
            One row a source token, one column a target token.
        """
        types, tokens = self.source.sentences[number], self.target.tokens[at]
        seeds = self.seeds.rows(types, len(self.target.words), tokens)
        if self.learnt is None:
            return seeds
        owners = np.repeat(self.learnt.target_beads, np.diff(self.target.offsets))[at]
        return np.maximum(seeds, _learnt_links(self.learnt, number, types, tokens, owners))


def seed(source: Text, target: Text) -> Renderings:
    """Link words that are the same, or nearly: names, numbers, cognates, inflected forms.

    Args:
        source: one side.
        target: the other side.
    """
    candidates: defaultdict[str, list[int]] = defaultdict(list)
    for kind, word in enumerate(target.words):
        candidates[word[:_PREFIX]].append(kind)
    rows = []
    for word in source.words:
        alike = ((kind, _likeness(word, target.words[kind])) for kind in candidates[word[:_PREFIX]])
        rows.append([(kind, value) for kind, value in alike if value > 0.0])
    return Renderings(source, target, _table(rows))


def _likeness(one: str, other: str) -> float:
    """1 for the same word, less for words with a long common beginning, 0 for numbers."""
    if one == other:
        return 1.0
    if one[0].isdigit() or min(len(one), len(other)) <= _PREFIX:
        return 0.0
    common = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    common = common or min(len(one), len(other))
    share = 2 * common / (len(one) + len(other))
    return _NEAR * share if share >= _NEAREST else 0.0


def _table(rows: Iterable[Sequence[tuple[int, float]]]) -> Matrix:
    columns, values = [], []
    for row in rows:
        columns.append(np.array([column for column, _ in row], np.int64))
        values.append(np.array([value for _, value in row], np.float64))
    return Matrix(tuple(columns), tuple(values))


def learn(lexicon: Renderings, links: Sequence[Link]) -> Renderings:
    """Add what the beads of an earlier pass tell about which words render each other.

    Args:
        lexicon: the seeds.
        links: the beads, in order, without insertions and deletions.
    """
    source, target = lexicon.source, lexicon.target
    sides = [(_types(source, link.source), _types(target, link.target)) for link in links]
    pairs = [(here[:, None] * len(target.words) + there).ravel() for here, there in sides]
    codes, counts = np.unique(np.concatenate((np.zeros(0, np.int64), *pairs)), return_counts=True)
    often = counts >= _TOGETHER
    learnt = Learnt(
        together=_rows_of(codes[often], counts[often], len(source.words), len(target.words)),
        met=_occurrences([here for here, _ in sides], len(source.words)),
        source_counts=_frequencies([here for here, _ in sides], len(source.words)),
        target_counts=_frequencies([there for _, there in sides], len(target.words)),
        source_beads=_owners([link.source for link in links], len(source.sentences)),
        target_beads=_owners([link.target for link in links], len(target.sentences)),
        target_types=tuple(there for _, there in sides),
    )
    return Renderings(source, target, lexicon.seeds, learnt)


def _learnt_links(learnt: Learnt, number: int, types: Ints, tokens: Ints, owners: Ints) -> Floats:
    """Share of their beads in which two words met, beyond what chance would bring together.

    The beads of the two sentences themselves don't count: whatever the earlier pass put
    together would otherwise confirm itself, and what it kept apart would be held apart.
    """
    bead = learnt.source_beads[number]
    linked = bead >= 0
    same = linked & (owners == bead)
    inside = np.isin(tokens, learnt.target_types[bead]) if linked else np.zeros(len(tokens), bool)
    across = learnt.met.rows(types, len(learnt.target_types) + 1, owners)
    together = learnt.together.rows(types, len(learnt.target_counts), tokens)
    together = together - inside - across + same
    here = learnt.source_counts[types][:, None] - linked - across * ~same
    there = learnt.target_counts[tokens] - (owners >= 0) - (inside & ~same)
    chance = here * there / max(1, len(learnt.target_types))
    surplus = together - chance - _CHANCE * np.sqrt(np.maximum(chance, 0.0))
    share = np.maximum(surplus, 0.0) / np.maximum(np.maximum(here, there), 1.0)
    return np.where(together >= _TOGETHER, share, 0.0)


def _types(text: Text, sentences: Sequence[int]) -> Ints:
    """Return the distinct words of some sentences."""
    return np.unique(np.concatenate([text.sentences[number] for number in sentences]))


def _rows_of(codes: Ints, counts: Ints, height: int, width: int) -> Matrix:
    """Cut sorted ``row * width + column`` codes into rows."""
    bounds = np.searchsorted(codes, np.arange(1, height) * width)
    return Matrix(
        tuple(np.split(codes % width, bounds)), tuple(np.split(counts.astype(float), bounds))
    )


def _occurrences(sides: Sequence[Ints], height: int) -> Matrix:
    """Say of each word in which beads it stands."""
    width = len(sides) + 1
    pairs = [types * width + number for number, types in enumerate(sides)]
    codes = np.sort(np.concatenate((np.zeros(0, np.int64), *pairs)))
    return _rows_of(codes, np.ones(len(codes), np.int64), height, width)


def _frequencies(sides: Sequence[Ints], size: int) -> Floats:
    """Count in how many beads each word stands."""
    return np.bincount(np.concatenate((np.zeros(0, np.int64), *sides)), minlength=size).astype(
        float
    )


def _owners(sides: Sequence[tuple[int, ...]], size: int) -> Ints:
    """Say of each sentence in which bead it stands; -1 for none."""
    owners = np.full(size, -1, np.int64)
    for number, side in enumerate(sides):
        owners[list(side)] = number
    return owners
