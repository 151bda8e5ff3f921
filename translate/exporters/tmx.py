"""TMX 1.4b, the exchange format of translation memories: every pair is a translation unit.

Follows the TMX 1.4b specification (LISA OSCAR, 2005). Characters that XML 1.0 cannot hold become
U+FFFD, line ends become line feeds.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate import __version__

if TYPE_CHECKING:
    from translate.bitext import AlignedPair, Bitext

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
HEADER = {
    "creationtool": "termtreu",
    "creationtoolversion": __version__,
    "segtype": "sentence",
    "o-tmf": "termtreu",
    "adminlang": "en",
    "srclang": "de",
    "datatype": "plaintext",
}
ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(bitext: Bitext) -> str:
    """Return one translation unit a pair, with its origin, id and confidence as properties."""
    root = ET.Element("tmx", version="1.4")
    header = ET.SubElement(root, "header", HEADER)
    _property(header, "x-document", PurePath(bitext.document.path).name)
    for name, value in (("x-model", bitext.model), ("x-termbase", bitext.termbase)):
        if value:
            _property(header, name, value)
    body = ET.SubElement(root, "body")
    for pair in bitext.pairs:
        _unit(body, pair)
    ET.indent(root)
    return DECLARATION + ET.tostring(root, encoding="unicode") + "\n"


def _unit(body: ET.Element, pair: AlignedPair) -> None:
    """Append one pair; a side without text has no variant, as a unit needs only one."""
    unit = ET.SubElement(body, "tu", {"tuid": pair.id} if pair.id else {})
    _property(unit, "x-id", " ".join(segment.id for segment in pair.source))
    _property(unit, "x-origin", pair.origin)
    if pair.confidence is not None:
        _property(unit, "x-confidence", f"{pair.confidence:.3f}")
    for language, side in (("de", pair.source_text), ("en", pair.target_text)):
        if side or (language == "de" and not pair.target_text):
            variant = ET.SubElement(unit, "tuv", {LANG: language})
            ET.SubElement(variant, "seg").text = legal(side)


def _property(parent: ET.Element, kind: str, value: str) -> None:
    """Append a ``<prop>``, which must stand before the variants."""
    ET.SubElement(parent, "prop", type=kind).text = legal(value)


def legal(text: str) -> str:
    """Return a text with XML line ends and without the characters that XML 1.0 forbids."""
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", re.sub("\r\n?", "\n", text))
