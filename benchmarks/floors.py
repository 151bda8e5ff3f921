"""Measure the quality that must not fall, and keep the floors beside the tests.

The figures come from what is in the repository: the two articles with their references and
glossary, translated by the embedded model, and a short text of our own whose sentences are
merged, split and dropped to measure the aligner. ``tests/quality`` compares them with
``floors.json``. Raising a floor is free; lowering one needs ``--lower``, so that it shows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.alignment import Agreement, agreement
from benchmarks.synthetic import make
from benchmarks.translation import read_pairs
from translate import pairing, pipeline, scoring
from translate.alignment import sentences
from translate.bitext import Severity
from translate.engines import catalogue
from translate.options import Options
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate.bitext import Bitext

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "tests" / "quality" / "floors.json"
WORKSHOP = ROOT / "tests" / "quality" / "workshop.de-en.tsv"

SLACK = {"chrF2": 0.5, "BLEU": 1.0, "terms": 0.5, "alignment": 0.5, "findings": 2.0}
"""How far a floor lies from what was measured. Another processor or release of torch decodes one
sentence in a hundred otherwise; less slack would fail without a cause, more would hide one."""

_SEEDS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured, and on what.

    ``figures`` has chrF2, BLEU, terms and alignment (strict F1) in per cent, the more the
    better, and findings (warnings and errors) per 1,000 English words, the fewer the better.
    """

    figures: dict[str, float]
    digests: dict[str, str]


def measure() -> Quality:
    """Translate both articles, align the synthetic text, and count."""
    options = Options(use_memory=False, glossary=str(ROOT / "glossary.yaml"))
    with open_workshop(options) as workshop:
        articles = sorted((ROOT / "articles").glob("*.de.txt"))
        bitexts = [
            pipeline.translate(pipeline.read(str(path), options), workshop, options)
            for path in articles
        ]
        digest = workshop.termbase.digest
    units = [unit for bitext in bitexts for unit in pairing.units(bitext, options)]
    hypotheses = [unit.hypothesis for unit, _ in units]
    scores = scoring.score(hypotheses, [[texts[0] for _, texts in units]], resamples=0)
    values = {score.metric: score.value for score in scores}
    outcomes = [outcome for bitext in bitexts for outcome in bitext.outcomes]
    figures = {
        "chrF2": values["chrF2"],
        "BLEU": values["BLEU"],
        "terms": scoring.term_accuracy(outcomes, digest).value,
        "alignment": 100 * alignment_f1(),
        "findings": findings_per_thousand(bitexts),
    }
    data = [*articles, *sorted((ROOT / "references").glob("*.tsv")), WORKSHOP]
    model = catalogue.model_files(catalogue.folder_of(catalogue.EMBEDDED))
    digests = {"data": _digest(data), "model": _digest(model), "glossary": digest}
    return Quality(figures, digests)


def alignment_f1() -> float:
    """Measure strict F1 of the lexical aligner on our own text, cut anew by several seeds."""
    total = Agreement()
    for seed in _SEEDS:
        gold = make(read_pairs(WORKSHOP), seed)
        beads = sentences.align(gold.source, gold.target)
        total += agreement(gold.beads, {(bead.source, bead.target) for bead in beads})
    return total.figures()["strict_f1"]


def findings_per_thousand(bitexts: Sequence[Bitext]) -> float:
    """Count warnings and errors per 1,000 English words.

    Args:
        bitexts: translated and checked documents.
    """
    words = sum(len(pair.target_text.split()) for bitext in bitexts for pair in bitext.pairs)
    findings = sum(
        violation.severity is not Severity.INFO
        for bitext in bitexts
        for violation in bitext.violations
    )
    return 1000 * findings / max(1, words)


def floors_of(quality: Quality) -> Quality:
    """Return the floors that a measurement justifies.

    Args:
        quality: what was measured.
    """
    figures = {
        name: round(value + SLACK[name] if name == "findings" else value - SLACK[name], 2)
        for name, value in quality.figures.items()
    }
    return Quality(figures, quality.digests)


def failures(floors: Quality, measured: Quality) -> Iterator[str]:
    """Say what is worse than its floor, and what was not measured on the same things.

    Args:
        floors: what must be reached.
        measured: what was reached.
    """
    for name in worse(floors.figures, measured.figures):
        yield f"{name}: {measured.figures[name]:.2f}, the floor is {floors.figures[name]:.2f}"
    for name, digest in floors.digests.items():
        if digest != measured.digests[name]:
            yield f"{name} changed; run 'python -m benchmarks.floors --write' and commit the result"


def worse(floors: dict[str, float], figures: dict[str, float]) -> list[str]:
    """Name the figures that miss their floor; findings miss theirs by being more.

    Args:
        floors: by name.
        figures: by the same names.
    """
    return [
        name
        for name, floor in floors.items()
        if (figures[name] > floor if name == "findings" else figures[name] < floor)
    ]


def read() -> Quality:
    """Read the floors."""
    fields = json.loads(FLOORS.read_text(encoding="utf-8"))
    return Quality(fields["figures"], fields["digests"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare, and write the floors where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="raise the floors to what is reached")
    parser.add_argument("--lower", action="store_true", help="with --write: lower floors as well")
    options = parser.parse_args(arguments)
    measured = measure()
    print(json.dumps(asdict(measured), indent=2))
    if not options.write:
        problems = list(failures(read(), measured))
        print("\n".join(problems) or "no figure is below its floor")
        return 1 if problems else 0
    new = floors_of(measured)
    old = read() if FLOORS.is_file() else new
    lowered = worse(old.figures, new.figures)
    if lowered and not options.lower:
        kept = {name: old.figures[name] for name in lowered}
        missed = worse(kept, measured.figures)
        if missed:
            print(
                f"not written: {', '.join(missed)} would be lowered; add --lower if that is meant"
            )
            return 1
        new = Quality(new.figures | kept, new.digests)
    FLOORS.write_text(json.dumps(asdict(new), indent=2) + "\n", encoding="utf-8")
    return 0


def _digest(paths: Iterable[Path]) -> str:
    """Digest names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    raise SystemExit(main())
