"""Align two texts sentence by sentence, where either may merge, split, add or leave out some.

The aligner follows the plan of Gale & Church (1993), Moore (2002) and Vecalign (Thompson & Koehn
2019): dynamic programming over beads of up to four sentences on either side, in a band around
anchors, so that time and memory grow with the length of the text. A bead is weighed by natural-log
odds against its sentences having nothing to do with each other: how often such beads occur, how
well the lengths fit, and how well the words render each other (``lexical``, ``similarity``).
A first pass compares names, numbers and cognates, and, where a translation of the source is
given, its words; the second has learnt from the first which other words belong together.

All weights were found together by coordinate search on the conditional likelihood of the gold
beads of a German-French mountaineering corpus, with and without translation. They trade strict
against lax agreement: higher priors for large beads and weaker length evidence merge more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from translate.alignment import lexical, search, similarity
from translate.alignment.search import LONGEST, Reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from translate.alignment.lexical import Floats, Lexicon
    from translate.alignment.search import Cell


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


class Weights(NamedTuple):
    """What the evidence counts; see the module's docstring for how the numbers were found."""

    single: float = float(np.log(0.05))
    words: float = 0.4
    words_unexplained: float = 0.95
    words_beside: float = 0.15
    translation: float = 0.45
    translation_unexplained: float = 0.7
    length_chance: float = 1.0
    length_spread: float = 0.15
    length_noise: float = 0.08
    length_tail: float = 8.0
    paragraph_match: float = 1.0
    paragraph_break: float = 2.0


WEIGHTS = Weights()

_PRIORS = np.log(
    [
        [0.70, 0.08, 0.01, 0.002],
        [0.08, 0.025, 0.004, 0.001],
        [0.01, 0.004, 0.002, 0.001],
        [0.002, 0.001, 0.001, 0.001],
    ]
)
"""How often beads of m source and n target sentences occur, roughly as in the gold."""


