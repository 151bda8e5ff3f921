"""Align the words of sentence pairs by expectation maximisation over their co-occurrences.

The model is IBM model 1 (Brown et al. 1993) with the fixed diagonal preference of Dyer, Chahuneau
and Smith (2013, "A Simple, Fast, and Effective Reparameterization of IBM Model 2").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Links = list[tuple[int, int]]

ITERATIONS: Final = 5
NULL_SHARE: Final = 0.08
TENSION: Final = 4.0
"""Prior for unlinked words and pull towards the diagonal: the values that the paper settles on."""

COGNATE: Final = (10.0, 3.0)
"""First guess for equal words (names, numbers) and for words with the same four first letters."""

_TOKEN = re.compile(r"\w+(?:[-.&]\w+)*|[^\w\s]")


def spans(text: str) -> list[tuple[int, int]]:
    """Return the character spans of the words and punctuation marks of a text."""
    return [match.span() for match in _TOKEN.finditer(text)]


@dataclass(frozen=True)
class _Side:
    """All words of one language: vocabulary ids back to back, and where each line starts."""

    words: list[str]
    ids: Integers
    starts: Integers
    lengths: Integers


def _index(lines: Sequence[Sequence[str]]) -> _Side:
    vocabulary: dict[str, int] = {}
    ids = [vocabulary.setdefault(word, len(vocabulary)) for line in lines for word in line]
    lengths = np.array([len(line) for line in lines], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    return _Side(list(vocabulary), np.array(ids, dtype=np.int64), starts, lengths)


def _prefixes(words: Sequence[str], length: int | None, known: dict[str, int]) -> Integers:
    """Number the prefixes of words; words too short to tell get numbers of their own."""
    keys = [word[:length] if length is None or len(word) >= length else "" for word in words]
    numbers = [known.setdefault(key, len(known)) if key else -1 for key in keys]
    return np.array(numbers, dtype=np.int64)


class OneWay:
    """For every generated word, the given word that explains it best."""

    def __init__(self, given: Sequence[Sequence[str]], generated: Sequence[Sequence[str]]) -> None:
        """Fit the model to lower-cased tokenised lines.

        Args:
            given: words of the conditioning language, a list a line.
            generated: words of the explained language, as many lines.
        """
        self._given, self._generated = _index(given), _index(generated)
        self._lay_out()
        self._keys, self._inverse = np.unique(self._pair_ids, return_inverse=True)
        self._inverse = self._inverse.astype(np.int32)
        del self._pair_ids
        self._table = self._first_guess()
        for _ in range(ITERATIONS):
            self._iterate()
        self._find_best()

    def _lay_out(self) -> None:
        """List every (generated, given) pair of every line, the empty word first in each group."""
        given, generated = self._given, self._generated
        line = np.repeat(np.arange(len(given.lengths)), generated.lengths)
        group = given.lengths[line] + 1
        self._starts = np.cumsum(group) - group
        offset = np.arange(group.sum()) - np.repeat(self._starts, group)
        position = np.repeat(given.starts[line], group) + offset - 1
        is_null = offset == 0
        given_id = np.where(is_null, 0, given.ids[np.where(is_null, 0, position)] + 1)
        generated_id = np.repeat(generated.ids, group)
        self._pair_ids = given_id * len(generated.words) + generated_id
        self._group, self._offset = group, offset.astype(np.int16)
        self._prior = self._diagonal(line, group, offset, is_null)

    def _diagonal(
        self, line: Integers, group: Integers, offset: Integers, is_null: NDArray[np.bool_]
    ) -> Floats:
        generated = self._generated
        place = np.arange(len(generated.ids)) - generated.starts[line] + 0.5
        relative = np.repeat((place / generated.lengths[line]).astype(np.float32), group)
        share = (offset - 0.5).astype(np.float32) / np.repeat(group - 1, group).astype(np.float32)
        weight = np.exp(-TENSION * np.abs(share - relative))
        weight[is_null] = 0.0
        total = np.maximum(np.add.reduceat(weight, self._starts), 1e-9)
        weight *= np.repeat(((1 - NULL_SHARE) / total).astype(np.float32), group)
        weight[is_null] = NULL_SHARE
        return weight.astype(np.float32)

    def _first_guess(self) -> Floats:
        size = len(self._generated.words)
        given_words = ["\0", *self._given.words]
        given, generated = self._keys // size, self._keys % size
        guess = np.ones(len(self._keys), dtype=np.float32)
        for length, bonus in zip((None, 4), COGNATE, strict=True):
            known: dict[str, int] = {}
            left = _prefixes(given_words, length, known)[given]
            right = _prefixes(self._generated.words, length, known)[generated]
            guess[(left == right) & (left >= 0)] *= bonus
        guess /= size
        return guess

    def _posterior(self) -> Floats:
        weight = self._table[self._inverse] * self._prior
        total = np.maximum(np.add.reduceat(weight, self._starts), 1e-30)
        weight /= np.repeat(total, self._group)
        return weight

    def _iterate(self) -> None:
        counts = np.bincount(self._inverse, self._posterior(), minlength=len(self._keys))
        given = self._keys // len(self._generated.words)
        totals = np.bincount(given, counts)
        self._table = (counts / np.maximum(totals[given], 1e-9)).astype(np.float32)

    def _find_best(self) -> None:
        """Keep the best given word of each generated word (-1: none) and its probabilities."""
        posterior = self._posterior()
        peak = np.maximum.reduceat(posterior, self._starts)
        places = np.flatnonzero(posterior == np.repeat(peak, self._group))
        groups = np.searchsorted(self._starts, places, side="right") - 1
        _, first = np.unique(groups, return_index=True)
        self._best = self._offset[places[first]].astype(np.int64) - 1
        self._probability = self._table[self._inverse[places[first]]]

    def best(self, line: int) -> list[int]:
        """Return, for each generated word of a line, its given word, or -1 for none."""
        start = self._generated.starts[line]
        chosen: list[int] = self._best[start : start + self._generated.lengths[line]].tolist()
        return chosen

    def scores(self) -> NDArray[Any]:
        """Return the mean log probability of the best translations, one number a line."""
        logs = np.log(np.maximum(np.where(self._best >= 0, self._probability, 1e-4), 1e-4))
        sums = np.add.reduceat(logs, np.minimum(self._generated.starts, len(logs) - 1))
        return sums / np.maximum(self._generated.lengths, 1)


def symmetrise(forward: Links, backward: Links) -> Links:
    """Join two directions by grow-diag (Koehn, Och and Marcu 2003).

    Start from links in both, then add neighbours of links, found in either, that link a word
    still without one.

    Args:
        forward: (source, target) links of the source-to-target model.
        backward: (source, target) links of the target-to-source model.
    """
    union, links = set(forward) | set(backward), set(forward) & set(backward)
    sources, targets = {i for i, _ in links}, {j for _, j in links}
    frontier = sorted(links)
    while frontier:
        i, j = frontier.pop()
        for di, dj in ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
            link = (i + di, j + dj)
            free = link[0] not in sources or link[1] not in targets
            if link in union and link not in links and free:
                links.add(link)
                sources.add(link[0])
                targets.add(link[1])
                frontier.append(link)
    return sorted(links)
