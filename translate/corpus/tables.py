"""Corpora in Parquet, read and written by pyarrow."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

from translate.corpus import places
from translate.corpus.lines import check
from translate.corpus.rows import MOST_BYTES, MOST_ROWS, Block, Columns, Row, row_of
from translate.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENDINGS = (".parquet",)


def require() -> None:
    """Make sure that pyarrow is there.

    Raises:
        UsageError: it is not.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UsageError(f"Parquet needs the extra: {places.EXTRA}") from None


def cut(path: str, name: str, columns: Columns, key: str, most: int = MOST_ROWS) -> Iterator[Block]:
    """Yield the blocks of a file, numbered from 0, as ``lines.cut`` does."""
    count, first, rows, size, seen = 0, 1, 0, 0, _seed(key, name, 1)
    for value, own_id in _values(path, columns, 0):
        seen.update(_mark(value, own_id))
        rows, size = rows + 1, size + (len(value) if isinstance(value, bytes) else 0)
        if rows == most or size >= MOST_BYTES:
            yield Block(count, path, name, first, rows, seen.hexdigest())
            first, count = first + rows, count + 1
            rows, size, seen = 0, 0, _seed(key, name, first)
    if rows:
        yield Block(count, path, name, first, rows, seen.hexdigest())


def read(block: Block, columns: Columns, key: str) -> list[Row]:
    """Read the rows of a block, as ``lines.read`` does."""
    seen = _seed(key, block.name, block.first)
    rows: list[Row] = []
    for value, own_id in _values(block.path, columns, block.first - 1):
        seen.update(_mark(value, own_id))
        number = block.first + len(rows)
        row = row_of(block.name, number, value, own_id)
        rows.append(row._replace(fault=row.fault or "no id") if _lacks(own_id, columns) else row)
        if len(rows) == block.rows:
            break
    if seen.hexdigest() != block.digest:
        raise InputError(f"{block.path}: changed while it was translated; start again")
    return rows


def render(records: Sequence[dict[str, Any]]) -> bytes:
    """Return translated rows as a Parquet file; the same rows give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(list(records), schema=_schema())
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _schema() -> Any:
    """Return the columns of a translated corpus."""
    import pyarrow as pa

    span = pa.list_(pa.int32())
    term = {
        **dict.fromkeys(("term", "surface", "status", "by", "rendering", "reason"), pa.string()),
        "span": span,
        "rendering_span": span,
    }
    finding = dict.fromkeys(("check", "severity", "message", "suggestion"), pa.string())
    return pa.schema(
        {
            "id": pa.string(),
            "source": pa.string(),
            "target": pa.string(),
            "confidence": pa.float64(),
            "terms": pa.list_(pa.struct(term)),
            "findings": pa.list_(pa.struct({**finding, "span": span})),
            "error": pa.string(),
        }
    )


def _values(path: str, columns: Columns, skip: int) -> Iterator[tuple[object, object]]:
    """Yield what stands in the two columns, from a row on; texts as their bytes.

    Raises:
        InputError: the file cannot be read as Parquet, or lacks a column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with places.opened(path) as source:
        try:
            file = pq.ParquetFile(source)
            check(path, tuple(file.schema_arrow.names), columns)
            groups = range(file.num_row_groups)
            begin = 0
            while begin in groups and skip >= file.metadata.row_group(begin).num_rows:
                skip -= file.metadata.row_group(begin).num_rows
                begin += 1
            wanted = [one for one in columns if one is not None]
            for batch in file.iter_batches(MOST_ROWS, list(groups)[begin:], wanted):
                texts = _plain(batch.column(columns.text))
                ids = _plain(batch.column(columns.id)) if columns.id else [None] * len(texts)
                yield from list(zip(texts, ids, strict=True))[skip:]
                skip = max(0, skip - len(texts))
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: cannot be read as Parquet: {error}") from error


def _plain(column: Any) -> list[object]:
    """Return the values of a column; texts as bytes, which need not be UTF-8."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.cast(pa.large_binary())
    return list(column.to_pylist())


def _seed(key: str, name: str, first: int) -> hashlib._Hash:
    return hashlib.sha256(repr((key, name, first)).encode())


def _mark(value: object, own_id: object) -> bytes:
    return hashlib.sha256(repr((value, own_id)).encode()).digest()


def _lacks(own_id: object, columns: Columns) -> bool:
    return columns.id is not None and own_id is None
