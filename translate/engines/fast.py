"""The fast backend: CTranslate2 searches and scores; it takes prefixes, but no clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from translate.engines import conversion, weights, workers
from translate.engines.backend import Found, Kind, Scored
from translate.engines.subwords import Subwords
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from translate.engines.backend import Item, Job, Result, SearchSettings

PRECISION = "int8"
"""Of the weights and of the products of matrices; by measurement, see ``benchmarks.speed``."""

_IMPOSSIBLE = -1e6  # what CTranslate2 scores hypotheses with that it ruled out


class _Path(NamedTuple):
    """A hypothesis of CTranslate2: tokens with the end token if it came, attention by token."""

    tokens: tuple[int, ...]
    total: float
    attention: NDArray[np.float32]


class FastBackend:
    """A Marian model in CTranslate2, with a thread for every core.

    Args:
        folder: of the model.
        digest: of its files.
        cores: CPU cores to work on.
        precision: of the arithmetic, as CTranslate2 names it.

    Raises:
        EngineError: the files are damaged, or CTranslate2 cannot run such a model.
    """

    def __init__(
        self, folder: Path, digest: str, cores: int, *, precision: str = PRECISION
    ) -> None:
        import ctranslate2

        self._shape = weights.shape_of(folder)
        self.subwords = Subwords(folder, self._shape.end)
        self.max_positions = self._shape.positions
        place = conversion.converted(folder, digest, self.subwords, precision)
        try:
            self._translator = ctranslate2.Translator(
                str(place), compute_type=precision, inter_threads=cores, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                f"cannot load the converted model {place}: {error}; 'termtreu models --clear' "
                "removes it"
            ) from error
        self._cores = cores
        self._source = _names(self.subwords.source_ids)
        self._target = _names(self.subwords.target_ids)

    def search(self, jobs: Sequence[Job], settings: SearchSettings) -> list[Found]:
        """Find the best translation of every job; clauses and forbidden texts are left to others.

        CTranslate2 knows no price for what has not been rendered, so it is put on its finished
        hypotheses here, and the best of them is chosen anew.
        """
        if not jobs:
            return []
        prefixes = [list(job.prefix) for job in jobs]
        results = self._translated(
            [job.source for job in jobs],
            prefixes,
            beam_size=settings.beam,
            num_hypotheses=settings.beam,
            length_penalty=settings.length_penalty,
            no_repeat_ngram_size=settings.no_repeat_ngram,
            max_decoding_length=max(job.longest for job in jobs),
        )
        best = [max(paths, key=lambda path: self._worth(path, settings)) for paths in results]
        found = [self._found(path, job) for path, job in zip(best, jobs, strict=True)]
        if not any(prefixes):
            return found
        # What CTranslate2 says of a search with a prefix leaves the prefix out.
        totals = self._totals([job.source for job in jobs], [one.tokens for one in found])
        return [
            one._replace(scored=Scored(total, one.scored.attention))
            for one, total in zip(found, totals, strict=True)
        ]

    def score(
        self, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
    ) -> list[Scored]:
        """Read given translations: token ids without end token."""
        if not sources:
            return []
        longest = max(len(target) for target in targets) + 1
        results = self._translated(
            sources, targets, beam_size=1, num_hypotheses=1, max_decoding_length=longest
        )
        totals = self._totals(sources, targets)
        return [
            Scored(total, self._aligned(paths[0], len(target), len(source)))
            for source, target, paths, total in zip(sources, targets, results, totals, strict=True)
        ]

    def in_order(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield the result for every item, in order, from a thread for every core."""
        return workers.in_threads(work, items, self._cores)

    def _translated(
        self, sources: Sequence[Sequence[int]], prefixes: Sequence[Sequence[int]], **options: Any
    ) -> list[list[_Path]]:
        """Run a search and return the finished hypotheses of every sentence."""
        results = self._translator.translate_batch(
            [[self._source[index] for index in source] for source in sources],
            target_prefix=[[self._target[index] for index in prefix] for prefix in prefixes],
            disable_unk=True,
            max_input_length=0,
            return_scores=True,
            return_attention=True,
            return_end_token=True,
            **options,
        )
        ids = self.subwords.target_ids
        return [
            [
                _Path(
                    tuple(ids[token] for token in tokens),
                    score * len(tokens),
                    np.array(attention, dtype=np.float32).reshape(len(tokens), -1),
                )
                for tokens, score, attention in zip(
                    result.hypotheses, result.scores, result.attention, strict=True
                )
                if score > _IMPOSSIBLE or tokens is result.hypotheses[0]
            ]
            for result in results
        ]

    def _totals(
        self, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
    ) -> list[float]:
        """Return the log-probabilities of given translations, end token included."""
        results = self._translator.score_batch(
            [[self._source[index] for index in source] for source in sources],
            [[self._target[index] for index in target] for target in targets],
            max_input_length=0,
        )
        return [float(sum(result.log_probs)) for result in results]

    def _worth(self, path: _Path, settings: SearchSettings) -> float:
        """Value a hypothesis as our own search does: see ``SearchSettings.missed_cost``."""
        missed = 0.0
        if self._shape.looks_back:
            covered = path.attention[1:].sum(axis=0)[:-1]
            missed = float((1 - covered).clip(min=0).sum())
        length = max(len(path.tokens), 1)
        worth = path.total - settings.missed_cost * missed
        return float(worth / length**settings.length_penalty)

    def _found(self, path: _Path, job: Job) -> Found:
        ended = path.tokens[-1:] == (self._shape.end,)
        tokens = path.tokens[:-1] if ended else path.tokens
        attention = self._aligned(path, len(tokens), len(job.source))
        return Found(tokens, Scored(path.total, attention), tuple(range(len(job.clauses))))

    def _aligned(self, path: _Path, tokens: int, pieces: int) -> NDArray[np.float32]:
        """Return the attention [tokens, pieces] of each token's own step, zero where none came."""
        aligned = np.zeros((tokens, pieces), dtype=np.float32)
        shift = int(self._shape.looks_back)
        rows = path.attention[shift : shift + tokens, :pieces]
        aligned[: len(rows), : rows.shape[1]] = rows
        return aligned


def _names(ids: dict[str, int]) -> dict[int, str]:
    return {index: piece for piece, index in ids.items()}


KIND = Kind("ctranslate2", "1", clauses=False, prefixes=True, load=FastBackend)
