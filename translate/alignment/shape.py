"""Weigh beads by their shape: how many sentences, how long, and where paragraphs begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from translate.alignment.search import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.alignment.lexical import Floats
    from translate.alignment.search import Reach

_PRIORS = np.log(
    [
        [0.70, 0.08, 0.01, 0.002],
        [0.08, 0.025, 0.004, 0.001],
        [0.01, 0.004, 0.002, 0.001],
        [0.002, 0.001, 0.001, 0.001],
    ]
)
"""How often beads of m source and n target sentences occur, roughly as in the gold."""

_CHANCE = 1.0  # spread of the log-ratio of lengths of any two beads
_SPREAD = 0.15  # the same of long beads that belong together
_NOISE = 0.08  # what is added for beads of 100 characters a side
_TAIL = 8.0  # degrees of freedom: fewer forgive what translators add and leave out
_SMOOTHING = 5  # characters, so that an empty sentence has a length

# Only a hint, because paragraphs are often joined or cut: three natural-log units outvote a few
# words, not a sentence.
_MATCH = 1.0
_CROSSING = 2.0


def ratio(source: Sequence[str], target: Sequence[str]) -> float:
    """Tell how much longer the target is, as the natural logarithm of a ratio of characters.

    Args:
        source: sentences of one side.
        target: sentences of the other side.
    """
    here, there = (sum(map(len, side)) + _SMOOTHING for side in (source, target))
    return float(np.log(there / here))


def sizes(
    source: Sequence[str], target: Sequence[str], reaches: Sequence[Reach], expected: float
) -> list[Floats]:
    """Weigh how usual each bead is and how well its lengths in characters fit.

    The logarithm of the ratio of lengths has a variance that falls with length (Gale & Church
    1993) towards a floor, and Student's tails, because translators do add and leave out. The odds
    are against the wider spread that any two beads have.

    Args:
        source: sentences of one side.
        target: sentences of the other side.
        reaches: for each source sentence the target sentences that a bead may end in.
        expected: the usual ``ratio`` of lengths.

    Returns:
        For each source sentence an array over (source sentences in the bead - 1, target
        sentences in the bead - 1, last target sentence - start): natural-log odds.
    """
    here, there = (np.cumsum([0, *map(len, side)]) for side in (source, target))
    counts = np.arange(1, LONGEST + 1)
    layout = []
    for number, reach in enumerate(reaches):
        ends = np.arange(reach.start, reach.end) + 1
        ours = here[number + 1] - here[np.maximum(number + 1 - counts, 0)][:, None, None]
        theirs = (there[ends] - there[np.maximum(ends - counts[:, None], 0)])[None]
        growth = np.log(theirs + _SMOOTHING) - np.log(ours + _SMOOTHING)
        misfit = (growth - expected) ** 2
        noise = _NOISE**2 * 200 / (ours + theirs + 1)
        spread = np.minimum(_SPREAD**2 + noise, _CHANCE**2)
        odds = _student(misfit, spread) - _student(misfit, _CHANCE**2)
        layout.append(_PRIORS[:, :, None] + odds)
    return layout


def _student(square: Floats, variance: Floats | float) -> Floats:
    """Student's log-density of a squared deviation, up to a constant."""
    tail = (_TAIL + 1) / 2 * np.log1p(square / variance / _TAIL)
    density: Floats = -tail - np.log(variance) / 2
    return density


def paragraphs(
    source: Sequence[int] | None, target: Sequence[int] | None, reaches: Sequence[Reach]
) -> list[Floats]:
    """Favour beads that begin and end where paragraphs of both texts do, and that cross none.

    Args:
        source: for each source sentence the number of its paragraph, if known.
        target: the same for the target; unless both are known, nothing is favoured.
        reaches: for each source sentence the target sentences that a bead may end in.

    Returns:
        Weights in the form of ``sizes``.
    """
    hints = [np.zeros((LONGEST, LONGEST, reach.end - reach.start)) for reach in reaches]
    if source is None or target is None:
        return hints
    here, there = _breaks(source), _breaks(target)
    crossed_here, crossed_there = (np.cumsum([0, *side]) for side in (here, there))
    for number, (hint, reach) in enumerate(zip(hints, reaches, strict=True)):
        ends = np.arange(reach.start, reach.end) + 1
        for m in range(1, min(LONGEST, number + 1) + 1):
            for n in range(1, LONGEST + 1):
                begins = np.maximum(ends - n, 0)
                begin = number + 1 - m
                matches = here[begin] * there[begins] + here[number + 1] * there[ends]
                crossed = crossed_here[number + 1] - crossed_here[begin + 1]
                crossed = crossed + crossed_there[ends] - crossed_there[begins + 1]
                hint[m - 1, n - 1] = _MATCH * matches / 2 - _CROSSING * crossed
    return hints


def _breaks(paragraphs: Sequence[int]) -> Floats:
    """Mark the places between sentences where a new paragraph begins; the text's ends count 0."""
    inner = np.diff(np.asarray(paragraphs, np.int64)) != 0
    return np.concatenate(([0.0], inner.astype(float), [0.0]))[: len(paragraphs) + 1]
