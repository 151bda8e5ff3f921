"""The corpora table and files are read as documented."""

from __future__ import annotations

import lzma

import pytest

from training import corpora
from training.corpora import Pair


def test_a_corpus_of_weight_zero_is_left_out():
    """A corpus whose weight is zero isn't part of the mix, and every other one has a licence."""
    table = corpora.read_table()
    assert all(corpus.weight > 0 and corpus.licence for corpus in table)
    assert "docs-msdocs-dotnet-mt" not in {corpus.file for corpus in table}


def test_an_unknown_mix_lists_the_known_columns(corpora_folder):
    """Naming a weight column that the table lacks says which columns there are."""
    with pytest.raises(ValueError, match="final"):
        corpora.read_table(corpora_folder / "table.tsv", mix="other")


def test_compressed_and_plain_files_read_alike(tmp_path):
    """A corpus may be compressed or not, and lines without two columns are skipped."""
    text = "Guten Tag\tGood day\nkaputt\nJa\tYes\textra\n"
    (tmp_path / "plain.tsv").write_text(text, encoding="utf-8")
    (tmp_path / "packed.tsv.xz").write_bytes(lzma.compress(text.encode()))
    for name in ("plain", "packed"):
        pairs = list(corpora.read_pairs(corpora.find(tmp_path, name)))
        assert pairs == [Pair("Guten Tag", "Good day"), Pair("Ja", "Yes")]


def test_a_missing_corpus_is_named(tmp_path):
    """A file that the table names and the folder lacks is an error with its name."""
    with pytest.raises(FileNotFoundError, match="absent"):
        corpora.find(tmp_path, "absent")
