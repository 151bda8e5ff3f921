"""A toy language pair, small enough to prepare and to learn within a test."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import pytest

from training import prepare

if TYPE_CHECKING:
    from pathlib import Path

SUBJECTS = [
    ("Die Regierung", "The government"),
    ("Der Minister", "The minister"),
    ("Ein Forscher", "A researcher"),
    ("Die neue Zeitung", "The new newspaper"),
    ("Das kleine Unternehmen", "The small company"),
]
VERBS = [("lobt", "praises"), ("prüft", "checks"), ("sieht", "sees"), ("ändert", "changes")]
OBJECTS = [
    ("das Gesetz", "the law"),
    ("die Wahlen", "the elections"),
    ("den Bericht", "the report"),
    ("einen Leitartikel", "an editorial"),
    ("die Städte", "the cities"),
]
TIMES = [("heute", "today"), ("im Jahr 1998", "in 1998"), ("in Berlin", "in Berlin")]


def lines() -> list[str]:
    """Every sentence that the toy grammar makes, as `german<TAB>english`."""
    made = [
        " ".join(part[0] for part in parts) + ".\t" + " ".join(part[1] for part in parts) + "."
        for parts in itertools.product(SUBJECTS, VERBS, OBJECTS, TIMES)
    ]
    random.Random(0).shuffle(made)
    return made


@pytest.fixture(scope="session")
def corpora_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one corpus, a table of corpora and a held-out file."""
    folder = tmp_path_factory.mktemp("corpora")
    made = lines()
    (folder / "toy.tsv").write_text("\n".join(made) + "\n", encoding="utf-8")
    (folder / "held.tsv").write_text("\n".join(made[:5]) + "\n", encoding="utf-8")
    header = "file\tmain\tfinal\tdomain\tlicence\tnotes\n"
    row = "toy\t2\t0.5\ttoy\tCC0\tmade up\n"
    (folder / "table.tsv").write_text(header + row, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def data(corpora_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy corpus as training data, with a vocabulary of its own."""
    out = tmp_path_factory.mktemp("data")
    prepare.main(
        [
            *("--corpora", str(corpora_folder)),
            *("--table", str(corpora_folder / "table.tsv")),
            *("--held-out", str(corpora_folder / "held.tsv")),
            *("--out", str(out), "--pieces", "340"),
        ]
    )
    return out
