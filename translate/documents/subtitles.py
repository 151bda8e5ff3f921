"""Subtitles (SRT and WebVTT): the lines below a time are text, everything else stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from translate.bitext import Block, BlockKind, Fold, Placeable, Span
from translate.documents import atoms
from translate.documents.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(
    rf"^[ \t]*{_TIME}[ \t]+-->[ \t]+{_TIME}[^\r\n]*(?:\r\n|\r|\n)"
    r"(?P<text>(?:[^\r\n]*\S[^\r\n]*(?:\r\n|\r|\n|\Z))+)",
    re.MULTILINE,
)
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_SPEAKER = re.compile(r"[-–—]")
_STYLE = re.compile(r"\{\\[^{}\r\n]{1,200}\}|<v(?:\.[\w.]+)?\s[^<>\r\n]*>|<\d[\d:.]*>")


def blocks(text: str) -> tuple[Block, ...]:
    """Find the text of every cue, a block each.

    Args:
        text: the whole file.

    Returns:
        Paragraphs in order. Lines of a cue are joined; those that begin with a dash are spoken by
        another and stand alone.
    """
    cues = (match.span("text") for match in _CUE.finditer(text))
    spans = (Span(*cue).stripped(text) for cue in cues)
    lines = line_starts(text)
    return tuple(
        _block(text, span, f"b{n}", bisect_right(lines, span.start))
        for n, span in enumerate(spans, start=1)
    )


def guard(target: str, source: str, block: Block, leads: bool) -> str:  # noqa: ARG001 (the formats' contract)
    """Keep a translation from being read as a time."""
    return target.replace("-->", "→")


def _block(text: str, span: Span, name: str, line: int) -> Block:
    styles = [_style(text, match) for match in _STYLE.finditer(text, *span)]
    taken = [style.span for style in styles]
    others = [p for p in atoms.find(text, span) if not any(p.span.overlaps(one) for one in taken)]
    found = sorted([*styles, *others], key=lambda placeable: placeable.span)
    placeables = tuple(placeable for placeable in found if not atoms.is_break(placeable))
    folds = atoms.outside([*_lines(text, span), *atoms.breaks(found)], placeables)
    return Block(
        name, BlockKind.PARAGRAPH, span, line, folds=tuple(sorted(folds)), placeables=placeables
    )


def _style(text: str, match: re.Match[str]) -> Placeable:
    return Placeable("tag", Span(*match.span()), text[match.start() : match.end()], markup=True)


def _lines(text: str, span: Span) -> Iterator[Fold]:
    for match in _LINE_END.finditer(text, *span):
        speaks = _SPEAKER.match(text, match.end())
        yield Fold(Span(*match.span()), "\n" if speaks else " ")
