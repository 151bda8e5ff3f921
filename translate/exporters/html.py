"""One web page: German and English side by side, terms coloured by their fate.

As an export it is one file that loads nothing and runs only its own script, by digest. The review
page is the same with buttons, its style and script beside it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate.bitext import BlockKind, Origin
from translate.exporters import rows, tables
from translate.exporters.rows import LEGEND, Drawing, finding, text
from translate.layout import sections
from translate.outcomes import count, fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate.bitext import Bitext
    from translate.layout import Row, Section

FILTERS = {"flagged": "Findings", "unsure": "Low confidence", "open": "Not approved"}
_PIPE = re.compile(r"(?<!\\)\|")


def render(bitext: Bitext) -> str:
    """Return the page to read; every text in it is escaped by the serializer."""
    style, script = asset("html.css"), asset("html.js")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    page, head = _page(bitext, Drawing.of(bitext))
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    text(head, "style", style)
    text(page[1], "script", script)
    return _serialized(page)


def live(bitext: Bitext, version: int) -> str:
    """Return the page to review: with buttons, style and script loaded from beside it.

    Args:
        bitext: the result.
        version: its number, which the page sends with every change.
    """
    page, head = _page(bitext, Drawing.of(bitext, live=True))
    page[1].set("data-version", str(version))
    ET.SubElement(head, "link", {"rel": "icon", "href": "data:,"})
    ET.SubElement(head, "link", {"rel": "stylesheet", "href": "html.css"})
    ET.SubElement(head, "script", {"src": "html.js", "defer": "defer"})
    return _serialized(page)


def row(section: Section, one: Row, drawing: Drawing) -> str:
    """Return the markup of one row of the live page."""
    return ET.tostring(rows.element(section, one, drawing), encoding="unicode", method="html")


def progress(bitext: Bitext) -> tuple[int, int]:
    """Return how many sentences are approved, or English already, and how many there are."""
    pairs = [pair for pair in bitext.pairs if pair.source]
    return sum(pair.origin in {Origin.HUMAN, Origin.KEPT} for pair in pairs), len(pairs)


def asset(name: str) -> str:
    """Return a file that belongs to the page."""
    return files("translate.exporters").joinpath(name).read_text("utf-8")


def _digest(content: str) -> str:
    """Return what a content security policy allows a text by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _serialized(page: ET.Element) -> str:
    return "<!DOCTYPE html>\n" + ET.tostring(page, encoding="unicode", method="html") + "\n"


