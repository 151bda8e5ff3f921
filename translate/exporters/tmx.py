"""TMX 1.4b, the exchange format of translation memories: write all pairs, read them back strictly.

Follows the TMX 1.4b specification (LISA OSCAR, 2005). Characters that XML 1.0 cannot hold become
U+FFFD, line ends become line feeds.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple
from xml.etree import ElementTree as ET

from translate import __version__
from translate.bitext import AlignedPair, Bitext, Origin
from translate.errors import InputError

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


class Unit(NamedTuple):
    """One translation unit; a side is empty where nothing corresponds."""

    id: str
    source: str
    target: str
    origin: Origin


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


def read_tmx(text: str, path: str = "TMX") -> tuple[Unit, ...]:
    """Read German-English units, refusing what TMX 1.4b or this tool's use of it does not allow.

    Args:
        text: the XML document; entities are refused, an external DTD is not fetched.
        path: names the file in messages.

    Raises:
        InputError: not well-formed, not TMX 1.4, or a unit without German and English.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(text.encode("utf-8"))
    except (ET.ParseError, DefusedXmlException) as error:
        raise InputError(f"{path}: not a safe, well-formed XML file ({error})") from error
    header, body = root.find("header"), root.find("body")
    if root.tag != "tmx" or root.get("version") != "1.4" or header is None or body is None:
        raise InputError(f"{path}: not TMX 1.4: it needs <tmx version='1.4'>, <header>, <body>")
    missing = [name for name in HEADER if not header.get(name)]
    if missing:
        raise InputError(f"{path}: the header lacks {', '.join(missing)}")
    return tuple(_read_unit(unit, f"{path}: unit {n}") for n, unit in enumerate(body, start=1))


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


def _read_unit(unit: ET.Element, where: str) -> Unit:
    """Read a ``<tu>`` that holds at most one variant of each of the two languages."""
    sides: dict[str, str] = {}
    for variant in unit.findall("tuv"):
        language = (variant.get(LANG) or "").split("-")[0].lower()
        segment = variant.find("seg")
        if language not in {"de", "en"} or language in sides or segment is None:
            raise InputError(f"{where}: expected one <tuv> with a <seg> for each of de and en")
        sides[language] = "".join(segment.itertext())
    if unit.tag != "tu" or not sides:
        raise InputError(f"{where}: expected <tu> with <tuv xml:lang='de'> or 'en'")
    properties = {prop.get("type"): prop.text or "" for prop in unit.findall("prop")}
    try:
        origin = Origin(properties.get("x-origin", Origin.HUMAN))
    except ValueError:
        known = ", ".join(Origin)
        raise InputError(f"{where}: unknown x-origin; known are {known}") from None
    return Unit(unit.get("tuid", ""), sides.get("de", ""), sides.get("en", ""), origin)
