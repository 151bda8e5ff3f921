"""Read the corpora table and the sentence pairs of each corpus."""

from __future__ import annotations

import csv
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Path(__file__).with_name("corpora.tsv")
OWN = Path(__file__).with_name("data")
"""Corpora that were written for this project and come with it."""


class Pair(NamedTuple):
    """One source sentence and its translation."""

    source: str
    target: str


@dataclass(frozen=True)
class Corpus:
    """A row of the corpora table: a file and how often its pairs enter the mix."""

    file: str
    weight: float
    domain: str
    licence: str
    notes: str


def read_table(path: Path = TABLE, mix: str = "main") -> list[Corpus]:
    """Read the corpora table.

    Args:
        path: tab-separated table with a header line.
        mix: the column to take weights from; a weight is the expected number of copies of
            each pair (0.25 keeps every fourth, 2 takes each twice, 0 leaves the corpus out).

    Returns:
        The corpora with a weight above zero, in the order of the table.

    Raises:
        ValueError: if the table has no column `mix`.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    if rows and mix not in rows[0]:
        raise ValueError(f"{path}: no weight column {mix!r}; columns: {', '.join(rows[0])}")
    corpora = [
        Corpus(row["file"], float(row[mix]), row["domain"], row["licence"], row["notes"])
        for row in rows
    ]
    return [corpus for corpus in corpora if corpus.weight > 0]


def open_text(path: Path) -> TextIO:
    """Open a plain or xz-compressed UTF-8 text file for reading."""
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def find(folder: Path, name: str) -> Path:
    """Find the file of a corpus, compressed or not, in a folder or among the project's own.

    Raises:
        FileNotFoundError: if neither place holds it.
    """
    for place in (folder, OWN):
        for suffix in (".tsv.xz", ".tsv", ""):
            if (path := place / f"{name}{suffix}").is_file():
                return path
    raise FileNotFoundError(f"no {name}.tsv.xz, {name}.tsv or {name} in {folder}")


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs of a `source<TAB>target` file; lines without two columns are skipped."""
    with open_text(path) as stream:
        for line in stream:
            columns = line.rstrip("\n").split("\t")
            if len(columns) >= 2 and columns[0].strip() and columns[1].strip():
                yield Pair(columns[0].strip(), columns[1].strip())
