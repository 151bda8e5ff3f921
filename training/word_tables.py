"""Fit the word tables of both directions, or keep them between runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from training.alignment import Indexed, OneWay, Probabilities, index, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from training.corpora import Pair

WORDS = "words.json"
TABLES = ("forward.npz", "backward.npz")


def link(pairs: Sequence[Pair], folder: Path | None) -> tuple[OneWay, OneWay]:
    """Link the words of pairs, target by source and source by target.

    Args:
        pairs: sentence pairs.
        folder: holds the tables of an earlier run, or receives those of this one. Fitting takes
            minutes and most of the memory; new lines of like corpora need no new tables.

    Raises:
        OSError: if the tables cannot be written.
    """
    ready = folder is not None and (folder / WORDS).is_file()
    if folder is None or not ready:
        left, right = (index(_words(pairs, side)) for side in (0, 1))
        models = OneWay(left, right), OneWay(right, left)
        if folder is not None:
            _write(folder, (left, right), models)
        return models
    known = json.loads((folder / WORDS).read_text("utf-8"))
    left, right = (index(_words(pairs, side), known[side]) for side in (0, 1))
    forward, backward = (_read(folder / name) for name in TABLES)
    return OneWay(left, right, forward), OneWay(right, left, backward)


def _words(pairs: Sequence[Pair], side: int) -> Iterator[Iterator[str]]:
    for pair in pairs:
        text = pair[side]
        yield (text[start:end].lower() for start, end in spans(text))


def _write(folder: Path, sides: tuple[Indexed, Indexed], models: tuple[OneWay, OneWay]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in zip(TABLES, models, strict=True):
        table = model.table.pruned()
        np.savez(folder / name, keys=table.keys, probabilities=table.probabilities)
    (folder / WORDS).write_text(json.dumps([side.words for side in sides]), "utf-8")


def _read(path: Path) -> Probabilities:
    with np.load(path) as arrays:
        return Probabilities(arrays["keys"], arrays["probabilities"])