def _page(bitext: Bitext, drawing: Drawing) -> tuple[ET.Element, ET.Element]:
    """Return the root element and its head."""
    laid = sections(bitext)
    page = ET.Element("html", lang="en")
    head = ET.SubElement(page, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    text(head, "title", _title(bitext, laid))
    body = ET.SubElement(page, "body", {"class": "live" if drawing.live else "still"})
    _header(body, bitext, drawing)
    article = ET.SubElement(body, "main")
    for kind, several in groupby(laid, lambda section: section.block.kind):
        if kind is BlockKind.TABLE_CELL:
            _tables(article, list(several), drawing)
            continue
        for section in several:
            _section(article, section, drawing)
    _summary(body, bitext)
    return page, head


def _title(bitext: Bitext, laid: Sequence[Section]) -> str:
    """Return the first English heading, else the file name."""
    headings = (s for s in laid if s.block.kind is BlockKind.HEADING and s.rows)
    first = next(headings, None)
    name = PurePath(bitext.document.path).name
    return (first.rows[0].pair.target_text if first else "") or name


def _header(body: ET.Element, bitext: Bitext, drawing: Drawing) -> None:
    """Write what stays in sight: the name, the progress, the filters, the colours."""
    header = ET.SubElement(body, "header")
    top = ET.SubElement(header, "div", {"class": "bar"})
    text(top, "span", PurePath(bitext.document.path).name, {"class": "name"})
    done, total = progress(bitext)
    label = ET.SubElement(top, "label", {"class": "progress"})
    meter = {"max": str(max(total, 1)), "value": str(done), "aria-label": "Sentences approved"}
    ET.SubElement(label, "progress", meter)
    text(label, "span", f"{done} of {total} approved", {"class": "done"})
    if drawing.live:
        for action, name, key in (("undo", "Undo", "u"), ("help", "Help", "?")):
            attributes = {"type": "button", "data-do": action, "title": f"{name} ({key})"}
            text(top, "button", name, attributes)
    bar = ET.SubElement(header, "div", {"class": "bar filters", "role": "search"})
    for name, meaning in FILTERS.items():
        label = ET.SubElement(bar, "label")
        ET.SubElement(label, "input", {"type": "checkbox", "data-filter": name})
        text(label, "span", meaning)
    search = {"type": "search", "placeholder": "Text", "aria-label": "Show sentences with a text"}
    ET.SubElement(bar, "input", search)
    legend = ET.SubElement(bar, "span", {"class": "legend"})
    fates = {fate(outcome) for outcome in bitext.outcomes}
    for name, meaning in LEGEND.items():
        if name in fates:
            text(legend, "mark", meaning, {"class": name})
    if drawing.live:
        text(header, "div", "", {"class": "message", "role": "status", "aria-live": "polite"})


def _section(article: ET.Element, section: Section, drawing: Drawing) -> None:
    """Write a block: its rows, or its source where nothing is translated."""
    block = section.block
    if block.kind is BlockKind.FRONT_MATTER:
        details = ET.SubElement(article, "details")
        text(details, "summary", "Front matter")
        text(details, "pre", section.text.strip())
    elif block.kind in {BlockKind.CODE, BlockKind.HTML}:
        pre = ET.SubElement(article, "pre", {"class": block.kind.value, "tabindex": "0"})
        text(pre, "code", _without_fence(section.text))
    elif section.rows:
        classes = f"block {block.kind.value}" + (" boilerplate" if block.boilerplate else "")
        parent = ET.SubElement(article, "section", {"class": classes})
        parent.extend(rows.element(section, one, drawing) for one in section.rows)


def _without_fence(code: str) -> str:
    """Return fenced code without its fence."""
    lines = code.strip("\n").split("\n")
    fenced = len(lines) > 1 and lines[0].lstrip().startswith(("```", "~~~"))
    return "\n".join(lines[1:-1]) if fenced else "\n".join(lines)


def _tables(article: ET.Element, cells: Sequence[Section], drawing: Drawing) -> None:
    """Write cells that follow each other as tables; a line apart is the line below the header."""
    for table in _split(cells):
        lines = [list(line) for _, line in groupby(table, lambda cell: cell.block.line)]
        places = [_column(cell, drawing.text) for cell in table]
        least, width = min(places), max(places) - min(places) + 1
        parent = ET.SubElement(_scrolling(article, "Table", "scroll table"), "table")
        for number, line in enumerate(lines):
            columns = {_column(cell, drawing.text) - least: cell for cell in line}
            line_element = ET.SubElement(parent, "tr")
            for column in range(width):
                name = "td" if number else "th"
                element = ET.SubElement(line_element, name, {} if number else {"scope": "col"})
                if column in columns:
                    cell = columns[column]
                    element.extend(rows.element(cell, one, drawing) for one in cell.rows)


def _split(cells: Iterable[Section]) -> list[list[Section]]:
    """Cut cells into tables: below a header one line is left out, elsewhere none."""
    found: list[list[Section]] = []
    for cell in cells:
        line = cell.block.line
        last = found[-1][-1].block.line if found else 0
        below_header = bool(found) and last == found[-1][0].block.line
        if found and line - last <= 1 + below_header:
            found[-1].append(cell)
        else:
            found.append([cell])
    return found


def _column(cell: Section, document: str) -> int:
    """Return the number of pipes before a cell in its line."""
    start = cell.block.span.start
    return len(_PIPE.findall(document, document.rfind("\n", 0, start) + 1, start))


def _summary(body: ET.Element, bitext: Bitext) -> None:
    """Write the term report, the findings about the text as a whole and the scores."""
    footer = ET.SubElement(body, "footer")
    if bitext.outcomes:
        _table(footer, tables.term_report(bitext), f"{count(bitext.outcomes)}.")
    general = [violation for violation in bitext.violations if not violation.segment_id]
    if general:
        text(footer, "h2", "Throughout the text")
        for violation in general:
            finding(footer, violation)
    if bitext.scores:
        _table(footer, tables.scores(bitext))


def _table(parent: ET.Element, content: tables.Table, lead: str = "") -> None:
    """Write a table under its title."""
    text(parent, "h2", content.title)
    if lead:
        text(parent, "p", lead)
    table = ET.SubElement(_scrolling(parent, content.title, "scroll"), "table")
    for name, lines in (("th", [content.header]), ("td", content.rows)):
        for line in lines:
            element = ET.SubElement(table, "tr")
            for cell in line:
                text(element, name, cell)


def _scrolling(parent: ET.Element, label: str, classes: str) -> ET.Element:
    """Append a box for what may be wider than the page; the keyboard can scroll it too."""
    attributes = {"class": classes, "tabindex": "0", "role": "region", "aria-label": label}
    return ET.SubElement(parent, "div", attributes)
