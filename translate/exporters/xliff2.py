"""XLIFF 2.0: what ``xliff`` writes, for the tools that have moved on.

Follows the XLIFF 2.0 specification (OASIS, 2014) with its module for translation candidates.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate import codes
from translate.exporters import markup, xliff
from translate.exporters.markup import legal

if TYPE_CHECKING:
    from translate.bitext import AlignedPair, Bitext
    from translate.codes import Coded, Codes
    from translate.layout import Row

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
STATES = {xliff.NEW: "initial", xliff.REVIEW: "translated"}
SUBTYPES = {"bold": "xlf:b", "italic": "xlf:i"}


def render(bitext: Bitext) -> str:
    """Return one unit of one segment a pair that has German, in reading order."""
    source, target = bitext.languages
    attributes = {"version": "2.0", "srcLang": source, "trgLang": target}
    root = ET.Element("xliff", {"xmlns": NAMESPACE, "xmlns:mtc": MATCHES, **attributes})
    name = legal(PurePath(bitext.document.path).name)
    file = ET.SubElement(root, "file", {"id": "f1", "original": name})
    for row in xliff.rows(bitext):
        _unit(file, row)
        file[-1].tail = "\n"
    return xliff.DECLARATION + ET.tostring(root, encoding="unicode") + "\n"


def _unit(file: ET.Element, row: Row) -> None:
    """Append one pair: matches, notes and native codes stand before the text."""
    pair, known = row.pair, codes.of(row.pair)
    unit = ET.SubElement(file, "unit", {"id": pair.id})
    _matches(unit, pair)
    noted = list(xliff.notes(row))
    notes = ET.SubElement(unit, "notes") if noted else unit
    for author, text in noted:
        ET.SubElement(notes, "note", {"category": author}).text = legal(text)
    native = ET.SubElement(unit, "originalData") if known.placeables else unit
    for number, placeable in known.placeables.items():
        ET.SubElement(native, "data", {"id": f"d{number}"}).text = legal(placeable.surface)
    state = xliff.state(row)
    attributes = {"id": "s1", "state": STATES.get(state, state)}
    if state == xliff.REVIEW:
        attributes["subState"] = f"{xliff.TOOL}:review"
    segment = ET.SubElement(unit, "segment", attributes)
    for name, coded in (("source", codes.source(pair)), ("target", codes.target(pair))):
        _text(ET.SubElement(segment, name, {xliff.SPACE: "preserve"}), coded, known)


def _matches(unit: ET.Element, pair: AlignedPair) -> None:
    """Append what people wrote for similar sentences."""
    matches = ET.SubElement(unit, "mtc:matches") if pair.near else unit
    for near in pair.near:
        attributes = {"ref": "#s1", "similarity": f"{100 * near.similarity:.1f}"}
        if near.document:
            attributes["origin"] = legal(PurePath(near.document).name)
        match = ET.SubElement(matches, "mtc:match", attributes)
        ET.SubElement(match, "source").text = legal(near.source)
        ET.SubElement(match, "target").text = legal(near.target)


def _text(parent: ET.Element, coded: Coded, known: Codes) -> None:
    """Write a text with ``<pc>`` around what pairs enclose and the rest as native codes."""

    def make(number: int, kind: str) -> ET.Element:
        placeable = known.placeables[number]
        if kind == markup.PAIR:
            attributes = {
                "id": str(number),
                "dataRefStart": f"d{number}",
                "dataRefEnd": f"d{known.partner[number]}",
            }
        else:
            attributes = {"id": str(number), "dataRef": f"d{number}"}
        names = {markup.PAIR: "pc", markup.BEGIN: "sc", markup.END: "ec"}
        name = names.get(kind, "ph")
        if name in {"sc", "ec"}:
            attributes["isolated"] = "yes"
        subtype = SUBTYPES.get(markup.type_of(placeable))
        if placeable.kind in {"link", "image"}:
            attributes["type"] = placeable.kind
        elif subtype:
            attributes |= {"type": "fmt", "subType": subtype}
        return ET.Element(name, attributes)

    markup.fill(parent, coded, known, make, nested=True)
