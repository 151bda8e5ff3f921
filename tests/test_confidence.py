"""Confidence: features that cost nothing, and a calibration that is read or refused."""

import json

import numpy as np
import pytest

from benchmarks import confidence as benchmark
from translate import confidence
from translate.bitext import Span, WordLink
from translate.confidence import FEATURES, Calibration
from translate.errors import EngineError

CALIBRATION = Calibration(-1.0, (2.0,) + (0.0,) * (len(FEATURES) - 1))
GERMAN, ENGLISH = "Das alte Haus", "The old house"
LINKS = (WordLink(Span(4, 8), Span(4, 7), 0.9), WordLink(Span(9, 13), Span(8, 13), 0.7))


def feature(name, *, target=ENGLISH, log_prob=-0.5, links=LINKS):
    return confidence.features(GERMAN, target, log_prob, links)[FEATURES.index(name)]


def test_confidence_grows_with_the_probability():
    """Confidence lies in 0..1 and grows with the log-probability."""
    rows = [confidence.features(GERMAN, ENGLISH, lp, LINKS) for lp in (-1e6, -2.0, -0.6931, 0.0)]
    values = [confidence.estimate(row, CALIBRATION) for row in rows]
    assert values == sorted(values)
    assert values[0] >= 0.0
    assert values[2] == pytest.approx(0.5, abs=1e-3)
    assert values[3] <= 1.0


def test_words_without_links_are_not_covered():
    """Coverage is the mean weight of the heaviest links of words with content."""
    assert feature("source_coverage") == pytest.approx(0.8)
    assert feature("source_coverage", links=LINKS[:1]) == pytest.approx(0.45)
    assert feature("target_coverage", links=()) == 0.0


def test_invented_words_are_unknown():
    """A word that neither dictionary nor German has is unknown; a name from the German is not."""
    assert feature("unknown") == 0.0
    assert feature("unknown", target="The old housewark") == pytest.approx(0.5)
    assert feature("unknown", target="The old Haus") == 0.0


@pytest.mark.parametrize("text", ["", "...", "`x`"])
def test_nothing_to_measure_is_no_error(text):
    """A sentence without words has features as well."""
    assert len(confidence.features(text, text, 0.0, ())) == len(FEATURES)


def test_a_fit_finds_what_made_the_data():
    """The regression recovers the weights behind noiseless qualities, or nearly."""
    rows = np.random.default_rng(1).normal(size=(4000, len(FEATURES)))
    weights = np.linspace(-0.5, 0.5, len(FEATURES))
    fitted = benchmark.fit(rows, 1 / (1 + np.exp(-(rows @ weights + 0.3))))
    assert fitted.weights == pytest.approx(tuple(weights), abs=0.02)
    assert fitted.intercept == pytest.approx(0.3, abs=0.02)


def test_calibration_is_read(tmp_path):
    """A model without calibration has none; one with it gives its weights by name, in order."""
    assert confidence.read_calibration(tmp_path) is None
    named = {name: float(number) for number, name in enumerate(FEATURES)}
    fields = {"weights": dict(reversed(named.items())), "intercept": 1.0, "fitted_on": "news"}
    (tmp_path / "calibration.json").write_text(json.dumps(fields), encoding="utf-8")
    assert confidence.read_calibration(tmp_path) == Calibration(1.0, tuple(named.values()))


@pytest.mark.parametrize("text", ["{", "[]", '{"slope": 1}', '{"intercept": 1, "weights": {}}'])
def test_broken_calibration(tmp_path, text):
    """A malformed calibration is named with the way to write it anew."""
    (tmp_path / "calibration.json").write_text(text, encoding="utf-8")
    with pytest.raises(EngineError, match=r"benchmarks\.confidence"):
        confidence.read_calibration(tmp_path)
