"""Translate the rows of a block as the pipeline translates a document: a row is a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from translate import documents, pipeline, segmentation
from translate.bitext import Block, BlockKind, Document, Span
from translate.documents import atoms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Bitext, TermOutcome, Violation
    from translate.corpus.rows import Row
    from translate.options import Options
    from translate.workshop import Workshop

_BREAK = re.compile("[\t\n\r\u2028\u2029]")
_DIGITS = 4  # of a confidence


@dataclass(slots=True)
class _Paragraph:
    """What became of a text; a row that holds several sentences is worth its worst."""

    target: str
    confidence: float | None = None
    terms: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)


class _Home(NamedTuple):
    """Where a sentence stands: its paragraph, and the offsets of both sides in it, if known."""

    segment_id: str
    paragraph: _Paragraph
    source: int | None
    target: int | None


def translate(
    rows: Sequence[Row], workshop: Workshop, options: Options, name: str
) -> list[dict[str, Any]]:
    """Translate rows; those that say the same are translated once.

    Args:
        rows: of one block; those with a fault are written as they are.
        workshop: the engine and the terms.
        options: the enforcement mode.
        name: of the block, for messages.

    Returns:
        A record a row, in order: id, source, target, confidence, terms, findings and error. Spans
        are character offsets in the row's source and target, null where they cannot be told.

    Raises:
        EngineError: the model cannot be used.
    """
    texts = {row.text: None for row in rows if not row.fault and row.text.strip()}
    made = dict(zip(texts, _translated(list(texts), workshop, options, name), strict=True))
    return [_record(row, made) for row in rows]


def _record(row: Row, made: dict[str, _Paragraph]) -> dict[str, Any]:
    blank = _Paragraph("")
    found = blank if row.fault else made.get(row.text, blank)
    return {
        "id": row.id,
        "source": row.text,
        "target": None if row.fault else found.target,
        "confidence": found.confidence,
        "terms": found.terms,
        "findings": found.findings,
        "error": row.fault or None,
    }


def _translated(
    texts: list[str], workshop: Workshop, options: Options, name: str
) -> list[_Paragraph]:
    """Translate different texts, none of them blank."""
    if not texts:
        return []
    document = segmentation.split(_document(texts, name))
    bitext = pipeline.translate(document, workshop, options)
    english = {pair.id: pair.target_text for pair in bitext.pairs}
    targets = documents.splice(document, english).split("\n")
    paragraphs = [_Paragraph(target.strip()) for target in targets]
    assert len(paragraphs) == len(texts)
    _fill(paragraphs, bitext)
    return paragraphs


def _document(texts: Sequence[str], name: str) -> Document:
    """Make a document with a paragraph a line; line ends inside of a text are blanks there."""
    lines = [_BREAK.sub(" ", text) for text in texts]
    whole, blocks, start = "\n".join(lines), [], 0
    for number, line in enumerate(lines, start=1):
        span = Span(start, start + len(line)).stripped(whole)
        found = atoms.find(whole, span)
        blocks.append(
            Block(
                f"b{number}",
                BlockKind.PARAGRAPH,
                span,
                number,
                folds=tuple(atoms.breaks(found)),
                placeables=tuple(one for one in found if not atoms.is_break(one)),
            )
        )
        start += len(line) + 1
    return Document(name, whole, tuple(blocks))


def _fill(paragraphs: Sequence[_Paragraph], bitext: Bitext) -> None:
    """Hand what is known of sentences to the paragraphs that they stand in."""
    pairs, homes = {pair.id: pair for pair in bitext.pairs}, {}
    for paragraph, block in zip(paragraphs, bitext.document.blocks, strict=True):
        rated = [pairs[one.id].confidence for one in block.segments]
        known = [one for one in rated if one is not None]
        paragraph.confidence = round(min(known), _DIGITS) if known else None
        english = [pairs[one.id].target_text for one in block.segments]
        for home in _homes(paragraph, block, english, bitext.document.text):
            homes[home.segment_id] = home
    for outcome in bitext.outcomes:
        home = homes[outcome.match.segment_id]
        home.paragraph.terms.append(_term(outcome, home))
    for violation in bitext.violations:
        if violation.segment_id in homes:
            home = homes[violation.segment_id]
            home.paragraph.findings.append(_finding(violation, home))


def _homes(
    paragraph: _Paragraph, block: Block, english: Sequence[str], text: str
) -> Iterator[_Home]:
    """Find the sentences of a paragraph in its source and its target."""
    begin, position = text.rfind("\n", 0, block.span.start) + 1, 0
    for segment, target in zip(block.segments, english, strict=True):
        at = paragraph.target.find(" ".join(target.split()), position)
        position = max(position, at)
        reads = segment.text == segment.span.of(text)
        stands = at >= 0 and paragraph.target.startswith(target, at)
        yield _Home(
            segment.id,
            paragraph,
            segment.span.start - begin if reads else None,
            at if stands else None,
        )


def _term(outcome: TermOutcome, home: _Home) -> dict[str, Any]:
    return {
        "term": outcome.match.term.source,
        "surface": outcome.match.surface,
        "span": _shifted(outcome.match.span, home.source),
        "status": str(outcome.status),
        "by": str(outcome.by) if outcome.by else None,
        "rendering": outcome.surface,
        "rendering_span": _shifted(outcome.span, home.target),
        "reason": outcome.reason,
    }


def _finding(violation: Violation, home: _Home) -> dict[str, Any]:
    return {
        "check": violation.check,
        "severity": str(violation.severity),
        "message": violation.message,
        "span": _shifted(violation.span, home.target),
        "suggestion": violation.suggestion,
    }


def _shifted(span: Span | None, shift: int | None) -> list[int] | None:
    if span is None or shift is None:
        return None
    return [span.start + shift, span.end + shift]
