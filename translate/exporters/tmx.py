"""TMX 1.4b, the exchange format of translation memories: every pair is a translation unit.

Follows the TMX 1.4b specification (LISA OSCAR, 2005). Markup and atoms are native codes whose
numbers are those of ``codes``. Characters that XML 1.0 cannot hold become U+FFFD, line ends become
line feeds.
"""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate import codes
from translate.bitext import GERMAN_ENGLISH
from translate.exporters import markup
from translate.exporters.markup import legal
from translate.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translate.bitext import AlignedPair, Bitext, Languages
    from translate.codes import Codes
    from translate.memory import Translation

NO_SIGNS = str.maketrans("", "", "-:")  # of 2026-11-25T10:00:00Z
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
HEADER = {
    "creationtool": "termtreu",
    "creationtoolversion": VERSION,
    "segtype": "sentence",
    "o-tmf": "termtreu",
    "adminlang": "en",
}


def render(bitext: Bitext) -> str:
    """Return one translation unit a pair, with its origin, id and confidence as properties."""
    root, body = _frame(bitext.languages)
    header = root[0]
    _property(header, "x-document", PurePath(bitext.document.path).name)
    for name, value in (("x-model", bitext.model), ("x-termbase", bitext.termbase)):
        if value:
            _property(header, name, value)
    for pair in bitext.pairs:
        _unit(body, pair, bitext.languages)
    return _written(root)


def render_memory(
    translations: Iterable[Translation], languages: Languages = GERMAN_ENGLISH
) -> str:
    """Return one translation unit a translation of a memory, with where and when it was made."""
    root, body = _frame(languages)
    for one in translations:
        unit = ET.SubElement(body, "tu")
        if one.date:
            unit.set("changedate", one.date.translate(NO_SIGNS))
        facts = {"x-origin": one.origin, "x-document": one.document, "x-segment": one.segment}
        for name, value in facts.items():
            if value:
                _property(unit, name, value)
        for language, text in zip(languages, (one.source, one.target), strict=True):
            variant = ET.SubElement(unit, "tuv", {LANG: language})
            ET.SubElement(variant, "seg").text = legal(text)
    return _written(root)


def _frame(languages: Languages) -> tuple[ET.Element, ET.Element]:
    """Return the root with its header, and the body."""
    root = ET.Element("tmx", version="1.4")
    header = HEADER | {"srclang": languages.source, "datatype": "plaintext"}
    ET.SubElement(root, "header", header)
    return root, ET.SubElement(root, "body")


def _written(root: ET.Element) -> str:
    """Return the file; a line a unit, because blanks inside of a segment count."""
    for child in (root[0], *root[1]):
        child.tail = "\n"
    return DECLARATION + ET.tostring(root, encoding="unicode") + "\n"


def _unit(body: ET.Element, pair: AlignedPair, languages: Languages) -> None:
    """Append one pair; a side without text has no variant, as a unit needs only one."""
    unit = ET.SubElement(body, "tu", {"tuid": pair.id} if pair.id else {})
    if pair.note:
        ET.SubElement(unit, "note").text = legal(pair.note)
    _property(unit, "x-id", " ".join(segment.id for segment in pair.source))
    _property(unit, "x-origin", pair.origin)
    if pair.confidence is not None:
        _property(unit, "x-confidence", f"{pair.confidence:.3f}")
    known = codes.of(pair)
    sides = ((pair.source_text, codes.source), (pair.target_text, codes.target))
    for language, (side, coded) in zip(languages, sides, strict=True):
        if side or (coded is codes.source and not pair.target_text):
            variant = ET.SubElement(unit, "tuv", {LANG: language})
            segment = ET.SubElement(variant, "seg")
            make = partial(_code, known)
            markup.fill(segment, coded(pair), known, make, nested=False)


def _code(known: Codes, number: int, kind: str) -> ET.Element:
    """Return the element of a native code."""
    placeable = known.placeables[number]
    if kind in {markup.OPEN, markup.CLOSE}:
        first = str(min(number, known.partner[number]))
        opening = {"x": first, "type": markup.type_of(placeable)} if kind == markup.OPEN else {}
        code = ET.Element("bpt" if kind == markup.OPEN else "ept", {"i": first, **opening})
    else:
        attributes = {"x": str(number), "type": markup.type_of(placeable)}
        lonely = kind in {markup.BEGIN, markup.END}
        code = ET.Element("it" if lonely else "ph", attributes | ({"pos": kind} if lonely else {}))
    code.text = legal(placeable.surface)
    return code


def _property(parent: ET.Element, kind: str, value: str) -> None:
    """Append a ``<prop>``, which must stand before the variants."""
    ET.SubElement(parent, "prop", type=kind).text = legal(value)
