"""Measure how many serious errors the checks flag, and how many good sentences they flag too.

The sentences are of real documents, translated by a model of this project and judged by eye:
``data/judged.de-en.json`` is the saved result of that translation, ``data/judged.de-en.tsv`` has
for each sentence its document and the kind of its worst error, or "-" for none that is serious.
Checks run on the stored pairs, so that the figures do not depend on the model that is shipped.

A sentence is flagged by a warning or an error. All of these sentences were in view when the rules
were written, so the figures are those of a set that was tuned on; the two halves only tell how much
chance is in them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate import checks
from translate.bitext import Severity
from translate.exporters import json as exchange

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

JUDGED = Path(__file__).parent / "data" / "judged.de-en.json"
GOOD = "-"
CONFIDENCE = "low-confidence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A judged sentence: the kind of its worst error, or "-", and the checks that flag it."""

    id: str
    document: str
    error: str
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Share:
    """How many sentences with and without a serious error are flagged."""

    serious: int
    serious_flagged: int
    good: int
    good_flagged: int

    @property
    def recall(self) -> float:
        """The share of serious errors that are flagged, in per cent."""
        return 100 * self.serious_flagged / max(1, self.serious)

    @property
    def false_alarms(self) -> float:
        """The share of good sentences that are flagged, in per cent."""
        return 100 * self.good_flagged / max(1, self.good)


def judged() -> tuple[Sentence, ...]:
    """Run the checks on the judged sentences."""
    bitext = exchange.read(JUDGED.read_text(encoding="utf-8"), str(JUDGED))
    flags: dict[str, set[str]] = {pair.id: set() for pair in bitext.pairs}
    for violation in checks.run(bitext):
        if violation.severity is not Severity.INFO and violation.segment_id:
            flags[violation.segment_id].add(violation.check)
    lines = JUDGED.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return tuple(
        Sentence(name, document, error, frozenset(flags[name])) for name, document, error in rows
    )


def share(sentences: Sequence[Sentence], names: Collection[str]) -> Share:
    """Count the sentences that any of some checks flags.

    Args:
        sentences: judged.
        names: of the checks that count.
    """
    flagged = [bool(sentence.flags & set(names)) for sentence in sentences]
    good = [sentence.error == GOOD for sentence in sentences]
    pairs = list(zip(flagged, good, strict=True))
    return Share(
        serious=good.count(False),
        serious_flagged=pairs.count((True, False)),
        good=good.count(True),
        good_flagged=pairs.count((True, True)),
    )


def measure(sentences: Sequence[Sentence]) -> dict[str, Share]:
    """Measure all checks together, without confidence, each by itself, and the two halves.

    Args:
        sentences: judged, in their order.
    """
    names = [check.name for check in checks.catalogue()]
    every = {"all checks": names, "without confidence": [n for n in names if n != CONFIDENCE]}
    single = {name: [name] for name in names if any(name in s.flags for s in sentences)}
    shares = {label: share(sentences, group) for label, group in (every | single).items()}
    halves = {"odd half": sentences[::2], "even half": sentences[1::2]}
    return shares | {label: share(half, names) for label, half in halves.items()}


def by_kind(sentences: Sequence[Sentence]) -> dict[str, Share]:
    """Measure all checks together for each kind of error, most frequent first.

    Args:
        sentences: judged.
    """
    kinds = [sentence.error for sentence in sentences if sentence.error != GOOD]
    names = [check.name for check in checks.catalogue()]
    ordered = sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind))
    return {kind: share([s for s in sentences if s.error == kind], names) for kind in ordered}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares as a table, or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    sentences = judged()
    shares, kinds = measure(sentences), by_kind(sentences)
    if options.json:
        tables = {"checks": _plain(shares), "kinds": _plain(kinds)}
        print(json.dumps(tables, indent=2))
        return
    print("| flagged by | serious errors | good sentences |\n| :-- | --: | --: |")
    for label, one in shares.items():
        serious = f"{one.serious_flagged} of {one.serious} ({one.recall:.0f}%)"
        good = f"{one.good_flagged} of {one.good} ({one.false_alarms:.0f}%)"
        print(f"| {label} | {serious} | {good} |")
    print("\n| kind of error | flagged |\n| :-- | --: |")
    for kind, one in kinds.items():
        print(f"| {kind} | {one.serious_flagged} of {one.serious} |")


def _plain(shares: Mapping[str, Share]) -> dict[str, dict[str, int]]:
    return {label: asdict(one) for label, one in shares.items()}


if __name__ == "__main__":
    main()
