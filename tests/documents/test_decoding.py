"""A file that cannot be read as text gets one line that says why and what to do."""

from __future__ import annotations

import pytest

from translate import documents
from translate.errors import InputError, UsageError

GERMAN = "Größe und Übermut: „Schluß“ – für 5 €.\n"


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "utf-16", "utf-16-le"])
def test_the_likely_encoding_is_named(encoding):
    """German in another encoding is refused, naming the encoding to try."""
    with pytest.raises(InputError, match=rf"a\.txt.*--encoding {encoding}$"):
        documents.decode(GERMAN.encode(encoding), "a.txt")


def test_old_dos_files_are_recognised():
    """Umlauts of code page 850 are told from those of Windows."""
    with pytest.raises(InputError, match="--encoding cp850"):
        documents.decode("Größe, Übermut, für".encode("cp850"), "a.txt")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8"])
def test_a_named_encoding_is_used(encoding):
    """With --encoding the text is read as it was written."""
    assert documents.decode(GERMAN.encode(encoding), "a.txt", encoding) == GERMAN


def test_a_wrong_name_for_utf8_is_corrected():
    """Naming another encoding for a file in UTF-8 is answered with utf-8."""
    with pytest.raises(InputError, match="--encoding utf-8"):
        documents.decode(GERMAN.encode(), "a.txt", "ascii")


def test_the_place_of_the_first_bad_byte_is_told():
    """The message leads to line and byte."""
    with pytest.raises(InputError, match=r"^a\.txt:2: byte 9 "):
        documents.decode(b"Zeile 1\nF\xfcr", "a.txt")


@pytest.mark.parametrize("data", [b"", b"\n \r\n\t", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_an_error(data):
    """Nothing but blanks is nothing to translate."""
    with pytest.raises(InputError, match="empty"):
        documents.decode(data, "a.txt")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "office"),
        (b"text\0text", "binary"),
        (b"\x7fELF\x01\x01\x00\x00", "binary"),
    ],
)
def test_binaries_are_recognised(data, kind):
    """A binary is named as what it is."""
    with pytest.raises(InputError, match=kind):
        documents.decode(data, "a.txt")


def test_an_unknown_encoding_is_a_usage_error():
    """The message lists encodings that exist."""
    with pytest.raises(UsageError, match="cp1252"):
        documents.decode(b"x", "a.txt", "klingon")


def test_a_byte_order_mark_comes_back():
    """The mark stays in the text but in no block, so that writing gives the same bytes."""
    text = documents.decode(b"\xef\xbb\xbf# Titel\r\n", "a.md")
    document = documents.parse(text, "a.md")
    assert document.blocks[0].span.of(text) == "Titel"
    assert documents.splice(document, {}).encode() == b"\xef\xbb\xbf# Titel\r\n"


def test_a_missing_file_a_folder_and_a_locked_file_are_told_apart(tmp_path):
    """Each failure names the path and the way out."""
    with pytest.raises(InputError, match="no such file"):
        documents.read(str(tmp_path / "x.txt"))
    with pytest.raises(InputError, match="directory"):
        documents.read(str(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        documents.read(str(tmp_path / ("x" * 300)))


def test_an_unknown_format_is_a_usage_error():
    """The message lists the formats."""
    with pytest.raises(UsageError, match="plaintext, markdown"):
        documents.parse("x", "x.txt", "pdf")
