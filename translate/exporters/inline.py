"""Text as inline Markdown: escaped so that it reads as it stands, terms in bold.

Follows CommonMark 0.31 and the table, strikethrough and mathematics extensions of GitHub.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import Span
from translate.layout import Mark, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

SPECIAL = re.compile(r"[\\`*_\[\]<~$]|&(?=#?\w+;)")
LEADING_NUMBER = re.compile(r"\d{1,9}[.)]")


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


def sentence(text: str, marks: Sequence[Mark], verbatim: Sequence[Span] = ()) -> str:
    """Return a sentence as inline Markdown on one line, its marked terms in bold.

    Args:
        text: the sentence.
        marks: the terms in it, sorted and disjoint.
        verbatim: stretches that are Markdown already, sorted and disjoint; terms in them stay.
    """
    flat = re.sub(r"[\r\n]", " ", text)
    free = [m for m in marks if not any(m.span.overlaps(span) for span in verbatim)]
    parts: list[str] = []
    at = 0
    for stretch, bold in _joined(flat, free):
        end = at + len(stretch)
        written = _escaped_between(flat, Span(at, end), verbatim)
        marked = bold and _can_be_bold(flat[:at][-1:], stretch, flat[end:][:1])
        parts.append(f"**{written}**" if marked else written)
        at = end
    return "".join(parts).strip()


def _escaped_between(text: str, span: Span, verbatim: Sequence[Span]) -> str:
    """Escape a stretch of a text, but for what is Markdown already."""
    parts: list[str] = []
    at = span.start
    for done in verbatim:
        if done.overlaps(span):
            parts += [escape(text[at : done.start]), done.of(text)]
            at = done.end
    return "".join([*parts, escape(text[at : span.end])])


def _joined(text: str, marks: Sequence[Mark]) -> list[tuple[str, bool]]:
    """Cut a text at its marks, with marks that touch made one: ``**a****b**`` is not bold."""
    joined: list[tuple[str, bool]] = []
    for stretch, outcome in pieces(text, marks):
        bold = outcome is not None
        if bold and joined and joined[-1][1]:
            joined[-1] = (joined[-1][0] + stretch, True)
        else:
            joined.append((stretch, bold))
    return joined


def _can_be_bold(before: str, stretch: str, after: str) -> bool:
    """Tell whether ``**`` around a stretch would open and close there (flanking rules)."""
    opens = stretch[0].isalnum() or (not stretch[0].isspace() and not before.strip())
    closes = stretch[-1].isalnum() or (not stretch[-1].isspace() and not after.strip())
    return opens and closes
