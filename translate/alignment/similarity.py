"""Weigh every bead near the diagonal: log-odds of its words against chance, both ways."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from translate.alignment.search import LONGEST, Reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.alignment.lexical import Floats, Ints, Link, Renderings, Text

_ROUNDS = 5  # of EM: the third decimal is then still
_SEEN = 200  # words: a text of ten sentences moves the share halfway to what it shows itself


class _Row(NamedTuple):
    """What one source sentence contributes to the beads that hold it.

    ``rendered`` sums for each target token how well the sentence's words may render it;
    ``explained`` has the log-odds of the sentence's own words, by number and end of the target
    sentences. They begin at target sentence ``start``, token ``token``.
    """

    start: int
    token: int
    size: int
    rendered: Floats
    explained: Floats


def gains(lexicon: Renderings, unexplained: float, reaches: Sequence[Reach]) -> Iterator[Floats]:
    """Weigh the beads that end in each source sentence.

    Args:
        lexicon: both texts, and how well their words render each other.
        unexplained: the share of words that have no counterpart even in a right bead.
        reaches: for each source sentence the target sentences that a bead may end in; neither
            bound ever decreases.

    Yields:
        For each source sentence an array over (source sentences in the bead - 1, target
        sentences in the bead - 1, last target sentence - start): natural-log odds, the mean of
        both directions; -inf or meaningless where the bead would begin before the text.
    """
    bounds = lexicon.target.offsets
    source_chance = _chance(lexicon.source)
    target_chance = _chance(lexicon.target)[lexicon.target.tokens]
    rows: deque[_Row] = deque(maxlen=LONGEST)
    for number, reach in enumerate(reaches):
        last = reaches[min(number + LONGEST, len(reaches)) - 1].end
        wide = Reach(max(0, reach.start - LONGEST + 1), last)
        links = lexicon.between(number, slice(bounds[wide.start], bounds[wide.end]))
        chance = source_chance[lexicon.source.sentences[number]]
        edges = bounds[wide.start : wide.end + 1]
        explained = _explained(links, edges - edges[0], chance, unexplained)
        rows.appendleft(_Row(wide.start, edges[0], len(links), links.sum(axis=0), explained))
        near = slice(max(0, reach.start - LONGEST + 1), reach.end + 1)
        yield _weigh(rows, reach, bounds[near], target_chance, unexplained)


def unexplained(lexicon: Renderings, links: Sequence[Link], share: float) -> float:
    """Estimate which share of the words has no counterpart in right beads (by EM).

    Args:
        lexicon: both texts, and how well their words render each other.
        links: beads that are probably right.
        share: where to begin, and what counts as much as a few sentences seen before.
    """
    source_chance, target_chance = _chance(lexicon.source), _chance(lexicon.target)
    odds = [np.zeros(0)]
    for link in links:
        at = slice(*lexicon.target.offsets[[link.target[0], link.target[-1] + 1]])
        matrix = np.concatenate([lexicon.between(number, at) for number in link.source])
        types = np.concatenate([lexicon.source.sentences[number] for number in link.source])
        size, width = max(1, len(types)), max(1, at.stop - at.start)
        odds.append(matrix.sum(axis=0) / size / target_chance[lexicon.target.tokens[at]])
        odds.append(matrix.sum(axis=1) / width / source_chance[types])
    every = np.concatenate(odds)
    estimate = share
    for _ in range(_ROUNDS):
        shares = estimate / (estimate + (1 - estimate) * every)
        estimate = (_SEEN * share + shares.sum()) / (_SEEN + len(every))
    return float(estimate)


def _weigh(
    rows: Sequence[_Row], reach: Reach, edges: Ints, chance: Floats, unexplained: float
) -> Floats:
    """Add up what the last sentences contribute, one more after the other."""
    width = reach.end - reach.start
    result = np.full((LONGEST, LONGEST, width), -np.inf)
    tokens = slice(edges[0], edges[-1])
    rendered = np.zeros(edges[-1] - edges[0])
    explained = np.zeros((LONGEST, width))
    size = 0
    for number, row in enumerate(rows):
        size += row.size
        rendered += row.rendered[tokens.start - row.token : tokens.stop - row.token]
        explained += row.explained[:, reach.start - row.start : reach.end - row.start]
        odds = rendered / max(size, 1) / chance[tokens]
        words = np.log(unexplained + (1 - unexplained) * odds)
        sentences = _sums(words[None], edges - edges[0])[0]
        before = np.full(width + LONGEST - 1 - len(sentences), -np.inf)
        sentences = np.concatenate((before, sentences))
        total = np.zeros(width)
        for extra in range(LONGEST):
            first = LONGEST - 1 - extra
            total = total + sentences[first : first + width]
            result[number, extra] = (total + explained[extra]) / 2
    return result


def _explained(links: Floats, edges: Ints, chance: Floats, unexplained: float) -> Floats:
    """Weigh a source sentence's words by the target sentences that one to four beads end in."""
    sums, sizes = _sums(links, edges), np.diff(edges)
    result = np.empty((LONGEST, len(sizes)))
    total, length = np.zeros(sums.shape), np.zeros(len(sizes))
    for extra in range(LONGEST):
        total[:, extra:] += sums[:, : sums.shape[1] - extra]
        length[extra:] += sizes[: len(sizes) - extra]
        odds = total / np.maximum(length, 1) / chance[:, None]
        result[extra] = np.log(unexplained + (1 - unexplained) * odds).sum(axis=0)
    return result


def _sums(values: Floats, edges: Ints) -> Floats:
    """Sum along rows between consecutive edges, which may coincide."""
    running = np.concatenate((np.zeros((len(values), 1)), np.cumsum(values, axis=1)), axis=1)
    return np.diff(running[:, edges], axis=1)


def _chance(text: Text) -> Floats:
    """Say how often the text uses each word."""
    tokens = text.tokens
    counts = np.bincount(tokens, minlength=len(text.words))
    shares: Floats = counts / max(1, len(tokens))
    return shares
