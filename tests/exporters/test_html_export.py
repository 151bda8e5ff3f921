"""The web page: one file, everything escaped, every sentence and finding in it."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import arbitrary
import bitexts
from hypothesis import given

from translate.bitext import Document, NearMatch
from translate.exporters import html

VOID = {"meta"}


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
    headings = {f"h{level}" for level in range(1, 7)}
    assert {tag for tag, _ in page.found} <= {*known.split(), "tr", "th", "td", "pre"} | headings
    assert not page.open


def test_all_sentences_are_there():
    """Both languages of every pair stand on the page."""
    bitext = bitexts.article()
    text = "".join(data for tag, data in Page(html.render(bitext)).texts if tag != "style")
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
    assert "<script" not in markup
    assert "<link" not in markup
    assert "src=" not in markup
    assert "@import" not in markup
    assert "url(" not in markup


def test_blocks_without_sentences_are_shown():
    """Code stands on the page as it is."""
    bitext = bitexts.bare(("Text.", "Text."))
    code = "<b>&amp;</b>"
    block = replace(bitext.document.blocks[0], id="b2", kind="code", segments=())
    document = Document("a.md", code, (replace(block, span=(block.span._replace(end=len(code)))),))
    page = html.render(replace(bitext, document=document, pairs=()))
    assert "<pre>&lt;b&gt;&amp;amp;&lt;/b&gt;</pre>" in page


def test_markup_of_a_markdown_source_is_not_shown():
    """Emphasis and link targets of a Markdown source are left out; terms in them are marked."""
    bitext = bitexts.markdown()
    page = html.render(bitext)
    assert "The <mark" in page
    assert ">AI</mark> and links * 2" in page


def test_people_and_similar_sentences_are_shown():
    """What a person wrote has its sign; a similar sentence has its differing words marked."""
    bitext = bitexts.bare(("Der Kurs fällt.", "The price falls."))
    near = (NearMatch("Der Kurs steigt.", "The price rises.", 0.8),)
    page = html.render(replace(bitext, pairs=(replace(bitext.pairs[0], near=near),)))
    assert 'title="by a person"> ✓</span>' in page
    assert '<b>80% alike</b><span lang="de"> Der Kurs <u>steigt</u>.</span>' in page
    assert '<span lang="en"> → The price rises.</span>' in page
