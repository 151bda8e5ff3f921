"""HTML: what stands between tags that part blocks is text, everything else stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from translate.bitext import Block, BlockKind, Fold, Span
from translate.documents import atoms
from translate.documents.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""A character reference."""

# What is passed over, and tags. A tag may hold ">" in quotes; what is never closed ends the text.
_TOKEN = re.compile(
    r"""
      (?P<skipped>
          <!--.*?(?:-->|\Z) | <!\[CDATA\[.*?(?:\]\]>|\Z) | <[!?][^>]*(?:>|\Z)
        | <(?P<raw>script|style|pre|textarea|svg|math|template)\b[^>]*>.*?(?:</(?P=raw)\s*>|\Z)
      )
    | <(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?:"[^"]*"|'[^']*'|[^'">])*+>
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# Tags that stand in running text; every other one parts blocks.
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|br|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s"
    r"|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_KINDS = {
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "td": BlockKind.TABLE_CELL,
    "th": BlockKind.TABLE_CELL,
}
_BLANKS = re.compile(r"[ \t]*[\r\n]\s*")
_TAG = re.compile(r"<(?:!--|[?!]|/?[A-Za-z])[^<>]*>?")


def blocks(text: str) -> tuple[Block, ...]:
    """Find the text of a page, ids given in order.

    Args:
        text: the whole file.

    Returns:
        Headings, paragraphs, list items, quotes and cells, in order of their spans.
    """
    found = texts(text, Span(0, len(text)))
    return tuple(replace(block, id=f"b{n}") for n, block in enumerate(found, start=1))


def texts(text: str, span: Span) -> Iterator[Block]:
    """Yield the text in a stretch of HTML as blocks without ids.

    Scripts, styles, comments and preformatted text are none.

    Args:
        text: the document's.
        span: the stretch.
    """
    lines = line_starts(text)
    name, start = "", span.start
    for token in _TOKEN.finditer(text, *span):
        tag = (token["name"] or "").lower()
        if _INLINE.fullmatch(tag):
            continue
        yield from _block(text, Span(start, token.start()), name, lines)
        start = token.end()
        name = "" if token["close"] or token["skipped"] else tag
    yield from _block(text, Span(start, span.end), name, lines)


def start_tags(text: str, span: Span) -> Iterator[Span]:
    """Yield the opening tags in a stretch, but for those in comments and scripts."""
    for token in _TOKEN.finditer(text, *span):
        if token["name"] and not token["close"]:
            yield Span(*token.span())


def references(text: str, span: Span) -> Iterator[Fold]:
    """Yield a fold for each character reference: controls read as a blank, soft hyphens not."""
    for match in REFERENCE.finditer(text, *span):
        reading = unescape(match[0])
        if reading != match[0]:
            yield Fold(Span(*match.span()), atoms.visible(reading))


def guard(target: str, source: str, block: Block, leads: bool) -> str:  # noqa: ARG001 (the formats' contract)
    """Escape what would be a tag or a character reference that the source has not."""
    tags = {match[0] for match in _TAG.finditer(source)}
    known = {match[0] for match in REFERENCE.finditer(source)}
    target = _TAG.sub(lambda m: m[0] if m[0] in tags else f"&lt;{m[0][1:]}", target)
    return REFERENCE.sub(
        lambda m: m[0] if m[0] in known or m[0] == "&lt;" else f"&amp;{m[0][1:]}", target
    )


def _block(text: str, run: Span, name: str, lines: Sequence[int]) -> Iterator[Block]:
    """Make a block of what stands between two tags, if there are words in it."""
    span = run.stripped(text)
    found = atoms.find(text, span)
    if not any(map(str.isalpha, _without(text, span, [p.span for p in found]))):
        return
    placeables = tuple(placeable for placeable in found if not atoms.is_break(placeable))
    blanks = [Fold(Span(*match.span()), " ") for match in _BLANKS.finditer(text, *span)]
    ends = _joined([*blanks, *atoms.breaks(found)])
    folds = atoms.outside([*ends, *references(text, span)], placeables)
    yield Block(
        "",
        _KINDS.get(name, BlockKind.PARAGRAPH),
        span,
        bisect_right(lines, span.start),
        level=int(name[1]) if name in _KINDS and name[0] == "h" else int(name == "li"),
        folds=tuple(sorted(folds)),
        placeables=placeables,
    )


def _without(text: str, span: Span, spans: Sequence[Span]) -> str:
    parts, at = [], span.start
    for inner in spans:
        parts.append(text[at : inner.start])
        at = inner.end
    return unescape("".join([*parts, text[at : span.end]]))


def _joined(folds: Sequence[Fold]) -> list[Fold]:
    """Join the folds of a break and of the line end beside it, which read as one end of a line."""
    joined: list[Fold] = []
    for fold in sorted(folds):
        last = joined[-1] if joined else None
        if last and fold.span.start <= last.span.end:
            whole = Span(last.span.start, max(last.span.end, fold.span.end))
            joined[-1] = Fold(whole, "\n" if "\n" in last.reading + fold.reading else " ")
        else:
            joined.append(fold)
    return joined
