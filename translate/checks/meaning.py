"""Checks of the meaning: nothing is left out, nothing negated that was not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH, AlignedPair, Severity, Span
from translate.checks.catalogue import Finding, of_pair
from translate.checks.content import words_of
from translate.languages import english, german
from translate.languages.german_forms import PARTICLES
from translate.vocabulary import WORD, has_content, looks_english

if TYPE_CHECKING:
    from collections.abc import Iterator

# A German word whose heaviest link weighs less has no English of its own. Set on the judged
# sentences (benchmarks.recall), all of them.
_LINKED, _FAINTLY = 0.5, 0.3
# Words of content without English: as many in a row, faintly linked, or anywhere.
_ROW, _FAINT, _ANYWHERE = 2, 2, 3
_PARTICLE = re.compile(rf"{PARTICLES}|hinzu")


@of_pair(Severity.ERROR, GERMAN_ENGLISH)
def negation_changed(pair: AlignedPair) -> Iterator[Finding]:
    """The German negates and the English does not, or the other way round."""
    # Of 3,782 human translations (newstest2019 and 2020, FLORES dev) this flags 13.
    source, target = words_of(pair, pair.source_text), words_of(pair, pair.target_text)
    if not source.strip() or not target.strip() or looks_english(source):
        return
    lost, added = german.NEGATION.search(source), english.NEGATION.search(target)
    if lost and not added and not english.HIDDEN_NEGATION.search(target):
        yield Finding(f"“{lost[0]}” has no counterpart in the English")
    elif added and not lost and not german.HIDDEN_NEGATION.search(source):
        yield Finding(f"“{added[0]}” does not stand in the German")


@of_pair(Severity.WARNING, GERMAN_ENGLISH)
def left_out(pair: AlignedPair) -> Iterator[Finding]:
    """Words of the German have no English: a clause, or several single ones."""
    if not pair.links or looks_english(pair.source_text):
        return
    source = words_of(pair, pair.source_text)
    found = [match for match in WORD.finditer(source) if has_content(match[0])]
    words = [match for match in found if not _is_half_a_word(source, match)]
    weights = [_heaviest(pair, match) for match in words]
    row = _longest_row([weight < _LINKED for weight in weights])
    faint = [n for n, weight in enumerate(weights) if weight < _FAINTLY]
    free = [n for n, weight in enumerate(weights) if weight < _LINKED]
    if len(row) >= _ROW or len(faint) >= _FAINT or len(free) >= _ANYWHERE:
        numbers = row if len(row) >= _ROW else free
        listed = ", ".join(f"“{words[n][0]}”" for n in numbers)
        yield Finding(f"perhaps left out: {listed}")


def _is_half_a_word(source: str, word: re.Match[str]) -> bool:
    """Tell whether a word has no English by itself.

    Such are one that is written to code, which is blank, as in "`x`-Wert", and the particle of a
    verb at the end of its clause.
    """
    start, end = word.span()
    is_written_to_code = source[start - 1 : start] == "-" and source[: start - 1].endswith(" ")
    is_last = not source[end:].strip() or source[end] in ",.;:!?"
    return is_written_to_code or (is_last and _PARTICLE.fullmatch(word[0]) is not None)


def _heaviest(pair: AlignedPair, word: re.Match[str]) -> float:
    """Return the weight of the heaviest link of a German word, 0 if it has none."""
    span = Span(*word.span())
    return max((link.weight for link in pair.links if link.source.overlaps(span)), default=0.0)


def _longest_row(free: list[bool]) -> range:
    """Return the indices of the longest stretch of words without English, the first of several."""
    best, start = range(0), 0
    for n, unlinked in enumerate(free):
        if not unlinked:
            start = n + 1
        elif n + 1 - start > len(best):
            best = range(start, n + 1)
    return best
