"""Count: a note a block, the sum of the notes, and from it the report and the summary."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from translate.bitext import KeptBy, Severity, TermStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.corpus.rows import Block

_EXAMPLES = 3  # of misses, a term and a block; of faults, a block
_WORST = 20
_SPEED = ("blocks", "rows", "words", "seconds", "cpu_seconds", "megabytes")


class Spent(NamedTuple):
    """Who translated a block, in how many seconds by the clock and of the CPU, in how many MB."""

    worker: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    megabytes: float = 0.0


def of_block(block: Block, records: Sequence[dict[str, Any]], spent: Spent) -> dict[str, Any]:
    """Return the note of a translated block."""
    fine = [record for record in records if record["error"] is None]
    terms: dict[str, dict[str, Any]] = {}
    for record in fine:
        for outcome in record["terms"]:
            _count(terms.setdefault(outcome["term"], _no_counts()), record["id"], outcome)
    findings: Counter[tuple[str, str]] = Counter(
        (found["check"], found["severity"]) for record in fine for found in record["findings"]
    )
    faults = [(record["id"], record["error"]) for record in records if record["error"] is not None]
    return {
        "block": block.key,
        "number": block.number,
        "rows": len(records),
        "different": len({record["source"] for record in fine}),
        "words": sum(len(record["source"].split()) for record in fine),
        "worker": spent.worker,
        "seconds": round(spent.seconds, 3),
        "cpu_seconds": round(spent.cpu_seconds, 3),
        "megabytes": spent.megabytes,
        "terms": terms,
        "findings": [[check, severity, n] for (check, severity), n in sorted(findings.items())],
        "failed": len(faults),
        "faults": faults[:_EXAMPLES],
    }


def of_failed(block: Block, reason: str) -> dict[str, Any]:
    """Return the note of a block that was given up."""
    return {"block": block.key, "number": block.number, "rows": block.rows, "reason": reason}


def _no_counts() -> dict[str, Any]:
    return {"found": 0, "kept": 0, **{f"by_{by}": 0 for by in KeptBy}, "missed": 0, "examples": []}


def _count(counts: dict[str, Any], row: str, outcome: dict[str, Any]) -> None:
    """Count one outcome; of the first misses the place is kept."""
    counts["found"] += 1
    counts[outcome["status"]] += 1
    if outcome["by"]:
        counts[f"by_{outcome['by']}"] += 1
    if outcome["status"] == TermStatus.MISSED and len(counts["examples"]) < _EXAMPLES:
        kept = {name: outcome[name] for name in ("surface", "reason")}
        counts["examples"].append({"row": row, **kept})


@dataclass(slots=True)
class Totals:
    """The sum of notes; what it holds grows with terms, checks and workers, not with rows.

    ``seen_rows`` counts the rows of blocks that are over, ``own_*`` those of this run alone.
    """

    started: float = field(default_factory=time.perf_counter)
    rows: int = 0
    failed_rows: int = 0
    blocks: int = 0
    earlier_blocks: int = 0
    words: int = 0
    own_rows: int = 0
    own_words: int = 0
    failed_blocks: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    terms: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    workers: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, note: dict[str, Any], *, earlier: bool = False) -> None:
        """Add the note of a block; one of an earlier run says nothing about the speed of this."""
        self.blocks += 1
        self.rows += note["rows"]
        if "reason" in note:
            self.failed_blocks[note["block"]] = note["reason"]
            self.failed_rows += note["rows"]
            return
        self.failed_rows += note["failed"]
        self.words += note["words"]
        self._add_details(note)
        if earlier:
            self.earlier_blocks += 1
            return
        self.own_rows += note["rows"]
        self.own_words += note["words"]
        speed = self.workers.setdefault(note["worker"], dict.fromkeys(_SPEED, 0.0))
        speed["blocks"] += 1
        for name in ("rows", "words", "seconds", "cpu_seconds"):
            speed[name] += note[name]
        speed["megabytes"] = max(speed["megabytes"], note["megabytes"])

    def _add_details(self, note: dict[str, Any]) -> None:
        for term, counts in note["terms"].items():
            total = self.terms.setdefault(term, _no_counts())
            for name, number in counts.items():
                if name != "examples":
                    total[name] += number
            placed = [{"number": note["number"], **one} for one in counts["examples"]]
            merged = [*total["examples"], *placed]
            total["examples"] = sorted(merged, key=lambda one: one["number"])[:_EXAMPLES]
        self.findings.update({(check, level): n for check, level, n in note["findings"]})
        faults = [*self.faults, *((note["number"], row, why) for row, why in note["faults"])]
        self.faults = sorted(faults)[:_WORST]

    @property
    def seconds(self) -> float:
        """Wall time since the run began."""
        return time.perf_counter() - self.started

    def outcomes(self) -> dict[str, int]:
        """Return how many terms were found, kept by whom, and missed."""
        names = [name for name in _no_counts() if name != "examples"]
        return {name: sum(term[name] for term in self.terms.values()) for name in names}

    def by_severity(self) -> dict[Severity, int]:
        """Return the number of findings by severity, worst first."""
        return {
            severity: sum(n for (_, level), n in self.findings.items() if level == severity)
            for severity in reversed(Severity)
        }

    def summary(self) -> dict[str, Any]:
        """Return the counts of a run as plain data: what ``--json`` prints."""
        seconds = self.seconds
        return {
            "rows": self.rows,
            "failed_rows": self.failed_rows,
            "blocks": self.blocks,
            "earlier_blocks": self.earlier_blocks,
            "failed_blocks": len(self.failed_blocks),
            "words": self.words,
            "seconds": round(seconds, 3),
            "words_per_second": round(self.own_words / seconds, 1) if seconds else None,
            "terms": self.outcomes(),
            "findings": {str(severity): n for severity, n in self.by_severity().items()},
        }

    def report(self) -> dict[str, Any]:
        """Return the whole account as plain data: what ``report.json`` holds."""
        terms = {
            term: counts | {"examples": [_unnumbered(one) for one in counts["examples"]]}
            for term, counts in sorted(self.terms.items())
        }
        worst = sorted((t for t in terms if terms[t]["missed"]), key=lambda t: -terms[t]["missed"])
        findings: dict[str, dict[str, int]] = {}
        for (check, severity), number in sorted(self.findings.items()):
            findings.setdefault(check, {})[severity] = number
        return {
            **self.summary(),
            "worst_terms": worst[:_WORST],
            "by_term": terms,
            "by_check": findings,
            "by_worker": {name: _speed(speed) for name, speed in sorted(self.workers.items())},
            "failed": dict(sorted(self.failed_blocks.items())),
            "faults": [{"row": row, "reason": reason} for _, row, reason in self.faults],
        }


def _unnumbered(example: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in example.items() if name != "number"}


def _speed(speed: dict[str, float]) -> dict[str, Any]:
    counts = {name: round(value) for name, value in speed.items()}
    times = {name: round(speed[name], 3) for name in ("seconds", "cpu_seconds", "megabytes")}
    rate = round(speed["words"] / speed["seconds"], 1) if speed["seconds"] else None
    return {**counts, **times, "words_per_second": rate}
