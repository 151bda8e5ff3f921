"""The web page: one file, everything escaped, every sentence and finding in it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import arbitrary
import bitexts
from hypothesis import given
from hypothesis import strategies as st

from translate import documents, segmentation
from translate.bitext import (
    AlignedPair,
    Bitext,
    BlockKind,
    Document,
    NearMatch,
    Origin,
    Span,
    WordLink,
)
from translate.exporters import html

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Collects elements and text; notes tags that do not nest."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def classes(self) -> list[str]:
        return [attributes["class"] or "" for _, attributes in self.found if "class" in attributes]


@arbitrary.few
@given(arbitrary.bitexts())
def test_any_text_is_escaped(bitext):
    """The page has just the elements that we write, properly nested, whatever the text holds."""
    page = Page(html.render(bitext))
    known = "html head meta title style body header main footer section div span p b mark table"
    known += " label progress input script u code pre details summary br"
    headings = {f"h{level}" for level in range(1, 7)}
    assert {tag for tag, _ in page.found} <= {*known.split(), "tr", "th", "td", "pre"} | headings
    assert not page.open


def test_all_sentences_are_there():
    """Both languages of every pair stand on the page."""
    bitext = bitexts.article()
    text = "".join(
        data for tag, data in Page(html.render(bitext)).texts if tag not in {"style", "script"}
    )
    for pair in bitext.pairs:
        assert pair.source_text in text
        assert pair.target_text in text


def test_terms_carry_their_fate():
    """Each occurrence is marked with who kept it, and says so in its title."""
    page = Page(html.render(bitexts.article()))
    marks = [
        attributes for tag, attributes in page.found if tag == "mark" and "title" in attributes
    ]
    assert {mark["class"] for mark in marks} == {"model", "constraint", "repair", "missed"}
    assert any("missed: no word is linked" in (mark["title"] or "") for mark in marks)
    assert "finding error" in page.classes()


def test_nothing_is_loaded():
    """The page refers to no other file."""
    markup = html.render(bitexts.article())
    policy = "default-src 'none'; style-src 'sha256-"
    assert policy in markup
    assert markup.count("<script") == 1
    assert "<link" not in markup
    assert "src=" not in markup
    assert "@import" not in markup
    assert "url(" not in markup


def test_blocks_without_sentences_are_shown():
    """Code stands on the page as it is."""
    bitext = bitexts.bare(("Text.", "Text."))
    code = "<b>&amp;</b>"
    block = replace(bitext.document.blocks[0], id="b2", kind=BlockKind.CODE, segments=())
    document = Document("a.md", code, (replace(block, span=(block.span._replace(end=len(code)))),))
    page = html.render(replace(bitext, document=document, pairs=()))
    assert "<code>&lt;b&gt;&amp;amp;&lt;/b&gt;</code>" in page


def test_markdown_is_drawn():
    """Emphasis is emphasis and a link says where it leads; terms are marked inside of both."""
    page = html.render(bitexts.markdown())
    assert "The <strong><mark" in page
    assert '>AI</mark></strong> and <span class="link" title="http://a.de/_x_">links</span>' in page


def test_a_table_is_a_table():
    """Cells stand in rows and columns of their own, the first row as headers."""
    text = "# A\n\n| Land | |\n|---|---|\n| USA | Der `a\\|b` Code |\n| | Ende |\n"
    document = segmentation.split(documents.parse(text, "a.md"), "de")
    pairs = tuple(AlignedPair((s,), (s.text,), Origin.ENGINE) for s in document.segments)
    page = html.render(Bitext(document, pairs))
    table = page[page.index("<table>") : page.index("</table>")]
    lines = [[cell.count("<p") for cell in re.split("<t[hd]", line)[1:]] for line in rows(table)]
    assert lines == [[2, 0], [2, 2], [0, 2]]
    assert table.count("<th") == 2


def rows(table: str) -> list[str]:
    return table.split("<tr>")[1:]


def test_linked_words_know_each_other():
    """A word names those that render it, inside of terms and emphasis as well."""
    bitext = bitexts.markdown()
    links = (WordLink(Span(6, 8), Span(6, 8), 0.9), WordLink(Span(0, 3), Span(0, 3), 0.01))
    page = html.render(replace(bitext, pairs=(replace(bitext.pairs[0], links=links),)))
    assert '<span data-w="s0" data-l="t0">KI</span></mark></strong>' in page
    assert '<span data-w="t0" data-l="s0">AI</span></mark></strong>' in page
    assert page.count('data-w="') == 2


@arbitrary.few
@given(
    st.text("*_[]()`<>&\\! ab\n$~", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6),
)
def test_any_markdown_is_drawn(text, places):
    """Whatever a sentence holds and wherever its words are linked, the page is well formed."""
    bitext = bitexts.bare(("Ein Satz.", text))
    links = tuple(
        WordLink(Span(0, 3), Span(a, b), 0.9) for a, b in places if a < b <= len(text.strip())
    )
    document = replace(bitext.document, format="markdown")
    pair = replace(bitext.pairs[0], links=links)
    markup = html.render(replace(bitext, document=document, pairs=(pair,)))
    assert not Page(markup).open
    assert not re.search("[\U000f0000-\U000ffffd]", markup)


def test_people_and_similar_sentences_are_shown():
    """What a person wrote has its sign; a similar sentence has its differing words marked."""
    bitext = bitexts.bare(("Der Kurs fällt.", "The price falls."))
    near = (NearMatch("Der Kurs steigt.", "The price rises.", 0.8),)
    page = html.render(replace(bitext, pairs=(replace(bitext.pairs[0], near=near),)))
    assert 'title="by a person">✓ approved</span>' in page
    assert '<b>80% alike</b><span lang="de"> Der Kurs <u>steigt</u>.</span>' in page
    assert '<span lang="en"> → The price rises.</span>' in page
