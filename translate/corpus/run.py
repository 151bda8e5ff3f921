"""The order of a run over a corpus: cut, compare with what is done, do the rest, sum up."""

from __future__ import annotations

import uuid
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate import pipeline
from translate.corpus import cluster, lines, local, places, tables
from translate.corpus.rows import Columns
from translate.corpus.shelf import FORMATS, JSONL, PARQUET, Shelf
from translate.corpus.tally import Totals
from translate.corpus.work import Job
from translate.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from translate.corpus.cluster import Cluster
    from translate.corpus.rows import Block
    from translate.engines.base import Engine
    from translate.options import Options

_ENDINGS = (*lines.ENDINGS, *tables.ENDINGS)
_VERSION = 1  # to be raised whenever the same rows may be cut or written in another way


def translate(
    source: str,
    options: Options,
    columns: Columns,
    *,
    format: str | None = None,  # noqa: A002 - the word
    resume: bool = False,
    where: Cluster | None = None,
    engine: Engine | None = None,
    on_begin: Callable[[int], None] = lambda _: None,
    on_done: Callable[[int, Totals], None] = lambda _, __: None,
) -> Totals:
    """Translate a corpus into the folder that the options name.

    Args:
        source: a file, a folder or a pattern, here or at an address.
        options: output, glossary, engine, enforcement.
        columns: where the German stands, and the ids.
        format: of the shards; None takes Parquet for Parquet, else JSON Lines.
        resume: whether to go on with what the folder holds.
        where: the cluster to work on; None works in this process.
        engine: translates in place of the one that the options name.
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
    paths = places.files(source, _ENDINGS)
    if any(path.lower().endswith(tables.ENDINGS) for path in paths) or format == PARQUET:
        tables.require()
    job, noted = _job(paths, options, columns, format, engine)
    job.shelf.start(noted, resume=resume)
    blocks = list(plan(paths, job))
    totals = Totals()
    on_begin(sum(block.rows for block in blocks))
    todo = []
    finished = job.shelf.finished(blocks)
    for block in blocks:
        note = job.shelf.note(block) if block.key in finished else None
        if note is None:
            todo.append(block)
        else:
            totals.add(note, earlier=True)
            on_done(block.rows, totals)
    for note in _delivered(job, todo, where):
        totals.add(note)
        on_done(note["rows"], totals)
    job.shelf.end(totals.report())
    return totals


def plan(paths: Sequence[str], job: Job) -> Iterator[Block]:
    """Cut files into blocks, by their content alone.

    Raises:
        InputError: a file cannot be read, lacks a column, or none has any row.
    """
    number = count()
    for path in paths:
        source = tables if path.lower().endswith(tables.ENDINGS) else lines
        for block in source.cut(path, places.name_of(path, paths), job.columns, job.settings):
            yield replace(block, number=next(number))
    if next(number) == 0:
        raise InputError(f"{paths[0]}: no rows; give a corpus with text")


def _delivered(
    job: Job, blocks: Sequence[Block], where: Cluster | None
) -> Iterator[dict[str, Any]]:
    if not blocks:
        return iter(())
    return local.deliver(job, blocks) if where is None else cluster.deliver(job, blocks, where)


def _job(
    paths: Sequence[str],
    options: Options,
    columns: Columns,
    format: str | None,  # noqa: A002 - the word
    engine: Engine | None,
) -> tuple[Job, dict[str, Any]]:
    """Say what workers must know, and what settings are noted for a later run.

    Raises:
        EngineError: the model is unknown or malformed.
        GlossaryError: the glossary cannot be read.
        UsageError: no shards can be written in this format.
    """
    every = all(path.lower().endswith(tables.ENDINGS) for path in paths)
    written = format or (PARQUET if every else JSONL)
    if written not in FORMATS:
        raise UsageError(f"unknown format {written!r}; known ones are {', '.join(FORMATS)}")
    with pipeline.open_workshop(options.updated(use_memory=False), engine) as workshop:
        settings = pipeline.settings_digest(workshop, options)
        noted = {
            "version": _VERSION,
            "model": workshop.engine.name,
            "engine": workshop.engine.fingerprint,
            "glossary": workshop.termbase.digest,
            "enforcement": options.enforcement.value,
            "format": written,
            "columns": list(columns),
            "program": settings,
        }
    path = options.glossary_path
    shelf = Shelf(options.output, written, uuid.uuid4().hex)
    glossary = (path, Path(path).read_bytes()) if path else None
    key = f"{settings} {columns} {_VERSION}"
    return Job(options, columns, shelf, glossary, engine, key), noted
