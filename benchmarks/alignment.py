"""Measure the sentence aligner against gold beads, as Vecalign's scorer counts.

Strict counts a bead as right when the gold has exactly this bead; lax when a gold bead
overlaps it on both sides. Precision looks at all proposed beads, so that an insertion or
deletion must stand in the gold as such; recall looks only at gold beads with both sides filled
and at proposed beads with both sides filled (Thompson & Koehn 2019, ``score.py``).
"""

from __future__ import annotations

import argparse
import json
import time
from ast import literal_eval
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from translate.alignment import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Beads: TypeAlias = set[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many proposed beads are right, and how many gold beads were found."""

    strict_right: int = 0
    lax_right: int = 0
    proposed: int = 0
    strict_found: int = 0
    lax_found: int = 0
    gold: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        """Join the counts of two files."""
        return Agreement(
            *(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True))
        )

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, strict and lax, in 0..1."""
        figures = {}
        for kind, right, found in (
            ("strict", self.strict_right, self.strict_found),
            ("lax", self.lax_right, self.lax_found),
        ):
            precision = right / self.proposed if self.proposed else 0.0
            recall = found / self.gold if self.gold else 0.0
            both = precision + recall
            figures[f"{kind}_precision"] = precision
            figures[f"{kind}_recall"] = recall
            figures[f"{kind}_f1"] = 2 * precision * recall / both if both else 0.0
        return figures


def agreement(gold: Beads, proposed: Beads) -> Agreement:
    """Count right and found beads.

    Args:
        gold: beads as pairs of source and target indices.
        proposed: the aligner's beads.
    """
    filled_gold = {bead for bead in gold if all(bead)}
    filled = {bead for bead in proposed if all(bead)}
    return Agreement(
        strict_right=len(proposed & gold),
        lax_right=len(proposed & gold) + _overlapping(proposed - gold, gold),
        proposed=len(proposed),
        strict_found=len(filled_gold & filled),
        lax_found=len(filled_gold & filled) + _overlapping(filled_gold - filled, filled),
        gold=len(filled_gold),
    )


def _overlapping(beads: Beads, others: Beads) -> int:
    """Count the beads that share a source and a target sentence with one of the others."""
    linked = {(i, j) for source, target in others for i in source for j in target}
    return sum(any((i, j) in linked for i in source for j in target) for source, target in beads)


def read_gold(path: str | Path) -> Beads:
    """Read beads, one ``[source indices]:[target indices]`` a line, counted from 0."""
    beads = set()
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        source, target = (tuple(literal_eval(side)) for side in line.split(":")[:2])
        if source or target:
            beads.add((source, target))
    return beads


def measure(source: str, target: str, gold: str, translated: str | None = None) -> Agreement:
    """Align two files, one sentence a line, and compare with the gold.

    Args:
        source: path of the source sentences.
        target: path of the target sentences.
        gold: path of the gold beads.
        translated: path of the source translated into the target language, line by line.
    """
    beads = sentences.align(
        _lines(source), _lines(target), translation=_lines(translated) if translated else None
    )
    return agreement(read_gold(gold), {(bead.source, bead.target) for bead in beads})


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of one or several triples of files, jointly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", metavar="SRC TGT GOLD", help="one or more triples")
    parser.add_argument(
        "--translated", nargs="+", metavar="SRC_IN_TGT", help="translations, one for each triple"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    triples = list(zip(*[iter(options.files)] * 3, strict=False))
    translations = options.translated or [None] * len(triples)
    if len(options.files) % 3 or len(translations) != len(triples):
        parser.error("give SRC TGT GOLD for every pair, and as many --translated if any")
    start = time.perf_counter()
    total = sum(
        (
            measure(source, target, gold, made)
            for (source, target, gold), made in zip(triples, translations, strict=True)
        ),
        Agreement(),
    )
    seconds = time.perf_counter() - start
    result = total.figures() | {"seconds": seconds} | asdict(total)
    print(json.dumps(result, indent=2) if options.json else "\n".join(report(result)))


def report(result: dict[str, float]) -> Iterable[str]:
    """Lay out figures for people."""
    for kind in ("strict", "lax"):
        numbers = "  ".join(f"{name} {result[f'{kind}_{name}']:.3f}" for name in _NAMES)
        yield f"{kind:6}  {numbers}"
    yield (
        f"{result['proposed']:.0f} beads beside {result['gold']:.0f} filled ones in the gold, "
        f"{result['seconds']:.1f} s"
    )


_NAMES = ("precision", "recall", "f1")


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n")


if __name__ == "__main__":
    main()
