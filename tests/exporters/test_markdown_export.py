"""Bilingual Markdown: whatever the text holds, it renders as that text, in its structure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import arbitrary
import bitexts
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from translate import documents, exporters, segmentation
from translate.bitext import AlignedPair, Bitext, Block, BlockKind, Origin, Span
from translate.exporters import inline, markdown
from translate.layout import Mark, Side, sections

GOLDEN = Path(__file__).parents[1] / "golden"
PARSER = MarkdownIt("gfm-like", {"linkify": False})


@pytest.mark.parametrize("name", ["md", "md-table"])
def test_golden(name):
    """The Markdown of the article made by hand is the golden file."""
    path = exporters.target_path("ki-beispiel.de.txt", name, GOLDEN)
    assert exporters.render(name, bitexts.article()) == path.read_text("utf-8")


@pytest.mark.parametrize("name", ["md", "md-table"])
def test_links_by_reference_lead_somewhere(name):
    """A link named by its words, which have become others, keeps its target on every page."""
    document = documents.parse("Das [Haus] steht.\n\n[Haus]: http://h.de\n", "a.md")
    document = segmentation.split(document)
    (segment,) = document.segments
    pair = AlignedPair((segment,), ("The [house][Haus] stands.",), Origin.ENGINE)
    page = PARSER.render(str(exporters.render(name, Bitext(document, (pair,)))))
    assert page.count('<a href="http://h.de">') == 2


def texts(markup: str) -> list[str]:
    """Return the text of every inline block of a Markdown document, whitespace folded."""
    found = []
    for token in PARSER.parse(markup):
        if token.type == "inline":
            children = token.children or ()
            parts = (child.content for child in children if child.type in {"text", "code_inline"})
            found.append("".join(" " if part == "\n" else part for part in parts))
    return [" ".join(text.split()) for text in found]


@arbitrary.few
@given(arbitrary.bitexts())
def test_any_sentence_renders_as_itself(bitext):
    """Every German and English sentence, however nasty, is one paragraph: text and its origin."""
    plain = replace(bitext, violations=())
    expected = []
    for section in sections(plain):
        for row in section.rows:
            source, target = (folded(side) for side in (row.pair.source_text, row.pair.target_text))
            shown = (target or "(no English)") + markdown.SIGNS.get(row.pair.origin, "")
            expected += [source] * bool(source) + [shown]
    assert texts(markdown.interleaved(plain))[1 : len(expected) + 1] == expected


def folded(text: str) -> str:
    """Return a text as a Markdown reader would show it."""
    return " ".join(text.replace("\x00", "\ufffd").split())


@arbitrary.few
@given(arbitrary.bitexts(arbitrary.NASTY))
def test_any_table_has_two_columns(bitext):
    """No sentence breaks out of its cell."""
    only_text = replace(bitext, outcomes=(), violations=(), scores=())
    found = Counter(token.type for token in PARSER.parse(markdown.table(only_text)))
    assert found["td_open"] + found["th_open"] == 2 * found["tr_open"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1))
def test_escaped_text_reads_as_itself(text):
    """Escaping is undone by rendering, at the start of a line too."""
    flat = " ".join(text.split())
    if flat:
        assert texts(inline.guard(inline.escape(flat))) == [folded(flat)]


@given(st.text(st.sampled_from("a`"), min_size=1))
def test_code_spans_hold_backticks(text):
    """A code span shows its text, backticks and all."""
    assert texts(f"x {inline.code(text)}") == [f"x {text}"]


def test_headings_and_lists_keep_their_level():
    """A heading stays on its level, an item keeps its number, a nested item its depth."""
    tokens = PARSER.parse(markdown.interleaved(nested()))
    headings = [token.tag for token in tokens if (token.type, token.level) == ("heading_open", 0)]
    items = [(token.info, token.level) for token in tokens if token.type == "list_item_open"]
    assert headings == ["h3", "h2"]
    assert items[:3] == [("1", 1), ("", 3), ("2", 1)]


def nested():
    """Return a bitext of a heading and a list in a list."""
    bitext = bitexts.bare(("Titel", "Title"), ("Eins", "One"), ("Innen", "Inner"), ("Zwei", "Two"))
    segments = bitext.document.segments
    shapes = (
        (BlockKind.HEADING, "### ", 3),
        (BlockKind.LIST_ITEM, "1. ", 1),
        (BlockKind.LIST_ITEM, "   - ", 2),
        (BlockKind.LIST_ITEM, "2. ", 1),
    )
    blocks = tuple(
        Block(segment.id, kind, segment.span, 1, (segment,), prefix, level)
        for segment, (kind, prefix, level) in zip(segments, shapes, strict=True)
    )
    return replace(bitext, document=replace(bitext.document, blocks=blocks))


def test_markdown_sources_keep_their_markup():
    """Emphasis and links of a Markdown source stay; a term within them is not bold again."""
    bitext = bitexts.markdown()
    german = bitext.pairs[0].source_text
    english = "The **AI** and [links](http://a.de/_x_) \\* 2"
    assert f"> {german}\n\n{english} ✓\n" in markdown.interleaved(bitext)


def test_a_number_is_escaped_only_where_it_would_open_a_list():
    """A point is escaped behind a leading number and before a blank, not inside of a figure."""
    assert inline.guard("20. Juli") == "20\\. Juli"
    assert inline.guard("1.234,56") == "1.234,56"


def test_terms_that_touch_are_one_stretch_of_bold():
    """Two terms in one compound are not written ``**a****b**``."""
    bitext = bitexts.article()
    first, second = bitext.outcomes[8], bitext.outcomes[9]
    glued = "Open-SourceKI-Modelle"
    bitext = replace(
        bitexts.bare((glued, "x")),
        outcomes=tuple(
            replace(o, match=replace(o.match, segment_id="b1.s1", span=span), span=None)
            for o, span in ((first, Span(0, 11)), (second, Span(11, 21)))
        ),
    )
    assert f"> **{glued}**" in markdown.interleaved(bitext)


def test_bold_needs_a_blank_beside_punctuation():
    """A term of mere signs is bold between blanks only, as it would not open elsewhere."""
    for text, written in (("a + b", "a **+** b"), ("a\u2028+ b", "a\u2028+ b"), ("a+ b", "a+ b")):
        at = text.index("+")
        outcome = bitexts.article().outcomes[0]
        side = Side(text, (Mark(Span(at, at + 1), outcome),))
        assert inline.sentence(side) == written


def test_links_of_the_appendix_lead_somewhere():
    """Every sentence that the findings link to carries the anchor, and links back."""
    written = markdown.interleaved(bitexts.article())
    ids = set(re.findall(r"\]\(#(b\d+\.s\d+)\)", written))
    assert ids == {"b2.s2", "b4.s2", "b5.s2"}
    assert all(f'<sup id="{name}">[{name}](#findings)</sup>' in written for name in ids)


def test_english_is_spliced_into_the_source():
    """English-only Markdown is the source with its sentences replaced, all else as it was."""
    bitext = bitexts.article()
    expected = bitext.document.text
    for pair in bitext.pairs:
        expected = expected.replace(pair.source_text, pair.target_text)
    assert markdown.english(bitext) == expected
