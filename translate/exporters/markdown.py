"""Bilingual Markdown in two layouts, and the English alone in the structure of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from translate.bitext import UNTRANSLATED, Bitext, Block, BlockKind, Document, Languages, Origin
from translate.exporters.appendix import anchor, appendix
from translate.exporters.inline import cell, guard, sentence
from translate.languages import of
from translate.layout import Row, Section, sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NO_ENGLISH = "*(no English)*"
SIGNS = {Origin.HUMAN: " ✓", Origin.ADAPTED: " ≈", Origin.KEPT: " ="}
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[^\r\n]*", re.MULTILINE)
# Blocks that follow each other without a gap.
CLOSE = {BlockKind.LIST_ITEM, BlockKind.TABLE_CELL}


def interleaved(bitext: Bitext) -> str:
    """Return every German sentence as a quotation, followed by its English.

    Headings keep their level, list items their number and depth; the appendix accounts for terms,
    findings and scores.
    """
    laid = sections(bitext)
    parts = [_introduction(bitext.languages)]
    for section, frame in _framed(laid):
        parts.extend(_block(section, frame))
    return _page(bitext, laid, parts)


def table(bitext: Bitext) -> str:
    """Return sentence beside sentence in tables of two columns, one under each heading.

    A heading spans the page between two tables. The appendix is that of the other layout.
    """
    laid = sections(bitext)
    parts = [_introduction(bitext.languages)]
    for heading, group in groupby(
        (section for section in laid if section.rows),
        key=lambda section: section.block.kind is BlockKind.HEADING,
    ):
        if heading:
            parts.extend(_spanning_heading(section) for section in group)
        else:
            parts.append(_table(list(group), bitext.languages))
    return _page(bitext, laid, parts)


def english(bitext: Bitext) -> str:
    """Return the English in place of the German, everything else in the source as it was."""
    from translate.documents import splice

    texts: dict[str, str] = {}
    for pair in bitext.pairs:
        if pair.origin is Origin.KEPT:
            continue  # not even its line breaks change
        texts.update({segment.id: "" for segment in pair.source[1:]})
        if pair.source:
            texts[pair.id] = pair.target_text
    return splice(bitext.document, texts, wrap=bitext.properties.get("wrap") != "none")


def _introduction(languages: Languages) -> str:
    """Say what the page is and what its signs mean."""
    source, target = (of(code).name for code in languages)
    return (
        f"*{source} original and {target} translation, sentence by sentence. Glossary terms are "
        f"**bold**; ◦ draft marks {target} that the model is unsure of. "
        "[Terms, findings and scores](#about-this-translation) stand at the end.*"
    )


def _page(bitext: Bitext, laid: Sequence[Section], parts: Sequence[str]) -> str:
    """Join the parts of a page, its appendix, and the link definitions that its links need."""
    ends = [appendix(bitext, _anchored(laid)), *_definitions(bitext.document)]
    return "\n\n".join([*parts, *ends]) + "\n"


def _definitions(document: Document) -> list[str]:
    """Return the link definitions of a Markdown source, which belong to no block."""
    from translate.documents import format_in

    if not format_in(document).markdown:
        return []
    inside = [block.span for block in document.blocks]
    free = [
        match[0]
        for match in _DEFINITION.finditer(document.text)
        if not any(span.start <= match.start() < span.end for span in inside)
    ]
    return ["\n".join(free)] if free else []


# --- interleaved ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before a block's first line and before its further lines."""

    first: str = ""
    rest: str = ""


def _framed(every: Sequence[Section]) -> Iterator[tuple[Section, Frame]]:
    """Pair each section with its frame; a list item is never deeper than its list has become."""
    depth = 0
    for section in every:
        if section.block.kind is not BlockKind.LIST_ITEM:
            depth = 0
            yield section, _frame(section.block, 0)
        else:
            depth = min(depth + 1, max(section.block.level, 1))
            yield section, _frame(section.block, depth)


def _frame(block: Block, depth: int) -> Frame:
    """Return the markup that gives a block its place in the structure."""
    if block.kind is BlockKind.QUOTE:
        return Frame("> ", "> ")
    if block.kind is BlockKind.LIST_ITEM:
        indent = " " * (4 * (depth - 1))
        marker = _marker(block)
        return Frame(f"{indent}{marker} ", indent + " " * (len(marker) + 1))
    return Frame()


def _marker(block: Block) -> str:
    """Return the list marker of an item: its own number, or a dash."""
    number = re.search(r"(\d{1,9}[.)])\s*$", block.prefix)
    return number[1] if number else "-"


