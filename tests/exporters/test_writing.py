"""Names of formats and files, and files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import bitexts
import pytest

from translate import exporters
from translate.errors import OutputError, UsageError
from translate.exporters import tsv


@pytest.mark.parametrize(
    ("document", "name", "file"),
    [
        ("articles/ki.de.txt", "md", "ki.de-en.md"),
        ("articles/ki.de.txt", "md-table", "ki.de-en.table.md"),
        ("articles/ki.de.txt", "md-en", "ki.en.md"),
        ("articles/ki.de.txt", "json", "ki.de-en.json"),
        ("articles/ki.de.txt", "html", "ki.de-en.html"),
        ("articles/ki.de.txt", "tmx", "ki.de-en.tmx"),
        ("articles/ki.de.txt", "tsv", "ki.de-en.tsv"),
        ("articles/ki.de.txt", "xliff", "ki.de-en.xlf"),
        ("notes.md", "md-en", "notes.en.md"),
        ("/abs/plain", "json", "plain.de-en.json"),
        ("v1.2.txt", "json", "v1.2.de-en.json"),
    ],
)
def test_files_are_named_after_the_document(document, name, file):
    """The name of an export is the document's, the languages and the format's ending."""
    assert exporters.target_path(document, name, "out") == Path("out") / file


def test_two_documents_never_share_a_file():
    """Documents that differ in folder or ending only are refused before anything is written."""
    for files in (["a/ki.de.txt", "a/notes.md"], ["a/ki.de.txt", "b/ki.md"]):
        exporters.placing("out", files).check(files, ["md"])
    files = ["a/ki.de.txt", "a/ki.md"]
    with pytest.raises(UsageError, match=r"a/ki\.de\.txt and a/ki\.md would both be written to"):
        exporters.placing("out", files).check(files, ["md"])


def test_a_folder_mirrors_the_tree_of_the_sources():
    """Sources of several folders keep their folders below the output; those of one lose it."""
    files = ["site/a/index.de.md", "site/b/c/index.de.md"]
    placing = exporters.placing("out", files)
    assert [placing.path(file, "md-en") for file in files] == [
        Path("out/a/index.en.md"),
        Path("out/b/c/index.en.md"),
    ]
    assert exporters.placing("out", files[:1]).path(files[0], "md-en") == Path("out/index.en.md")


def test_a_pattern_writes_beside_the_source_and_never_over_it():
    """``{dir}/{stem}`` names the source; a result in a source's place is refused."""
    files = ["site/a/index.de.md"]
    beside = exporters.placing("{dir}/{stem}.en.md", files)
    assert beside.path(files[0], "md-en") == Path("site/a/index.en.md")
    with pytest.raises(UsageError, match="would be overwritten"):
        exporters.placing("{dir}/{stem}.de.md", files).check(files, ["md-en"])


def test_unknown_formats_are_refused_with_the_known_ones():
    """An unknown format is a usage error that lists what there is."""
    bitext = bitexts.article()
    for use in (lambda: exporters.check(["md", "pdf"]), lambda: exporters.render("pdf", bitext)):
        with pytest.raises(UsageError, match="unknown format 'pdf'; known are md, md-table, md-en"):
            use()


@pytest.mark.parametrize("name", exporters.FORMATS)
def test_the_same_bitext_gives_the_same_bytes(name):
    """Rendering is a function of the bitext: no time, no chance."""
    assert exporters.render(name, bitexts.article()) == exporters.render(name, bitexts.article())


def test_tsv_has_one_line_a_pair():
    """Tabs, line ends and backslashes are escaped; an omission leaves its side empty."""
    bitext = bitexts.bare(("a\tb", "c\nd\\e"), ("Weg.", ""))
    assert tsv.render(bitext) == "a\\tb\tc\\nd\\\\e\nWeg.\t\n"


def test_writing_makes_folders_and_replaces(tmp_path):
    """A file is written with line feeds, into new folders, over what was there."""
    path = tmp_path / "a" / "b.md"
    exporters.write(path, "ä\n")
    exporters.write(path, "ö\n")
    assert path.read_bytes() == "ö\n".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["b.md"]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (errno.ENOSPC, "no space left on the disk"),
        (errno.EACCES, "permission denied"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch, code, cause):
    """When writing fails the old file stands, nothing is left behind, and the cause is said."""
    path = tmp_path / "a.md"
    exporters.write(path, "old")

    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=rf"a\.md: cannot be written: {cause}"):
        exporters.write(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.md"]


def test_an_interrupt_leaves_no_half_file(tmp_path, monkeypatch):
    """Ctrl-C while writing leaves neither a part nor a temporary file."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        exporters.write(tmp_path / "a.md", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_explained(tmp_path):
    """A folder in the place of the file, or a file in that of the folder, is one clear line."""
    (tmp_path / "a.md").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        exporters.write(tmp_path / "a.md", "x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file; choose another"):
        exporters.write(tmp_path / "file" / "a.md", "x")
