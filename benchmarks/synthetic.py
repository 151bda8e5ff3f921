"""Make sentence gold from known 1-1 lines, and measure the aligner on it.

For German and English no sentence gold can be had, so it is made: the lines of a translation
set are taken as an article in order, then sentences are merged with their successor, cut at a
comma or the like, or dropped, on a side chosen by lot. All figures from such data are to be
called synthetic: the sentences are real, what happened to them isn't.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.alignment import Agreement, agreement, report
from benchmarks.translation import How, read_pairs, translate
from translate.alignment import sentences
from translate.engines import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.alignment import Beads

MERGED, SPLIT, DROPPED = 0.20, 0.10, 0.05
"""Shares of the lines; what happens, happens on either side with equal probability."""

_CUT = re.compile(r"[,;:–—](?=\s)")
_SHORTEST = 20  # characters that must stand on either side of a cut


@dataclass(frozen=True, slots=True)
class Gold:
    """Two texts, and which of their sentences belong together."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    beads: Beads


def make(pairs: Sequence[tuple[str, str]], seed: int = 1) -> Gold:
    """Merge, split and drop sentences by lot.

    Args:
        pairs: German and English lines that translate each other, in order.
        seed: the same seed gives the same gold.
    """
    lot = random.Random(seed)  # noqa: S311 - no secret depends on it
    texts: tuple[list[str], list[str]] = ([], [])
    beads: Beads = set()
    waiting = list(reversed(pairs))
    while waiting:
        sides = [[text] for text in waiting.pop()]
        side, event = lot.randrange(2), lot.random()
        if event < MERGED and waiting:
            for text, more in zip(sides, waiting.pop(), strict=True):
                text.append(more)
            sides[side] = [" ".join(sides[side])]
        elif MERGED <= event < MERGED + SPLIT:
            sides[side] = _cut(sides[side][0])
        elif MERGED + SPLIT <= event < MERGED + SPLIT + DROPPED:
            sides[side] = []
        begins = [len(text) for text in texts]
        for text, new in zip(texts, sides, strict=True):
            text.extend(new)
        source, target = (
            tuple(range(begin, len(text))) for begin, text in zip(begins, texts, strict=True)
        )
        beads.add((source, target))
    return Gold(tuple(texts[0]), tuple(texts[1]), beads)


def _cut(text: str) -> list[str]:
    """Cut a sentence at the punctuation nearest its middle, if there is any."""
    places = [
        match.end()
        for match in _CUT.finditer(text)
        if _SHORTEST <= match.end() <= len(text) - _SHORTEST
    ]
    if not places:
        return [text]
    place = min(places, key=lambda place: abs(place - len(text) / 2))
    return [text[:place], text[place:].strip()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make gold from a translation set; write it, or align it and print the agreement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", metavar="FILE.tsv", help="German<TAB>English lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="use no more lines of a file than this")
    parser.add_argument(
        "--engine", action="store_true", help="let the engine translate the German side first"
    )
    parser.add_argument("--model", default=catalogue.EMBEDDED, help="the engine's model")
    parser.add_argument("--write", metavar="STEM", help="write STEM.de, .en, .deen and stop")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    golds = [make(read_pairs(path, options.limit), options.seed) for path in options.files]
    if options.write:
        for gold in golds:
            _write(gold, options.write)
        return
    total, seconds = Agreement(), 0.0
    for gold in golds:
        translation = None
        if options.engine:
            translation = [
                one.text for one in translate(gold.source, How(options.model, beam=1))[0]
            ]
        start = time.perf_counter()
        beads = sentences.align(gold.source, gold.target, translation=translation)
        seconds += time.perf_counter() - start
        total += agreement(gold.beads, {(bead.source, bead.target) for bead in beads})
    result = total.figures() | {"seconds": seconds} | asdict(total)
    print(json.dumps(result, indent=2) if options.json else "\n".join(report(result)))


def _write(gold: Gold, stem: str) -> None:
    for ending, lines in (("de", gold.source), ("en", gold.target)):
        text = "".join(f"{line}\n" for line in lines)
        Path(f"{stem}.{ending}").write_text(text, encoding="utf-8")
    beads = sorted(gold.beads, key=lambda bead: (bead[0] or bead[1], bead[1]))
    text = "".join(f"{list(source)}:{list(target)}\n" for source, target in beads)
    Path(f"{stem}.deen").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
