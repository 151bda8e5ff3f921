"""TMX 1.4b: the structure of its DTD, a strict reader, and nothing lost on the way through JSON."""

from __future__ import annotations

import re
from dataclasses import replace

import arbitrary
import bitexts
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given

from translate.errors import InputError
from translate.exporters import json, tmx

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
    "seg": (r"", set()),
}
OPTIONAL = {"tu": {"tuid"}}


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
    units = tmx.read_tmx(tmx.render(json.read(json.render(bitext))))
    expected = [
        tmx.Unit(pair.id, as_xml(pair.source_text), as_xml(pair.target_text), pair.origin)
        for pair in bitext.pairs
    ]
    assert list(units) == expected


def as_xml(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    legal = (c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
    return "".join(legal)


def test_header_and_properties():
    """The header names tool and languages; a unit has its id, origin and confidence."""
    root = fromstring(tmx.render(bitexts.article()).encode())
    header, unit = root.find("header"), root.find("body/tu")
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
    assert tmx.read_tmx(written)[0].source == "Eins. Zwei."


BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tmx version="1.4">&b;</tmx>'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<body>", "<body", "not a safe, well-formed XML file"),
        ('version="1.4"', 'version="1.1"', "not TMX 1.4"),
        (' o-tmf="termtreu"', "", "the header lacks o-tmf"),
        ('xml:lang="en"', 'xml:lang="de"', "unit 1: expected one <tuv> with a <seg> for each"),
        ("<seg>KI", "<note>", "not a safe, well-formed"),
        (">engine<", ">nobody<", "unit 1: unknown x-origin; known are engine, aligner, human"),
    ],
)
def test_the_reader_is_strict(old, new, message):
    """What is not TMX 1.4 with German and English is refused with file and unit."""
    text = tmx.render(bitexts.article())
    assert old in text
    with pytest.raises(InputError, match=rf"^x\.tmx: .*{re.escape(message)}"):
        tmx.read_tmx(text.replace(old, new, 1), "x.tmx")


def test_entities_are_refused():
    """An entity bomb is not expanded."""
    with pytest.raises(InputError, match="safe"):
        tmx.read_tmx(BOMB)
