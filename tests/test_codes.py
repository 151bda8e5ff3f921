"""Codes: what is taken apart is put together again, and read back from any file of ours."""

from __future__ import annotations

from pathlib import Path

import arbitrary
import bitexts
import pytest
from cat_pages import marked_up
from hypothesis import given

from translate import codes, exporters, importers
from translate.importers import READERS

CODED = {"xliff": ".xlf", "xliff2": ".xlf", "tmx": ".tmx", "tsv": ".tsv", "json": ".json"}


@arbitrary.few
@given(arbitrary.bitexts())
def test_any_english_is_put_together_again(bitext):
    """The English with codes gives the English, character by character."""
    for pair in bitext.pairs:
        assert codes.written(pair, codes.target(pair)) == pair.target_text


def test_every_code_of_a_page_is_found():
    """Nested, doubled and halved markup, atoms and escapes: all stand in the English once."""
    for pair in marked_up().pairs:
        english = codes.target(pair)
        numbers = sorted(part for part in english if isinstance(part, int))
        assert numbers == sorted(codes.of(pair).placeables)
        assert codes.written(pair, english) == pair.target_text


def test_escapes_are_written_for_people_and_back():
    """A tool shows 5 * 3; the source format gets its backslash."""
    pair = marked_up().pairs[1]
    assert "5 * 3" in codes.plain(codes.target(pair))
    assert codes.written(pair, ("6 * 4",)) == "6 \\* 4"


@arbitrary.few
@given(arbitrary.bitexts())
def test_an_export_read_back_corrects_nothing(bitext):
    """No format changes a sentence on its way out and in again."""
    for name, suffix in CODED.items():
        reviewed = READERS[suffix](str(exporters.render(name, bitext)), "file", bitext)
        changed = importers.corrections(bitext, reviewed).changed
        assert changed == 0, name


@pytest.mark.parametrize("name", ["md", "md-table"])
def test_bilingual_markdown_read_back_corrects_nothing(name):
    """Findings, terms, halves and quiet marks of the layouts are no corrections."""
    for bitext in (marked_up(), bitexts.article(), bitexts.markdown()):
        reviewed = READERS[".md"](str(exporters.render(name, bitext)), "file", bitext)
        assert len(reviewed) == len(bitext.pairs)
        assert importers.corrections(bitext, reviewed).changed == 0


SPLIT = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="x">
<unit id="u9">
<notes><note category="termtreu">ours</note><note>Why not?</note></notes>
<segment state="final"><source>Die <pc id="1">Börse</pc></source>
<target order="2">opens <pc id="1">early</pc></target></segment>
<segment state="final"><source>am Morgen</source><target order="1">It</target></segment>
</unit></file></xliff>"""


def test_split_and_renumbered_units_are_understood():
    """A tool may split a sentence, reorder its pieces and give the unit another id."""
    bitext = marked_up()
    verdict = importers.corrections(bitext, READERS[".xlf"](SPLIT, "file", bitext))
    assert verdict.corrections == (("b1.s1", "It opens **early**", "Why not?"),)


def test_a_code_of_no_german_is_refused():
    """A code that the German has not cannot be written, and the sentence says so."""
    bitext = marked_up()
    text = SPLIT.replace('<pc id="1">early</pc>', '<ph id="7"/>')
    verdict = importers.corrections(bitext, READERS[".xlf"](text, "file", bitext))
    assert verdict.refused == ("b1.s1: the German has no code 7; take it out or copy one",)
    assert verdict.corrections == ()


def test_foreign_memories_are_read(tmp_path):
    """Languages with regions, native codes and dates of another tool's TMX are understood."""
    from translate.importers import tmx

    path = Path(tmp_path / "x.tmx")
    path.write_text(
        '<tmx version="1.4"><header/><body><tu changedate="20240102T030405Z">'
        '<tuv xml:lang="DE-AT"><seg>Ein <bpt i="1">&lt;b&gt;</bpt>Tag<ept i="1">&lt;/b&gt;</ept>'
        '</seg></tuv><tuv xml:lang="en-GB"><seg>A <hi>day</hi></seg></tuv></tu></body></tmx>'
    )
    (found,) = tmx.read_memory(path.read_text(), "x.tmx")
    assert found[:3] == ("Ein <b>Tag</b>", "A day", "human")
    assert found.date == "2024-01-02T03:04:05Z"
