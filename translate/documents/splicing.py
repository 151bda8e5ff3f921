"""Give a translation the shape of what it replaces: its lines, its code and links as they were."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Block, Fold, Placeable, Segment

_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t]*")


class Line(NamedTuple):
    """A line of a translation, what parts it from the line before, and the source's own line."""

    gap: str
    text: str
    source: str


class _Edit(NamedTuple):
    """A stretch of a translation that is written in another way; ``breaks`` where a line ends."""

    span: Span
    new: str
    breaks: bool = False


def lines(text: str, block: Block, segment: Segment, target: str, *, wrap: bool) -> list[Line]:
    """Lay a translation out in lines as its segment is.

    Args:
        text: the document's.
        block: the segment's.
        segment: what is translated.
        target: its translation; line ends in it count as blanks.
        wrap: whether to break it where, counted in words, the segment is broken.

    Returns:
        At least one line. Code, tags and links that the source breaks are broken as there.
    """
    target = _LINE_END.sub(" ", target).strip(" \t\r\n")
    folds = _within(block.folds, [fold.span for fold in block.folds], segment.span)
    if not any(fold.reading == " " for fold in folds):
        return [Line("", target, segment.span.of(text))]
    placeables = [p.span for p in block.placeables]
    own = _within(block.placeables, placeables, segment.span)
    hidden = [placeable.span for placeable in own]
    free = [fold for fold in folds if not _is_inside(fold.span, hidden)]
    shown = [placeable.surface for placeable in segment.placeables]
    edits = _restored(target, list(zip(shown, own, strict=True))) if wrap else []
    outside = set(free)
    raws = [fold.span.of(text) if fold in outside else "" for fold in folds]
    edits += _broken(segment, list(zip(folds, raws, strict=True)), target, wrap=wrap)
    return _cut(target, sorted(edits), _source_lines(text, segment.span, free))


def _within(items: Sequence, spans: Sequence[Span], whole: Span) -> Sequence:  # type: ignore[type-arg]
    """Return the items whose spans begin inside of a stretch."""
    return items[bisect_left(spans, (whole.start,)) : bisect_left(spans, (whole.end,))]


def _is_inside(span: Span, others: Sequence[Span]) -> bool:
    index = bisect_left(others, (span.start + 1,)) - 1
    return index >= 0 and others[index].overlaps(span)


def _restored(target: str, placeables: Sequence[tuple[str, Placeable]]) -> list[_Edit]:
    """Write those placeables that the source breaks as they stand there."""
    edits, position = [], 0
    for shown, placeable in placeables:
        at = target.find(shown, position)
        if at >= 0:
            position = at + len(shown)
            if shown != placeable.surface:
                edits.append(_Edit(Span(at, position), placeable.surface))
    return edits


def _broken(
    segment: Segment, folds: Sequence[tuple[Fold, str]], target: str, *, wrap: bool
) -> list[_Edit]:
    """Choose the blanks of a translation that stand for the line ends of its segment.

    ``folds`` come with what they write, which is empty for those inside of placeables.
    """
    source_blanks = _blanks(segment.text, [placeable.span for placeable in segment.placeables])
    surfaces = [p.surface for p in segment.placeables if " " in p.surface]
    blanks = _blanks(target, _standing(target, surfaces))
    edits, shift, last = [], segment.span.start, -1
    for fold, raw in folds:
        at = fold.span.start - shift
        shift += fold.span.end - fold.span.start - len(fold.reading)
        is_line_end = "\n" in raw or "\r" in raw
        if fold.reading != " " or not raw or (is_line_end and not wrap):
            continue
        rank = bisect_left(source_blanks, at)
        index = round((rank + 0.5) / len(source_blanks) * len(blanks) - 0.5)
        if last < index < len(blanks):
            last = index
            edits.append(_Edit(Span(blanks[index], blanks[index] + 1), raw, is_line_end))
    return edits


def _blanks(text: str, hidden: Sequence[Span]) -> list[int]:
    """Return where blanks stand, but for those inside of placeables."""
    return [m.start() for m in re.finditer(" ", text) if not _is_inside(Span(*m.span()), hidden)]


def _standing(text: str, surfaces: Sequence[str]) -> list[Span]:
    """Return where placeables stand in a translation; the longest wins where several could."""
    if not surfaces:
        return []
    pattern = "|".join(map(re.escape, sorted(surfaces, key=len, reverse=True)))
    return [Span(*match.span()) for match in re.finditer(pattern, text)]


def _source_lines(text: str, span: Span, free: Sequence[Fold]) -> list[str]:
    """Cut the source of a segment at its line ends."""
    cut, start = [], span.start
    for fold in free:
        raw = fold.span.of(text)
        if fold.reading == " " and ("\n" in raw or "\r" in raw):
            cut.append(text[start : fold.span.start])
            start = fold.span.end
    return [*cut, text[start : span.end]]


def _cut(target: str, edits: Sequence[_Edit], source: Sequence[str]) -> list[Line]:
    """Apply edits and cut where lines end."""
    found, gap, line, position = [], "", "", 0
    for edit in edits:
        line += target[position : edit.span.start]
        position = edit.span.end
        if edit.breaks:
            found.append((gap, line))
            gap, line = edit.new, ""
        else:
            line += edit.new
    found.append((gap, line + target[position:]))
    own = [*source, *[""] * len(found)]
    return [Line(*pair, original) for pair, original in zip(found, own, strict=False)]
