"""How a bitext lies on a page: blocks in reading order, their pairs, and the terms marked in both.

Exporters and preview render from this, so that they agree about order and positions.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import (
    AlignedPair,
    Bitext,
    Block,
    Span,
    TermOutcome,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LOW_CONFIDENCE = "low-confidence"


class Mark(NamedTuple):
    """A term occurrence in the text of one side of a row."""

    span: Span
    outcome: TermOutcome


@dataclass(frozen=True, slots=True)
class Row:
    """One pair with its term marks, sorted and free of overlaps, and its findings."""

    pair: AlignedPair
    source_marks: tuple[Mark, ...]
    target_marks: tuple[Mark, ...]
    violations: tuple[Violation, ...]

    @property
    def unsure(self) -> bool:
        """Whether the model's confidence in this pair was found to be low."""
        return any(violation.check == LOW_CONFIDENCE for violation in self.violations)


@dataclass(frozen=True, slots=True)
class Section:
    """A block, the rows that begin in it, and its source text."""

    block: Block
    rows: tuple[Row, ...]
    text: str


def sections(bitext: Bitext) -> tuple[Section, ...]:
    """Return every block of the document in reading order with the pairs that begin in it.

    English that renders no German stays behind the pair it follows. A block whose sentences all
    belong to pairs that began earlier has segments but no rows.
    """
    homes = {segment.id: block.id for block in bitext.document.blocks for segment in block.segments}
    outcomes = _by_segment(bitext.outcomes)
    violations: dict[str, list[Violation]] = defaultdict(list)
    for violation in bitext.violations:
        violations[violation.segment_id].append(violation)
    rows: dict[str, list[Row]] = defaultdict(list)
    home = next((block.id for block in bitext.document.blocks if block.segments), "")
    for pair in bitext.pairs:
        home = homes.get(pair.id, home)
        rows[home].append(_row(pair, outcomes, violations))
    return tuple(
        Section(block, tuple(rows[block.id]), block.span.of(bitext.document.text))
        for block in bitext.document.blocks
    )


def pieces(text: str, marks: Sequence[Mark]) -> tuple[tuple[str, TermOutcome | None], ...]:
    """Cut a text at its marks: stretches in order, each with its outcome or None."""
    cut: list[tuple[str, TermOutcome | None]] = []
    at = 0
    for mark in marks:
        cut.append((text[at : mark.span.start], None))
        cut.append((mark.span.of(text), mark.outcome))
        at = mark.span.end
    cut.append((text[at:], None))
    return tuple((stretch, outcome) for stretch, outcome in cut if stretch)


def _by_segment(outcomes: Iterable[TermOutcome]) -> Mapping[str, list[TermOutcome]]:
    """Group outcomes by the segment their German occurrence stands in."""
    grouped: dict[str, list[TermOutcome]] = defaultdict(list)
    for outcome in outcomes:
        grouped[outcome.match.segment_id].append(outcome)
    return grouped


def _row(
    pair: AlignedPair,
    outcomes: Mapping[str, Sequence[TermOutcome]],
    violations: Mapping[str, Sequence[Violation]],
) -> Row:
    """Place the outcomes of a pair's segments in its joined texts."""
    source_marks: list[Mark] = []
    target_marks: list[Mark] = []
    found: list[Violation] = []
    offset = 0
    for segment in pair.source:
        for outcome in outcomes.get(segment.id, ()):
            start, end = outcome.match.span
            source_marks.append(Mark(Span(start + offset, end + offset), outcome))
            if outcome.span is not None:
                target_marks.append(Mark(outcome.span, outcome))
        found.extend(violations.get(segment.id, ()))
        offset += len(segment.text) + 1
    return Row(
        pair,
        _disjoint(source_marks, len(pair.source_text)),
        _disjoint(target_marks, len(pair.target_text)),
        tuple(found),
    )


def _disjoint(marks: list[Mark], length: int) -> tuple[Mark, ...]:
    """Return the marks in order, without those that overlap an earlier one or leave the text."""
    kept: list[Mark] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: mark.span):
        if at <= mark.span.start < mark.span.end <= length:
            kept.append(mark)
            at = mark.span.end
    return tuple(kept)
