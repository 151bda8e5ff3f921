"""Checks of the form: length, endings and repetitions betray a translation gone wrong."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.bitext import AlignedPair, Bitext, Severity, Span
from translate.checks.catalogue import Finding, of_bitext, of_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = re.compile(r"\w+(?:[-’'.]\w+)*")
# English and German lengths in characters. Of 3,782 human translations (newstest2019 and 2020,
# FLORES dev) these bounds flag one; a model that stops early or loops falls far outside.
SHORTEST, LONGEST = 0.6, 1.6
SLACK = 15
# Where the model's calibration says nothing else.
LOW_CONFIDENCE = 0.35
ENDINGS = ".…!?:;"
CLOSERS = "\"'”“’‘«»›‹)]*_ \u00a0"
# Doubled words that are good English.
DOUBLES = frozenset({"that", "had", "very", "is", "so", "bye", "long", "who", "do", "no"})


@of_pair(Severity.ERROR)
def repetition(pair: AlignedPair) -> Iterator[Finding]:
    """The English repeats a word or phrase over and over, and the German does not."""
    loop = _loop(pair.target_text)
    if loop and not _loop(pair.source_text):
        span, phrase, times = loop
        yield Finding(f"“{phrase}” is repeated {times} times", span)
    elif overused := _overused(pair.target_text, 1 + _most_repeated(pair.source_text)):
        phrase, times = overused
        yield Finding(f"“{phrase}” stands {times} times, no German word as often")


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


@of_bitext(Severity.WARNING)
def low_confidence(bitext: Bitext) -> Iterator[Finding]:
    """The model, or the aligner, is unsure of this sentence."""
    threshold = float(bitext.properties.get("confidence_threshold", LOW_CONFIDENCE))
    for pair in bitext.pairs:
        if pair.confidence is not None and pair.confidence < threshold:
            percent = f"{pair.confidence:.0%}"
            yield Finding(f"confidence {percent}", suggestion="read with care", segment_id=pair.id)


def _loop(text: str) -> tuple[Span, str, int] | None:
    """Find a phrase that is said again at once.

    Three times is a loop, and so is twice if the phrase has more than three words, or if it is
    one word with nothing but a blank between ("the the").

    Returns:
        Where the loop stands, its phrase, and how many times it is said.
    """
    found = list(WORD.finditer(text))
    words = [word[0].lower() for word in found]
    for period in range(1, len(words) // 2 + 1):
        run = 0
        for at in range(period, len(words)):
            run = run + 1 if words[at] == words[at - period] else 0
            start, times = at - run - period + 1, 1 + run // period
            if times > 2 or (
                times == 2 and (period > 3 or _doubled(text, found[start], found[at]))
            ):
                end = found[start + period - 1].end()
                span = Span(found[start].start(), found[at].end())
                return span, text[span.start : end], times
    return None


def _doubled(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Tell whether two neighbours are the same word by mistake."""
    between = text[first.end() : second.start()]
    return between.isspace() and second[0].islower() and second[0] not in DOUBLES


def _overused(text: str, limit: int) -> tuple[str, int] | None:
    """Find a pair of content words said three times, or a word said four times, in one sentence.

    The word must also be every sixth of all. Of 3,782 human translations (newstest2019 and 2020,
    FLORES dev) this flags two.
    """
    words = [word.lower() for word in WORD.findall(text)]
    pairs = Counter(pair for pair in pairwise(words) if min(map(len, pair)) >= 4)
    for pair, times in pairs.most_common(1):
        if times > max(limit, 2):
            return " ".join(pair), times
    for word, times in Counter(word for word in words if len(word) >= 5).most_common(1):
        if times > max(limit, 3) and times * 6 >= len(words):
            return word, times
    return None


def _most_repeated(text: str) -> int:
    """Return how often the most frequent German word stands in a text, in any inflection."""
    stems = Counter(word.lower()[:5] for word in WORD.findall(text) if len(word) >= 4)
    return max(stems.values(), default=0)


def _ending(text: str) -> str:
    """Return the mark a sentence ends with, behind quotes and brackets; empty if there is none."""
    bare = text.rstrip(CLOSERS)
    last = "…" if bare.endswith("...") else bare[-1:]
    return last if last in ENDINGS else ""


def _named(mark: str) -> str:
    """Name an ending."""
    return f"“{mark}”" if mark else "no mark"
