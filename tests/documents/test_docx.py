"""Office documents: words change, everything else stays; hostile files are refused in a line."""

from __future__ import annotations

import io
import re
import zipfile

import docx as library
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from translate import documents, placeables, segmentation
from translate.documents import docx
from translate.errors import InputError

WORDS = {
    "Wort": "word",
    "Das": "The",
    "Ein": "A",
    "fettes": "bold",
    "schräges": "slanted",
    "Titel": "Title",
}


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sample() -> bytes:
    """Return a document with looks, a link, a field, a list, a table, header and footer."""
    document = library.Document()
    document.add_heading("Das Wort", level=2)
    paragraph = document.add_paragraph("Ein ")
    paragraph.add_run("fettes").bold = True
    paragraph.add_run(" & ")
    run = paragraph.add_run("schräges")
    run.italic = True
    run.font.size = library.shared.Pt(20)
    paragraph.add_run(" Wort.")
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "ziel")
    link.append(document.add_paragraph().add_run("Ein Wort")._r)
    paragraph._p.append(link)
    document.add_paragraph("Wort", style="List Bullet")
    page = document.add_paragraph("Das Wort ")
    for kind in ("begin", None, "separate", "1", "end"):
        page._p.append(field(kind))
    document.add_table(1, 2).rows[0].cells[1].text = "Ein Wort"
    document.sections[0].header.paragraphs[0].text = "Das Wort"
    document.sections[0].footer.paragraphs[0].text = "Ein Wort"
    return saved(document)


def field(kind):
    run = OxmlElement("w:r")
    if kind in {"begin", "separate", "end"}:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
    else:
        mark = OxmlElement("w:t" if kind else "w:instrText")
        mark.text = kind or " PAGE "
    run.append(mark)
    return run


def english(data: bytes, translate) -> bytes:
    """Return a document with each sentence translated by a function of its masked text."""
    text = docx.text_of(data, "x.docx")
    document = segmentation.split(documents.parse(text, "x.docx"))
    targets = {}
    for segment in document.segments:
        mask = placeables.mask(segment)
        targets[segment.id] = placeables.restore(mask, translate(mask.text)).text
    return docx.rewritten(data, "x.docx", text, documents.splice(document, targets))


def by_words(text: str) -> str:
    return re.sub(r"\w+", lambda word: WORDS.get(word[0], word[0]), text)


def test_a_document_is_read_as_lines_of_html():
    """Headings and cells are such; looks and links are pairs, fields stand for themselves."""
    lines = docx.text_of(sample(), "x.docx").splitlines()
    assert lines[0] == "<h2>Das Wort</h2>"
    assert lines[1] == (
        '<p>Ein <b id="1">fettes</b> &amp; <i id="2">schräges</i> Wort.<a id="3">Ein Wort</a></p>'
    )
    assert "<p>Wort</p>" in lines
    assert '<p>Das Wort <img id="1"></p>' in lines
    assert "<td>Ein Wort</td>" in lines
    assert lines[-2:] == ["<p>Ein Wort</p>", "<p>Das Wort</p>"]


def test_words_keep_their_looks():
    """Bold words stay bold, links stay links, in body, table, header and footer."""
    result = library.Document(io.BytesIO(english(sample(), by_words)))
    heading, paragraph = result.paragraphs[:2]
    assert heading.text == "The word"
    assert heading.style.name == "Heading 2"
    looks = [(run.text, bool(run.bold), bool(run.italic)) for run in paragraph.runs]
    assert ("bold", True, False) in looks
    assert ("slanted", False, True) in looks
    assert paragraph.runs[3].font.size == library.shared.Pt(20)
    assert paragraph.text == "A bold & slanted word.A word"
    assert [link.fragment for link in paragraph.hyperlinks] == ["ziel"]
    assert result.tables[0].rows[0].cells[1].text == "A word"
    assert result.sections[0].header.paragraphs[0].text == "The word"
    assert result.sections[0].footer.paragraphs[0].text == "A word"
    codes = [node.get(qn("w:fldCharType")) for node in result.element.iter(qn("w:fldChar"))]
    assert codes == ["begin", "separate", "end"]


