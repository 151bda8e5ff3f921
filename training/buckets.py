"""Group examples into batches of a few fixed shapes, in an order that a seed fixes."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from training import ranks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from training.shards import Shard

LENGTHS: Final = (*range(8, 60, 4), *range(64, 96, 8), 96, 112, 128)
"""Padded lengths. Every new shape makes oneDNN generate its kernels again, so there are few;
wider steps would waste more padding, which nothing may index out for the same reason."""

UNLIKE: Final = 3
"""How many buckets apart the two sides may be. Every pair of lengths there is would be 200 shapes;
these 130 carry out 92% of the arithmetic on real pieces, those 94%."""


class Shape(NamedTuple):
    """The padded size of a batch."""

    source: int
    target: int
    rows: int


@dataclass(frozen=True)
class Batch:
    """Padded arrays of one step: ids (rows, length), links (count, 3) as row, target, source.

    Of a batch that several processes share, these are the rows of one; `tokens` counts the target
    pieces of the whole batch, `share` says how much of them these rows hold.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    links: NDArray[np.int64]
    tokens: int
    share: float = 1.0


def shape_of(source: int, target: int, budget: int) -> Shape:
    """Return the smallest batch shape that holds a pair.

    Args:
        source: source length in pieces.
        target: target length in pieces.
        budget: padded target tokens in a batch.

    Raises:
        ValueError: if either side is longer than the longest bucket.
    """
    if max(source, target) > LENGTHS[-1]:
        raise ValueError(f"a pair of {source} and {target} pieces; the limit is {LENGTHS[-1]}")
    left, right = (bisect_left(LENGTHS, length) for length in (source, target))
    left, right = max(left, right - UNLIKE), max(right, left - UNLIKE)
    width = LENGTHS[right]
    return Shape(LENGTHS[left], width, max(8, budget // width // 8 * 8))


def plan(shard: Shard, budget: int, seed: int) -> list[tuple[Shape, NDArray[np.int64]]]:
    """Lay out one epoch: shuffled batches as (shape, example indices).

    Each batch stands where its last example fell in the shuffled order, so that shapes mix.
    The examples left over in a bucket are dropped; another seed leaves out others.

    Args:
        shard: the data set.
        budget: padded target tokens in a batch.
        seed: fixes the order; use another one for each epoch.
    """
    order = np.random.default_rng(seed).permutation(len(shard))
    shapes: dict[tuple[int, int], Shape] = {}
    members: dict[Shape, list[int]] = {}
    sources, targets = shard.source_lengths(), shard.target_lengths()
    batches = []
    for index in order:
        lengths = (int(sources[index]), int(targets[index]))
        shape = shapes.get(lengths) or shapes.setdefault(lengths, shape_of(*lengths, budget))
        bucket = members.setdefault(shape, [])
        bucket.append(int(index))
        if len(bucket) == shape.rows:
            batches.append((shape, np.array(bucket)))
            bucket.clear()
    return batches


def collate(
    shard: Shard,
    shape: Shape,
    indices: NDArray[np.int64],
    pad: int,
    part: tuple[int, int] = (0, 1),
) -> Batch:
    """Pad the examples of a batch, or of the given part of it, to its shape.

    Args:
        shard: the data set.
        shape: of the whole batch.
        indices: the examples of the whole batch.
        pad: id of the padding piece.
        part: (number from 0, count): every so manieth row belongs to this process.
    """
    tokens = int((shard.target_offsets[indices + 1] - shard.target_offsets[indices]).sum())
    indices = indices[part[0] :: part[1]]
    source = np.full((len(indices), shape.source), pad, np.int64)
    target = np.full((len(indices), shape.target), pad, np.int64)
    links = []
    for row, index in enumerate(indices):
        left, right = shard.ids(index)
        source[row, : len(left)] = left
        target[row, : len(right)] = right
        flat = shard.links[shard.link_offsets[index] : shard.link_offsets[index + 1]]
        pairs = flat.astype(np.int64).reshape(-1, 2)
        links.append(np.column_stack([np.full(len(pairs), row), pairs]))
    share = int((target != pad).sum()) / tokens
    return Batch(source, target, np.concatenate(links), tokens, share)


def batches(
    shard: Shard, budget: int, pad: int, seed: int, start: tuple[int, int] = (0, 0)
) -> Iterator[tuple[tuple[int, int], Batch]]:
    """Yield this process's part of batches without end, each with the position to go on from.

    Args:
        shard: the data set.
        budget: padded target tokens in a batch.
        pad: id of the padding piece.
        seed: fixes the order of all epochs.
        start: (epoch, batch) to begin at, as yielded before.

    Raises:
        ValueError: if no bucket of the data set fills a batch.
    """
    epoch, position = start
    while True:
        layout = plan(shard, budget, seed + epoch)
        if not layout:
            raise ValueError(f"{len(shard)} examples don't fill one batch of {budget} tokens")
        for number in range(position, len(layout)):
            part = (ranks.number(), ranks.count())
            yield (epoch, number + 1), collate(shard, *layout[number], pad, part)
        epoch, position = epoch + 1, 0
