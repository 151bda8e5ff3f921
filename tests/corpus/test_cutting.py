"""Blocks are cut by the content of a file alone, and hold every row exactly once."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.corpus import lines, tables
from translate.corpus.rows import Columns

BYTES = st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=30)
TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=30)


def rows_of(name: str, data: bytes, columns: Columns, source=lines):
    """Return the rows of all blocks of a file, in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        blocks = list(source.cut(str(path), name, columns, "key", 4))
        return blocks, [row for block in blocks for row in source.read(block, columns, "key")]


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        for module in (lines, tables):
            patch.setattr(module, "MOST_BYTES", 60)
        patch.setattr(lines, "_PIECE", 16)
        yield


@given(BYTES)
def test_every_line_is_a_row(found):
    """Whatever bytes stand in them, n lines are n rows with the numbers 1 to n."""
    blocks, rows = rows_of("a.txt", b"".join(line + b"\n" for line in found), Columns())
    assert [row.id for row in rows] == [f"a.txt:{n}" for n in range(1, len(found) + 1)]
    assert all(block.rows <= 4 for block in blocks)
    assert len({block.digest for block in blocks}) == len(blocks)


@given(TEXTS)
def test_quoted_fields_come_back(texts):
    """What the csv module writes is read again, line ends and quotes in fields included."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([("id", "german"), *enumerate(texts)])
    columns = Columns("german", "id")
    _, rows = rows_of("a.csv", file.getvalue().encode(), columns)
    assert [row.id for row in rows] == [str(n) for n in range(len(texts))]
    # Text that holds a lone carriage return is no valid record for the csv module itself.
    fine = [(row.text, text) for row, text in zip(rows, texts, strict=True) if not row.fault]
    assert all(read == text for read, text in fine)


@given(TEXTS)
def test_members_of_objects_come_back(texts):
    """Objects give back their text; what cannot be translated has a fault but is not lost."""
    data = b"".join(json.dumps({"german": text}).encode() + b"\n" for text in texts)
    _, rows = rows_of("a.jsonl", data, Columns())
    assert [row.text for row in rows] == texts


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=20), max_size=30))
def test_parquet_comes_back(texts):
    """Columns give back their text, nulls as faults, however the file is cut into groups."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    buffer = io.BytesIO()
    table = pa.table({"german": pa.array(texts, pa.string()), "n": range(len(texts))})
    pq.write_table(table, buffer, row_group_size=3)
    columns = Columns("german", "n")
    _, rows = rows_of("a.parquet", buffer.getvalue(), columns, tables)
    assert [row.id for row in rows] == [str(n) for n in range(len(texts))]
    assert [None if row.fault == "null" else row.text for row in rows] == texts


def test_a_quote_that_is_never_closed_takes_little_with_it(monkeypatch):
    """An open quote ends with the longest record; the rows after it are read."""
    monkeypatch.setattr(lines, "_LONGEST_RECORD", 200)
    data = b'german\nEins.\n"offen\n' + b"x\n" * 150 + b"Zwei.\n"
    _, rows = rows_of("a.csv", data, Columns())
    assert rows[0].text == "Eins."
    assert rows[1].fault
    assert rows[-1] == (f"a.csv:{len(rows)}", "Zwei.", "")


def test_a_line_without_end_is_one_failed_row(monkeypatch):
    """Of a line of many megabytes only the beginning is held."""
    monkeypatch.setattr(lines, "_LONGEST_RECORD", 200)
    _, rows = rows_of("a.txt", b"y" * 5000 + b"\nZwei.", Columns())
    assert rows[0].fault == "a record of 5001 bytes"
    assert len(rows[0].text) < 300
    assert rows[1].text == "Zwei."


def test_borders_do_not_depend_on_what_stands_before_the_file():
    """The same file cut twice gives the same blocks; another key gives other digests."""
    data = b"Eins.\nZwei.\n" * 9
    first, _ = rows_of("a.txt", data, Columns())
    again, _ = rows_of("a.txt", data, Columns())
    assert [block.digest for block in first] == [block.digest for block in again]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(data)
        other = list(lines.cut(str(path), "a.txt", Columns(), "other", 4))
    assert not {block.digest for block in first} & {block.digest for block in other}


def test_a_byte_order_mark_is_no_text():
    """The mark before the first line belongs to no row and to no header."""
    _, rows = rows_of("a.txt", b"\xef\xbb\xbfEins.\n", Columns())
    assert rows[0].text == "Eins."
    _, rows = rows_of("a.csv", b"\xef\xbb\xbfgerman\nEins.\n", Columns())
    assert rows[0].text == "Eins."
