"""Whatever the source looks like, reading and writing it back changes nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from translate import documents, placeables, segmentation
from translate.bitext import Span, WordLink

ARTICLES = sorted((Path(__file__).parents[2] / "articles").glob("*.de.txt"))

# Pieces that Markdown parsers trip over, put together at random.
PIECES = st.sampled_from(
    [
        *[
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "  \n",
            "\\\n",
            "\t",
            "    ",
            " ",
            "\ufeff",
            "\xa0",
            "\x0b",
            "\f",
            "\u2028",
        ],
        *[
            "# ",
            "## ",
            " #",
            "===\n",
            "---\n",
            "***\n",
            "- ",
            "* ",
            "+ ",
            "1. ",
            "7) ",
            "> ",
            ">",
            "- [ ] ",
        ],
        *["|", " | ", "\n|---|---|\n", "\n-|-\n", ":-:", "\\|", "`|`"],
        *["```\n", "~~~", "`", "``", "` a `", "$x$", "$$\n", "$"],
        *[
            "**",
            "*",
            "_",
            "__",
            "~~",
            "[",
            "]",
            "](u)",
            "](<a b> 't')",
            "![",
            "[x]: /u\n",
            "[^1]",
            "[^1]: ",
        ],
        *["<b>", "</b>", "<br>", "<!-- c -->", "<div>\n", "<code>", "</code>", "<a href='x\ny'>"],
        *[
            "&uuml;",
            "&nbsp;",
            "&#10;",
            "&lt;",
            "&shy;",
            "\\*",
            "\\",
            "\\_",
            "{x}",
            "%s",
            "${y}",
            "{{ z }}",
        ],
        *[
            "https://a.de/b_c_d?x=1&amp;y=2",
            "<https://x.y>",
            "a@b.de",
            "z. B. ",
            "Satz eins. ",
            "Ende.",
        ],
        *["Wort", "ä", "„Nein.“", "(so)", "20. Juli", "…", "[x]", "---\ntitle: x\n---\n"],
    ]
)
HOSTILE = st.lists(PIECES, max_size=40).map("".join)
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
FORMATS = st.sampled_from(["plaintext", "markdown"])


def parsed(text: str, format_: str):
    return segmentation.split(documents.parse(text, "x", format_))


@given(HOSTILE | TEXT, FORMATS)
def test_splicing_nothing_gives_the_same_text(text, format_):
    """An empty mapping gives the text back, character by character."""
    assert documents.splice(parsed(text, format_), {}) == text


@given(HOSTILE, FORMATS)
def test_blocks_and_segments_lie_in_order_and_apart(text, format_):
    """Blocks follow one another, segments stay inside their blocks, nothing overlaps."""
    document = parsed(text, format_)
    assert all(a.span.end <= b.span.start for a, b in pairwise(document.blocks))
    for block in document.blocks:
        assert all(
            block.span.start <= s.span.start < s.span.end <= block.span.end for s in block.segments
        )
        assert all(a.span.end <= b.span.start for a, b in pairwise(block.segments))


@given(HOSTILE, FORMATS)
def test_placeables_stand_where_they_say(text, format_):
    """Spans of blocks' placeables lead to their surface in the text, of segments' in theirs."""
    document = parsed(text, format_)
    for block in document.blocks:
        assert all(p.span.of(text) == p.surface for p in block.placeables)
    for segment in document.segments:
        assert all(p.span.of(segment.text) == p.surface for p in segment.placeables)
        assert all(a.span.end <= b.span.start for a, b in pairwise(segment.placeables))


@given(HOSTILE, FORMATS)
def test_segments_read_as_one_line(text, format_):
    """A segment's text has no line break and no blank at its ends."""
    for segment in parsed(text, format_).segments:
        assert not set(segment.text) & set("\r\n")
        assert segment.text == segment.text.strip()
        assert segment.text


@given(HOSTILE)
def test_plain_text_loses_no_character(text):
    """Every character of plain text that is not blank is in a block's span or prefix."""
    document = documents.parse(text, "x.txt")
    covered: set[int] = set()
    for block in document.blocks:
        covered.update(range(block.span.start - len(block.prefix), block.span.end))
    text_at = enumerate(text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text)
    assert not [i for i, character in text_at if not character.isspace() and i not in covered]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_articles_lose_no_character(path):
    """Every character of the articles that is not blank is in a segment or a prefix."""
    document = segmentation.split(documents.read(str(path)))
    covered: set[int] = set()
    for block in document.blocks:
        covered.update(range(block.span.start - len(block.prefix), block.span.start))
    for segment in document.segments:
        covered.update(range(*segment.span))
    text = document.text
    assert not [i for i in range(len(text)) if not text[i].isspace() and i not in covered]


@given(HOSTILE, st.text(alphabet="ab *_`[]<>|#-+=.1:~$\\&()!\n", max_size=12))
def test_a_translation_does_not_break_the_blocks_around_it(text, translation):
    """Whatever a first segment becomes, the document keeps its blocks, their kinds and levels."""
    document = parsed(text, "markdown")
    # A table of one column may have no pipe but those in its text.
    assume(document.segments and "|" not in document.segments[0].text and translation.strip())
    spliced = documents.splice(document, {document.segments[0].id: translation})
    again = parsed(spliced, "markdown")
    outline = [(block.kind, block.level) for block in document.blocks]
    assert [(block.kind, block.level) for block in again.blocks] == outline


@given(HOSTILE)
def test_a_perfect_copy_keeps_the_blocks(text):
    """Masking, copying and restoring every segment leaves the outline as it was."""
    document = parsed(text, "markdown")
    copies = {}
    for segment in document.segments:
        mask = placeables.mask(segment)
        words = [Span(*match.span()) for match in re.finditer(r"\S+", mask.text)]
        links = [WordLink(word, word, 1.0) for word in words]
        copies[segment.id] = placeables.restore(mask, mask.text, links).text
    again = parsed(documents.splice(document, copies), "markdown")
    outline = [(block.kind, block.level) for block in document.blocks]
    assert [(block.kind, block.level) for block in again.blocks] == outline
