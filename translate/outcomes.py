"""What became of the terms: a view of the outcomes in one or more results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Any

from translate.bitext import Bitext, GlossaryTerm, KeptBy, TermOutcome, TermStatus
from translate.terminal import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

PHRASES = {
    KeptBy.MODEL: "by the model",
    KeptBy.CONSTRAINT: "by constraint",
    KeptBy.REPAIR: "by repair",
}
TRANSLATOR = "translator"


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


def total(counts: Iterable[TermCounts]) -> TermCounts:
    """Add counts up."""
    every = tuple(counts)
    return TermCounts(
        found=sum(one.found for one in every),
        kept=sum(one.kept for one in every),
        missed=sum(one.missed for one in every),
        by={step: sum(one.by[step] for one in every) for step in KeptBy},
        remarked=sum(one.remarked for one in every),
    )


def terms_dict(counts: TermCounts) -> dict[str, int]:
    """Return term counts as plain data."""
    shares = {f"by_{step}": number for step, number in counts.by.items()}
    kept = {"kept": counts.kept, **shares, "remarked": counts.remarked}
    return {"found": counts.found, **kept, "missed": counts.missed}


def fate(outcome: TermOutcome) -> str:
    """Name who kept a term, a step of ours or the "translator" of an aligned text; or "missed"."""
    if outcome.status is TermStatus.MISSED:
        return TermStatus.MISSED.value
    return str(outcome.by or TRANSLATOR)


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
