"""What became of the terms, and the counts of a whole run: closing line, exit code, summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Any

from translate.bitext import (
    AlignedPair,
    Bitext,
    GlossaryTerm,
    KeptBy,
    Origin,
    Score,
    Severity,
    TermOutcome,
    TermStatus,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

PHRASES = {
    KeptBy.MODEL: "by the model",
    KeptBy.CONSTRAINT: "by constraint",
    KeptBy.REPAIR: "by repair",
}
TRANSLATOR = "translator"
ORIGINS = {
    Origin.HUMAN: "human",
    Origin.ADAPTED: "adapted from human ones",
    Origin.KEPT: "English already",
}


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How many occurrences were found, and what became of them; kept + missed = found.

    Of the kept ones, ``remarked`` have a remark: a half, a wrong form, a price.
    """

    found: int
    kept: int
    missed: int
    by: dict[KeptBy, int]
    remarked: int = 0

    def __str__(self) -> str:
        parts = [f"{count} {PHRASES[by]}" for by, count in self.by.items() if count]
        others = self.kept - sum(self.by.values())
        if parts and others:
            parts.append(f"{others} by the translator")
        shares = ", ".join(parts)
        kept = f"{self.kept} kept ({shares})" if shares else f"{self.kept} kept"
        if self.remarked:
            kept += f", {self.remarked} of them with a remark"
        return f"{plural(self.found, 'term')}: {kept}, {self.missed} missed"


@dataclass(frozen=True, slots=True)
class TermSummary:
    """All occurrences of one termbase entry in a bitext."""

    term: GlossaryTerm
    outcomes: tuple[TermOutcome, ...]

    @property
    def counts(self) -> TermCounts:
        """The occurrences by fate."""
        return count(self.outcomes)

    @property
    def renderings(self) -> tuple[tuple[str, int], ...]:
        """English forms with their counts, most frequent first; case is not told apart."""
        surfaces = [outcome.surface for outcome in self.outcomes if outcome.surface]
        spelling = Counter(surfaces)
        folded = Counter(surface.casefold() for surface in surfaces)
        best = {form: max(_spelled(form, spelling), key=spelling.__getitem__) for form in folded}
        return tuple((best[form], number) for form, number in folded.most_common())

    @property
    def targets(self) -> tuple[tuple[str, int], ...]:
        """The listed targets that the renderings are forms of, with counts, most frequent first."""
        used = Counter(
            _nearest(outcome.surface, self.term.targets)
            for outcome in self.outcomes
            if outcome.surface
        )
        return tuple(used.most_common())

    @property
    def missed(self) -> tuple[TermOutcome, ...]:
        """The occurrences without an accepted rendering; each says why."""
        return tuple(o for o in self.outcomes if o.status is TermStatus.MISSED)

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data."""
        return {
            "term": self.term.source,
            "targets": list(self.term.targets),
            **terms_dict(self.counts),
            "renderings": dict(self.renderings),
            "missed_at": [
                {"segment": o.match.segment_id, "surface": o.match.surface, "reason": o.reason}
                for o in self.missed
            ],
        }


@dataclass(frozen=True, slots=True)
class RunReport:
    """The counts of a run over one or more documents.

    ``seconds`` is wall time, ``words`` counts German words, ``from_memory`` the segments that no
    engine had to translate.
    """

    bitexts: tuple[Bitext, ...]
    seconds: float = 0.0
    words: int = 0
    from_memory: int = 0

    @classmethod
    def of(cls, bitexts: Iterable[Bitext], seconds: float, from_memory: int = 0) -> RunReport:
        """Return the report of a run that took ``seconds``; the German words are counted here."""
        every = tuple(bitexts)
        words = sum(len(pair.source_text.split()) for bitext in every for pair in bitext.pairs)
        return cls(every, seconds, words, from_memory)

    @property
    def segments(self) -> int:
        """The number of German segments."""
        return sum(len(pair.source) for bitext in self.bitexts for pair in bitext.pairs)

    @property
    def terms(self) -> TermCounts:
        """The fate of all term occurrences."""
        return count(outcome for bitext in self.bitexts for outcome in bitext.outcomes)

    @property
    def findings(self) -> dict[Severity, int]:
        """The number of findings by severity, worst first."""
        return findings_by_severity(v for bitext in self.bitexts for v in bitext.violations)

    @property
    def words_per_second(self) -> float | None:
        """German words translated in a second of wall time; None when nothing was timed."""
        return self.words / self.seconds if self.seconds > 0 and self.words else None

    def exit_code(self, fail_on: Severity) -> int:
        """Return 1 if any finding is at least as bad as ``fail_on``, else 0."""
        return exit_code((v for bitext in self.bitexts for v in bitext.violations), fail_on)

    def closing_line(self) -> str:
        """Sum the run up in one line: documents, segments, terms, scores, findings, speed."""
        parts = [
            plural(len(self.bitexts), "article"),
            plural(self.segments, "segment"),
            str(self.terms),
            *self._score_parts(),
            findings_phrase(self.findings),
        ]
        if origins := origins_phrase(self._pairs()):
            parts.append(origins)
        if self.from_memory:
            parts.append(f"{self.from_memory} from memory")
        if self.words_per_second is not None:
            parts.append(f"{self.words_per_second:.0f} words/s")
        return " · ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data for ``--json``."""
        return {
            "documents": [bitext.document.path for bitext in self.bitexts],
            "segments": self.segments,
            "words": self.words,
            "seconds": round(self.seconds, 3),
            "from_memory": self.from_memory,
            **{str(origin): number for origin, number in origins(self._pairs()).items()},
            "terms": terms_dict(self.terms),
            "glossary": [summary.to_dict() for summary in terms(*self.bitexts)],
            "scores": [score_dict(score) for score in self._scores()],
            "findings": {str(severity): number for severity, number in self.findings.items()},
        }

    def _pairs(self) -> tuple[AlignedPair, ...]:
        """The pairs of every document."""
        return tuple(pair for bitext in self.bitexts for pair in bitext.pairs)

    def _scores(self) -> tuple[Score, ...]:
        """The scores of every document."""
        return tuple(score for bitext in self.bitexts for score in bitext.scores)

    def _score_parts(self) -> list[str]:
        """Each metric once, with its value for every document."""
        values: dict[str, list[str]] = {}
        for score in self._scores():
            values.setdefault(score.metric, []).append(f"{score.value:.1f}")
        return [f"{metric} {' / '.join(numbers)}" for metric, numbers in values.items()]


