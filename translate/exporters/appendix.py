"""The Markdown appendix: what was translated by what, every term, every finding, every score."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from translate.bitext import Bitext, Severity, TermOutcome
from translate.exporters.inline import cell, code, escape
from translate.report import (
    TermSummary,
    count,
    findings_by_severity,
    findings_phrase,
    plural,
    terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SYMBOLS = {Severity.ERROR: "✗ error", Severity.WARNING: "! warning", Severity.INFO: "i note"}


def appendix(bitext: Bitext) -> str:
    """Return the appendix as Markdown, from its rule to its last table, without a final newline."""
    parts = ["---", "## About this translation", _facts(bitext)]
    parts += _terms(bitext)
    parts += _findings(bitext)
    parts += _scores(bitext)
    return "\n\n".join(parts)


def _facts(bitext: Bitext) -> str:
    """Say in a list what was translated with what."""
    facts = {
        "Source": f"{code(PurePath(bitext.document.path).name)}, "
        f"{plural(len(bitext.document.segments), 'sentence')}",
        "Model": code(bitext.model) if bitext.model else "",
        "Glossary": code(bitext.termbase) if bitext.termbase else "",
        "Terms": str(count(bitext.outcomes)) if bitext.outcomes else "",
        "Findings": findings_phrase(findings_by_severity(bitext.violations)),
    }
    return "\n".join(f"- {name}: {text}" for name, text in facts.items() if text)


def _terms(bitext: Bitext) -> Iterator[str]:
    """Write the term report and, where there are any, the misses with their reasons."""
    summaries = terms(bitext)
    if not summaries:
        return
    yield "### Terms"
    yield _table(
        ("Term", "In English", "Found", "Model", "Constraint", "Repair", "Missed"),
        (_term_row(summary) for summary in summaries),
        numbers=5,
    )
    missed = [outcome for summary in summaries for outcome in summary.missed]
    if missed:
        yield "### Missed terms"
        yield _table(("Sentence", "Term", "Glossary", "Why"), map(_missed_row, missed))


def _term_row(summary: TermSummary) -> tuple[str, ...]:
    """Return one line of the term report."""
    counts = summary.counts
    renderings = ", ".join(
        f"{escape(form)} ({number})" if len(summary.renderings) > 1 else escape(form)
        for form, number in summary.renderings
    )
    numbers = (counts.found, *counts.by.values(), counts.missed)
    return escape(summary.term.source), renderings or "—", *(str(n) if n else "·" for n in numbers)


def _missed_row(outcome: TermOutcome) -> tuple[str, ...]:
    """Return one line of the list of misses."""
    match = outcome.match
    targets = ", ".join(escape(target) for target in match.term.targets)
    return match.segment_id, escape(match.surface), targets, escape(outcome.reason)


def _findings(bitext: Bitext) -> Iterator[str]:
    """Write all findings, worst first, then in reading order."""
    yield "### Findings"
    worst_first = sorted(bitext.violations, key=lambda violation: -violation.severity.rank)
    if not worst_first:
        yield "None."
        return
    yield _table(
        ("Sentence", "Severity", "Check", "Finding"),
        (
            (v.segment_id, SYMBOLS[v.severity], v.check, escape(_sentence(v.message, v.suggestion)))
            for v in worst_first
        ),
    )


def _sentence(message: str, suggestion: str) -> str:
    """Join a message and its suggestion."""
    return f"{message}; {suggestion}" if suggestion else message


def _scores(bitext: Bitext) -> Iterator[str]:
    """Write the scores with interval, number of items and signature."""
    if not bitext.scores:
        return
    yield "### Scores"
    yield _table(
        ("Metric", "Value", "95% interval", "n", "Signature"),
        (
            (
                escape(score.metric),
                f"{score.value:.1f}",
                f"{score.interval[0]:.1f} to {score.interval[1]:.1f}" if score.interval else "—",
                str(score.n),
                code(score.signature),
            )
            for score in bitext.scores
        ),
    )


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, numbers: int = 0) -> str:
    """Write a table whose last ``numbers`` columns are set flush right."""
    rules = [":--"] * (len(header) - numbers) + ["--:"] * numbers
    lines = [header, rules, *(tuple(cell(text) for text in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
