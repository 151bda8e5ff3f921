"""What an engine is: anything that turns requests into hypotheses and knows its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Hypothesis, Request


class Engine(Protocol):
    """A translator from German to English, one sentence a request.

    Creating one is cheap: weights are loaded by the first ``translate``, so that a run that is
    served from memory never pays for them.
    """

    @property
    def name(self) -> str:
        """What users call this engine: an alias, a folder or a hub name."""

    @property
    def fingerprint(self) -> str:
        """A digest of all that could change a hypothesis: weights, beam, batch, dtype, version."""

    @property
    def supports_term_hints(self) -> bool:
        """Whether ``Request.hints`` are understood (otherwise they are ignored)."""

    @property
    def supports_clauses(self) -> bool:
        """Whether the search meets ``Request.clauses`` (otherwise all come back as unmet)."""

    @property
    def supports_prefixes(self) -> bool:
        """Whether the search goes on from ``Request.prefix`` (otherwise it is ignored)."""

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        """Yield one batch of hypotheses after the other, each as soon as it is decoded.

        Every request is answered exactly once, by ``Hypothesis.segment_id == Request.id``, in
        an order that depends only on the requests. ``Request.target`` asks for the score and the
        word links of a given translation instead of a search.

        Raises:
            EngineError: the model cannot be loaded or runs out of memory on a single sentence.
        """
