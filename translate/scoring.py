"""Say how good the English is: corpus metrics, term accuracy, comparisons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translate.bitext import Score, TermStatus
from translate.errors import InputError, UsageError
from translate.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import TermOutcome

METRICS = ("chrF2", "BLEU", "TER")
"""Known metrics, the most robust on few segments first."""

RESAMPLES = 1000
"""Bootstrap resamples: sacrebleu's default; more no longer moves the first decimal."""

SHUFFLES = 10_000
"""Trials of approximate randomisation, as in sacrebleu."""

SEED = 12345
"""Seed of the paired tests: the one that sacrebleu uses for its intervals."""

TERM_RULE = "token-anchored-exclusive-surface-or-lemma"
"""How a rendition counts, as the signature names it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same segments: both scores, and how likely chance explains the gap.

    ``p_bootstrap`` comes from paired bootstrap resampling (Koehn 2004), ``p_randomisation``
    from approximate randomisation (Riezler & Maxwell 2005); both are two-sided.
    """

    metric: str
    system_a: float
    system_b: float
    p_bootstrap: float
    p_randomisation: float
    n: int
    signature: str

    @property
    def difference(self) -> float:
        """How much the second system's value is above the first one's."""
        return self.system_b - self.system_a


def score(
    hypotheses: Sequence[str], references: Sequence[Sequence[str]], *, resamples: int = RESAMPLES
) -> tuple[Score, ...]:
    """Score a text with every metric of ``METRICS``.

    Args:
        hypotheses: one text a unit.
        references: one sequence for each reference translation, each as long as ``hypotheses``.
        resamples: bootstrap resamples behind the 95% intervals; below 2 there are none.

    Returns:
        Values in 0..100 (TER may exceed 100, and lower is better) with sacrebleu's signatures
        (Post 2018), which also tell the case handling and the seed of the resampling.

    Raises:
        InputError: there is nothing to score, or the lengths differ.
    """
    _check(hypotheses, references)
    return tuple(_corpus_score(name, hypotheses, references, resamples) for name in METRICS)


def segment_chrf(
    hypotheses: Sequence[str], references: Sequence[Sequence[str]]
) -> tuple[float, ...]:
    """Score every unit by itself with chrF2 (Popović 2016), in 0..100.

    Args:
        hypotheses: one text a unit.
        references: one sequence for each reference translation, each as long as ``hypotheses``.

    Raises:
        InputError: there is nothing to score, or the lengths differ.
    """
    _check(hypotheses, references)
    metric = _metric("chrF2")
    return tuple(
        float(metric.sentence_score(hypothesis, list(alternatives)).score)
        for hypothesis, *alternatives in zip(hypotheses, *references, strict=True)
    )


def term_accuracy(outcomes: Sequence[TermOutcome], termbase_digest: str) -> Score:
    """Score how many term occurrences were kept.

    Args:
        outcomes: the fate of every occurrence found in the source.
        termbase_digest: digest of the termbase that the occurrences come from.

    Returns:
        The share kept in per cent with Wilson's 95% interval (Wilson 1927), which stays
        meaningful for few occurrences and at 100%; no occurrence at all counts as all kept.
    """
    kept = sum(outcome.status is TermStatus.KEPT for outcome in outcomes)
    n = len(outcomes)
    signature = f"rule:{TERM_RULE}|termbase:{termbase_digest}|version:{VERSION}"
    value = 100.0 * kept / n if n else 100.0
    return Score("terms", value, signature, n, _wilson(kept, n))


