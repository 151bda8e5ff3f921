"""Plain text becomes headings, paragraphs, list items and marked boilerplate."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate import documents, segmentation
from translate.bitext import BlockKind

ARTICLES = Path(__file__).parents[2] / "articles"
HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def kinds(text: str) -> list[BlockKind]:
    return [block.kind for block in documents.parse(text, "x.txt").blocks]


def contents(text: str) -> list[str]:
    document = segmentation.split(documents.parse(text, "x.txt"))
    return [" ".join(s.text for s in block.segments) for block in document.blocks]


def test_headings_stand_alone_and_have_no_stop():
    """A short line without a stop between blanks is a heading, the first one of level 1."""
    blocks = documents.parse("Titel\n\nEin Satz.\n\nZwischentitel\n\nNoch ein Satz.", "x").blocks
    assert [(b.kind, b.level) for b in blocks] == [
        (HEADING, 1),
        (PARAGRAPH, 0),
        (HEADING, 2),
        (PARAGRAPH, 0),
    ]


@pytest.mark.parametrize("line", ["Es hat drei Vorteile:", "Ende gut.", "Und dann …", "„Ja!“"])
def test_a_stop_makes_a_paragraph(line):
    """A line with final punctuation is no heading."""
    assert kinds(f"Titel\n\n{line}\n\nText folgt hier.")[1] is PARAGRAPH


@pytest.mark.parametrize("line", ["Das „Wettrennen“", "Der Anfang (2019)", "3. Kapitel"])
def test_a_heading_may_end_in_a_quote_or_bracket(line):
    """What counts is the stop, not the quotation mark after the last word."""
    assert kinds(f"Titel\n\n{line}\n\nText folgt hier.")[1] is HEADING


def test_a_question_above_a_longer_paragraph_is_a_heading():
    """Headings may ask."""
    text = "Was nun?\n\nDas fragen sich viele Menschen in diesem Land."
    assert kinds(text) == [HEADING, PARAGRAPH]


def test_a_doubled_title_is_kept_as_two_headings():
    """The second copy of a title is a heading even if a line follows directly."""
    text = "Der Titel\n\nDer Titel\nBild über Depositphotos.com\n\nText."
    document = documents.parse(text, "x.txt")
    assert kinds(text) == [HEADING, HEADING, PARAGRAPH, PARAGRAPH]
    assert [block.boilerplate for block in document.blocks] == [False, False, True, False]


def test_numbered_items_keep_their_number_as_prefix():
    """The number and its indent are markup, not text."""
    document = documents.parse("Liste:\n\n  1. Eins: a\n  2. Zwei: b\n", "x.txt")
    assert [(b.kind, b.prefix, b.line) for b in document.blocks[1:]] == [
        (ITEM, "  1. ", 3),
        (ITEM, "  2. ", 4),
    ]


@pytest.mark.parametrize("line", ["20. Juli 1969 war ein Sonntag.", "3. Liga ist auch schön."])
def test_an_ordinal_is_no_item(line):
    """A number at a paragraph's start without neighbours to count with belongs to the text."""
    assert kinds(f"{line}\n") == [PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    [
        "Bild über Depositphotos.com",
        "Foto: Erika Muster / dpa",
        "Bildnachweis: Archiv",
        "Quelle & Bilder",
        "Schreibe einen Kommentar",
        "Deine E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert",
    ],
)
def test_leftovers_of_the_web_page_are_marked(line):
    """Picture credits and comment forms are boilerplate, and still there."""
    document = documents.parse(f"Titel\n\nText.\n\n{line}", "x.txt")
    assert document.blocks[-1].boilerplate
    assert document.blocks[-1].span.of(document.text) == line


@pytest.mark.parametrize(
    "line", ["Das Bild über dem Sofa hängt schief.", "Die Quelle liegt im Wald."]
)
def test_prose_about_pictures_is_not_boilerplate(line):
    """A sentence that begins like a credit is still a sentence."""
    assert not documents.parse(line, "x.txt").blocks[0].boilerplate


def test_wrapped_lines_are_one_paragraph():
    """Where the next word would not have fitted, the line goes on below."""
    text = (
        "Der Zug nach Süden stand seit einer Stunde auf freier Strecke, und niemand\n"
        "wusste, warum. Draußen lag Schnee, drinnen wurde es langsam kälter, und der\n"
        "Schaffner war verschwunden.\n"
        "Dann ging das Licht aus.\n\n"
        "Eine Frau lachte. Ein Kind fragte, ob das zum Programm gehöre, und bekam als\n"
        "Antwort ein Bonbon.\n"
    )
    assert contents(text) == [
        " ".join(text.split("\n")[:3]),
        "Dann ging das Licht aus.",
        " ".join(text.split("\n")[5:7]),
    ]


def test_words_divided_by_wrapping_are_joined():
    """A hyphen at a wrapped line's end is kept where the word has one, dropped where not."""
    text = (
        "Die Vereinigten Staaten sind seit langem die treibende Kraft der Ent-\n"
        "wicklung von Sprachmodellen, doch der Aufstieg der chinesischen Open-\n"
        "Source-Modelle der letzten Jahre stellt das infrage, mit all den Vor-\n"
        "und Nachteilen.\n"
    )
    assert contents(text)[0].startswith("Die Vereinigten Staaten sind seit langem die")
    assert "der Entwicklung von" in contents(text)[0]
    assert "Open-Source-Modelle der" in contents(text)[0]
    assert contents(text)[0].endswith("den Vor- und Nachteilen.")


def test_verse_and_addresses_stay_lines():
    """Short lines, and long ones that differ, were not wrapped."""
    assert len(kinds("Erika Muster\nLindenstraße 5\n12345 Berlin")) == 3
    assert len(kinds(f"{'Wort ' * 30}\n{'Wort ' * 25}")) == 2


def test_articles_have_one_block_per_line():
    """References are keyed by line, so every line of the articles is a block of its own."""
    for path in ARTICLES.glob("*.de.txt"):
        document = documents.read(str(path))
        lines = [n for n, line in enumerate(document.text.split("\n"), start=1) if line.strip()]
        assert [block.line for block in document.blocks] == lines


def test_the_articles_are_read_as_an_editor_would():
    """Titles, sections, lists and leftovers are told apart."""
    document = documents.read(str(ARTICLES / "ki-weltraumrennen.de.txt"))
    headings = [b.line for b in document.blocks if b.kind is HEADING]
    assert headings == [1, 3, 6, 16, 24, 32, 40, 48]
    assert [b.line for b in document.blocks if b.boilerplate] == [4, 54, 56, 58, 60]


def test_a_lost_blank_is_put_back_in_english():
    """Where the German forgot the blank between two sentences the English has it."""
    document = segmentation.split(
        documents.parse("Das ist das „Rennen“.Mein Haus ist hier.", "x.txt")
    )
    first, second = document.segments
    english = documents.splice(document, {first.id: "That is it.", second.id: "My house is here."})
    assert english == "That is it. My house is here."


def test_a_break_tag_ends_a_sentence():
    """``<br>`` parts words in plain text too."""
    document = segmentation.split(documents.parse("Erste Zeile<br>Zweite Zeile", "x.txt"))
    assert [segment.text for segment in document.segments] == ["Erste Zeile", "Zweite Zeile"]
