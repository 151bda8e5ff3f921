"""XLIFF 1.2, the working format of translation tools: all pairs, with codes, notes and matches.

Follows the XLIFF 1.2 specification (OASIS, 2008). Markup and atoms are inline elements whose ids
are those of ``codes``. A sentence with a finding of severity warning or worse is to be reviewed,
what a person wrote is final and approved, the others count as translated.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate import codes
from translate.bitext import Origin, Severity
from translate.exporters import markup
from translate.exporters.markup import legal
from translate.exporters.tables import advice
from translate.layout import sections
from translate.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import AlignedPair, Bitext, TermOutcome
    from translate.codes import Coded, Codes
    from translate.layout import Row

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
TOOL, TRANSLATOR = "termtreu", "translator"
REVIEW, NEW = "needs-review-translation", "needs-translation"


def render(bitext: Bitext) -> str:
    """Return one translation unit a pair that has German, in reading order."""
    root = ET.Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    attributes = {
        "original": legal(PurePath(bitext.document.path).name),
        "source-language": bitext.languages.source,
        "target-language": bitext.languages.target,
        "datatype": "plaintext",
    }
    file = ET.SubElement(root, "file", attributes)
    header = ET.SubElement(file, "header")
    tool = {"tool-id": TOOL, "tool-name": TOOL, "tool-version": VERSION}
    ET.SubElement(header, "tool", tool)
    body = ET.SubElement(file, "body")
    for row in rows(bitext):
        _unit(body, row)
        body[-1].tail = "\n"
    return DECLARATION + ET.tostring(root, encoding="unicode") + "\n"


def rows(bitext: Bitext) -> list[Row]:
    """Return the pairs that have German, in reading order."""
    return [row for section in sections(bitext) for row in section.rows if row.pair.source]


def notes(row: Row) -> Iterator[tuple[str, str]]:
    """Yield who notes what: the terms of a sentence, its findings, and what a person noted."""
    outcomes = [mark.outcome for mark in row.source.marks]
    for text in dict.fromkeys(_term(outcome) for outcome in outcomes):
        yield TOOL, text
    for violation in row.violations:
        yield TOOL, f"{violation.check}: {advice(violation)}"
    if row.pair.note:
        yield TRANSLATOR, row.pair.note


def state(row: Row) -> str:
    """Tell whether a translator must look at the pair, or has done so: the state of XLIFF 1.2."""
    if not row.pair.target_text.strip():
        return NEW
    if row.pair.origin is Origin.HUMAN:
        return "final"
    worst = max((violation.severity.rank for violation in row.violations), default=0)
    return REVIEW if worst >= Severity.WARNING.rank else "translated"


def _term(outcome: TermOutcome) -> str:
    """Say which forms a term allows."""
    term = outcome.match.term
    never = f"; never: {' / '.join(term.forbidden)}" if term.forbidden else ""
    remark = f" ({term.note})" if term.note else ""
    return f"term: {term.source} = {' / '.join(term.targets)}{never}{remark}"


def _unit(body: ET.Element, row: Row) -> None:
    """Append one pair with its state, findings and similar sentences."""
    pair = row.pair
    unit = ET.SubElement(body, "trans-unit", {"id": pair.id, SPACE: "preserve"})
    if pair.origin is Origin.HUMAN:
        unit.set("approved", "yes")
    known = codes.of(pair)
    _text(ET.SubElement(unit, "source"), codes.source(pair), known)
    _text(ET.SubElement(unit, "target", state=state(row)), codes.target(pair), known)
    _matches(unit, pair)
    for author, text in notes(row):
        attributes = {"from": author} | ({"annotates": "target"} if author == TOOL else {})
        ET.SubElement(unit, "note", attributes).text = legal(text)


def _matches(unit: ET.Element, pair: AlignedPair) -> None:
    """Append what people wrote for similar sentences."""
    for near in pair.near:
        attributes = {"match-quality": f"{near.similarity:.0%}"}
        if near.document:
            attributes["origin"] = legal(PurePath(near.document).name)
        match = ET.SubElement(unit, "alt-trans", attributes)
        ET.SubElement(match, "source").text = legal(near.source)
        ET.SubElement(match, "target").text = legal(near.target)


def _text(parent: ET.Element, coded: Coded, known: Codes) -> None:
    """Write a text with ``<g>`` around what pairs enclose and the rest as native codes."""

    def make(number: int, kind: str) -> ET.Element:
        placeable = known.placeables[number]
        attributes = {"id": str(number), "ctype": markup.type_of(placeable)}
        if kind == markup.PAIR:
            return ET.Element("g", attributes)
        sided = {markup.BEGIN: "open", markup.END: "close"}
        name = "it" if kind in sided else "ph"
        code = ET.Element(name, attributes | ({"pos": sided[kind]} if kind in sided else {}))
        code.text = legal(placeable.surface)
        return code

    markup.fill(parent, coded, known, make, nested=True)