def _block(section: Section, frame: Frame) -> Iterator[str]:
    """Write one block: pair by pair, or as it is where nothing is translated."""
    block = section.block
    if block.kind in UNTRANSLATED:
        if block.kind is not BlockKind.FRONT_MATTER:
            yield section.text.rstrip("\n")
        return
    hashes = f"{'#' * _level(block)} " if block.kind is BlockKind.HEADING else ""
    for number, row in enumerate(section.rows):
        before = frame.rest if number else frame.first
        source, target = _sides(row)
        if source:
            yield f"{before}> {hashes}{_line(source, hashes)}"
            before = frame.rest
        yield f"{before}{hashes}{_line(target, hashes)}"


def _level(block: Block) -> int:
    """Return a heading level that Markdown knows."""
    return min(max(block.level, 1), 6)


def _line(markdown: str, hashes: str) -> str:
    """Guard the start of a line; in a heading also the end, where # would be swallowed."""
    line = guard(markdown)
    return f"{line[:-1]}\\#" if hashes and line.endswith("#") else line


def _sides(row: Row) -> tuple[str, str]:
    """Return German and English as inline Markdown, the English with its quiet marks."""
    return sentence(row.source), (sentence(row.target) or NO_ENGLISH) + _quiet_marks(row)


def _anchored(laid: Sequence[Section]) -> frozenset[str]:
    """Return the ids of the pairs that carry a mark which the appendix can link to."""
    return frozenset(
        row.pair.id for section in laid for row in section.rows if row.pair.id and row.violations
    )


def _quiet_marks(row: Row) -> str:
    """Return a sign of who translated or of low confidence, and a link to findings."""
    circle = " ◦ draft" if row.unsure else SIGNS.get(row.pair.origin, "")
    if not (row.violations and row.pair.id):
        return circle
    return f"{circle} {anchor(row.pair.id, f'[{row.pair.id}](#findings)')}"


# --- for who reads them back ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pair stands in the two layouts, for who reads one back.

    ``above`` is the German line of the interleaved layout, ``before`` what the English line below
    it begins with; ``left`` is the German cell of the table, ``marker`` what its English cell
    begins with. ``english`` is the sentence itself, with its quiet marks.
    """

    row: Row
    above: str
    before: str
    left: str
    marker: str
    english: str


def places(bitext: Bitext) -> Iterator[Place]:
    """Yield where each pair with German stands, in reading order."""
    for section, frame in _framed(sections(bitext)):
        block = section.block
        hashes = f"{'#' * _level(block)} " if block.kind is BlockKind.HEADING else ""
        for number, row in enumerate(section.rows):
            german, english = _sides(row)
            before = frame.rest if number else frame.first
            marker = "" if number else _table_marker(block)
            above = f"{before}> {hashes}{_line(german, hashes)}"
            if row.pair.source:
                left = marker + cell(german)
                yield Place(row, above, frame.rest + hashes, left, marker, english)


# --- table ---------------------------------------------------------------------------


def _spanning_heading(section: Section) -> str:
    """Write a heading in both languages, one below the other."""
    hashes = "#" * _level(section.block)
    sides = (side for row in section.rows for side in _sides(row) if side)
    return f"{hashes} {_line('<br>'.join(sides), hashes)}"


def table_header(languages: Languages) -> str:
    """Return the header of a table of sentences: each language by its own name."""
    return "| {} | {} |".format(*(of(code).own_name for code in languages))


def _table(group: Sequence[Section], languages: Languages) -> str:
    """Write sections as one table, with an empty row between two paragraphs."""
    lines = [table_header(languages), "| :-- | :-- |"]
    above = None
    for section in group:
        kind = section.block.kind
        if above and not (kind is above and kind in CLOSE):
            lines.append("| | |")
        lines.extend(_table_rows(section))
        above = kind
    return "\n".join(lines)


def _table_rows(section: Section) -> Iterator[str]:
    """Write the pairs of a block as table rows; the first has the list marker."""
    marker = _table_marker(section.block)
    for number, row in enumerate(section.rows):
        source, target = (cell(side) for side in _sides(row))
        before = "" if number else marker
        yield f"| {before}{source} | {before}{target} |"


def _table_marker(block: Block) -> str:
    """Return what the first cell of a list item begins with."""
    if block.kind is not BlockKind.LIST_ITEM:
        return ""
    return f"{_marker(block)} ".replace("- ", "• ")