def test_nothing_else_changes():
    """Parts without text are copied byte for byte, and so is a document that has not changed."""
    data = sample()
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (data, english(data, by_words)))
    assert before.namelist() == after.namelist()
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"word/document.xml", "word/header1.xml", "word/footer1.xml"}
    same = zipfile.ZipFile(io.BytesIO(english(data, lambda text: text)))
    assert all(same.read(name) == before.read(name) for name in before.namelist())


def test_text_boxes_and_footnotes_are_translated():
    """A text box inside of a paragraph keeps its place, and its words are translated."""
    document = library.Document()
    paragraph = document.add_paragraph("Das Wort ")
    box = OxmlElement("w:txbxContent")
    box.append(document.add_paragraph("Ein Wort")._p)
    picture = OxmlElement("w:pict")
    picture.append(box)
    run = paragraph.add_run(" Titel")
    run._r.append(picture)
    result = library.Document(io.BytesIO(english(saved(document), by_words)))
    texts = ["".join(t.text for t in p.iter(qn("w:t"))) for p in result.element.iter(qn("w:p"))]
    assert texts == ["The word  TitleA word", "A word"]


def test_what_a_translation_loses_stands_at_the_end():
    """A picture or footnote is never lost, whatever becomes of its tag; other tags are dropped."""
    document = library.Document()
    paragraph = document.add_paragraph("Das Wort")
    paragraph._p.append(field("begin"))
    text = docx.text_of(saved(document), "x.docx")
    data = saved(document)
    result = docx.rewritten(data, "x.docx", text, '<p><b id="9">Lost</b></u></p>\n')
    again = docx.text_of(result, "x.docx")
    assert again == '<p>Lost<img id="1"></p>\n'


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_translation_makes_a_readable_document(english_text):
    """Whatever characters stand in the English, the document can be read again."""
    data = PLAIN
    result = english(data, lambda _: english_text or "x")
    assert len(library.Document(io.BytesIO(result)).paragraphs) == 1


def plain() -> bytes:
    document = library.Document()
    document.add_paragraph("Ein Wort.")
    return saved(document)


PLAIN = plain()


def exchanged(part: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return stream.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
BODY = "word/document.xml"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 nonsense", "cannot be read as DOCX"),
        (PLAIN[:2000], "cannot be read as DOCX"),
        (b"", "cannot be read as DOCX"),
        (exchanged(BODY, ENTITY), "declares a document type, which is refused"),
        (exchanged(BODY, b"<w:document"), "not XML"),
        (exchanged(BODY, b"<a>" * 400 + b"</a>" * 400), "not XML"),
        (exchanged("word/styles.xml", ENTITY), "declares a document type"),
    ],
)
def test_hostile_files_are_refused_in_one_line(data, message):
    """Damage, entities and deep nesting end in one line that names the file."""
    with pytest.raises(InputError, match=message) as caught:
        docx.text_of(data, "x.docx")
    assert str(caught.value).startswith("x.docx")
    assert "\n" not in str(caught.value)


def test_a_bomb_is_refused_before_it_is_unpacked():
    """What would unpack to more than any document holds is not unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(5):
            bomb.writestr(f"word/header{number}.xml", b"\0" * (60 * 2**20))
    assert len(stream.getvalue()) < 2**20
    with pytest.raises(InputError, match="unpacks to more than 256 MB"):
        docx.text_of(stream.getvalue(), "x.docx")


def test_another_file_is_not_overwritten_with_old_english():
    """If the German has changed since, the English is not put into it."""
    data = PLAIN
    with pytest.raises(InputError, match="is not the file that was translated"):
        docx.rewritten(data, "x.docx", "<p>Wort</p>\n", "<p>word</p>\n")
