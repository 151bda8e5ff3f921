"""The counts of a whole run: closing line, exit code, summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translate.bitext import Origin, Severity
from translate.outcomes import TermCounts, count, terms_dict, total
from translate.terminal import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from translate.bitext import AlignedPair, Bitext, Score, Violation

ORIGINS = {
    Origin.HUMAN: "human",
    Origin.ADAPTED: "adapted from human ones",
    Origin.KEPT: "English already",
}


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """The counts of one document, which hold nothing of its text.

    ``segments`` and ``words`` are German. ``origins`` counts the pairs that no engine and no
    aligner made.
    """

    path: str
    segments: int
    words: int
    origins: dict[Origin, int]
    terms: TermCounts
    scores: tuple[Score, ...]
    findings: dict[Severity, int]

    @classmethod
    def of(cls, bitext: Bitext) -> DocumentReport:
        """Count what is in a result."""
        return cls(
            path=bitext.document.path,
            segments=sum(len(pair.source) for pair in bitext.pairs),
            words=sum(len(pair.source_text.split()) for pair in bitext.pairs),
            origins=origins(bitext.pairs),
            terms=count(bitext.outcomes),
            scores=bitext.scores,
            findings=findings_by_severity(bitext.violations),
        )

    def exit_code(self, fail_on: Severity) -> int:
        """Return 1 if any finding is at least as bad as ``fail_on``, else 0."""
        return exit_code(self.findings, fail_on)

    def closing_parts(self) -> list[str]:
        """Return what a closing line says of this document."""
        return RunReport((self,)).closing_parts()[1:]


@dataclass(frozen=True, slots=True)
class RunReport:
    """The counts of a run over some documents.

    ``seconds`` is wall time; ``from_memory`` counts the segments that no engine had to translate.
    """

    documents: tuple[DocumentReport, ...]
    seconds: float = 0.0
    from_memory: int = 0

    @property
    def segments(self) -> int:
        """The number of German segments."""
        return sum(document.segments for document in self.documents)

    @property
    def words(self) -> int:
        """The number of German words."""
        return sum(document.words for document in self.documents)

    @property
    def origins(self) -> dict[Origin, int]:
        """The number of pairs that no engine and no aligner made."""
        return {one: sum(each.origins[one] for each in self.documents) for one in ORIGINS}

    @property
    def terms(self) -> TermCounts:
        """The fate of all term occurrences."""
        return total(document.terms for document in self.documents)

    @property
    def findings(self) -> dict[Severity, int]:
        """The number of findings by severity, worst first."""
        worst_first = reversed(Severity)
        return {one: sum(each.findings[one] for each in self.documents) for one in worst_first}

    @property
    def words_per_second(self) -> float | None:
        """German words translated in a second of wall time; None when nothing was timed."""
        return self.words / self.seconds if self.seconds > 0 and self.words else None

    def exit_code(self, fail_on: Severity) -> int:
        """Return 1 if any finding is at least as bad as ``fail_on``, else 0."""
        return exit_code(self.findings, fail_on)

    def closing_line(self) -> str:
        """Sum the run up in one line: documents, segments, terms, scores, findings, speed."""
        return " · ".join(self.closing_parts())

    def closing_parts(self) -> list[str]:
        """Return the parts of the closing line; the first is the number of documents."""
        parts = [
            plural(len(self.documents), "article"),
            plural(self.segments, "segment"),
            str(self.terms),
            *self._score_parts(),
            findings_phrase(self.findings),
        ]
        if made := origins_phrase(self.origins):
            parts.append(made)
        if self.from_memory:
            parts.append(f"{self.from_memory} from memory")
        if self.words_per_second is not None:
            parts.append(f"{self.words_per_second:.0f} words/s")
        return parts

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        scores = (score for document in self.documents for score in document.scores)
        return {
            "documents": [document.path for document in self.documents],
            "segments": self.segments,
            "words": self.words,
            "seconds": round(self.seconds, 3),
            "from_memory": self.from_memory,
            **{str(origin): number for origin, number in self.origins.items()},
            "terms": terms_dict(self.terms),
            "scores": [score_dict(score) for score in scores],
            "findings": {str(severity): number for severity, number in self.findings.items()},
        }

    def _score_parts(self) -> list[str]:
        """Each metric once, with its value for every document."""
        values: dict[str, list[str]] = {}
        for score in (score for document in self.documents for score in document.scores):
            values.setdefault(score.metric, []).append(f"{score.value:.1f}")
        return [f"{metric} {' / '.join(numbers)}" for metric, numbers in values.items()]


def score_dict(score: Score) -> dict[str, Any]:
    """Return a score as plain data."""
    return {
        "metric": score.metric,
        "value": score.value,
        "interval": score.interval,
        "n": score.n,
        "signature": score.signature,
    }


def exit_code(findings: Mapping[Severity, int], fail_on: Severity) -> int:
    """Return 1 if any finding is at least as bad as ``fail_on``, else 0."""
    return int(any(findings[one] for one in findings if one.rank >= fail_on.rank))


def findings_by_severity(violations: Iterable[Violation]) -> dict[Severity, int]:
    """Count findings by severity, worst first."""
    found = Counter(violation.severity for violation in violations)
    return {severity: found[severity] for severity in reversed(Severity)}


def origins(pairs: Iterable[AlignedPair]) -> dict[Origin, int]:
    """Count the pairs whose English no engine and no aligner made."""
    found = Counter(pair.origin for pair in pairs)
    return {origin: found[origin] for origin in ORIGINS}


def origins_phrase(made: Mapping[Origin, int]) -> str:
    """Say how many pairs people made, or nobody: "5 human, 1 English already"; maybe nothing."""
    return ", ".join(f"{n} {ORIGINS[origin]}" for origin, n in made.items() if n)


def findings_phrase(findings: Mapping[Severity, int]) -> str:
    """Say how many findings there are of each severity: "2 errors, 1 warning" or "no findings"."""
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    return (
        ", ".join(plural(n, words[severity]) for severity, n in findings.items() if n)
        or "no findings"
    )
