"""The exact backend: our own search over a network in torch, which alone takes clauses."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from translate.engines import weights, workers
from translate.engines.automaton import Automaton
from translate.engines.backend import Kind
from translate.engines.subwords import Subwords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from translate.engines.automaton import Vocabulary
    from translate.engines.backend import Found, Item, Job, Result, Scored, SearchSettings
    from translate.engines.search import Problem


class ExactBackend:
    """A Marian model in torch, in fp32, that shares its work among forked processes.

    Args:
        folder: of the model.
        digest: of its files.
        cores: CPU cores to work on.

    Raises:
        EngineError: the files are damaged or do not belong together.
    """

    def __init__(self, folder: Path, digest: str, cores: int) -> None:
        del digest  # nothing is kept
        from translate.engines.marian_network import MarianNetwork

        shape = weights.shape_of(folder)
        self.subwords = Subwords(folder, shape.end)
        self.max_positions = shape.positions
        self._cores = cores
        self.network = MarianNetwork(
            shape,
            weights.load(folder, shape),
            [self.subwords.unknown, *self.subwords.markers()],
            threads=1 if workers.can_share() else cores,
        )

    def search(self, jobs: Sequence[Job], settings: SearchSettings) -> list[Found]:
        """Find the best translation of every job."""
        problems = [self._problem(job) for job in jobs]
        return self.network.search([job.source for job in jobs], problems, settings)

    def score(
        self, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
    ) -> list[Scored]:
        """Read given translations: token ids without end token."""
        return self.network.score(sources, targets)

    def in_order(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield the result for every item, in order, from a process for every core."""
        return workers.in_order(work, items, self._cores)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self.subwords.vocabulary()

    def _problem(self, job: Job) -> Problem:
        """State what the translation of a job must and must not contain, and its length."""
        from translate.engines.search import Problem

        automaton = None
        if job.clauses or job.forbidden:
            automaton = Automaton(job.clauses, job.forbidden, self._vocabulary)
        return Problem(job.longest, automaton)


KIND = Kind("torch", "8", clauses=True, prefixes=False, load=ExactBackend)
