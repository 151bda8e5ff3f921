"""Any engine with a memory: known requests are answered at once, new ones are stored by batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from translate.memory import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Hypothesis, Request
    from translate.engines.base import Engine
    from translate.memory import Memory


class CachedEngine:
    """An engine that asks a memory first.

    Args:
        engine: who translates what is not known yet; it is not called when all is known.
        memory: where hypotheses are kept; the caller closes it.

    ``remembered`` counts the requests that were answered from memory.
    """

    def __init__(self, engine: Engine, memory: Memory) -> None:
        self._engine = engine
        self._memory = memory
        self.remembered = 0

    @property
    def name(self) -> str:
        """The inner engine's name."""
        return self._engine.name

    @property
    def fingerprint(self) -> str:
        """The inner engine's fingerprint: a memory changes no hypothesis."""
        return self._engine.fingerprint

    @property
    def supports_term_hints(self) -> bool:
        """Whether the inner engine understands hints."""
        return self._engine.supports_term_hints

    @property
    def supports_clauses(self) -> bool:
        """Whether the inner engine meets clauses."""
        return self._engine.supports_clauses

    @property
    def supports_prefixes(self) -> bool:
        """Whether the inner engine goes on from prefixes."""
        return self._engine.supports_prefixes

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        """Yield all known hypotheses as one batch, then each new batch once it is stored.

        Args:
            requests: in any order; those that differ only in their id are translated once.

        Yields:
            Batches of hypotheses; every request is answered exactly once.

        Raises:
            EngineError: the inner engine fails.
            InputError: the memory is damaged.
            OutputError: the memory cannot be written.
        """
        fingerprint = self.fingerprint
        askers: dict[str, list[Request]] = {}
        for request in requests:
            askers.setdefault(key_of(fingerprint, request), []).append(request)
        known = self._memory.get(askers)
        if known:
            answers = _answers(known, askers)
            self.remembered += len(answers)
            yield answers
        unknown = {same[0].id: key for key, same in askers.items() if key not in known}
        if not unknown:
            return
        for batch in self._engine.translate([askers[key][0] for key in unknown.values()]):
            fresh = {unknown[hypothesis.segment_id]: hypothesis for hypothesis in batch}
            self._memory.put(fresh, fingerprint)
            yield _answers(fresh, askers)


def _answers(
    hypotheses: dict[str, Hypothesis], askers: dict[str, list[Request]]
) -> tuple[Hypothesis, ...]:
    return tuple(
        replace(hypothesis, segment_id=request.id)
        for key, hypothesis in hypotheses.items()
        for request in askers[key]
    )
