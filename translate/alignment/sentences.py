"""Align two texts sentence by sentence, where either may merge, split, add or leave out some.

The aligner follows the plan of Gale & Church (1993), Moore (2002) and Vecalign (Thompson & Koehn
2019): dynamic programming over beads of up to four sentences on either side, in a band around
anchors, so that time and memory grow with the length of the text. A bead is weighed by natural-log
odds against its sentences having nothing to do with each other: how often such beads occur, how
well the lengths fit, and how well the words render each other (``lexical``, ``similarity``).
A first pass compares names, numbers and cognates, and, where a translation of the source is
given, its words; the second has learnt from the first which other words belong together.

The numbers were found by coordinate search on the conditional likelihood of gold beads: some six
hundred of the German-French corpus Text+Berg, with and without a translation, and seven hundred
German-English ones made from known lines. Each was kept only where it helped most of these sets;
agreement is flat around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from translate.alignment import lexical, search, shape, similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.alignment.lexical import Floats, Renderings
    from translate.alignment.search import Cell, Reach


@dataclass(frozen=True, slots=True)
class Bead:
    """Source and target sentences that belong together, by index; one side may be empty.

    ``score`` is the bead's weight in natural-log odds, ``confidence`` the probability in 0..1
    that exactly this bead is right, under the aligner's own model and given both texts.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float
    confidence: float


_SINGLE = float(np.log(0.05))
"""Odds of a sentence without counterpart; higher ones leave more alone, lower ones merge more."""

# Words of a sentence say partly the same, so their odds count for less than they are. More gives
# sharper decisions, and confidences that are too sure.
_WORDS = 0.4
_WORDS_BESIDE_TRANSLATION = 0.15
_TRANSLATION = 0.45

# What the first pass expects; the second knows better (``similarity.unexplained``).
_UNEXPLAINED = 0.95
_UNEXPLAINED_BY_TRANSLATION = 0.7

_FEW = 10  # links that say less about lengths than the whole texts


class _View(NamedTuple):
    """One way of comparing the texts' words, and what it counts."""

    lexicon: Renderings
    unexplained: float
    weight: float


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    translation: Sequence[str] | None = None,
    source_paragraphs: Sequence[int] | None = None,
    target_paragraphs: Sequence[int] | None = None,
) -> tuple[Bead, ...]:
    """Put the sentences of two texts side by side.

    Args:
        source: sentences of one text, in order.
        target: sentences of the other text.
        translation: the source in the target's language, sentence by sentence; without it only
            names, numbers, cognates, lengths and what both texts teach are compared.
        source_paragraphs: for each source sentence the number of its paragraph.
        target_paragraphs: the same for the target; paragraphs count where both sides have them,
            and only as a hint.

    Returns:
        Beads that cover both texts exactly once, in order. Swapping the two texts swaps the
        sides of the beads.
    """
    if not source or not target:
        return _unpaired(len(source), len(target))
    if translation is None and list(source) > list(target):
        # Equal weights are then resolved alike in both directions.
        swapped = align(
            target, source, source_paragraphs=target_paragraphs, target_paragraphs=source_paragraphs
        )
        return tuple(Bead(b.target, b.source, b.score, b.confidence) for b in swapped)
    views = _views(source, target, translation)
    anchors = search.chain(pair for view in views for pair in lexical.shared_once(view.lexicon))
    reaches = search.band((len(source), len(target)), anchors)
    hints = shape.paragraphs(source_paragraphs, target_paragraphs, reaches)
    anchored = [lexical.Link((here,), (there,)) for here, there in anchors]
    layout = shape.sizes(source, target, reaches, _ratio(source, target, anchored))
    table = _table(views, layout, hints, reaches)
    links = [bead for bead in _beads(search.best(table, reaches, _SINGLE)) if all(bead)]
    taught = [_taught(view, links) for view in views]
    layout = shape.sizes(source, target, reaches, _ratio(source, target, links))
    table = _table(taught, layout, hints, reaches)
    path = search.best(table, reaches, _SINGLE)
    chances = search.probabilities(table, reaches, _SINGLE, path)
    return tuple(
        Bead(here, there, weight, probability)
        for (here, there), (weight, probability) in zip(_beads(path), chances, strict=True)
    )


def _unpaired(rows: int, columns: int) -> tuple[Bead, ...]:
    """Leave every sentence alone, where one of the texts is empty."""
    return (
        *(Bead((number,), (), _SINGLE, 1.0) for number in range(rows)),
        *(Bead((), (number,), _SINGLE, 1.0) for number in range(columns)),
    )


def _beads(path: Sequence[tuple[Cell, Cell]]) -> list[lexical.Link]:
    """Turn steps between cells into the sentences that they pass."""
    return [
        lexical.Link(tuple(range(begin[0], end[0])), tuple(range(begin[1], end[1])))
        for begin, end in path
    ]


def _views(
    source: Sequence[str], target: Sequence[str], translation: Sequence[str] | None
) -> list[_View]:
    """Compare the source itself with the target and, where there is one, its translation."""
    there = lexical.read(target)
    here = lexical.seed(lexical.read(source), there)
    if translation is None:
        return [_View(here, _UNEXPLAINED, _WORDS)]
    made = lexical.seed(lexical.read(translation), there)
    return [
        _View(here, _UNEXPLAINED, _WORDS_BESIDE_TRANSLATION),
        _View(made, _UNEXPLAINED_BY_TRANSLATION, _TRANSLATION),
    ]


def _taught(view: _View, links: Sequence[lexical.Link]) -> _View:
    """Learn from beads which words belong together and how many have no counterpart."""
    lexicon = lexical.learn(view.lexicon, links)
    share = similarity.unexplained(lexicon, links, view.unexplained)
    return _View(lexicon, share, view.weight)


def _ratio(source: Sequence[str], target: Sequence[str], links: Sequence[lexical.Link]) -> float:
    """Compare the lengths of what belongs together, as one text may lack whole chapters."""
    if len(links) < _FEW:
        return shape.ratio(source, target)
    return shape.ratio(
        [source[number] for link in links for number in link.source],
        [target[number] for link in links for number in link.target],
    )


def _table(
    views: Sequence[_View],
    layout: Sequence[Floats],
    hints: Sequence[Floats],
    reaches: Sequence[Reach],
) -> list[Floats]:
    """Add up all evidence for each bead in the band."""
    words = [similarity.gains(view.lexicon, view.unexplained, reaches) for view in views]
    return [
        size + hint + sum(view.weight * gain for view, gain in zip(views, gains, strict=True))
        for size, hint, *gains in zip(layout, hints, *words, strict=True)
    ]
