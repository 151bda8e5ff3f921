"""The order of a run over a corpus: cut, compare with what is done, do the rest, sum up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate import results
from translate.corpus import cluster, lines, local, places, tables
from translate.corpus.rows import MOST_ROWS, Columns
from translate.corpus.shelf import JSONL, PARQUET, Shelf
from translate.corpus.tally import Totals
from translate.corpus.work import Job
from translate.errors import InputError
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from translate.corpus.cluster import Cluster
    from translate.corpus.rows import Block
    from translate.engines.base import Engine
    from translate.options import Options

_ENDINGS = (*lines.ENDINGS, *tables.ENDINGS)
_DEFAULT = Columns()
_VERSION = 1  # to be raised whenever the same rows may be cut or written in another way


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done.

    ``source`` is a file, a folder or a pattern, here or at an address. ``options`` name the output,
    the glossary, the engine. ``format`` of the shards is Parquet for Parquet, else JSON Lines,
    where it is None. ``resume`` goes on with what the output holds. ``where`` is the cluster to
    work on; None works in this process. ``engine`` translates in place of the one of the options.
    ``most`` is the number of rows that make a block full.
    """

    source: str
    options: Options
    columns: Columns = _DEFAULT
    format: str | None = None
    resume: bool = False
    where: Cluster | None = None
    engine: Engine | None = None
    most: int = MOST_ROWS


def translate(
    order: Order,
    on_begin: Callable[[int], None] = lambda _: None,
    on_done: Callable[[int, Totals], None] = lambda _, __: None,
) -> Totals:
    """Translate a corpus into the folder that the options name.

    Args:
        order: what is to be done.
        on_begin: called with the number of rows before the first block.
        on_done: called with the rows of a block that is over, and all counts so far.

    Returns:
        The counts; the same are in the folder's ``report.json``.

    Raises:
        EngineError: the model cannot be used.
        GlossaryError: the glossary cannot be read.
        InputError: the corpus cannot be read, or lacks a column.
        OutputError: the folder cannot be written.
        UsageError: an extra is missing, or the folder belongs to another corpus.
    """
    paths = places.files(order.source, _ENDINGS)
    job, noted = _job(paths, order)
    job.shelf.start(noted, resume=order.resume)
    blocks = list(plan(paths, job, order.most))
    on_begin(sum(block.rows for block in blocks))
    totals = Totals()
    todo = list(_unfinished(blocks, job, totals))
    on_done(totals.rows, totals)
    for note in _delivered(job, todo, order.where):
        totals.add(note)
        on_done(note["rows"], totals)
    job.shelf.end(totals.report())
    return totals


def _unfinished(blocks: Sequence[Block], job: Job, totals: Totals) -> Iterator[Block]:
    """Yield what is left to do; count what is not."""
    finished = job.shelf.finished(blocks)
    for block in blocks:
        note = job.shelf.note(block) if block.key in finished else None
        if note is None:
            yield block
        else:
            totals.add(note, earlier=True)


def plan(paths: Sequence[str], job: Job, most: int = MOST_ROWS) -> Iterator[Block]:
    """Cut files into blocks, by their content alone.

    Raises:
        InputError: a file cannot be read, lacks a column, or none has any row.
    """
    number = count()
    for path in paths:
        source = tables if path.lower().endswith(tables.ENDINGS) else lines
        name = places.name_of(path, paths)
        for block in source.cut(path, name, job.columns, job.settings, most):
            yield replace(block, number=next(number))
    if next(number) == 0:
        raise InputError(f"{paths[0]}: no rows; give a corpus with text")


def _delivered(
    job: Job, blocks: Sequence[Block], where: Cluster | None
) -> Iterator[dict[str, Any]]:
    if not blocks:
        return iter(())
    return local.deliver(job, blocks) if where is None else cluster.deliver(job, blocks, where)


def _job(paths: Sequence[str], order: Order) -> tuple[Job, dict[str, Any]]:
    """Say what workers must know, and what settings are noted for a later run.

    Raises:
        EngineError: the model is unknown or malformed.
        GlossaryError: the glossary cannot be read.
        UsageError: Parquet is to be read or written and pyarrow is missing.
    """
    options, columns = order.options, order.columns
    are_tables = [path.lower().endswith(tables.ENDINGS) for path in paths]
    written = order.format or (PARQUET if all(are_tables) else JSONL)
    if any(are_tables) or written == PARQUET:
        tables.require()
    with open_workshop(options.updated(use_memory=False), order.engine) as workshop:
        settings = results.settings_digest(workshop, options)
        noted = {
            "version": _VERSION,
            "model": workshop.engine.name,
            "engine": workshop.engine.fingerprint,
            "glossary": workshop.termbase.digest,
            "enforcement": options.enforcement.value,
            "format": written,
            "columns": list(columns),
            "rows of a block": order.most,
            "program": settings,
        }
    path = options.glossary_path
    glossary = (path, Path(path).read_bytes()) if path else None
    shelf = Shelf(options.output, written, uuid.uuid4().hex)
    key = f"{settings} {columns} {_VERSION}"
    return Job(options, columns, shelf, glossary, order.engine, key), noted
