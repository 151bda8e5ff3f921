"""Score a bitext against the references of its article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from translate import scoring
from translate.errors import InputError
from translate.pairing import units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Bitext, Score
    from translate.options import Options
    from translate.pairing import Scored, Unit
    from translate.scoring import Comparison


def scores(bitext: Bitext, options: Options) -> tuple[Score, ...]:
    """Score a bitext: text metrics where there is a reference, term accuracy where there are terms.

    Args:
        bitext: pairs in document order.
        options: names the references; without any, they are looked for beside the article.

    Raises:
        InputError: a reference cannot be read or does not fit the document.
    """
    found = units(bitext, options)
    text = scoring.score(*_columns(found)) if found else ()
    terms = scoring.term_accuracy(bitext.outcomes, bitext.termbase) if bitext.outcomes else None
    return (*text, terms) if terms else text


def rescored(bitext: Bitext, options: Options) -> Bitext:
    """Return a result whose English has changed with the scores that it has now.

    Raises:
        InputError: a reference cannot be read or does not fit the document.
    """
    return replace(bitext, scores=scores(bitext, options))


def worst(bitext: Bitext, options: Options, count: int) -> list[tuple[float, Unit]]:
    """Return the ``count`` units with the lowest chrF2, worst first.

    Raises:
        InputError: there is no reference, or it does not fit.
    """
    found = _required(bitext, options)
    values = scoring.segment_chrf(*_columns(found))
    ranked = sorted(zip(values, (unit for unit, _ in found), strict=True), key=lambda row: row[0])
    return ranked[:count]


def compare(baseline: Bitext, bitext: Bitext, options: Options) -> list[Comparison]:
    """Compare two results on the units that both have, with every metric.

    Raises:
        InputError: there is no reference, or the results are not of the same German.
    """
    if baseline.document.text != bitext.document.text:
        raise InputError(
            f"the baseline translates {baseline.document.path}, not the German of "
            f"{bitext.document.path}; compare results of one article"
        )
    ours = {unit.segments: (unit, refs) for unit, refs in _required(bitext, options)}
    theirs = {unit.segments: unit for unit, _ in _required(baseline, options)}
    shared = [key for key in ours if key in theirs]
    if not shared:
        raise InputError("the two results share no unit with a reference; compare like with like")
    hypotheses, columns = _columns([ours[key] for key in shared])
    baseline_texts = [theirs[key].hypothesis for key in shared]
    return [
        scoring.compare(baseline_texts, hypotheses, columns, metric) for metric in scoring.METRICS
    ]


def _required(bitext: Bitext, options: Options) -> list[Scored]:
    found = units(bitext, options)
    if not found:
        raise InputError(
            f"{bitext.document.path}: no reference for this article; name one with --reference"
        )
    return found


def _columns(found: Sequence[Scored]) -> tuple[list[str], list[list[str]]]:
    """Return the hypotheses, and one list of references for each reference file."""
    columns = zip(*(refs for _, refs in found), strict=True)
    return [unit.hypothesis for unit, _ in found], [list(column) for column in columns]
