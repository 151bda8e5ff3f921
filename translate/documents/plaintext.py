"""Plain text: every line is a paragraph, unless the file was wrapped at a fixed column."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.bitext import Block, BlockKind, Fold, Span
from translate.documents import atoms
from translate.documents.lines import split_lines
from translate.languages.german import BOILERPLATE, CONJUNCTIONS, DATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKER = re.compile(r"(?:(?P<number>\d{1,3})[.)]|[a-z]\)|[-*•‣–+])[ \t]+(?=\S)")
# Editors wrap at 50 to 100 columns; shorter lines are verse or addresses, longer ones paragraphs.
_NARROWEST, _WIDEST = 50, 100
# Of neighbouring lines, the share that must be broken where the column ran out: real files have
# a few ragged lines after edits, verse and lists have few full ones.
_FULL_LINES = 0.6
_LONGEST_HEADING = 100


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: ``span`` without outer blanks, ``content`` without list marker."""

    number: int
    start: int
    span: Span
    content: Span

    @property
    def is_item(self) -> bool:
        return self.content.start > self.span.start


def blocks(text: str) -> tuple[Block, ...]:
    """Find paragraphs, headings, list items and boilerplate.

    A line is a heading where it stands alone, is short and has no final stop (a question mark is
    allowed above a longer paragraph). Boilerplate (picture credits, the leftovers of a comment
    form) is marked, never dropped.

    Args:
        text: the whole file.

    Returns:
        Blocks in order; every character that is not blank is in a block's span or prefix.
    """
    lines = _lines(text)
    groups = list(_groups(text, lines, _wrap_column(text, lines)))
    found: list[Block] = []
    titles: set[str] = set()
    for number, (above, group, below) in enumerate(_with_neighbours(groups), start=1):
        block = _block(f"b{number}", text, group)
        title = block.span.of(text)
        alone = _apart(above, group) and _apart(group, below)
        if title in titles or (alone and _is_heading(text, block, below)):
            block = replace(block, kind=BlockKind.HEADING, level=2 if titles - {title} else 1)
            titles.add(title)
        found.append(block)
    return tuple(found)


def guard(target: str, source: str, block: Block, leads: bool) -> str:  # noqa: ARG001 (the formats' contract)
    """Return the translation as it is: nothing is special in plain text."""
    return target


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    for number, whole in enumerate(split_lines(text), start=1):
        span = whole.stripped(text)
        if span.start < span.end:
            lines.append(_Line(number, whole.start, span, span))
    marked = [_MARKER.match(text, line.span.start, line.span.end) for line in lines]
    for index, match in enumerate(marked):
        if match and _is_item(text, lines[index], match, marked[max(0, index - 1) : index + 2]):
            content = Span(match.end(), lines[index].span.end)
            lines[index] = replace(lines[index], content=content)
    return lines


def _is_item(
    text: str, line: _Line, match: re.Match[str], nearby: Sequence[re.Match[str] | None]
) -> bool:
    """Tell "1. Erstens" from "20. Juli": a number needs an indent or a neighbour to count with."""
    if match["number"] is None:
        return True
    if DATED.match(text, match.end()):
        return False
    number = int(match["number"])
    neighbours = {int(other["number"]) for other in nearby if other and other["number"]}
    return line.span.start > line.start or bool(neighbours & {number - 1, number + 1})


def _wrap_column(text: str, lines: Sequence[_Line]) -> int:
    """Return the column at which the file was wrapped, 0 if it was not.

    A line was broken by an editor if the first word of the next one would not have fitted.
    """
    breakable = [line.span.end - line.start for line in lines if " " in line.span.of(text)]
    width = max(breakable, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if b.number == a.number + 1]
    full = sum(_is_full(text, a, b, width) for a, b in pairs)
    return width if pairs and full >= _FULL_LINES * len(pairs) else 0


def _is_full(text: str, line: _Line, following: _Line, width: int) -> bool:
    word = following.span.of(text).split(maxsplit=1)[0]
    return line.span.end - line.start + 1 + len(word) > width


def _groups(text: str, lines: Sequence[_Line], width: int) -> Iterator[list[_Line]]:
    """Yield the lines of one block each."""
    group: list[_Line] = []
    for line in lines:
        if group and (
            not width
            or line.is_item
            or line.number != group[-1].number + 1
            or not _is_full(text, group[-1], line, width)
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _block(block_id: str, text: str, group: Sequence[_Line]) -> Block:
    first = group[0]
    span = Span(first.content.start, group[-1].span.end)
    found = atoms.find(text, span)
    folds = [*(_fold(text, above, below) for above, below in pairwise(group)), *atoms.breaks(found)]
    return Block(
        id=block_id,
        kind=BlockKind.LIST_ITEM if first.is_item else BlockKind.PARAGRAPH,
        span=span,
        line=first.number,
        prefix=text[first.start : first.content.start],
        level=1 if first.is_item else 0,
        boilerplate=bool(BOILERPLATE.fullmatch(span.of(text))),
        folds=tuple(sorted(folds)),
        placeables=tuple(placeable for placeable in found if not atoms.is_break(placeable)),
    )


def _fold(text: str, above: _Line, below: _Line) -> Fold:
    """Join two wrapped lines: "KI-/Modelle" and "Ent-/wicklung" without a blank."""
    gap = Span(above.span.end, below.span.start)
    hyphen = re.search(r"[^\W\d_]-$", above.span.of(text))
    word = below.span.of(text).split(maxsplit=1)[0]
    if not hyphen or word.removesuffix(".") in CONJUNCTIONS:
        return Fold(gap, " ")
    return Fold(gap if word[0].isupper() else Span(gap.start - 1, gap.end), "")


def _with_neighbours(
    groups: Sequence[list[_Line]],
) -> Iterator[tuple[list[_Line] | None, list[_Line], list[_Line] | None]]:
    return zip([None, *groups], groups, [*groups[1:], None], strict=False)


def _apart(above: Sequence[_Line] | None, below: Sequence[_Line] | None) -> bool:
    """Tell whether a blank line, or the end of the text, stands between two groups."""
    return not above or not below or below[0].number > above[-1].number + 1


def _is_heading(text: str, block: Block, below: Sequence[_Line] | None) -> bool:
    """Tell a heading, which stands alone on a short line, from a short paragraph."""
    title = block.span.of(text)
    if block.kind is not BlockKind.PARAGRAPH or block.boilerplate or block.folds:
        return False
    if len(title) > _LONGEST_HEADING or not any(map(str.isalpha, title)):
        return False
    if title.endswith("?"):
        return below is not None and below[-1].span.end - below[0].span.start > 2 * len(title)
    return not re.search(r"[.!:;,…*][\"“”’»)]*$", title)
