"""What a backend is: an implementation of a Marian model that searches and scores.

The neutral engine (``engines.neural``) keeps texts clean, cuts, batches, joins and links them for
all backends alike; a backend sees token ids only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from translate.engines.automaton import Rendition
    from translate.engines.subwords import Subwords

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How to search.

    ``beam`` hypotheses are kept, ``widening`` times as many where there are clauses. Sums of
    log-probabilities are divided by length ** ``length_penalty``. No n-gram of
    ``no_repeat_ngram`` tokens comes twice (0: off). ``token_cost`` is how many nats a token that
    a clause asks for is expected to cost more than a free one: too little and renditions are put
    off to the end, too much and they come at once. ``crowding`` is how many nats each better
    hypothesis of a bank takes off the next: it trades variety for likelihood. ``missed_cost`` is
    how many nats a source piece costs that has not been rendered: it trades likelihood, which
    likes to leave out, for completeness, and padding where it is too high.

    Token cost and crowding were found on 70 sentences with 114 terms of their references as
    clauses, with a weak model. All clauses were met; mean log-probability, chrF2 and renditions
    that stand at the very end unlike in the reference were -1.33, 43.4 and 3, with equal parts for
    all banks -1.38, 42.5 and 7, with a token cost of 2 nats -1.33, 43.6 and 7, and without
    widening -1.42, 42.7 and 4.
    The missed cost was found on 300 held-out pairs: 0 gave BLEU 33.6, chrF2 57.8 and 95% of the
    reference's length, 0.1 34.0, 58.0 and 96%, 0.2 34.1, 58.3 and 97%, 0.4 33.2, 58.5 and 100%.
    """

    beam: int = 4
    widening: int = 2
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0
    token_cost: float = 3.0
    crowding: float = 4.0
    missed_cost: float = 0.2


class Job(NamedTuple):
    """A sentence to search a translation for.

    ``source`` are token ids with their end token; the translation has at most ``longest`` tokens,
    end token included, begins with ``prefix``, has a rendition of its own for each of ``clauses``
    (unordered alternatives), and none of ``forbidden`` as words.
    """

    source: Sequence[int]
    longest: int
    prefix: Sequence[int] = ()
    clauses: Sequence[Sequence[Rendition]] = ()
    forbidden: Sequence[str] = ()


class Scored(NamedTuple):
    """A given translation: the sum of its log-probabilities, end token included, and attention.

    ``attention`` [target pieces, source pieces] is that of the head that aligns words, or the mean
    over the heads of the last layer.
    """

    log_prob: float
    attention: NDArray[np.float32]


class Found(NamedTuple):
    """The best translation: tokens without the end token, what they score, clauses unmet."""

    tokens: tuple[int, ...]
    scored: Scored
    unmet: tuple[int, ...] = ()


class Backend(Protocol):
    """A loaded model. Both calls take a batch and may be made from several workers at once."""

    @property
    def subwords(self) -> Subwords:
        """The vocabulary."""

    @property
    def max_positions(self) -> int:
        """The most pieces that either side of a sentence may have."""

    def search(self, jobs: Sequence[Job], settings: SearchSettings) -> list[Found]:
        """Find the best translation of every job."""

    def score(
        self, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
    ) -> list[Scored]:
        """Read given translations: token ids without end token."""

    def in_order(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield the result for every item, in order, with as many workers as there are cores."""


class Kind(NamedTuple):
    """What is known of a backend before it is loaded.

    ``version`` is to be raised whenever the same settings may give other hypotheses.
    ``clauses`` and ``prefixes``: whether its search takes them.
    """

    name: str
    version: str
    clauses: bool
    prefixes: bool
    load: Callable[..., Backend]
