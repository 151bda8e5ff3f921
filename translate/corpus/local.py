"""The executor of one process: block after block, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translate.corpus.work import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.corpus.rows import Block
    from translate.corpus.work import Job


def deliver(job: Job, blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """Yield the note of every block as soon as it is written.

    Raises:
        EngineError: the model cannot be used.
        OutputError: nothing can be written.
    """
    yield from map(Worker(job).deliver, blocks)
