"""HTML pages and subtitles: the text is found, everything else stays byte for byte."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate import documents, placeables, segmentation
from translate.bitext import BlockKind

PAGE = """<!doctype html>
<html lang="de"><head><title>Das Wort</title><style>p { color: red }</style></head>
<body>
<h1 id="wort">Das Wort</h1>
<p class="Wort">Ein <a href="wort.html">Wort</a> &uuml;ber
   alles.<br>
   Noch ein Wort.</p>
<ul><li>Wort</li><li><code>Wort</code></li></ul>
<table><tr><td>Wort</td></tr></table>
<script>document.write("<p>Wort</p>")</script>
</body></html>
"""
SUBTITLES = """1
00:00:01,000 --> 00:00:04,500
<i>Ein langer Satz
mit Wort.</i>

2
00:00:05,000 --> 00:00:07,000
- Ein Wort?
- {\\an8}Ein Wort!

"""
PIECES = st.sampled_from(
    [
        *["<p>", "</p>", "<b>", "</b>", "<br>", "<!--", "-->", "<script>", "</script>", "<"],
        *["&amp;", "&#10;", "&", ">", '"', "'", "\n", "\r\n", " ", "Wort", "Satz. ", "=]]>"],
        *["<a href='x>y'>", "</a>", "1\n00:00:01,000 --> 00:00:02,000\n", "\n\n", "- ", "ü"],
        *["{\\an8}", "WEBVTT\n", "<v Eva>"],
    ]
)
HOSTILE = st.lists(PIECES, max_size=30).map("".join)
FORMATS = st.sampled_from(["html", "subtitles"])


def parsed(text: str, format_: str):
    return segmentation.split(documents.parse(text, "x", format_))


def translated(text: str, format_: str, **words: str) -> str:
    document = parsed(text, format_)
    english = {}
    for segment in document.segments:
        mask = placeables.mask(segment)
        shown = re.sub(r"\w+", lambda word: words.get(word[0], word[0]), mask.text)
        english[segment.id] = placeables.restore(mask, shown).text
    return documents.splice(document, english)


def test_the_text_of_a_page_is_translated_and_nothing_else():
    """Title, headings, paragraphs, items and cells; no attributes, scripts, styles or code."""
    english = (
        PAGE.replace("Das Wort<", "The word<")
        .replace(">Wort</a>", ">word</a>")
        .replace("Noch ein Wort", "Noch ein word")
        .replace("<li>Wort", "<li>word")
        .replace("<td>Wort", "<td>word")
    )
    assert translated(PAGE, "html", Das="The", Wort="word") == english


def test_elements_tell_what_a_block_is():
    """Headings have their level; items and cells are such."""
    kinds = [(block.kind, block.level) for block in parsed(PAGE, "html").blocks]
    assert kinds == [
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.LIST_ITEM, 1),
        (BlockKind.TABLE_CELL, 0),
    ]


def test_the_lines_of_subtitles_are_translated_and_nothing_else():
    """Numbers, times, styles and line breaks stay; who speaks next begins a line."""
    english = SUBTITLES.replace("Ein langer Satz", "A langer sentence").replace("Wort", "word")
    english = english.replace("Ein", "A")
    assert translated(SUBTITLES, "subtitles", Ein="A", Satz="sentence", Wort="word") == english


@pytest.mark.parametrize("name", ["x.html", "x.HTM", "x.srt", "x.vtt"])
def test_the_ending_tells_the_format(name):
    """No option is needed."""
    assert documents.parse("Text", name).format in {"html", "subtitles"}


@given(HOSTILE, FORMATS)
def test_whatever_stands_there_comes_back(text, format_):
    """Sentences put back as they are read give the same bytes."""
    document = parsed(text, format_)
    same = {}
    for segment in document.segments:
        mask = placeables.mask(segment)
        same[segment.id] = placeables.restore(mask, mask.text).text
    assert documents.splice(document, same) == text


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 (the parser's contract)
        self.seen.append(tag)


@given(st.text(st.sampled_from("a<>&;/!-?bp\"' lt#"), min_size=1))
def test_a_translation_brings_no_tags(english):
    """What an engine writes is text, whatever it looks like."""
    document = parsed("<p>Wort</p>", "html")
    tags = Tags()
    tags.feed(documents.splice(document, {"b1.s1": english}))
    tags.close()
    assert tags.seen == ["p"]


@given(st.text(st.sampled_from("a->\n1:0, "), min_size=1))
def test_a_translation_brings_no_times(english):
    """The English has as many cues as the German."""
    document = parsed(SUBTITLES, "subtitles")
    result = documents.splice(document, {"b1.s1": english})
    assert len(re.findall("-->", result)) == 2
