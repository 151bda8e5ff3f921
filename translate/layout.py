"""How a bitext lies on a page: blocks in reading order, their pairs, and the terms marked in both.

Exporters and preview render from this, so that they agree about order and positions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from translate.bitext import Half, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from translate.bitext import AlignedPair, Bitext, Block, Placeable, TermOutcome, Violation

T = TypeVar("T")

# A text must not steer the terminal.
LOW_CONFIDENCE = "low-confidence"


class Mark(NamedTuple):
    """A term occurrence in the text of one side of a row."""

    span: Span
    outcome: TermOutcome


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a row: its text, and where terms stand in it, sorted and disjoint.

    Of a Markdown source, ``verbatim`` is where links, code, tags and emphasis stand in the text,
    and ``markup`` those of them that only surround words. ``halves`` are those whose other half
    stands in another sentence.
    """

    text: str
    marks: tuple[Mark, ...]
    verbatim: tuple[Span, ...] = ()
    markup: tuple[Span, ...] = ()
    halves: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One pair, side by side, and its findings."""

    pair: AlignedPair
    source: Side
    target: Side
    violations: tuple[Violation, ...]

    @property
    def unsure(self) -> bool:
        """Whether the confidence in this pair was found to be low."""
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
    from translate.documents import format_in

    document, marked = bitext.document, format_in(bitext.document).marked
    homes = {segment.id: block.id for block in document.blocks for segment in block.segments}
    outcomes = _by_segment(bitext.outcomes, lambda outcome: outcome.match.segment_id)
    violations = _by_segment(bitext.violations, lambda violation: violation.segment_id)
    rows: dict[str, list[Row]] = defaultdict(list)
    home = next((block.id for block in document.blocks if block.segments), "")
    for pair in bitext.pairs:
        home = homes.get(pair.id, home)
        ids = [segment.id for segment in pair.source]
        fates = [outcome for each in ids for outcome in outcomes[each]]
        found = [violation for each in ids for violation in violations[each]]
        source, target = _sides(pair, fates, marked=marked)
        rows[home].append(Row(pair, source, target, tuple(found)))
    return tuple(
        Section(block, tuple(rows[block.id]), block.span.of(document.text))
        for block in document.blocks
    )


def pieces(side: Side) -> tuple[tuple[str, TermOutcome | None], ...]:
    """Cut a text at its terms and leave its markup out.

    Returns:
        Stretches in order, each with the outcome of the term it is, or None.
    """
    cut: list[tuple[str, TermOutcome | None]] = []
    at = 0
    for mark in side.marks:
        cut.append((_without_markup(side, Span(at, mark.span.start)), None))
        cut.append((_without_markup(side, mark.span), mark.outcome))
        at = mark.span.end
    cut.append((_without_markup(side, Span(at, len(side.text))), None))
    return tuple((stretch, outcome) for stretch, outcome in cut if stretch)


def differing(german: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Cut the second of two texts where its words differ from the first.

    Returns:
        Stretches in order, each with whether it differs.
    """
    words, others = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (german, other))
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return tuple(
        ("".join(others[start:end]), operation != "equal")
        for operation, _, _, start, end in matcher.get_opcodes()
        if start < end
    )


def _by_segment(items: Iterable[T], segment_id: Callable[[T], str]) -> defaultdict[str, list[T]]:
    """Group outcomes or findings by the segment they are about."""
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        grouped[segment_id(item)].append(item)
    return grouped


def _sides(
    pair: AlignedPair, outcomes: Sequence[TermOutcome], *, marked: bool
) -> tuple[Side, Side]:
    """Place the terms of a pair, and the markup of a Markdown source, in its joined texts."""
    offsets, placeables, at = {}, [], 0
    for segment in pair.source:
        offsets[segment.id] = at
        placeables += [(_moved(p.span, at), p) for p in segment.placeables if marked]
        at += len(segment.text) + 1
    source_marks = [Mark(_moved(o.match.span, offsets[o.match.segment_id]), o) for o in outcomes]
    target_marks = [Mark(outcome.span, outcome) for outcome in outcomes if outcome.span]
    surfaces = {form: _is_hidden(p) for _, p in placeables for form in (p.surface, p.changed)}
    halves = _halves([placeable for _, placeable in placeables])
    source = Side(
        pair.source_text,
        _disjoint(source_marks, len(pair.source_text)),
        tuple(sorted(span for span, _ in placeables)),
        tuple(sorted(span for span, placeable in placeables if _is_hidden(placeable))),
        tuple(span for span, placeable in placeables if any(placeable is half for half in halves)),
    )
    standing = _standing(pair.target_text, surfaces)
    target = Side(
        pair.target_text,
        _disjoint(target_marks, len(pair.target_text)),
        standing,
        tuple(span for span in standing if surfaces[span.of(pair.target_text)]),
        _standing_halves(pair.target_text, standing, halves),
    )
    return source, target


def _is_hidden(placeable: Placeable) -> bool:
    """Tell whether a placeable only surrounds words; a reader wants to see emoji."""
    return placeable.markup and placeable.kind != "emoji"


def _moved(span: Span, offset: int) -> Span:
    """Return a span further right."""
    return Span(span.start + offset, span.end + offset)


def _standing(text: str, surfaces: Iterable[str]) -> tuple[Span, ...]:
    """Return where placeables stand in a text; the longest wins where several could."""
    longest_first = sorted(filter(None, surfaces), key=len, reverse=True)
    if not longest_first:
        return ()
    pattern = "|".join(map(re.escape, longest_first))
    return tuple(Span(*match.span()) for match in re.finditer(pattern, text))


def _halves(placeables: Iterable[Placeable]) -> list[Placeable]:
    """Return the markup that opens or closes a pair whose other half is not there."""
    closing: list[Placeable] = []
    opened: list[Placeable] = []
    for placeable in placeables:
        if placeable.side == Half.OPEN:
            opened.append(placeable)
        elif placeable.side == Half.CLOSE and opened:
            opened.pop()
        elif placeable.side == Half.CLOSE:
            closing.append(placeable)
    return closing + opened


def _standing_halves(
    text: str, standing: Sequence[Span], halves: Iterable[Placeable]
) -> tuple[Span, ...]:
    """Find halves in a text: what closes an earlier sentence comes first, what opens one last."""
    found = set()
    for half in halves:
        alike = [span for span in standing if span.of(text) == half.surface and span not in found]
        if alike:
            found.add(alike[0] if half.side == Half.CLOSE else alike[-1])
    return tuple(sorted(found))


def _disjoint(marks: list[Mark], length: int) -> tuple[Mark, ...]:
    """Return the marks in order, without those that overlap an earlier one or leave the text."""
    kept: list[Mark] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: mark.span):
        if at <= mark.span.start < mark.span.end <= length:
            kept.append(mark)
            at = mark.span.end
    return tuple(kept)


def _without_markup(side: Side, span: Span) -> str:
    """Return the characters of a stretch that are not markup."""
    parts, at = [], span.start
    for markup in side.markup:
        if markup.overlaps(span):
            parts.append(side.text[at : markup.start])
            at = markup.end
    return "".join([*parts, side.text[at : span.end]])
