"""Corpora with a record a line: plain text, JSON Lines, CSV (RFC 4180) and TSV (no quoting)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from translate.corpus import places
from translate.corpus.rows import MOST_BYTES, MOST_ROWS, Block, Columns, Row, row_of
from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

TEXT, JSON, CSV, TSV = ".txt", (".jsonl", ".ndjson"), ".csv", ".tsv"
ENDINGS = (TEXT, *JSON, CSV, TSV)
_MARK = b"\xef\xbb\xbf"
_PIECE = 64 * 1024
_LONGEST_RECORD = 1024 * 1024  # bytes; of more, only the beginning is kept


class _Record(NamedTuple):
    """The bytes of a record with its line end, as many as are kept; ``size`` counts all."""

    data: bytes
    size: int
    digest: bytes


def cut(path: str, name: str, columns: Columns, key: str, most: int = MOST_ROWS) -> Iterator[Block]:
    """Yield the blocks of a file, numbered from 0.

    Args:
        path: of the file.
        name: of the file in the corpus.
        columns: which the blocks are read by.
        key: a digest of all settings that a translation depends on.
        most: rows of a block.

    Raises:
        InputError: the file cannot be read, or its header lacks a column.
    """
    kind = _ending(path)
    with places.opened(path) as file:
        start, header = _begin(file, path, kind, columns)
        first, rows, size, seen = 1, 0, 0, _seed(key, name, 1, header)
        count = 0
        for record in _records(file, quoted=kind == CSV):
            seen.update(record.digest)
            rows, size = rows + 1, size + record.size
            if rows == most or size >= MOST_BYTES:
                yield Block(
                    count, path, name, first, rows, seen.hexdigest(), start, start + size, header
                )
                start, first, count = start + size, first + rows, count + 1
                rows, size, seen = 0, 0, _seed(key, name, first, header)
        if rows:
            yield Block(
                count, path, name, first, rows, seen.hexdigest(), start, start + size, header
            )


def read(block: Block, columns: Columns, key: str) -> list[Row]:
    """Read the rows of a block.

    Raises:
        InputError: the file cannot be read, or has changed since the block was cut.
    """
    kind = _ending(block.path)
    seen = _seed(key, block.name, block.first, block.header)
    rows: list[Row] = []
    with places.opened(block.path) as file:
        file.seek(block.start)
        left = block.end - block.start
        for record in _records(file, quoted=kind == CSV):
            seen.update(record.digest)
            rows.append(_row(block, block.first + len(rows), record, columns))
            left -= record.size
            if left <= 0:
                break
    if seen.hexdigest() != block.digest:
        raise InputError(f"{block.path}: changed while it was translated; start again")
    return rows


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _seed(key: str, name: str, first: int, header: tuple[str, ...]) -> hashlib._Hash:
    return hashlib.sha256(json.dumps([key, name, first, header]).encode())


def _begin(file: BinaryIO, path: str, kind: str, columns: Columns) -> tuple[int, tuple[str, ...]]:
    """Skip a byte order mark and read the header; return where rows begin, and the columns."""
    start = len(_MARK) if file.read(len(_MARK)) == _MARK else 0
    file.seek(start)
    if kind not in {CSV, TSV}:
        return start, ()
    record = next(_records(file, quoted=kind == CSV), None)
    header: tuple[str, ...] = ()
    if record is not None:
        header = tuple(_fields(record.data.decode("utf-8", "replace"), kind))
        start += record.size
    check(path, header, columns)
    file.seek(start)
    return start, header


def check(path: str, known: tuple[str, ...], columns: Columns) -> None:
    """Make sure that a file has the columns.

    Raises:
        InputError: it lacks one.
    """
    for option, column in (("--text-column", columns.text), ("--id-column", columns.id)):
        if column is not None and column not in known:
            raise InputError(
                f"{path}: no column {column!r}; there are {', '.join(known) or 'none'}: "
                f"name one with {option}"
            )


def _records(file: BinaryIO, *, quoted: bool) -> Iterator[_Record]:
    """Yield records; where fields are quoted, a line end inside of quotes ends none.

    A quote that is never closed takes no more than ``_LONGEST_RECORD`` with it.
    """
    held: list[bytes] = []
    size = quotes = 0
    seen = hashlib.sha256()
    while piece := file.readline(_PIECE):
        if size < _LONGEST_RECORD:
            held.append(piece)
        size += len(piece)
        seen.update(piece)
        quotes += piece.count(b'"') if quoted else 0
        if piece.endswith(b"\n") and (quotes % 2 == 0 or size > _LONGEST_RECORD):
            yield _Record(b"".join(held), size, seen.digest())
            held, size, quotes, seen = [], 0, 0, hashlib.sha256()
    if size:
        yield _Record(b"".join(held), size, seen.digest())


def _row(block: Block, number: int, record: _Record, columns: Columns) -> Row:
    """Find the German and the id in a record."""
    data = record.data.removesuffix(b"\n").removesuffix(b"\r")
    kind = _ending(block.path)
    numbered = row_of(block.name, number, data)
    if record.size > len(record.data):
        return Row(numbered.id, numbered.text, f"a record of {record.size} bytes")
    if kind == TEXT or numbered.fault.startswith("not UTF-8"):
        return numbered
    text = data.decode("utf-8")
    if kind in JSON:
        return _json_row(block, number, text, columns)
    try:
        fields = _fields(text, kind)
    except csv.Error as error:
        return Row(numbered.id, numbered.text, f"not {kind[1:].upper()}: {error}")
    if len(fields) != len(block.header):
        wrong = f"{len(fields)} fields where the header has {len(block.header)}"
        return Row(numbered.id, numbered.text, wrong)
    named = dict(zip(block.header, fields, strict=True))
    return row_of(
        block.name, number, named[columns.text], named[columns.id] if columns.id else None
    )


def _json_row(block: Block, number: int, text: str, columns: Columns) -> Row:
    """Find the German and the id in an object."""
    numbered = row_of(block.name, number, text)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Row(numbered.id, numbered.text, "not JSON")
    if not isinstance(value, dict):
        return Row(numbered.id, numbered.text, "no JSON object")
    missing = [c for c in columns if c is not None and c not in value]
    if missing:
        return Row(numbered.id, numbered.text, f"no {missing[0]!r} in it")
    own_id = value[columns.id] if columns.id else None
    if columns.id and not isinstance(own_id, str | int):
        return Row(numbered.id, numbered.text, "an id that is no text and no number")
    return row_of(block.name, number, value[columns.text], own_id)


def _fields(text: str, kind: str) -> list[str]:
    """Cut a record into fields; those of TSV are what stands between tabs.

    Raises:
        csv.Error: the quoting is wrong.
    """
    if kind == TSV:
        return text.rstrip("\r\n").split("\t")
    return next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
