"""XLIFF 1.2: every German sentence once, its state, its findings."""

from __future__ import annotations

import arbitrary
import bitexts
from defusedxml.ElementTree import fromstring
from hypothesis import given

from translate.exporters import xliff
from translate.exporters.markup import legal

NAME = f"{{{xliff.NAMESPACE}}}"


def units(bitext):
    root = fromstring(xliff.render(bitext).encode())
    assert (root.tag, root.get("version")) == (f"{NAME}xliff", "1.2")
    assert [child.tag for child in root] == [f"{NAME}file"]
    assert [child.tag for child in root[0]] == [f"{NAME}header", f"{NAME}body"]
    return list(root[0][1])


@arbitrary.few
@given(arbitrary.bitexts())
def test_every_pair_with_german_is_a_unit(bitext):
    """Both texts stand in a unit of the sentence's id, in the order that XLIFF asks for."""
    found = {unit.get("id"): unit for unit in units(bitext)}
    pairs = [pair for pair in bitext.pairs if pair.source]
    assert len(found) == len(pairs)
    for pair in pairs:
        unit = found[pair.id]
        names = [child.tag.removeprefix(NAME) for child in unit]
        assert names[:2] == ["source", "target"]
        assert set(names[2:]) <= {"note"}
        assert ["".join(child.itertext()) for child in unit[:2]] == [
            legal(pair.source_text),
            legal(pair.target_text),
        ]


def test_findings_are_notes_and_ask_for_review():
    """A sentence with an error or warning needs review and says why; the others are translated."""
    found = {unit.get("id"): unit for unit in units(bitexts.article())}
    assert found["b1.s1"][1].get("state") == "translated"
    assert found["b2.s2"][1].get("state") == "needs-review-translation"
    note = "number-changed: “7 Billionen” became “7 billion”; expected “7 trillion”"
    assert [child.text for child in found["b2.s2"][2:]] == [note]
    terms = [child.text for child in found["b1.s1"][2:]]
    assert "term: Weltraumrennen = Space Race; never: space running" in terms


def test_omissions_need_translation():
    """A sentence without English is not called translated."""
    assert units(bitexts.bare(("Weg.", "")))[0][1].get("state") == "needs-translation"
