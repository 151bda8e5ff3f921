"""Checks of the form: length, endings and repetitions betray a translation gone wrong."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from translate import repetition as repetition_of
from translate.bitext import AlignedPair, Origin, Severity, Span
from translate.checks.catalogue import Finding, of_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

# English and German lengths in characters. Of 3,782 human translations (newstest2019 and 2020,
# FLORES dev) these bounds flag one; a model that stops early or loops falls far outside.
SHORTEST, LONGEST = 0.6, 1.6
SLACK = 15
# Of an aligner: the share of pairs that are as doubtful is small in texts that belong together.
LOW_CONFIDENCE = 0.35
# Of a model: the expected chrF2 below which a sentence of 15 words is a draft, and what a sentence
# of e times as many words needs beyond that, for it has more places to go wrong. Both were set on
# the judged sentences (benchmarks.recall): together with the other checks they flag three in four
# serious errors, and one good sentence in eight.
DRAFT, DRAFT_BY_LENGTH = 0.51, 0.15
USUAL_WORDS, MOST_WORDS = 15, 60
ENDINGS = ".…!?:;"
CLOSERS = "\"'”“’‘«»›‹)]*_ \u00a0"


@of_pair(Severity.ERROR)
def repetition(pair: AlignedPair) -> Iterator[Finding]:
    """The English repeats a word or phrase over and over, and the German does not."""
    if not pair.source:
        return
    loop = repetition_of.loop(pair.target_text)
    if loop and not repetition_of.loop(pair.source_text):
        yield Finding(f"“{loop.phrase}” is repeated {loop.times} times", loop.span)
    elif more := repetition_of.again(pair.target_text, pair.source_text):
        yield Finding(f"“{more.phrase}” stands {more.times} times, no German word as often")


@of_pair(Severity.WARNING)
def length_ratio(pair: AlignedPair) -> Iterator[Finding]:
    """The English is much shorter or much longer than the German."""
    source, target = len(pair.source_text), len(pair.target_text)
    if source and target and not SHORTEST * source - SLACK <= target <= LONGEST * source + SLACK:
        kind = "short" if target < source else "long"
        yield Finding(f"suspiciously {kind}: {target} characters for {source}")


@of_pair(Severity.WARNING)
def end_punctuation(pair: AlignedPair) -> Iterator[Finding]:
    """The sentences do not end with the same mark."""
    if not pair.source or not pair.target_text.strip():
        return
    source, target = _ending(pair.source_text), _ending(pair.target_text)
    if source != target:
        end = len(pair.target_text)
        yield Finding(
            f"ends with {_named(target)}, the German with {_named(source)}", Span(end - 1, end)
        )


@of_pair(Severity.WARNING)
def low_confidence(pair: AlignedPair) -> Iterator[Finding]:
    """The model, or the aligner, is unsure of this sentence: it is a draft."""
    if pair.confidence is not None and pair.confidence < _sure(pair):
        yield Finding(f"confidence {pair.confidence:.0%}", suggestion="read with care")


def _sure(pair: AlignedPair) -> float:
    """Return the confidence from which on a pair is no draft."""
    if pair.origin is not Origin.ENGINE:
        return LOW_CONFIDENCE
    words = min(len(pair.source_text.split()), MOST_WORDS)
    return DRAFT + DRAFT_BY_LENGTH * math.log(max(words, 1) / USUAL_WORDS)


def _ending(text: str) -> str:
    """Return the mark a sentence ends with, behind quotes and brackets; empty if there is none."""
    bare = text.rstrip(CLOSERS)
    last = "…" if bare.endswith("...") else bare[-1:]
    return last if last in ENDINGS else ""


def _named(mark: str) -> str:
    """Name an ending."""
    return f"“{mark}”" if mark else "no mark"