def terms(*bitexts: Bitext) -> tuple[TermSummary, ...]:
    """Gather the outcomes of one or more bitexts by termbase entry.

    Returns:
        One summary per entry that occurs, most frequent first, then in order of appearance.
    """
    grouped: dict[GlossaryTerm, list[TermOutcome]] = {}
    for outcome in (outcome for bitext in bitexts for outcome in bitext.outcomes):
        grouped.setdefault(outcome.match.term, []).append(outcome)
    summaries = [TermSummary(term, tuple(outcomes)) for term, outcomes in grouped.items()]
    return tuple(sorted(summaries, key=lambda summary: -len(summary.outcomes)))


def count(outcomes: Iterable[TermOutcome]) -> TermCounts:
    """Count term outcomes by fate."""
    every = tuple(outcomes)
    by = Counter(outcome.by for outcome in every if outcome.status is TermStatus.KEPT)
    kept = sum(by.values())
    steps = {step: by[step] for step in KeptBy}
    remarked = sum(outcome.remarked for outcome in every)
    return TermCounts(len(every), kept, len(every) - kept, steps, remarked)


def terms_dict(counts: TermCounts) -> dict[str, int]:
    """Return term counts as plain data."""
    shares = {f"by_{step}": number for step, number in counts.by.items()}
    kept = {"kept": counts.kept, **shares, "remarked": counts.remarked}
    return {"found": counts.found, **kept, "missed": counts.missed}


def score_dict(score: Score) -> dict[str, Any]:
    """Return a score as plain data."""
    return {
        "metric": score.metric,
        "value": score.value,
        "interval": score.interval,
        "n": score.n,
        "signature": score.signature,
    }


def fate(outcome: TermOutcome) -> str:
    """Name who kept a term, a step of ours or the "translator" of an aligned text; or "missed"."""
    if outcome.status is TermStatus.MISSED:
        return TermStatus.MISSED.value
    return str(outcome.by or TRANSLATOR)


def exit_code(violations: Iterable[Violation], fail_on: Severity) -> int:
    """Return 1 if any finding is at least as bad as ``fail_on``, else 0."""
    return int(any(violation.severity.rank >= fail_on.rank for violation in violations))


def findings_by_severity(violations: Iterable[Violation]) -> dict[Severity, int]:
    """Count findings by severity, worst first."""
    found = Counter(violation.severity for violation in violations)
    return {severity: found[severity] for severity in reversed(Severity)}


def origins(pairs: Iterable[AlignedPair]) -> dict[Origin, int]:
    """Count the pairs whose English no engine and no aligner made."""
    found = Counter(pair.origin for pair in pairs)
    return {origin: found[origin] for origin in ORIGINS}


def origins_phrase(pairs: Iterable[AlignedPair]) -> str:
    """Say how many pairs people made, or nobody: "5 human, 1 English already"; maybe nothing."""
    return ", ".join(f"{n} {ORIGINS[origin]}" for origin, n in origins(pairs).items() if n)


def findings_phrase(findings: dict[Severity, int]) -> str:
    """Say how many findings there are of each severity: "2 errors, 1 warning" or "no findings"."""
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    return (
        ", ".join(plural(n, words[severity]) for severity, n in findings.items() if n)
        or "no findings"
    )


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Return "1 noun", "2 nouns"; ``nouns`` is the plural where it is not the noun and an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {nouns or noun + 's'}"


def _spelled(form: str, spellings: Iterable[str]) -> list[str]:
    """Return the spellings that differ from a case-folded form in case only."""
    return [spelling for spelling in spellings if spelling.casefold() == form]


@cache
def _nearest(surface: str, targets: tuple[str, ...]) -> str:
    """Return the target that a rendering most resembles: the one that it is a form of."""
    folded = surface.casefold().replace("-", " ")

    def likeness(target: str) -> float:
        return SequenceMatcher(None, folded, target.casefold().replace("-", " ")).ratio()

    return max(targets, key=likeness, default=surface)