def compare(
    system_a: Sequence[str],
    system_b: Sequence[str],
    references: Sequence[Sequence[str]],
    metric: str = "chrF2",
) -> Comparison:
    """Test whether two systems differ on the same units by more than chance.

    Args:
        system_a: the first system's texts, one a unit.
        system_b: the second system's texts.
        references: one sequence for each reference translation.
        metric: one of ``METRICS``.

    Raises:
        UsageError: the metric is unknown.
        InputError: there is nothing to score, or the lengths differ.
    """
    _check(system_a, references)
    _check(system_b, references)
    scorer = _metric(metric)
    a, b = (_statistics(scorer, system, references) for system in (system_a, system_b))
    first, second = _value(scorer, a.sum(0)), _value(scorer, b.sum(0))
    resampled, shuffled = _chance_differences(scorer, a, b)
    return Comparison(
        metric,
        first,
        second,
        p_bootstrap=_p_value(resampled - resampled.mean(), second - first),
        p_randomisation=_p_value(shuffled, second - first),
        n=len(system_a),
        signature=f"{scorer.get_signature()}|bs:{RESAMPLES}|ar:{SHUFFLES}|seed:{SEED}",
    )


def _metric(name: str) -> Any:
    """Create a sacrebleu metric with its default settings, which its signature lists."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    factories = dict(zip(METRICS, (CHRF, BLEU, TER), strict=True))
    if name not in factories:
        raise UsageError(f"unknown metric {name!r}; known are {', '.join(METRICS)}")
    return factories[name]()


def _corpus_score(
    name: str, hypotheses: Sequence[str], references: Sequence[Sequence[str]], resamples: int
) -> Score:
    n = len(hypotheses)
    metric = _metric(name)
    resampled = resamples > 1 and n > 1
    texts = list(hypotheses), [list(one) for one in references]
    try:
        result = metric.corpus_score(*texts, n_bootstrap=resamples if resampled else 1)
    except TypeError:  # sacrebleu cannot average resamples of which some share no character
        resampled, result = False, metric.corpus_score(*texts)
    interval = None
    if resampled:
        mean, half = float(result._mean), float(result._ci)  # noqa: SLF001 - sacrebleu has no public name for them
        interval = (mean - half, mean + half)
    return Score(name, float(result.score), str(metric.get_signature()), n, interval)


def _check(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> None:
    if not hypotheses or not references:
        raise InputError("nothing to score: give at least one segment and one reference")
    for number, reference in enumerate(references, 1):
        if len(reference) != len(hypotheses):
            raise InputError(
                f"reference {number} has {len(reference)} segments beside {len(hypotheses)} "
                "of the translation; align them first"
            )


def _statistics(scorer: Any, system: Sequence[str], references: Sequence[Sequence[str]]) -> Any:
    """Count a system's matches as sacrebleu does: one row a unit; rows add up to the corpus."""
    import numpy as np

    rows = scorer._extract_corpus_statistics(list(system), [list(one) for one in references])  # noqa: SLF001 - the public methods only score
    return np.array(rows)


def _value(scorer: Any, totals: Any) -> float:
    return float(scorer._compute_score_from_stats(list(totals)).score)  # noqa: SLF001 - as above


def _chance_differences(scorer: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return the differences on resampled units, and with the systems swapped at random."""
    import numpy as np

    n = len(a)
    rng = np.random.default_rng(SEED)
    draws = rng.multinomial(n, [1 / n] * n, size=RESAMPLES)
    resampled = np.array([_value(scorer, w @ b) - _value(scorer, w @ a) for w in draws])
    swaps = rng.integers(2, size=(SHUFFLES, n)) @ (b - a)
    shuffled = np.array(
        [_value(scorer, b.sum(0) - swap) - _value(scorer, a.sum(0) + swap) for swap in swaps]
    )
    return resampled, shuffled


def _p_value(chance: Any, observed: float) -> float:
    """Share of chance differences at least as large as the observed one, itself counted.

    Ties count, unlike in sacrebleu's own test: where only few segments differ, most shuffles
    tie, and leaving them out would call any change significant.
    """
    rounding = 1e-9
    extreme = int((abs(chance) >= abs(observed) - rounding).sum())
    return (extreme + 1) / (len(chance) + 1)


def _wilson(successes: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval in per cent; ``z`` is the normal quantile for 95%."""
    if not n:
        return (0.0, 100.0)
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 100.0 / (1 + z * z / n)
    return (max(0.0, scale * (centre - half)), min(100.0, scale * (centre + half)))
