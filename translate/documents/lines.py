"""Lines of a text with exact offsets, whatever its line ends are."""

from __future__ import annotations

import re

from translate.bitext import Span

_BREAK = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[Span]:
    """Return the span of every line without its line end; CRLF, CR and LF all count as one.

    Args:
        text: any text; a byte order mark at its start belongs to no line.

    Returns:
        At least one span; the last one is empty where the text ends with a line break.
    """
    start = 1 if text.startswith("\ufeff") else 0
    spans = []
    for match in _BREAK.finditer(text):
        spans.append(Span(start, match.start()))
        start = match.end()
    return [*spans, Span(start, len(text))]


def line_starts(text: str) -> list[int]:
    """Return where every line of a text starts; ``bisect_right`` finds the number of a place."""
    return [0, *(match.end() for match in _BREAK.finditer(text))]
