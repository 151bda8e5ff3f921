"""Fit the confidence that needs no reference, and say how well it tells good from bad.

A logistic regression is fitted from what costs nothing to know of a hypothesis (its probability,
its word links, its words; ``translate.confidence``) to its chrF2 against the reference, as a share
and by least deviance, on one test set; on others the correlation of the two is reported, and for
comparison that of the probability alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from benchmarks.translation import How, read_pairs, translate
from translate import confidence, scoring
from translate.confidence import FEATURES, Calibration
from translate.engines import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

_SUSPICIOUS = 0.1  # share of a test set whose chrF2 is compared with that of the rest
_STEPS = 25  # of Newton's method; it needs fewer than ten
_SHRINKAGE = 3.0  # weight of the penalty on standardised weights, worth as many sentences


@dataclass(frozen=True, slots=True)
class Correlation:
    """How well the confidence follows segment chrF2 on a test set.

    ``pearson_probability`` is that of the probability alone. ``lowest_chrf`` and ``other_chrf``
    are the mean chrF2 of the least confident tenth and of the others.
    """

    sentences: int
    pearson: float
    spearman: float
    pearson_probability: float
    lowest_chrf: float
    other_chrf: float


def fit(features: Floats, qualities: Floats) -> Calibration:
    """Fit the regression by Newton's method (McCullagh & Nelder 1989, quasi-binomial).

    Args:
        features: one row a sentence, as ``translate.confidence.features`` returns it.
        qualities: what they should predict, in 0..1.
    """
    centre, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    inputs = np.column_stack(((features - centre) / spread, np.ones(len(features))))
    penalty = _SHRINKAGE * np.eye(inputs.shape[1])
    penalty[-1, -1] = 0.0
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-inputs @ weights))
        curvature = (inputs * (fitted * (1 - fitted))[:, None]).T @ inputs + penalty
        gradient = inputs.T @ (qualities - fitted) - penalty @ weights
        weights = weights + np.linalg.solve(curvature, gradient)
    plain = weights[:-1] / spread
    return Calibration(float(weights[-1] - plain @ centre), tuple(map(float, plain)))


def correlate(features: Floats, qualities: Floats, calibration: Calibration) -> Correlation:
    """Compare confidence with quality.

    Args:
        features: one row a sentence.
        qualities: chrF2 in 0..1.
        calibration: the fitted regression.
    """
    values = np.array([confidence.estimate(row, calibration) for row in features.tolist()])
    lowest = values <= np.quantile(values, _SUSPICIOUS)
    return Correlation(
        sentences=len(qualities),
        pearson=_pearson(values, qualities),
        spearman=_pearson(_ranks(values), _ranks(qualities)),
        pearson_probability=_pearson(features[:, FEATURES.index("probability")], qualities),
        lowest_chrf=float(100 * qualities[lowest].mean()),
        other_chrf=float(100 * qualities[~lowest].mean()),
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
    """Translate a test set; return features and chrF2 in 0..1, sentence by sentence.

    Args:
        path: German<TAB>English lines.
        model: alias, folder or hub name.
        limit: use no more lines than this.
    """
    pairs = read_pairs(path, limit)
    hypotheses, _, _ = translate([german for german, _ in pairs], How(model))
    texts, references = [one.text for one in hypotheses], [english for _, english in pairs]
    chrf = scoring.segment_chrf(texts, [references])
    rows = [
        confidence.features(german, one.text, one.log_prob, one.word_links)
        for (german, _), one in zip(pairs, hypotheses, strict=True)
    ]
    return np.array(rows), np.array(chrf) / 100


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit on one set, report on others; write ``calibration.json`` where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("fit", metavar="FIT.tsv", help="German<TAB>English lines to fit on")
    parser.add_argument(
        "tests", nargs="+", metavar="TEST.tsv", help="lines to report the correlation on"
    )
    parser.add_argument("--model", default=catalogue.EMBEDDED, help="alias, folder or hub name")
    parser.add_argument("--limit", type=int, help="use no more lines of a file than this")
    parser.add_argument(
        "--write", action="store_true", help="write calibration.json into the model's folder"
    )
    options = parser.parse_args(arguments)
    calibration = fit(*observe(options.fit, options.model, options.limit))
    result = {
        "intercept": calibration.intercept,
        "weights": dict(zip(FEATURES, calibration.weights, strict=True)),
        "fitted_on": Path(options.fit).name,
        "tests": {
            Path(path).name: asdict(
                correlate(*observe(path, options.model, options.limit), calibration)
            )
            for path in options.tests
        },
    }
    text = json.dumps(result, indent=2) + "\n"
    if options.write:
        path = catalogue.folder_of(options.model) / "calibration.json"
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path}", file=sys.stderr)
    print(text, end="")


if __name__ == "__main__":
    main()
