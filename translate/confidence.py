"""Say how good the English probably is, without a reference, from what costs nothing to know.

A hypothesis comes with its probability and with word links; the two texts tell the rest: their
lengths, how much of the German has English, words that no dictionary knows. A logistic regression,
fitted for each model by ``benchmarks.confidence``, makes one number of them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translate.bitext import Span
from translate.errors import EngineError
from translate.languages.english import FUNCTION_WORDS
from translate.vocabulary import WORD, has_content, is_english

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from translate.bitext import Hypothesis, WordLink

FEATURES = (
    "probability",  # of a token, on geometric average
    "length",  # of the German, as the logarithm of its words
    "source_coverage",  # mean weight of the heaviest link of a German word with content
    "target_coverage",  # the same of the English
    "ratio",  # of the lengths in characters, as a logarithm
    "unknown",  # share of English words with content that neither dictionary nor German has
    "source_letters",  # mean length of German words with content
    "target_letters",  # the same of the English
    "capitals",  # share of English words with content that are capitalised: names are easy
)
"""What the regression is made of, in the order of ``Calibration.weights``."""

_SHORTEST = 3  # letters of an English word with content
_SLACK = 5  # characters added to both lengths, so that short sentences have no extreme ratio


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression of a model: the logit of the expected chrF2 (as a share) from features."""

    intercept: float
    weights: tuple[float, ...]


def features(
    source: str, target: str, log_prob: float, links: Sequence[WordLink]
) -> tuple[float, ...]:
    """Return what ``FEATURES`` names.

    Args:
        source: a German sentence.
        target: its English.
        log_prob: mean natural-log probability per target token.
        links: word links between the two, with spans in them.
    """
    german = [match for match in WORD.finditer(source) if has_content(match[0])]
    english = [match for match in WORD.finditer(target) if _counts(match[0])]
    folded = source.casefold()
    return (
        math.exp(log_prob),
        math.log(len(source.split()) + 1),
        _mean([_heaviest(match, links, lambda link: link.source) for match in german], 1.0),
        _mean([_heaviest(match, links, lambda link: link.target) for match in english], 1.0),
        math.log((len(target) + _SLACK) / (len(source) + _SLACK)),
        _mean([not is_english(m[0]) and m[0].casefold() not in folded for m in english], 0.0),
        _mean([len(match[0]) for match in german], 0.0),
        _mean([len(match[0]) for match in english], 0.0),
        _mean([match[0][0].isupper() for match in english], 0.0),
    )


def of(source: str, made: Hypothesis, calibration: Calibration) -> float:
    """Estimate the quality of what an engine proposes for a sentence, as ``estimate`` does."""
    return estimate(features(source, made.text, made.log_prob, made.word_links), calibration)


def estimate(values: Sequence[float], calibration: Calibration) -> float:
    """Estimate a hypothesis's quality in 0..1.

    Args:
        values: the features of the hypothesis.
        calibration: fitted for the model that made it.

    Returns:
        The chrF2 (divided by 100) that such a hypothesis has on average, to four digits.
    """
    logit = math.fsum(map(math.prod, zip(values, calibration.weights, strict=True)))
    return round(0.5 * (1.0 + math.tanh(0.5 * (logit + calibration.intercept))), 4)


def read_calibration(model: Path) -> Calibration | None:
    """Read ``calibration.json`` in a model's folder; None where the model has none.

    Args:
        model: the model's folder.

    Raises:
        EngineError: the file is there but malformed, or made for other features.
    """
    path = model / "calibration.json"
    if not path.is_file():
        return None
    try:
        fields: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        weights = tuple(float(fields["weights"][name]) for name in FEATURES)
        return Calibration(float(fields["intercept"]), weights)
    except (ValueError, TypeError, KeyError) as error:
        raise EngineError(
            f"{path}: not a calibration ({error!r}); write it anew with "
            "'python -m benchmarks.confidence' or delete it"
        ) from error


def _counts(word: str) -> bool:
    """Tell whether an English word has content of its own."""
    return len(word) >= _SHORTEST and word.lower() not in FUNCTION_WORDS


def _heaviest(
    word: re.Match[str], links: Sequence[WordLink], side: Callable[[WordLink], Span]
) -> float:
    """Return the weight of a word's heaviest link, 0 if it has none."""
    span = Span(*word.span())
    return max((link.weight for link in links if side(link).overlaps(span)), default=0.0)


def _mean(values: Sequence[float], empty: float) -> float:
    return math.fsum(values) / len(values) if values else empty
