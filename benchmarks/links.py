"""How well word links find the English of a German term: precision and recall on term pairs."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translate.alignment.words import words
from translate.bitext import Request, Span
from translate.engines import registry
from translate.engines.catalogue import EMBEDDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Hypothesis


class TermPair(NamedTuple):
    """A German term and its English rendition in the reference of one segment."""

    segment_id: str
    source: Span
    target: Span


class LinkQuality(NamedTuple):
    """Of ``linked`` English words ``right`` lie in the rendition, which has ``wanted`` words."""

    pairs: int
    right: int
    linked: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the linked words that belong to the rendition, in 0..1."""
        return self.right / max(self.linked, 1)

    @property
    def recall(self) -> float:
        """Share of the rendition's words that are linked, in 0..1."""
        return self.right / max(self.wanted, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def read(path: Path, limit: int | None) -> tuple[list[Request], list[TermPair]]:
    """Read segments and the term pairs that stand exactly once on either side.

    Args:
        path: JSON lines with "de", "en" and "proper", a list of pairs.
        limit: segments to read; None for all.

    Returns:
        Requests for forced decoding of the references, and the pairs.
    """
    requests, pairs = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[:limit]):
        entry = json.loads(line)
        requests.append(Request(str(number), entry["de"], target=entry["en"]))
        for german, english in entry["proper"]:
            source, target = _only(german, entry["de"]), _only(english, entry["en"])
            if source and target:
                pairs.append(TermPair(str(number), source, target))
    return requests, pairs


def measure(pairs: Sequence[TermPair], hypotheses: dict[str, Hypothesis]) -> LinkQuality:
    """Compare the words linked to each German term with its rendition.

    Args:
        pairs: with spans in the sources and references.
        hypotheses: by segment id, with the links of the references.
    """
    right = linked = wanted = 0
    for pair in pairs:
        hypothesis = hypotheses[pair.segment_id]
        targets = {
            link.target for link in hypothesis.word_links if link.source.overlaps(pair.source)
        }
        linked += len(targets)
        right += sum(target.overlaps(pair.target) for target in targets)
        wanted += sum(word.overlaps(pair.target) for word in words(hypothesis.text))
    return LinkQuality(len(pairs), right, linked, wanted)


def main() -> None:
    """Print the quality of the links that a model gives on a file of term pairs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON lines: de, en, proper")
    parser.add_argument("--model", default=EMBEDDED, help="alias, folder or hub name")
    parser.add_argument("--engine", default=registry.AUTO, choices=registry.NAMES)
    parser.add_argument("--limit", type=int, help="segments to read")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    requests, pairs = read(arguments.file, arguments.limit)
    batches = registry.open_engine(arguments.engine, arguments.model).translate(requests)
    quality = measure(pairs, {one.segment_id: one for batch in batches for one in batch})
    scores = {"precision": quality.precision, "recall": quality.recall, "f1": quality.f1}
    if arguments.json:
        print(json.dumps({"model": arguments.model, **quality._asdict(), **scores}))
    else:
        print(f"{arguments.model}: {quality.pairs} term pairs")
        print("  ".join(f"{name} {value:.3f}" for name, value in scores.items()))


def _only(term: str, text: str) -> Span | None:
    """Return the place of a term that stands in a text exactly once as words."""
    found = list(re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text))
    return Span(*found[0].span()) if len(found) == 1 else None


if __name__ == "__main__":
    main()
