"""What is done to a block, wherever it is done: read, translate, write; three times at most."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.corpus import lines, sentences, tables, tally
from translate.corpus.shelf import MOST_ATTEMPTS
from translate.errors import OutputError
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from translate.corpus.rows import Block, Columns, Row
    from translate.corpus.shelf import Shelf
    from translate.engines.base import Engine
    from translate.options import Options


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker must know; it can be sent to another machine.

    ``glossary`` is the termbase's file name and bytes, so that it need not lie on that machine.
    ``engine`` translates in place of the one that the options name. ``settings`` is a digest of
    all that a translation depends on.
    """

    options: Options
    columns: Columns
    shelf: Shelf
    glossary: tuple[str, bytes] | None = None
    engine: Engine | None = None
    settings: str = ""


class Worker:
    """One engine and the terms, for block after block.

    Raises:
        EngineError: the model is unknown or malformed.
        GlossaryError: the glossary cannot be read.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._open = ExitStack()
        with tempfile.TemporaryDirectory() as folder:
            self._options = _local(job, Path(folder))
            opened = open_workshop(self._options, job.engine)
            self.workshop = self._open.enter_context(opened)

    def deliver(self, block: Block) -> dict[str, Any]:
        """Translate a block unless it is done, and return the note of it.

        A block that fails three times, by an error or by the end of the process, is written to the
        failed ones; its note has a ``reason`` then.

        Raises:
            OutputError: nothing can be written.
        """
        shelf = self._job.shelf
        done = shelf.note(block)
        if done is not None:
            return done
        while (attempt := shelf.attempt(block)) <= MOST_ATTEMPTS:
            try:
                return self._delivered(block)
            except OutputError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, other blocks go on
                shelf.failed_attempt(block, attempt, f"{type(error).__name__}: {error}")
        return tally.of_failed(block, shelf.give_up(block))

    def _delivered(self, block: Block) -> dict[str, Any]:
        started, begun = time.perf_counter(), time.process_time()
        rows = read(block, self._job)
        records = sentences.translate(rows, self.workshop, self._options, f"block {block.key}")
        spent = tally.Spent(
            self._name, time.perf_counter() - started, time.process_time() - begun, memory()
        )
        note = tally.of_block(block, records, spent)
        self._job.shelf.finish(block, records, note)
        return note


def memory() -> float:
    """Return the most resident memory that this process has had, in MB; 0 where nobody knows."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def read(block: Block, job: Job) -> list[Row]:
    """Read the rows of a block by the format of its file.

    Raises:
        InputError: the file cannot be read, or has changed.
    """
    if block.path.lower().endswith(tables.ENDINGS):
        return tables.read(block, job.columns, job.settings)
    return lines.read(block, job.columns, job.settings)


def _local(job: Job, folder: Path) -> Options:
    """Return the options with a glossary that lies on this machine, and nothing else beside."""
    options = job.options.updated(use_memory=False, references=())
    if job.glossary is None:
        return options.updated(use_glossary=False)
    name, data = job.glossary
    path = folder / Path(name).name
    path.write_bytes(data)
    return options.updated(glossary=str(path))
