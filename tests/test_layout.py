"""What stands where on a page: every pair once, in order, terms at their places."""

from __future__ import annotations

from dataclasses import replace

import arbitrary
import bitexts
from hypothesis import given

from translate.bitext import Half, Placeable, Span
from translate.exporters.inline import sentence
from translate.layout import pieces, sections


@arbitrary.few
@given(arbitrary.bitexts())
def test_every_pair_stands_once_in_order(bitext):
    """The rows of all sections are the pairs of the bitext."""
    pairs = [row.pair for section in sections(bitext) for row in section.rows]
    assert sorted(map(repr, pairs)) == sorted(map(repr, bitext.pairs))


@arbitrary.few
@given(arbitrary.bitexts())
def test_pieces_make_up_the_text(bitext):
    """A text cut at its terms is the text, and each term has its own surface."""
    for section in sections(bitext):
        for row in section.rows:
            for side in (row.source, row.target):
                assert "".join(stretch for stretch, _ in pieces(side)) == side.text
                assert all(mark.span.of(side.text) for mark in side.marks)


@arbitrary.few
@given(arbitrary.bitexts())
def test_markup_is_all_that_markdown_loses(bitext):
    """Any Markdown source can be laid out; what is left out is markup."""
    marked = replace(bitext, document=replace(bitext.document, format="markdown"))
    for section in sections(marked):
        for row in section.rows:
            shown = "".join(stretch for stretch, _ in pieces(row.source))
            lost = sum(span.end - span.start for span in row.source.markup)
            assert len(shown) == len(row.source.text) - lost


def test_terms_in_merged_sentences_are_found():
    """The terms of a second German sentence are marked at their place in the joined text."""
    bitext = bitexts.article()
    first, second = bitext.pairs[3:5] if len(bitext.pairs) > 4 else bitext.pairs[:2]
    merged = replace(first, source=(*first.source, *second.source), target=("x",))
    pairs = (*bitext.pairs[:3], merged, *bitext.pairs[5:])
    rows = [row for section in sections(replace(bitext, pairs=pairs)) for row in section.rows]
    side = next(row.source for row in rows if row.pair is merged)
    assert [mark.span.of(side.text) for mark in side.marks] == ["Open-Source", "KI"]


def test_an_insertion_stays_behind_the_pair_before_it():
    """English that renders no German stands in the section of the pair before it."""
    bitext = bitexts.bare(("Eins.", "One."), ("Zwei.", "Two."))
    extra = replace(bitext.pairs[0], source=(), target=("Added.",))
    laid = sections(replace(bitext, pairs=(bitext.pairs[0], extra, bitext.pairs[1])))
    assert [row.pair.target_text for row in laid[0].rows] == ["One.", "Added.", "Two."]


def test_a_block_whose_sentences_began_earlier_has_no_rows():
    """A pair over two paragraphs stands in the first of them."""
    bitext = bitexts.article()
    first, second = bitext.pairs[0], bitext.pairs[1]
    merged = replace(first, source=(*first.source, *second.source), target=("x",))
    laid = sections(replace(bitext, pairs=(merged, *bitext.pairs[2:])))
    assert [len(section.rows) for section in laid[:2]] == [1, 1]


def test_emphasis_over_two_sentences_leaves_no_half_in_either():
    """Markup whose other half stands in another sentence is known for what it is, on both sides."""
    bitext = bitexts.bare(("Eins.", "One."), ("Zwei** mit **drei**.", "Two** with **three**."))
    marks = [(4, Half.CLOSE), (11, Half.OPEN), (17, Half.CLOSE)]
    placeables = tuple(
        Placeable("markup", Span(at, at + 2), "**", markup=True, side=side) for at, side in marks
    )
    segment = replace(bitext.pairs[1].source[0], placeables=placeables)
    marked = replace(
        bitext,
        document=replace(bitext.document, format="markdown"),
        pairs=(bitext.pairs[0], replace(bitext.pairs[1], source=(segment,))),
    )
    row = next(r for s in sections(marked) for r in s.rows if r.pair.source == (segment,))
    assert sentence(row.source) == "Zwei mit **drei**."
    assert sentence(row.target) == "Two with **three**."
