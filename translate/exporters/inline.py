"""Text as inline Markdown: escaped so that it reads as it stands, terms in bold.

Follows CommonMark 0.31 and the table, strikethrough and mathematics extensions of GitHub.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.layout import Side

SPECIAL = re.compile(r"[\\`*_\[\]<~$]|&(?=#?\w+;)")
EDGES = ("", " ")
LEADING_NUMBER = re.compile(r"\d{1,9}[.)](?!\S)")


def escape(text: str) -> str:
    """Return plain text as inline Markdown that renders as that text."""
    return SPECIAL.sub(r"\\\g<0>", text)


def guard(markdown: str) -> str:
    """Return inline Markdown that may stand at the start of a line without opening a block."""
    line = markdown.lstrip()
    number = LEADING_NUMBER.match(line)
    if number:
        return f"{line[: number.end() - 1]}\\{line[number.end() - 1 :]}"
    return f"\\{line}" if line.startswith(("#", ">", "+", "=", "-")) else line


def cell(markdown: str) -> str:
    """Return inline Markdown that may stand in a table cell."""
    return markdown.replace("|", r"\|").strip()


def code(text: str) -> str:
    """Return text as a code span."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def sentence(side: Side) -> str:
    """Return one language of a pair as inline Markdown on one line, its terms in bold.

    What is Markdown already stays as it is, but for halves of pairs that end elsewhere. Where a
    sentence has emphasis or links of its own, terms are not bold: the two might not nest.
    """
    text = re.sub(r"[\r\n]", " ", side.text)
    marks = () if side.markup else side.marks
    free = [m.span for m in marks if not any(m.span.overlaps(span) for span in side.verbatim)]
    parts: list[str] = []
    at = 0
    for span in _merged(free):
        written = _escaped_between(text, span, side)
        bold = _can_be_bold(text[: span.start][-1:], span.of(text), text[span.end :][:1])
        parts.append(_escaped_between(text, Span(at, span.start), side))
        parts.append(f"**{written}**" if bold else written)
        at = span.end
    parts.append(_escaped_between(text, Span(at, len(text)), side))
    return "".join(parts).strip()


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Make one of spans that touch: ``**a****b**`` is not bold."""
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def _escaped_between(text: str, span: Span, side: Side) -> str:
    """Escape a stretch of a text, but for what is Markdown already; leave out halves of pairs."""
    parts: list[str] = []
    at = span.start
    for done in side.verbatim:
        if done.overlaps(span):
            whole = "" if done in side.halves else done.of(text)
            parts += [escape(text[at : done.start]), whole]
            at = done.end
    return "".join([*parts, escape(text[at : span.end])])


def _can_be_bold(before: str, stretch: str, after: str) -> bool:
    """Tell whether ``**`` around a stretch would open and close there (flanking rules).

    A letter or digit inside always lets it; other characters need a blank or the end outside.
    """
    opens = stretch[0].isalnum() or (not stretch[0].isspace() and before in EDGES)
    closes = stretch[-1].isalnum() or (not stretch[-1].isspace() and after in EDGES)
    return opens and closes
