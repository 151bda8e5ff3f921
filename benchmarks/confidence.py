"""Fit the confidence that needs no reference, and say how well it tells good from bad.

A logistic curve is fitted from the mean token log-probability of a hypothesis to its chrF2
against the reference (as a share, by least deviance), on one test set; on another the
correlation of the two is reported. The threshold is the confidence that the least confident
twentieth of the first set falls below: it trades the time of a reader, who will look at
one sentence in twenty, for the chance of finding the bad ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from benchmarks.translation import read_pairs, translate
from translate import scoring
from translate.engines import catalogue
from translate.scoring import Calibration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

_SUSPICIOUS = 0.05
_STEPS = 25  # of Newton's method; it needs fewer than ten


@dataclass(frozen=True, slots=True)
class Correlation:
    """How well the confidence follows segment chrF2 on a test set.

    ``flagged_chrf`` and ``other_chrf`` are the mean chrF2 of the segments below and above the
    threshold.
    """

    sentences: int
    pearson: float
    spearman: float
    flagged: int
    flagged_chrf: float
    other_chrf: float


def fit(log_probs: Floats, qualities: Floats) -> Calibration:
    """Fit the logistic curve by Newton's method (McCullagh & Nelder 1989, quasi-binomial).

    Args:
        log_probs: mean token log-probabilities.
        qualities: what they should predict, in 0..1.
    """
    inputs = np.stack((log_probs, np.ones_like(log_probs)), axis=1)
    weights = np.zeros(2)
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-inputs @ weights))
        curvature = (inputs * (fitted * (1 - fitted))[:, None]).T @ inputs
        weights = weights + np.linalg.solve(curvature, inputs.T @ (qualities - fitted))
    slope, intercept = map(float, weights)
    unbounded = Calibration(slope, intercept, threshold=0.0)
    confidences = [scoring.confidence(float(one), unbounded) for one in log_probs]
    return Calibration(slope, intercept, float(np.quantile(confidences, _SUSPICIOUS)))


def correlate(log_probs: Floats, qualities: Floats, calibration: Calibration) -> Correlation:
    """Compare confidence with quality.

    Args:
        log_probs: mean token log-probabilities.
        qualities: chrF2 in 0..1.
        calibration: a fitted curve.
    """
    confidences = np.array([scoring.confidence(float(one), calibration) for one in log_probs])
    flagged = confidences < calibration.threshold
    return Correlation(
        sentences=len(qualities),
        pearson=_pearson(confidences, qualities),
        spearman=_pearson(_ranks(confidences), _ranks(qualities)),
        flagged=int(flagged.sum()),
        flagged_chrf=float(100 * qualities[flagged].mean()) if flagged.any() else float("nan"),
        other_chrf=float(100 * qualities[~flagged].mean()),
    )


def _pearson(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Rank values; equal ones share their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts - 1) / 2)[places]
    return ranks


def observe(path: str, model: str, limit: int | None) -> tuple[Floats, Floats]:
    """Translate a test set; return log-probabilities and chrF2 in 0..1, sentence by sentence.

    Args:
        path: German<TAB>English lines.
        model: alias, folder or hub name.
        limit: use no more lines than this.
    """
    pairs = read_pairs(path, limit)
    hypotheses, _, _ = translate([german for german, _ in pairs], model)
    texts, references = [one.text for one in hypotheses], [english for _, english in pairs]
    chrf = scoring.segment_chrf(texts, [references])
    return np.array([one.log_prob for one in hypotheses]), np.array(chrf) / 100


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit on one set, report on another; write ``calibration.json`` where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("fit", metavar="FIT.tsv", help="German<TAB>English lines to fit on")
    parser.add_argument("test", metavar="TEST.tsv", help="lines to report the correlation on")
    parser.add_argument("--model", default=catalogue.EMBEDDED, help="alias, folder or hub name")
    parser.add_argument("--limit", type=int, help="use no more lines of either file than this")
    parser.add_argument(
        "--write", action="store_true", help="write calibration.json into the model's folder"
    )
    options = parser.parse_args(arguments)
    calibration = fit(*observe(options.fit, options.model, options.limit))
    observed = observe(options.test, options.model, options.limit)
    result = {
        **asdict(calibration),
        "fitted_on": Path(options.fit).name,
        "tested_on": Path(options.test).name,
        "test": asdict(correlate(*observed, calibration)),
    }
    text = json.dumps(result, indent=2) + "\n"
    if options.write:
        path = catalogue.folder_of(options.model) / "calibration.json"
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path}", file=sys.stderr)
    print(text, end="")


if __name__ == "__main__":
    main()
