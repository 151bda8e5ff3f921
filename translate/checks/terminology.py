"""Checks of the termbase: what it asks for is there, what it forbids is not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from translate.bitext import Severity, TermStatus
from translate.checks.catalogue import Finding, of_bitext
from translate.checks.content import words_of
from translate.outcomes import terms
from translate.terminology.counting import forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import Bitext, TermMatch


@of_bitext(Severity.ERROR)
def missed_term(bitext: Bitext) -> Iterator[Finding]:
    """A glossary term has no accepted rendering in the English."""
    for outcome in bitext.outcomes:
        if outcome.status is TermStatus.MISSED:
            match = outcome.match
            reason = f": {outcome.reason}" if outcome.reason else ""
            yield Finding(
                f"“{match.surface}” has no rendering of the glossary{reason}",
                suggestion=f"use {_or(match.term.targets)}",
                segment_id=match.segment_id,
            )


@of_bitext(Severity.WARNING)
def kept_but(bitext: Bitext) -> Iterator[Finding]:
    """A glossary term is kept, but only half, in a wrong form, or at a price."""
    for outcome in bitext.outcomes:
        if outcome.remarked:
            yield Finding(
                f"“{outcome.surface}” is kept, but {outcome.reason}",
                outcome.span,
                segment_id=outcome.match.segment_id,
            )


@of_bitext(Severity.ERROR)
def forbidden_term(bitext: Bitext) -> Iterator[Finding]:
    """The English uses a word that the glossary forbids for a term of this sentence."""
    targets = {
        segment.id: words_of(pair, pair.target_text)
        for pair in bitext.pairs
        for segment in pair.source
    }
    by_segment: dict[str, list[TermMatch]] = defaultdict(list)
    for outcome in bitext.outcomes:
        by_segment[outcome.match.segment_id].append(outcome.match)
    for segment_id, matches in by_segment.items():
        target = targets.get(segment_id, "")
        for match, span in forbidden(matches, target, bitext.languages):
            yield Finding(
                f"“{span.of(target)}” is forbidden for “{match.term.source}”",
                span,
                f"use {_or(match.term.targets)}",
                segment_id,
            )


@of_bitext(Severity.INFO)
def inconsistent_term(bitext: Bitext) -> Iterator[Finding]:
    """One glossary term is rendered by several of its targets."""
    for summary in terms(bitext):
        if len(summary.targets) > 1:
            used = ", ".join(f"{target} ({number})" for target, number in summary.targets)
            yield Finding(
                f"“{summary.term.source}” has {len(summary.targets)} renderings: {used}",
                suggestion=f"use {summary.targets[0][0]} throughout",
            )


def _or(targets: tuple[str, ...]) -> str:
    """List alternatives in quotation marks."""
    return " or ".join(f"“{target}”" for target in targets)
