"""TMX: reviewed results, and the memories of other tools."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate import codes
from translate.bitext import Origin
from translate.errors import InputError
from translate.importers import xml
from translate.importers.reviewed import Reviewed
from translate.memory import Translation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    from translate.bitext import Bitext

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NATIVE = frozenset({"bpt", "ept", "it", "ph", "ut"})


def read(text: str, path: str, _: Bitext) -> list[Reviewed]:
    """Return the units of a reviewed file in their order.

    Args:
        text: the file.
        path: names it in messages.

    Raises:
        InputError: not XML, or no TMX.
    """
    return [
        Reviewed(
            unit.get("tuid", ""),
            codes.plain(_coded(sides["de"])),
            codes.tidy(_coded(sides["en"])),
            approved=_property(unit, "x-origin") == Origin.HUMAN,
            note=" ".join("".join(note.text or "" for note in xml.children(unit, "note")).split()),
        )
        for unit, sides in _units(text, path)
    ]


def read_memory(text: str, path: str) -> list[Translation]:
    """Return the units of another tool's memory; what an engine made says so in ``x-origin``.

    Args:
        text: the file.
        path: names it in messages, and is the document of units that name none.

    Raises:
        InputError: not XML, no TMX, or without units in German and English.
    """
    found = []
    for unit, sides in _units(text, path):
        german, english = (_blanks("".join(_words(sides[side]))) for side in ("de", "en"))
        if german and english:
            machine = _property(unit, "x-origin") in {Origin.ENGINE, Origin.ALIGNER}
            origin = Origin.ENGINE if machine else Origin.HUMAN
            places = _property(unit, "x-document"), _property(unit, "x-segment")
            found.append(Translation(german, english, origin, *places, _date(unit)))
    if not found:
        raise InputError(f"{path}: no unit in German and English; check its languages")
    return found


def _units(text: str, path: str) -> Iterator[tuple[ET.Element, dict[str, ET.Element]]]:
    """Yield the units that have both languages, with their segments."""
    root = xml.parse(text, path)
    if xml.name(root) != "tmx":
        raise InputError(f"{path}: no TMX but <{xml.name(root)}>; export the memory as TMX")
    for unit in root.iter("tu"):
        sides: dict[str, ET.Element] = {}
        for variant in unit.iter("tuv"):
            language = (variant.get(LANG) or variant.get("lang") or "")[:2].lower()
            segment = variant.find("seg")
            if segment is not None:
                sides.setdefault(language, segment)
        if sides.keys() >= {"de", "en"}:
            yield unit, sides


def _coded(node: ET.Element) -> Iterator[str | int]:
    """Yield the text of a segment with the codes that we numbered."""
    yield node.text or ""
    for child in node:
        kind = xml.name(child)
        if kind == "ept":
            yield -xml.number(child, "i")
        elif kind in NATIVE:
            yield xml.number(child, "x", "i")
        else:
            yield from _coded(child)
        yield child.tail or ""


def _words(node: ET.Element) -> Iterator[str]:
    """Yield the text of a segment with its native codes, without what they explain in ``sub``."""
    yield node.text or ""
    for child in node:
        if xml.name(child) != "sub":
            yield from _words(child)
        yield child.tail or ""


def _blanks(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _property(unit: ET.Element, kind: str) -> str:
    return next((prop.text or "" for prop in unit.iter("prop") if prop.get("type") == kind), "")


def _date(unit: ET.Element) -> str:
    """Return the date of the last change in ISO 8601: TMX writes 20261125T100000Z."""
    written = unit.get("changedate") or unit.get("creationdate") or ""
    for variant in unit.iter("tuv"):
        written = written or variant.get("changedate") or variant.get("creationdate") or ""
    date = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", written)
    return "{}-{}-{}T{}:{}:{}Z".format(*date.groups()) if date else ""
