"""Align the words of sentence pairs by expectation maximisation over their co-occurrences.

The model is IBM model 1 (Brown et al. 1993) with the fixed diagonal preference of Dyer, Chahuneau
and Smith (2013, "A Simple, Fast, and Effective Reparameterization of IBM Model 2").
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Links = list[tuple[int, int]]

ITERATIONS: Final = 5
NULL_SHARE: Final = 0.08
TENSION: Final = 4.0
"""Prior for unlinked words and pull towards the diagonal: the values that the paper settles on."""

COGNATE: Final = (10.0, 3.0)
"""First guess for equal words (names, numbers) and for words with the same four first letters."""

BLOCK: Final = 4_000_000
"""Pairs of words looked at together: some 300 MB of arrays."""

UNSEEN: Final = 1e-7
KEPT: Final = 1e-5
"""The probability of a pair of words that a table lacks, and the least that it keeps."""

_TOKEN = re.compile(r"\w+(?:[-.&]\w+)*|[^\w\s]")


def spans(text: str) -> list[tuple[int, int]]:
    """Return the character spans of the words and punctuation marks of a text."""
    return [match.span() for match in _TOKEN.finditer(text)]


@dataclass(frozen=True)
class Indexed:
    """All words of one language: vocabulary ids back to back, and where each line starts."""

    words: list[str]
    ids: Integers
    starts: Integers
    lengths: Integers


def index(lines: Iterable[Iterable[str]], known: Sequence[str] = ()) -> Indexed:
    """Number the words of lower-cased tokenised lines.

    Args:
        lines: words, a line at a time.
        known: words that keep their place as number, those of a table fitted before.
    """
    vocabulary = {word: number for number, word in enumerate(known)}
    ids, lengths = array("q"), array("q")
    for line in lines:
        before = len(ids)
        ids.extend(vocabulary.setdefault(word, len(vocabulary)) for word in line)
        lengths.append(len(ids) - before)
    sizes = np.array(lengths, dtype=np.int64)
    return Indexed(list(vocabulary), np.array(ids, dtype=np.int64), np.cumsum(sizes) - sizes, sizes)


def _prefixes(words: Sequence[str], length: int | None, known: dict[str, int]) -> Integers:
    """Number the prefixes of words; words too short to tell get numbers of their own."""
    keys = [word[:length] if length is None or len(word) >= length else "" for word in words]
    numbers = [known.setdefault(key, len(known)) if key else -1 for key in keys]
    return np.array(numbers, dtype=np.int64)


@dataclass(frozen=True)
class Probabilities:
    """Probabilities of generated words by given ones; a key is both numbers, the given one first.

    Given words count from 1; 0 is the empty word, which explains what has no other cause.
    """

    keys: Integers
    probabilities: Floats

    def of(self, keys: Integers) -> Floats:
        """Return the probability of each pair, UNSEEN where the table has none."""
        if not len(self.keys):
            return np.full(len(keys), UNSEEN, np.float32)
        asked, inverse = np.unique(keys, return_inverse=True)
        places = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        known = self.keys[places] == asked
        return np.where(known, self.probabilities[places], np.float32(UNSEEN))[inverse]

    def pruned(self) -> Probabilities:
        """Return the table without what is too improbable to ever link two words."""
        likely = self.probabilities >= KEPT
        return Probabilities(self.keys[likely], self.probabilities[likely])


@dataclass(frozen=True)
class _Cells:
    """Every (generated, given) pair of some lines, the empty word first in each group.

    `starts` and `group` are where the pairs of each generated word begin and how many there are,
    `offset` the place of the given word, from 1, and `prior` its probability by place alone.
    """

    keys: Integers
    starts: Integers
    group: Integers
    offset: Integers
    prior: Floats


def _cells(given: Indexed, generated: Indexed, lines: range) -> _Cells:
    rows = slice(lines.start, lines.stop)
    lengths, starts = generated.lengths[rows], generated.starts[rows]
    first, size = int(starts[0]) if len(starts) else 0, int(lengths.sum())
    line = np.repeat(np.arange(lines.start, lines.stop), lengths)
    group = given.lengths[line] + 1
    begins = np.cumsum(group) - group
    offset = np.arange(group.sum()) - np.repeat(begins, group)
    word = np.repeat(given.starts[line], group) + np.maximum(offset, 1) - 1
    number = np.where(offset == 0, 0, given.ids[np.minimum(word, len(given.ids) - 1)] + 1)
    keys = (number << 32) + np.repeat(generated.ids[first : first + size], group)
    place = np.arange(first, first + size) - generated.starts[line] + 0.5
    where = place / generated.lengths[line]
    return _Cells(keys, begins, group, offset, _diagonal(where, begins, group, offset))


def _diagonal(where: NDArray[Any], starts: Integers, group: Integers, offset: Integers) -> Floats:
    """Return the prior of each pair; `where` each generated word stands in its line, 0 to 1."""
    share = (offset - 0.5).astype(np.float32) / np.repeat(group - 1, group).astype(np.float32)
    weight = np.exp(-TENSION * np.abs(share - np.repeat(where.astype(np.float32), group)))
    weight[offset == 0] = 0.0
    total = np.maximum(np.add.reduceat(weight, starts), 1e-9) if len(starts) else weight
    weight *= np.repeat(((1 - NULL_SHARE) / total).astype(np.float32), group)
    weight[offset == 0] = NULL_SHARE
    return weight


class OneWay:
    """For every generated word, the given word that explains it best."""

    def __init__(
        self, given: Indexed, generated: Indexed, table: Probabilities | None = None
    ) -> None:
        """Fit a table to the lines, or take one that was fitted before to words of these numbers.

        Args:
            given: words of the conditioning language.
            generated: words of the explained language, as many lines.
            table: none fits one.
        """
        self._given, self._generated = given, generated
        self.table = self._fit() if table is None else table
        self._best = np.zeros(len(generated.ids), np.int16)
        self._scores = np.zeros(len(generated.lengths), np.float32)
        for lines in self._blocks():
            self._link(lines)

    def _blocks(self) -> Iterator[range]:
        """Yield ranges of lines with about BLOCK pairs of words each."""
        total = np.cumsum(self._generated.lengths * (self._given.lengths + 1))
        start = 0
        while start < len(total):
            done = total[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(total, done + BLOCK, side="right")))
            yield range(start, stop)
            start = stop

    def _fit(self) -> Probabilities:
        """Estimate the probabilities block by block."""
        own: list[Integers] = []
        inverse: list[NDArray[Any]] = []
        for lines in self._blocks():
            cells = _cells(self._given, self._generated, lines)
            keys, places = np.unique(cells.keys, return_inverse=True)
            own.append(keys)
            inverse.append(places.astype(np.int32))
        keys = _union(own)
        for number, (found, places) in enumerate(zip(own, inverse, strict=True)):
            inverse[number] = np.searchsorted(keys, found).astype(np.int32)[places]
        return Probabilities(keys, self._estimate(keys, inverse))

    def _estimate(self, keys: Integers, inverse: Sequence[NDArray[Any]]) -> Floats:
        """Return the probability of each key; `inverse` says which key each cell of a block has."""
        table, given = self._first_guess(keys), (keys >> 32).astype(np.int32)
        for _ in range(ITERATIONS):
            counts = np.zeros(len(keys))
            for lines, places in zip(self._blocks(), inverse, strict=True):
                cells = _cells(self._given, self._generated, lines)
                np.add.at(counts, places, _posterior(cells, table[places]))
            totals = np.bincount(given, counts)
            table = (counts / np.maximum(totals[given], 1e-9)).astype(np.float32)
        return table

    def _first_guess(self, keys: Integers) -> Floats:
        given_words = ["\0", *self._given.words]
        given, generated = keys >> 32, keys & 0xFFFFFFFF
        guess = np.full(len(keys), 1 / max(1, len(self._generated.words)), dtype=np.float32)
        for length, bonus in zip((None, 4), COGNATE, strict=True):
            known: dict[str, int] = {}
            left = _prefixes(given_words, length, known)[given]
            right = _prefixes(self._generated.words, length, known)[generated]
            guess[(left == right) & (left >= 0)] *= bonus
        return guess

    def _link(self, lines: range) -> None:
        """Keep the best given word of each generated word (-1: none) and each line's score."""
        cells = _cells(self._given, self._generated, lines)
        probability = self.table.of(cells.keys)
        posterior = _posterior(cells, probability)
        if not len(posterior):
            return
        peak = np.maximum.reduceat(posterior, cells.starts)
        places = np.flatnonzero(posterior == np.repeat(peak, cells.group))
        groups = np.searchsorted(cells.starts, places, side="right") - 1
        _, first = np.unique(groups, return_index=True)
        best, chosen = cells.offset[places[first]] - 1, probability[places[first]]
        rows = slice(lines.start, lines.stop)
        starts, lengths = self._generated.starts[rows], self._generated.lengths[rows]
        self._best[starts[0] : starts[0] + len(best)] = best
        logs = np.log(np.maximum(np.where(best >= 0, chosen, 1e-4), 1e-4))
        sums = np.add.reduceat(logs, np.minimum(starts - starts[0], len(logs) - 1))
        self._scores[rows] = sums / np.maximum(lengths, 1)

    def best(self, line: int) -> list[int]:
        """Return, for each generated word of a line, its given word, or -1 for none."""
        start = self._generated.starts[line]
        chosen: list[int] = self._best[start : start + self._generated.lengths[line]].tolist()
        return chosen

    def scores(self) -> Floats:
        """Return the mean log probability of the best translations, one number a line."""
        return self._scores


def _union(sorted_keys: list[Integers]) -> Integers:
    """Merge sorted keys, two lists at a time, so that no more than twice the result is held."""
    merged = sorted_keys
    while len(merged) > 1:
        pairs = [merged[k : k + 2] for k in range(0, len(merged), 2)]
        merged = [np.unique(np.concatenate(pair)) for pair in pairs]
    return merged[0] if merged else np.zeros(0, np.int64)


def _posterior(cells: _Cells, probability: Floats) -> Floats:
    """Return how probable each given word is as the cause of its generated word."""
    weight: Floats = probability * cells.prior
    total = np.maximum(np.add.reduceat(weight, cells.starts), 1e-30) if len(weight) else weight
    weight /= np.repeat(total, cells.group)
    return weight


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
