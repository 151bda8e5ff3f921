"""One self-contained web page: German and English side by side, terms coloured by their fate."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate.bitext import BlockKind, Origin
from translate.exporters import tables
from translate.layout import differing, pieces, sections
from translate.report import TRANSLATOR, count, fate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Bitext, NearMatch, TermOutcome, Violation
    from translate.layout import Row, Section, Side

LEGEND = {
    "model": "kept by the model",
    "constraint": "kept by constraint",
    "repair": "kept by repair",
    TRANSLATOR: "kept by the translator",
    "missed": "missed",
}


# Who made the English, if no engine did.
ORIGINS = {
    Origin.HUMAN: ("✓", "by a person"),
    Origin.ADAPTED: ("≈", "by a person, with numbers or code exchanged"),
    Origin.KEPT: ("=", "English already"),
}


def render(bitext: Bitext) -> str:
    """Return the page; every text in it is escaped by the serializer, nothing is loaded."""
    laid = sections(bitext)
    page = ET.Element("html", lang="en")
    head = ET.SubElement(page, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _text(head, "title", _title(bitext, laid))
    _text(head, "style", files("translate.exporters").joinpath("html.css").read_text("utf-8"))
    body = ET.SubElement(page, "body")
    _legend(body, bitext)
    article = ET.SubElement(body, "main")
    for section in laid:
        _section(article, section)
    _summary(body, bitext)
    return "<!DOCTYPE html>\n" + ET.tostring(page, encoding="unicode", method="html") + "\n"


def _title(bitext: Bitext, laid: Sequence[Section]) -> str:
    """Return the first English heading, else the file name."""
    headings = (s for s in laid if s.block.kind is BlockKind.HEADING and s.rows)
    first = next(headings, None)
    name = PurePath(bitext.document.path).name
    return (first.rows[0].pair.target_text if first else "") or name


def _legend(body: ET.Element, bitext: Bitext) -> None:
    """Write the line above the text that explains the colours."""
    header = ET.SubElement(body, "header")
    _text(header, "span", f"{PurePath(bitext.document.path).name} · German and English")
    fates = {fate(outcome) for outcome in bitext.outcomes}
    for name, meaning in LEGEND.items():
        if name in fates:
            _text(header, "mark", meaning, {"class": name})


def _section(article: ET.Element, section: Section) -> None:
    """Write a block: its rows, or its source where nothing is translated."""
    block = section.block
    if block.kind in {BlockKind.CODE, BlockKind.HTML}:
        _text(article, "pre", section.text)
        return
    classes = f"block {block.kind.value}" + (" boilerplate" if block.boilerplate else "")
    if section.rows:
        parent = ET.SubElement(article, "section", {"class": classes})
        for number, row in enumerate(section.rows):
            _row(parent, section, row, first=number == 0)


def _row(parent: ET.Element, section: Section, row: Row, *, first: bool) -> None:
    """Write German left, English right, the findings below."""
    pair = ET.SubElement(parent, "div", {"class": "pair"})
    if row.pair.id:
        pair.set("id", row.pair.id)
    source = _side(pair, section, "de", first=first)
    _marked(source, row.source)
    target = _side(pair, section, "en", first=first)
    _marked(target, row.target)
    if row.unsure:
        percent = f"{row.pair.confidence:.0%}" if row.pair.confidence is not None else "low"
        _text(target, "span", " ◦ draft", {"class": "unsure", "title": f"confidence {percent}"})
    if row.pair.origin in ORIGINS:
        sign, meaning = ORIGINS[row.pair.origin]
        _text(target, "span", f" {sign}", {"class": "origin", "title": meaning})
    for violation in row.violations:
        _finding(pair, violation)
    for near in row.pair.near:
        _near(pair, row, near)


def _near(parent: ET.Element, row: Row, near: NearMatch) -> None:
    """Write a similar sentence that a person translated, with the words that differ marked."""
    line = ET.SubElement(parent, "div", {"class": "near"})
    _text(line, "b", f"{near.similarity:.0%} alike")
    german = ET.SubElement(line, "span", lang="de")
    _append(german, " ")
    for stretch, differs in differing(row.pair.source_text, near.source):
        if differs:
            _text(german, "u", stretch)
        else:
            _append(german, stretch)
    _text(line, "span", f" → {near.target}", {"lang": "en"})


def _side(pair: ET.Element, section: Section, language: str, *, first: bool) -> ET.Element:
    """Append the element of one language; the first one of a list item shows its marker."""
    block = section.block
    name = f"h{min(max(block.level, 1), 6)}" if block.kind is BlockKind.HEADING else "p"
    side = ET.SubElement(pair, name, lang=language)
    if first and block.kind is BlockKind.LIST_ITEM:
        _text(side, "span", f"{block.prefix.strip()} ", {"class": "marker"})
    return side


def _finding(parent: ET.Element, violation: Violation) -> None:
    """Write a finding on its own line."""
    line = ET.SubElement(parent, "div", {"class": f"finding {violation.severity}"})
    _text(line, "b", violation.check)
    _text(line, "span", f" {tables.advice(violation)}")


def _marked(parent: ET.Element, side: Side) -> None:
    """Write a text with its terms as ``<mark>``; the title says what became of each."""
    for stretch, outcome in pieces(side):
        if outcome is None:
            _append(parent, stretch)
        else:
            attributes = {"class": fate(outcome), "title": _title_of(outcome)}
            _text(parent, "mark", stretch, attributes)


def _title_of(outcome: TermOutcome) -> str:
    """Say in one line what the termbase asks and what became of an occurrence."""
    term = outcome.match.term
    name = fate(outcome)
    became = f"missed: {outcome.reason}" if name == "missed" else LEGEND[name]
    if outcome.remarked:
        became += f", but {outcome.reason}"
    if outcome.price:
        became += f" at {outcome.price:.2f} nats a token"
    return f"{term.source} → {' / '.join(term.targets)} · {became} · found as {outcome.match.how}"


def _summary(body: ET.Element, bitext: Bitext) -> None:
    """Write the term report, the findings about the text as a whole and the scores."""
    footer = ET.SubElement(body, "footer")
    if bitext.outcomes:
        _table(footer, tables.term_report(bitext), f"{count(bitext.outcomes)}.")
    general = [violation for violation in bitext.violations if not violation.segment_id]
    if general:
        _text(footer, "h2", "Throughout the text")
        for violation in general:
            _finding(footer, violation)
    if bitext.scores:
        _table(footer, tables.scores(bitext))


def _table(parent: ET.Element, content: tables.Table, lead: str = "") -> None:
    """Write a table under its title."""
    _text(parent, "h2", content.title)
    if lead:
        _text(parent, "p", lead)
    table = ET.SubElement(parent, "table")
    for name, rows in (("th", [content.header]), ("td", content.rows)):
        for row in rows:
            line = ET.SubElement(table, "tr")
            for text in row:
                _text(line, name, text)


def _text(
    parent: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None
) -> ET.Element:
    """Append an element that holds a text."""
    element = ET.SubElement(parent, name, attributes or {})
    element.text = text
    return element


def _append(parent: ET.Element, text: str) -> None:
    """Append text behind the last child."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
