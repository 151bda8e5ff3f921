"""The engines by name, and the one that has two: the fast one, and the exact one where it must."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from translate.engines import catalogue, exact, fast
from translate.engines.neural import NeuralEngine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Hypothesis, Request
    from translate.engines.base import Engine

AUTO = "auto"
KINDS = {kind.name: kind for kind in (fast.KIND, exact.KIND)}
NAMES = (AUTO, *KINDS)


def open_engine(
    name: str = AUTO,
    model: str = catalogue.EMBEDDED,
    *,
    beam: int = 4,
    batch: int = 16,
    cores: int | None = None,
) -> Engine:
    """Return the engine of a name; nothing is loaded until it translates.

    Args:
        name: one of ``NAMES``.
        model: an alias of ``catalogue.listing``, a folder, or a hub name.
        beam: hypotheses kept in the search.
        batch: sentences of usual length decoded together.
        cores: CPU cores to work on; None takes all that this process may use.

    Raises:
        EngineError: no model has this name.
    """
    if name != AUTO:
        return NeuralEngine(KINDS[name], model, beam=beam, batch=batch, cores=cores)
    # What the exact one gets is little, and processes forked beside the other's threads may hang.
    return PairedEngine(
        NeuralEngine(fast.KIND, model, beam=beam, batch=batch, cores=cores),
        NeuralEngine(exact.KIND, model, beam=beam, batch=batch, cores=1),
    )


class PairedEngine:
    """Two engines of one model: the second gets what the first cannot do.

    Args:
        first: the fast one.
        second: the one that takes clauses; it is not loaded before any come.
    """

    def __init__(self, first: Engine, second: Engine) -> None:
        self._first, self._second = first, second

    @property
    def name(self) -> str:
        """The model's name."""
        return self._first.name

    @property
    def fingerprint(self) -> str:
        """A digest of both engines' fingerprints."""
        both = f"{self._first.fingerprint} {self._second.fingerprint}"
        return f"pair-{hashlib.sha256(both.encode()).hexdigest()}"

    @property
    def supports_term_hints(self) -> bool:
        """Whether the model understands hints."""
        return self._first.supports_term_hints

    @property
    def supports_clauses(self) -> bool:
        """Whether either engine takes clauses."""
        return self._first.supports_clauses or self._second.supports_clauses

    @property
    def supports_prefixes(self) -> bool:
        """Whether the first engine takes prefixes."""
        return self._first.supports_prefixes

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        """Yield the batches of the first engine, then those of the second.

        Raises:
            EngineError: as the engines say.
        """
        hard = [request for request in requests if request.clauses or request.forbidden]
        easy = [request for request in requests if not (request.clauses or request.forbidden)]
        yield from self._first.translate(easy)
        if hard:
            yield from self._second.translate(hard)
