"""The tables of a report: what became of each term, what was found, the scores.

Cells are plain text; the format that shows them does the escaping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Severity
from translate.outcomes import terms

if TYPE_CHECKING:
    from translate.bitext import Bitext, Score, Violation
    from translate.outcomes import TermSummary

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
NONE = "—"


class Table(NamedTuple):
    """A title, a header, rows; the last ``numbers`` columns hold numbers."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 0


def term_report(bitext: Bitext) -> Table:
    """Return one row a term: its renderings, and how often it was found, kept by whom, missed."""
    header = ("Term", "In English", "Found", "Model", "Constraint", "Repair", "Missed")
    return Table("Terms", header, tuple(map(_term, terms(bitext))), numbers=5)


def findings(bitext: Bitext) -> Table:
    """Return one row a finding, worst first, then in reading order."""
    worst_first = sorted(bitext.violations, key=lambda violation: -violation.severity.rank)
    header = ("Sentence", "Severity", "Check", "Finding")
    return Table("Findings", header, tuple(map(_finding, worst_first)))


def scores(bitext: Bitext) -> Table:
    """Return one row a score; the signature says how it was computed."""
    header = ("Metric", "Value", "95% interval", "n", "Signature")
    return Table("Scores", header, tuple(map(_score, bitext.scores)))


def advice(violation: Violation) -> str:
    """Join a finding's message and suggestion."""
    return "; ".join(filter(None, (violation.message, violation.suggestion)))


def _term(summary: TermSummary) -> tuple[str, ...]:
    counts, renderings = summary.counts, summary.renderings
    several = len(renderings) > 1
    english = ", ".join(f"{form} ({n})" if several else form for form, n in renderings)
    numbers = (counts.found, *counts.by.values(), counts.missed)
    return (summary.term.source, english or NONE, *(str(n) if n else "·" for n in numbers))


def _finding(violation: Violation) -> tuple[str, ...]:
    severity = SEVERITIES[violation.severity]
    return violation.segment_id or NONE, severity, violation.check, advice(violation)


def _score(score: Score) -> tuple[str, ...]:
    low_high = f"{score.interval[0]:.1f} to {score.interval[1]:.1f}" if score.interval else NONE
    return score.metric, f"{score.value:.1f}", low_high, str(score.n), score.signature
