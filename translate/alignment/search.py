"""Search the beads that cover two texts: a band to stay in, the best path, probabilities."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate.alignment.lexical import Floats

LONGEST = 4
"""A bead has at most this many sentences on either side."""

_MARGIN = 12  # sentences either side of an anchor: three of the largest beads in a row
_DRIFT = 3.0  # standard deviations of a random walk between anchors


class Reach(NamedTuple):
    """Half-open range of target sentences."""

    start: int
    end: int


Cell: TypeAlias = tuple[int, int]
"""A place between sentences: how many source and target sentences lie before it."""

Weights: TypeAlias = "Sequence[Floats]"
"""For each source sentence an array over (source sentences in the bead - 1, target sentences in
the bead - 1, last target sentence - start of the reach): weights of the beads that end there."""


def band(sizes: Cell, anchors: Sequence[Cell]) -> list[Reach]:
    """Lay a band around a chain of anchors.

    Args:
        sizes: number of source and target sentences, neither 0.
        anchors: as ``chain`` returns them; wrong ones do little harm.

    Returns:
        For each source sentence the target sentences that its bead may end in. The band is
        wider where anchors are far apart, and where they leave out much of one text.
    """
    starts, ends = np.zeros(sizes[0]), np.zeros(sizes[0])
    for (i, j), (later_i, later_j) in pairwise([(0, 0), *anchors, sizes]):
        rows, columns = later_i - i, later_j - j
        slack = _MARGIN + _DRIFT * min(rows, columns) ** 0.5 + abs(rows - columns)
        centre = j + columns / max(rows, 1) * np.arange(rows)
        starts[i:later_i], ends[i:later_i] = centre - slack, centre + slack + 1
    starts = np.minimum.accumulate(starts[::-1])[::-1].clip(0, None)
    ends = np.maximum.accumulate(ends).clip(None, sizes[1])
    starts[0], ends[-1] = 0, sizes[1]
    return [Reach(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def chain(anchors: Iterable[Cell]) -> list[Cell]:
    """Find the longest sequence of anchors that goes forward in both texts (patience sorting).

    Args:
        anchors: sentences that probably belong together, in any order.
    """
    piles: list[int] = []
    tops: list[list[Any]] = []
    for i, j in sorted(set(anchors), key=lambda anchor: (anchor[0], -anchor[1])):
        number = bisect_right(piles, j - 1)
        entry = [(i, j), tops[number - 1] if number else None]
        piles[number : number + 1] = [j]
        tops[number : number + 1] = [entry]
    found = []
    link = tops[-1] if tops else None
    while link:
        found.append(link[0])
        link = link[1]
    return found[::-1]


def best(table: Weights, reaches: Sequence[Reach], single: float) -> list[tuple[Cell, Cell]]:
    """Find the heaviest path.

    Args:
        table: weights of the beads with both sides filled.
        reaches: the band.
        single: weight of a sentence without counterpart.

    Returns:
        For each bead the cells where it begins and ends, in order.
    """
    nodes = _nodes(reaches)
    rows = _forward(table, nodes, single, np.maximum)
    cell = (len(nodes) - 1, nodes[-1].end - 1)
    path = []
    while cell != (0, 0):
        _, before = max(
            (rows[before[0]][before[1] - nodes[before[0]].start] + weight, before)
            for before, weight in _arrivals(cell, table, nodes, single)
        )
        path.append((before, cell))
        cell = before
    return path[::-1]


def probabilities(
    table: Weights, reaches: Sequence[Reach], single: float, path: Sequence[tuple[Cell, Cell]]
) -> Iterator[tuple[float, float]]:
    """Say how probable each bead of a path is among all paths (forward-backward algorithm).

    Args:
        table: weights of the beads with both sides filled, as log-odds.
        reaches: the band.
        single: weight of a sentence without counterpart.
        path: beads by the cells where they begin and end.

    Yields:
        For each bead its weight and its probability in 0..1.
    """
    nodes = _nodes(reaches)
    rows = _forward(table, nodes, single, np.logaddexp)
    rests = _backward(table, nodes, single)
    for before, cell in path:
        weight = dict(_arrivals(cell, table, nodes, single))[before]
        begin = rows[before[0]][before[1] - nodes[before[0]].start]
        end = rests[cell[0]][cell[1] - nodes[cell[0]].start]
        yield float(weight), float(np.exp(min(0.0, begin + weight + end - rows[-1][-1])))


def _nodes(reaches: Sequence[Reach]) -> list[Reach]:
    """Turn the band of sentences into a band of cells: one more at the beginning of each row."""
    first = Reach(0, reaches[0].end + 1)
    return [first, *(Reach(reach.start, reach.end + 1) for reach in reaches)]


def _forward(table: Weights, nodes: Sequence[Reach], single: float, join: np.ufunc) -> list[Floats]:
    """Join the weights of all paths from the beginning to each cell."""
    rows: list[Floats] = []
    for number, reach in enumerate(nodes):
        row = np.full(reach.end - reach.start, -np.inf)
        if number == 0:
            row[0] = 0.0
        else:
            row = _moved(rows[-1], nodes[number - 1], reach, 0) + single
        for m in range(1, min(number, LONGEST) + 1):
            for n in range(1, LONGEST + 1):
                before = _moved(rows[number - m], nodes[number - m], reach, n)
                row[1:] = join(row[1:], before[1:] + table[number - 1][m - 1, n - 1])
        steps = single * np.arange(len(row))
        rows.append(join.accumulate(row - steps) + steps)
    return rows


def _backward(table: Weights, nodes: Sequence[Reach], single: float) -> list[Floats]:
    """Add up the odds of all paths from each cell to the end."""
    rows: list[Floats] = []
    for number in reversed(range(len(nodes))):
        reach = nodes[number]
        row = np.full(reach.end - reach.start, -np.inf)
        if not rows:
            row[-1] = 0.0
        else:
            row = _moved(rows[-1], nodes[number + 1], reach, 0) + single
        for m in range(1, min(len(rows), LONGEST) + 1):
            later = nodes[number + m]
            for n in range(1, LONGEST + 1):
                after = np.full(later.end - later.start, -np.inf)
                after[1:] = rows[-m][1:] + table[number + m - 1][m - 1, n - 1]
                row = np.logaddexp(row, _moved(after, later, reach, -n))
        steps = single * np.arange(len(row))
        rows.append((np.logaddexp.accumulate(row[::-1] - steps) + steps)[::-1])
    return rows[::-1]


def _moved(row: Floats, own: Reach, wanted: Reach, by: int) -> Floats:
    """Return what ``row`` has ``by`` columns before each wanted one; nothing is -inf."""
    result = np.full(wanted.end - wanted.start, -np.inf)
    start, end = max(wanted.start, own.start + by), min(wanted.end, own.end + by)
    if start < end:
        result[start - wanted.start : end - wanted.start] = row[
            start - by - own.start : end - by - own.start
        ]
    return result


def _arrivals(
    cell: Cell, table: Weights, nodes: Sequence[Reach], single: float
) -> Iterator[tuple[Cell, float]]:
    """List the cells that a bead can come from, with the bead's weight."""
    i, j = cell
    for m in range(min(i, LONGEST) + 1):
        for n in range(min(j, LONGEST) + 1):
            reach = nodes[i - m]
            if not reach.start <= j - n < reach.end or not m + n or (m + n > 1 and not m * n):
                continue
            weight = table[i - 1][m - 1, n - 1][j - 1 - nodes[i].start] if m and n else single
            yield (i - m, j - n), float(weight)
