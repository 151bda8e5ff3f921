"""Markdown (CommonMark, tables, footnotes, maths) by source spans, never re-rendered."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.bitext import Block, BlockKind, Fold, Half, Placeable, Span
from translate.documents import atoms, inline, syntax
from translate.documents.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

_OPAQUE = {
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "math_block": BlockKind.CODE,
    "math_block_label": BlockKind.CODE,
    "html_block": BlockKind.HTML,
    syntax.VERBATIM: BlockKind.CODE,
    syntax.FRONT_MATTER: BlockKind.FRONT_MATTER,
}
# markdown-it's name of a mark: our kind, whether it is markup, the side of its pair.
_PLACEABLES = {
    "code_inline": ("code", False, Half.NONE),
    "image": ("image", False, Half.NONE),
    "autolink": ("url", False, Half.NONE),
    "math_inline": ("math", False, Half.NONE),
    "math_inline_double": ("math", False, Half.NONE),
    "html_inline": ("tag", True, Half.NONE),
    "footnote_ref": ("footnote", True, Half.NONE),
    "link_open": ("link", True, Half.OPEN),
    "link_close": ("link", True, Half.CLOSE),
    "em_open": ("emphasis", True, Half.OPEN),
    "em_close": ("emphasis", True, Half.CLOSE),
    "strong_open": ("emphasis", True, Half.OPEN),
    "strong_close": ("emphasis", True, Half.CLOSE),
    "s_open": ("emphasis", True, Half.OPEN),
    "s_close": ("emphasis", True, Half.CLOSE),
}
# Kinds that the parser finds where they are such.
_PARSED = frozenset({"tag", "footnote"})
_ALERT = re.compile(r"\[!\w+\][ \t]*\n")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_LABELS = {
    BlockKind.LIST_ITEM: _TASK,
    BlockKind.QUOTE: _ALERT,
    BlockKind.HEADING: atoms.HEADING_NUMBER,
}
# Pipes that part cells where there is no table: at the edge of a line or between blanks.
_PARTING = re.compile(
    r"(?:^|(?<=\n))[ \t]*\|[ \t]*|[ \t]+\|(?:[ \t]+|(?=\n|$))|(?<!\\)\|[ \t]*(?=\n|$)"
)
_TITLE = re.compile(r".*(?::::|!!!|\?\?\?)")
_PIPE = re.compile(r"(?<!\\)\|")
# HTML blocks of the kinds 1 to 6 of CommonMark, which any such beginning opens.
_HTML_BLOCK = re.compile(
    r"""[ ]{0,3}<(?:
      (?:script|pre|style|textarea)(?:[\s>]|$) | !-- | \? | ![A-Za-z] | !\[CDATA\[
    | /?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd
      |details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header
      |hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param
      |search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|/?>|$)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TAG = re.compile(r"(?<!\\)<(?:!--|[?!]|/?[A-Za-z])[^<>]*>?")
# Signs that mark up where the source has none of them.
_NEW_MARKUP = {
    "*": re.compile(r"(?<!\\)\*"),
    "_": re.compile(r"(?<![\w\\])_|(?<!\\)_(?!\w)"),
    "`": re.compile(r"(?<!\\)`"),
    "~": re.compile(r"(?<!\\)~(?=~)"),
    "$": re.compile(r"(?<!\\)\$(?=\S)"),
    "](": re.compile(r"(?<!\\)\](?=\()"),
}
_BLOCK_START = re.compile(
    r"""
      (?P<number>\d{1,9})(?=[.)](?:\s|$))      # an ordered list
    | (?=\#{1,6}(?:\s|$))                      # a heading
    | (?=[-+*](?:\s|$))                        # a list
    | (?=>)                                    # a quote
    | (?=`{3}|~{3})                            # a fence
    | (?=(?:[-*_]\s*){3,}$)                    # a thematic break
    | (?=(?:=+|-+)\s*$)                        # the line under a heading
    | (?=\[\^?[^\]]+\]:)                       # a link or footnote definition
    | (?=\$\$)                                 # maths
    | (?=:{3}|!{3}[ ]|\?{3}|[:~](?:\s|$)|\{[:%{]|\{\s*[.#]|\[\[|<<<)  # what sites add
    | (?=<(?:[?!]|/?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>\s*$))  # HTML alone on its line
    | (?=:?-+:?\s*(?:\||$))                    # the line under a table's head
    """,
    re.VERBOSE,
)


def blocks(text: str) -> tuple[Block, ...]:
    """Find the blocks of a Markdown text with the inline syntax in them.

    Headings, paragraphs, list items, quotes and table cells hold text. Code, maths, HTML blocks
    and front matter are blocks without text. Link definitions, thematic breaks and the markup of
    blocks stay outside of all blocks.

    Args:
        text: the whole file.

    Returns:
        Blocks in order of their spans.
    """
    reader = _Reader(text)
    tokens = syntax.parser().parse(text.removeprefix("\ufeff"))
    found = [block for block in reader.read(tokens) if block.span.start < block.span.end]
    return tuple(replace(block, id=f"b{index}") for index, block in enumerate(found, start=1))


def guard(target: str, source: str, block: Block, leads: bool) -> str:
    """Escape what would be block syntax where the translation is going to stand.

    Args:
        target: a translation on one line.
        source: what it replaces.
        block: where it is put.
        leads: whether it starts a line.

    Returns:
        Markdown with the same inline content and no effect on the blocks around it.
    """
    target = _without_new_markup(target, source)
    if re.search(r"(?<!\\)(?:\\\\)*\\$", target):
        target += "\\"  # or it would escape what follows
    if block.kind is BlockKind.TABLE_CELL:
        return _PIPE.sub(r"\\|", target)
    if "|" not in source:
        target = target.replace("|", "&#124;")  # even an escaped one could make a table's head
    if _TITLE.match(block.prefix):
        target = _without_title_ends(target, source)
    if block.kind is BlockKind.HEADING:
        target = re.sub(r"(?<=\s)(#+)$", r"\\\1", target)
    if leads and _HTML_BLOCK.match(target):
        return (
            f"&#8203;{target}"  # a tag that the sentence had elsewhere: nothing visible before it
        )
    start = _BLOCK_START.match(target) if leads else None
    if start:
        number = start["number"] or ""
        target = f"{number}\\{target[len(number) :]}"
    return target


def _without_title_ends(target: str, source: str) -> str:
    """Write signs that could end the title of a container as references, unless it has them."""
    new = {ord(sign): f"&#{ord(sign)};" for sign in '"[]{}' if sign not in source}
    return target.translate(new)


def _without_new_markup(target: str, source: str) -> str:
    """Escape what would be a tag, code or emphasis that the source has no counterpart of."""
    tags = {match[0] for match in _TAG.finditer(source)}
    target = _TAG.sub(lambda m: m[0] if m[0] in tags else f"\\{m[0]}", target)
    for sign, pattern in _NEW_MARKUP.items():
        if sign not in source:
            target = pattern.sub(r"\\\g<0>", target)
    return target


class _Reader:
    """Walks markdown-it's tokens and finds each of them again in the source."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)

    def read(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks in order; ids are given later."""
        path: list[Token] = []
        cells: Iterator[Span] = iter(())
        for before, token in pairwise([*tokens[:1], *tokens]):
            if token.nesting == 1:
                path.append(token)
                if token.type == "tr_open" and token.map:
                    cells = _cells(self.text, self.lines[token.map[0]])
            elif token.nesting == -1:
                path.pop()
            elif token.type in _OPAQUE and token.map:
                yield self._opaque(token)
            elif token.type == "inline" and token.map and token.content:
                offsets = self._offsets(token, before, cells)
                if offsets:
                    yield self._block(token, path, offsets)

    def _opaque(self, token: Token) -> Block:
        assert token.map is not None
        first, last = token.map
        span = Span(self.lines[first].start, self.lines[max(first, last - 1)].end)
        return Block("", _OPAQUE[token.type], span, first + 1)

    def _block(self, token: Token, path: Sequence[Token], offsets: list[int]) -> Block:
        assert token.map is not None
        kind, level = _kind(path)
        label = _LABELS[kind].match(token.content) if kind in _LABELS else None
        span = Span(offsets[label.end() if label else 0], offsets[-1])
        is_cell = kind is BlockKind.TABLE_CELL
        folds, placeables = self._syntax(token, offsets, span, is_cell=is_cell)
        first, last = token.map  # the two are one for the term of a definition
        numbers = range(first, max(first + 1, last))
        number = next(n for n in numbers if span.start <= self.lines[n].end)
        line = self.lines[number]
        prefix = "" if is_cell else self.text[line.start : span.start]
        return Block(
            "",
            kind,
            span,
            number + 1,
            prefix=prefix,
            level=level,
            folds=folds,
            placeables=placeables,
        )

    def _offsets(self, token: Token, before: Token, cells: Iterator[Span]) -> list[int]:
        """Map every index of an inline token's content, and its end, to the text.

        Nothing is returned for content that does not stand there: the title that an admonition
        without one gets.
        """
        assert token.map is not None
        if before.type in {"admonition_title_open", syntax.CONTAINER_TITLE}:
            return self._title_offsets(token, before)
        if before.type in {"th_open", "td_open"}:
            return _cell_offsets(self.text, token.content, cells)
        if before.type == "heading_open" and before.markup.startswith("#"):
            line = self.lines[token.map[0]]
            marker = self.text.index(before.markup, line.start)
            start = self.text.index(token.content, marker + len(before.markup))
            return list(range(start, start + len(token.content) + 1))
        offsets: list[int] = []
        contents = token.content.split("\n")
        for number, content in enumerate(contents, start=self._first_line(token.map, contents)):
            line = self.lines[number]
            end = line.start + len(line.of(self.text).rstrip())
            start = end - len(content.rstrip())
            offsets += [max(line.start, start + index) for index in range(len(content))]
            offsets.append(start + len(content))
        return offsets

    def _title_offsets(self, token: Token, before: Token) -> list[int]:
        """Map the title of an admonition or container, if it stands in its line."""
        assert token.map is not None
        line, words = self.lines[token.map[0]], token.content
        if before.type == syntax.CONTAINER_TITLE:
            start = self.text.rfind(words, line.start, line.end)
        else:
            start = self.text.rfind(f'"{words}"', line.start, line.end) + 1
        return list(range(start, start + len(words) + 1)) if start > 0 else []

    def _first_line(self, lines: Sequence[int], contents: Sequence[str]) -> int:
        """Find the line with which the content of some lines begins.

        markdown-it strips lines off it that hold nothing but blanks as Unicode has them.
        """
        first, last = lines
        for number in range(first, last - len(contents) + 1):
            written = (self.lines[number + k].of(self.text) for k in range(len(contents)))
            if all(w.rstrip().endswith(c.rstrip()) for w, c in zip(written, contents, strict=True)):
                return number
        return first

    def _syntax(
        self, token: Token, offsets: list[int], block: Span, *, is_cell: bool
    ) -> tuple[tuple[Fold, ...], tuple[Placeable, ...]]:
        """Translate markdown-it's marks, and look for other atoms in the text between them."""
        marks = list(inline.marks(token.children or ()))
        found = atoms.settle_tags(self.text, self._placeables(marks, offsets))
        lines = [*_breaks(token.content, marks, offsets), *atoms.breaks(found)]
        if not is_cell:
            lines = _with_pipes(lines, found, token.content, offsets)
        lines = [line for line in lines if block.start <= line.span.start]
        placeables = [placeable for placeable in found if not atoms.is_break(placeable)]
        taken = [*(p.span for p in placeables), *(line.span for line in lines)]
        lines = sorted([*lines, *atoms.notes(self.text, _gaps(block, taken))])
        taken = [*(p.span for p in placeables), *(line.span for line in lines)]
        gaps = list(_gaps(block, taken))
        escaped = [fold.span for fold in self._characters(token.content, marks, offsets)]
        cut = {at for span in escaped for at in range(span.start + 1, span.end)}
        for gap in gaps:
            placeables += [
                found
                for found in atoms.find(self.text, gap)
                if found.kind not in _PARSED and not cut & {*found.span}
            ]
        placeables = atoms.with_highlights(self.text, gaps, placeables)
        ends = [line.span for line in lines if line.reading == "\n"]
        placeables = atoms.fuse(self.text, placeables, ends)
        characters = _outside(self._characters(token.content, marks, offsets), placeables)
        return tuple(sorted([*lines, *characters])), tuple(placeables)

    def _placeables(
        self, marks: Iterable[inline.Mark], offsets: Sequence[int]
    ) -> Iterator[Placeable]:
        labels: list[int] = []
        for mark in marks:
            if mark.kind in _PLACEABLES:
                kind, markup, side = _PLACEABLES[mark.kind]
                span = Span(offsets[mark.start], offsets[mark.end])
                surface, changed = span.of(self.text), ""
                if mark.kind == "link_open":
                    labels.append(span.end)
                elif mark.kind == "link_close":
                    label = self.text[labels.pop() : span.start]
                    changed = f"][{label}]" if surface in {"]", "][]"} else ""
                yield Placeable(kind, span, surface, markup, side, changed)

    def _characters(
        self, content: str, marks: Iterable[inline.Mark], offsets: Sequence[int]
    ) -> Iterator[Fold]:
        """Yield a fold for each escape and character reference."""
        for mark in marks:
            span = Span(offsets[mark.start], offsets[mark.end])
            if mark.kind == "text_special" and mark.reading != span.of(self.text):
                yield Fold(span, _visible(mark.reading))
        for index, offset in enumerate(offsets[:-1]):
            if content[index] == "|" and self.text[offset] == "\\":
                yield Fold(Span(offset, offset + 2), "|")


def _kind(path: Sequence[Token]) -> tuple[BlockKind, int]:
    """Name a block after the elements that it stands in."""
    parent = path[-1]
    depth = sum(token.type == "list_item_open" for token in path)
    if parent.type == "heading_open":
        return BlockKind.HEADING, int(parent.tag[1])
    if parent.type in {"th_open", "td_open"}:
        return BlockKind.TABLE_CELL, 0
    item = path[-2] if len(path) > 1 else parent
    if item.type == "list_item_open" and (item.map or [0])[0] == (parent.map or [-1])[0]:
        return BlockKind.LIST_ITEM, depth
    if any(token.type == "blockquote_open" for token in path):
        return BlockKind.QUOTE, 0
    return BlockKind.PARAGRAPH, depth


def _cells(text: str, line: Span) -> Iterator[Span]:
    """Yield the stretches of a table row between pipes that are not escaped."""
    start = line.start
    for match in _PIPE.finditer(text, line.start, line.end):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, line.end)


def _cell_offsets(text: str, content: str, cells: Iterator[Span]) -> list[int]:
    """Find a cell's content, in which pipes have lost their backslash, in the rest of its row."""
    for cell in cells:
        characters = list(re.finditer(r"\\\||.", cell.of(text), re.DOTALL))
        at = "".join(match[0][-1] for match in characters).find(content)
        if at >= 0:
            found = characters[at : at + len(content)]
            return [cell.start + match.start() for match in found] + [cell.start + found[-1].end()]
    raise AssertionError(f"a table cell that is not in its row: {content!r}")


def _with_pipes(
    lines: Iterable[Fold], found: Iterable[Placeable], content: str, offsets: Sequence[int]
) -> list[Fold]:
    """Add a fold for each pipe that parts what stands around it, joined with the ends of lines."""
    taken = sorted(placeable.span for placeable in found)
    starts = [span.start for span in taken]
    pipes = []
    for match in _PARTING.finditer(content):
        span = Span(offsets[match.start()], offsets[match.end()])
        before = bisect_right(starts, span.start) - 1
        inside = before >= 0 and taken[before].overlaps(span)
        if not inside and not (before + 1 < len(taken) and taken[before + 1].overlaps(span)):
            pipes.append(span)
    joined: list[tuple[Fold, bool]] = []
    both = [*((line, False) for line in lines), *((Fold(pipe, "\n"), True) for pipe in pipes)]
    for fold, is_pipe in sorted(both):
        last, was_pipe = joined[-1] if joined else (fold, False)
        if joined and fold.span.start <= last.span.end and (is_pipe or was_pipe):
            whole = Span(last.span.start, max(last.span.end, fold.span.end))
            joined[-1] = (Fold(whole, "\n"), True)
        else:
            joined.append((fold, is_pipe))
    return [fold for fold, _ in joined]


def _breaks(content: str, marks: Iterable[inline.Mark], offsets: Sequence[int]) -> Iterator[Fold]:
    """Yield a fold for every line break, with the blanks and quote markers around it."""
    hard = {
        content.index("\n", mark.start): content[mark.start] == "\\"
        for mark in marks
        if mark.kind == "hardbreak"
    }
    for match in re.finditer(r"\n", content):
        left, right = match.start(), match.end()
        left -= hard.get(match.start(), False)
        while left > 0 and content[left - 1] in " \t":
            left -= 1
        while right < len(content) and content[right] in " \t":
            right += 1
        yield Fold(Span(offsets[left], offsets[right]), "\n" if match.start() in hard else " ")


def _outside(folds: Iterable[Fold], placeables: Sequence[Placeable]) -> list[Fold]:
    """Leave out the folds inside of placeables, which stay as they are written."""
    starts = [placeable.span.start for placeable in placeables]
    ends = [0, *(placeable.span.end for placeable in placeables)]
    return [
        fold for fold in folds if ends[bisect_right(starts, fold.span.start)] <= fold.span.start
    ]


def _visible(reading: str) -> str:
    """Show a character reference: controls as a blank, a soft hyphen not at all."""
    return "" if reading == "\xad" else re.sub(r"[\x00-\x20]", " ", reading)


def _gaps(block: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """Yield what is left of a block between the stretches that are taken."""
    position = block.start
    for span in sorted(taken):
        if position < span.start:
            yield Span(position, span.start)
        position = max(position, span.end)
    if position < block.end:
        yield Span(position, block.end)