class _View(NamedTuple):
    """One way of comparing the texts' words, and what it counts."""

    lexicon: Lexicon
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
    if translation is None and list(source) > list(target):
        # Equal weights are then resolved alike in both directions.
        swapped = align(
            target, source, source_paragraphs=target_paragraphs, target_paragraphs=source_paragraphs
        )
        return tuple(Bead(b.target, b.source, b.score, b.confidence) for b in swapped)
    if not source or not target:
        return tuple(
            Bead((), (number,), WEIGHTS.single, 1.0)
            if target
            else Bead((number,), (), WEIGHTS.single, 1.0)
            for number in range(max(len(source), len(target)))
        )
    views = _views(source, target, translation)
    sizes = (len(source), len(target))
    anchors = [pair for view in views for pair in lexical.shared_once(view.lexicon)]
    reaches = search.band(sizes, anchors)
    layout = _lengths(source, target, reaches)
    if source_paragraphs is not None and target_paragraphs is not None:
        hints = _paragraphs(source_paragraphs, target_paragraphs, reaches)
        layout = [one + other for one, other in zip(layout, hints, strict=True)]
    table = _table(views, layout, reaches)
    links = [bead for bead in _beads(search.best(table, reaches, WEIGHTS.single)) if all(bead)]
    taught = [_taught(view, links) for view in views]
    table = _table(taught, layout, reaches)
    path = search.best(table, reaches, WEIGHTS.single)
    chances = search.probabilities(table, reaches, WEIGHTS.single, path)
    return tuple(
        Bead(here, there, weight, probability)
        for (here, there), (weight, probability) in zip(_beads(path), chances, strict=True)
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
        return [_View(here, WEIGHTS.words_unexplained, WEIGHTS.words)]
    made = lexical.seed(lexical.read(translation), there)
    return [
        _View(here, WEIGHTS.words_unexplained, WEIGHTS.words_beside),
        _View(made, WEIGHTS.translation_unexplained, WEIGHTS.translation),
    ]


def _taught(view: _View, links: Sequence[lexical.Link]) -> _View:
    """Learn from beads which words belong together and how many have no counterpart."""
    lexicon = lexical.learn(view.lexicon, links)
    share = similarity.unexplained(lexicon, links, view.unexplained)
    return _View(lexicon, share, view.weight)


def _table(
    views: Sequence[_View], layout: Sequence[Floats], reaches: Sequence[Reach]
) -> list[Floats]:
    """Add up all evidence for each bead in the band."""
    words = [similarity.gains(view.lexicon, view.unexplained, reaches) for view in views]
    return [
        fixed + sum(view.weight * gain for view, gain in zip(views, gains, strict=True))
        for fixed, *gains in zip(layout, *words, strict=True)
    ]


def _lengths(
    source: Sequence[str], target: Sequence[str], reaches: Sequence[Reach]
) -> list[Floats]:
    """Weigh how usual each bead is and how well its lengths in characters fit.

    The logarithm of the ratio of lengths has a variance that falls with length (Gale & Church
    1993) towards a floor, and Student's tails, because translators do add and leave out. The odds
    are against the wider spread that any two beads have.
    """
    here, there = (np.cumsum([0, *map(len, side)]) for side in (source, target))
    ratio = np.log((there[-1] + 5) / (here[-1] + 5))
    layout = []
    for number, reach in enumerate(reaches):
        ends = np.arange(reach.start, reach.end) + 1
        sizes = np.arange(1, LONGEST + 1)
        ours = here[number + 1] - here[np.maximum(number + 1 - sizes, 0)][:, None, None]
        theirs = (there[ends] - there[np.maximum(ends - sizes[:, None], 0)])[None]
        misfit = (np.log(theirs + 5) - np.log(ours + 5) - ratio) ** 2
        noise = WEIGHTS.length_noise**2 * 200 / (ours + theirs + 1)
        spread = np.minimum(WEIGHTS.length_spread**2 + noise, WEIGHTS.length_chance**2)
        odds = _student(misfit, spread) - _student(misfit, WEIGHTS.length_chance**2)
        layout.append(_PRIORS[:, :, None] + odds)
    return layout


def _student(square: Floats, variance: Floats | float) -> Floats:
    """Student's log-density of a squared deviation, up to a constant."""
    tail = (WEIGHTS.length_tail + 1) / 2 * np.log1p(square / variance / WEIGHTS.length_tail)
    density: Floats = -tail - np.log(variance) / 2
    return density


def _paragraphs(
    source: Sequence[int], target: Sequence[int], reaches: Sequence[Reach]
) -> list[Floats]:
    """Favour beads that begin and end where both texts do, and that cross no paragraph."""
    here, there = _breaks(source), _breaks(target)
    crossed_here, crossed_there = (np.cumsum([0, *side]) for side in (here, there))
    hints = []
    for number, reach in enumerate(reaches):
        hint = np.zeros((LONGEST, LONGEST, reach.end - reach.start))
        ends = np.arange(reach.start, reach.end) + 1
        for m in range(1, min(LONGEST, number + 1) + 1):
            for n in range(1, LONGEST + 1):
                begins = np.maximum(ends - n, 0)
                begin = number + 1 - m
                matches = here[begin] * there[begins] + here[number + 1] * there[ends]
                crossed = crossed_here[number + 1] - crossed_here[begin + 1]
                crossed = crossed + crossed_there[ends] - crossed_there[begins + 1]
                hint[m - 1, n - 1] = (
                    WEIGHTS.paragraph_match * matches / 2 - WEIGHTS.paragraph_break * crossed
                )
        hints.append(hint)
    return hints


def _breaks(paragraphs: Sequence[int]) -> NDArray[np.float64]:
    """Mark the places between sentences where a new paragraph begins; the text's ends count 0."""
    inner = np.diff(np.asarray(paragraphs, np.int64)) != 0
    return np.concatenate(([0.0], inner.astype(float), [0.0]))[: len(paragraphs) + 1]
