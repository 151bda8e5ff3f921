"""Checks of the form: length, endings and repetitions betray a translation gone wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import AlignedPair, Severity, Span
from translate.checks.catalogue import Finding, of_pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOKEN = re.compile(r"\w+(?:[-’'.]\w+)*|[^\w\s]")
WORD = re.compile(r"\w+(?:[-’'.]\w+)*")
SHORTEST, LONGEST = 0.5, 1.9
SLACK = 12
LOW_CONFIDENCE = 0.35
ENDINGS = {".": ".", "…": "…", "...": "…", "!": "!", "?": "?", ":": ":", ";": ";"}
CLOSERS = "\"'”“’‘«»›‹)]*_ \u00a0"
# Doubled words that are good English.
DOUBLES = frozenset({"that", "had", "very", "is", "so", "bye", "long", "who", "do", "no"})


@of_pair(Severity.ERROR)
def repetition(pair: AlignedPair) -> Iterator[Finding]:
    """The English repeats a word or phrase over and over, and the German does not."""
    target = list(WORD.finditer(pair.target_text))
    loop = _loop([token[0].lower() for token in target])
    if loop and not _loop([word.lower() for word in WORD.findall(pair.source_text)]):
        start, end, period = loop
        span = Span(target[start].start(), target[end - 1].end())
        phrase = pair.target_text[target[start].start() : target[start + period - 1].end()]
        yield Finding(f"“{phrase}” is repeated {(end - start) // period} times", span)


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
    """The model's confidence in this sentence is low."""
    if pair.confidence is not None and pair.confidence < LOW_CONFIDENCE:
        yield Finding(f"confidence {pair.confidence:.0%}", suggestion="read it with care")


def _loop(words: Sequence[str]) -> tuple[int, int, int] | None:
    """Find a phrase said again at once: three times, or twice if it is longer than two words.

    Returns:
        Where the loop starts and ends, in words, and how many words its phrase has.
    """
    for period in range(1, len(words) // 2 + 1):
        run = 0
        for at in range(period, len(words)):
            run = run + 1 if words[at] == words[at - period] else 0
            times = 1 + run // period
            doubled = period == 1 and times == 2 and words[at] not in DOUBLES
            if times > 2 or (times == 2 and period > 2) or doubled:
                return at - run - period + 1, at + 1, period
    return None


def _ending(text: str) -> str:
    """Return the class of the mark a sentence ends with; empty if it ends without one."""
    bare = text.rstrip(CLOSERS)
    return "…" if bare.endswith("...") else ENDINGS.get(bare[-1:], "")


def _named(mark: str) -> str:
    """Name an ending."""
    return f"“{mark}”" if mark else "no mark"
