"""Store tokenised sentence pairs, with word links, as flat arrays on disk."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Ids = NDArray[np.uint16]
Offsets = NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """A tokenised pair; links are (target position, source position) of aligned pieces."""

    source: Sequence[int]
    target: Sequence[int]
    links: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Shard:
    """All examples of a data set; example `i` lies between offsets `i` and `i + 1`."""

    source: Ids
    source_offsets: Offsets
    target: Ids
    target_offsets: Offsets
    links: Ids
    link_offsets: Offsets
    digest: str

    def __len__(self) -> int:
        return len(self.source_offsets) - 1

    def ids(self, index: int) -> tuple[Ids, Ids]:
        """Return the piece ids of the source and the target of an example."""
        return (
            self.source[self.source_offsets[index] : self.source_offsets[index + 1]],
            self.target[self.target_offsets[index] : self.target_offsets[index + 1]],
        )

    def source_lengths(self) -> Offsets:
        """Return the number of source pieces of each example."""
        return np.diff(self.source_offsets)

    def target_lengths(self) -> Offsets:
        """Return the number of target pieces of each example."""
        return np.diff(self.target_offsets)


def write(folder: Path, examples: Iterable[Example], rng: random.Random | None = None) -> None:
    """Write examples into a folder as NumPy arrays, holding no more of them than their ids.

    Args:
        folder: is made where it is missing.
        examples: any number of them.
        rng: shuffles the examples; none keeps their order.

    Raises:
        OverflowError: if an id doesn't fit 16 bits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = {name: array("H") for name in ("source", "target", "links")}
    offsets = {name: array("q", [0]) for name in columns}
    for example in examples:
        links = [place for link in example.links for place in link]
        for name, row in zip(columns, (example.source, example.target, links), strict=True):
            columns[name].extend(row)
            offsets[name].append(len(columns[name]))
    order = list(range(len(offsets["source"]) - 1))
    if rng is not None:
        rng.shuffle(order)
    for name, column in columns.items():
        flat, ends = np.frombuffer(column, np.uint16), np.array(offsets[name])
        rows = [flat[ends[k] : ends[k + 1]] for k in order]
        np.save(folder / f"{name}.npy", np.concatenate([flat[:0], *rows]))
        np.save(folder / f"{name}_offsets.npy", np.cumsum([0, *map(len, rows)], dtype=np.int64))


def read(folder: Path) -> Shard:
    """Open the examples of a folder without loading them into memory.

    Raises:
        FileNotFoundError: if the folder holds no shard.
    """
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r")
        for name in ("source", "target", "links")
    }
    offsets = {name: np.load(folder / f"{name}_offsets.npy") for name in arrays}
    digest = hashlib.sha256(b"".join(arrays[name].tobytes() for name in arrays)).hexdigest()
    return Shard(
        arrays["source"],
        offsets["source"],
        arrays["target"],
        offsets["target"],
        arrays["links"],
        offsets["links"],
        digest[:16],
    )
