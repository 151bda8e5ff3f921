"""TMX 1.4b: the structure of its DTD, and nothing lost on the way through JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import arbitrary
import bitexts
from defusedxml.ElementTree import fromstring
from hypothesis import given

from translate.exporters import json, tmx

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# From the TMX 1.4b DTD, for the elements that are used: children in order, required attributes.
STRUCTURE = {
    "tmx": (r"header body", {"version"}),
    "header": (
        r"((note|prop|ude)( |$))*",
        {
            "creationtool",
            "creationtoolversion",
            "segtype",
            "o-tmf",
            "adminlang",
            "srclang",
            "datatype",
        },
    ),
    "body": (r"(tu( |$))*", set()),
    "tu": (r"((note|prop)( |$))*(tuv( |$))+", set()),
    "tuv": (r"((note|prop)( |$))*seg", {LANG}),
    "prop": (r"", {"type"}),
    "seg": (r"((bpt|ept|it|ph)( |$))*", set()),
    "bpt": (r"", {"i"}),
    "ept": (r"", {"i"}),
    "it": (r"", {"pos"}),
    "ph": (r"", set()),
}
OPTIONAL = {"tu": {"tuid"}, "bpt": {"x", "type"}, "it": {"x", "type"}, "ph": {"x", "type"}}


def check_structure(element):
    children, required = STRUCTURE[element.tag]
    assert re.fullmatch(children, " ".join(child.tag for child in element))
    assert required <= set(element.keys()) <= required | OPTIONAL.get(element.tag, set())
    for child in element:
        check_structure(child)


@arbitrary.few
@given(arbitrary.bitexts())
def test_any_bitext_has_the_structure_of_the_dtd(bitext):
    """Elements, their order and their attributes are those of TMX 1.4b."""
    check_structure(fromstring(tmx.render(bitext).encode()))


@arbitrary.few
@given(arbitrary.bitexts())
def test_nothing_is_lost_from_json_to_tmx_to_pairs(bitext):
    """Ids, both texts and the origin come back, but for what XML itself cannot hold."""
    read = units(tmx.render(json.read(json.render(bitext))))
    assert read == [
        (pair.id, as_xml(pair.source_text), as_xml(pair.target_text), pair.origin)
        for pair in bitext.pairs
    ]


def first(element: Element, path: str) -> Element:
    found = element.find(path)
    assert found is not None
    return found


def units(text: str) -> list[tuple[str, str, str, str]]:
    """Read id, German, English and origin of every unit."""
    found = []
    for unit in fromstring(text.encode()).iter("tu"):
        sides = {tuv.get(LANG): "".join(first(tuv, "seg").itertext()) for tuv in unit.iter("tuv")}
        origin = first(unit, "prop[@type='x-origin']").text or ""
        found.append((unit.get("tuid", ""), sides.get("de", ""), sides.get("en", ""), origin))
    return found


def as_xml(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    legal = (c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
    return "".join(legal)


def test_header_and_properties():
    """The header names tool and languages; a unit has its id, origin and confidence."""
    root = fromstring(tmx.render(bitexts.article()).encode())
    header, unit = first(root, "header"), first(root, "body/tu")
    assert (header.get("creationtool"), header.get("srclang")) == ("termtreu", "de")
    properties = {prop.get("type"): prop.text for prop in unit.findall("prop")}
    assert properties == {"x-id": "b1.s1", "x-origin": "engine", "x-confidence": "0.810"}
    assert [variant.get(LANG) for variant in unit.findall("tuv")] == ["de", "en"]


def test_merged_sentences_name_all_ids():
    """A pair of two German sentences keeps both ids."""
    bitext = bitexts.bare(("Eins.", "One,"), ("Zwei.", "two."))
    merged = replace(bitext.pairs[0], source=bitext.document.segments, target=("One, two.",))
    written = tmx.render(replace(bitext, pairs=(merged,)))
    assert '<prop type="x-id">b1.s1 b1.s2</prop>' in written
    assert units(written)[0][1] == "Eins. Zwei."
