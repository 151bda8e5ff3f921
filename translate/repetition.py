"""Tell when a sentence says something again that it should say once.

Three rules on one way of finding what is said again at once: ``is_lost`` has an engine search anew,
``loop`` compares candidates and is a finding, and so is ``again``, for what stands apart.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Span
from translate.languages.english import DOUBLED, FUNCTION_WORDS
from translate.vocabulary import JOINED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONG_PHRASE = 3  # words; what is longer than that is never said twice in a row on purpose
_LONGEST_PERIOD = 40  # words; no sentence that is fit to print loops with more between
_LONGEST_CIRCLE = 12  # words; what is longer and said three times is a refrain
_STUTTER = re.compile(r"([^\W\d_]{1,5}?)\1{4}")
_STEM, _GERMAN_STEM = 6, 4  # letters that forms of a word share


class Repeat(NamedTuple):
    """A phrase, how often it is said, and where, if that is one stretch of text."""

    phrase: str
    times: int
    span: Span | None = None


class _Run(NamedTuple):
    """The words from ``start`` to ``end``, of which the first ``period`` are said ``times``."""

    start: int
    end: int
    period: int
    times: int


def loop(text: str, *, capitals: bool = False) -> Repeat | None:
    """Find a phrase that is said again at once.

    Three times is a loop, and so is twice if the phrase has more than three words, or if nothing
    but blanks stands between ("the the", "of the house of the house").

    Args:
        text: one sentence.
        capitals: count doubled names too ("AI AI"), which stand in names of places.
    """
    found = list(JOINED.finditer(text))
    words = [word[0].lower() for word in found]
    for run in _runs(words, min(len(words) // 2, _LONGEST_PERIOD)):
        stretch = found[run.start : run.end]
        doubled = run.times > 2 or run.period > _LONG_PHRASE
        if doubled or _doubled(text, stretch, capitals=capitals):
            span = Span(stretch[0].start(), stretch[-1].end())
            return Repeat(text[span.start : stretch[run.period - 1].end()], run.times, span)
    return None


def again(text: str, source: str) -> Repeat | None:
    """Find what is said more than once in a sentence whose source says nothing as often.

    Of 3,782 human translations (newstest2019 and 2020, FLORES dev) this flags 24.

    Args:
        text: the English.
        source: its German.
    """
    most = _most_repeated(source)
    return _overused(text, 1 + most) or (_said_twice(text) if most < 2 else None)


def is_lost(text: str, source: str) -> bool:
    """Tell whether a search went round in circles: a translation repeats more than its source does.

    Repetition is a stretch of words three times in a row, or three words that come again anywhere
    in the sentence: a weak model starts a clause anew rather than go on.

    Args:
        text: the translation.
        source: where repetition is due if it repeats itself as well.
    """
    return (_circles(text) and not _circles(source)) or _said_before(text) > _said_before(source)


def _circles(text: str) -> bool:
    """Tell whether words stand three times in a row, or a few letters five times in a word."""
    words = text.casefold().split()
    runs = _runs(words, min(len(words) // 3, _LONGEST_CIRCLE))
    return any(run.times > 2 for run in runs) or _STUTTER.search(text) is not None


def _said_before(text: str) -> int:
    """Count the stretches of three words that stood in the text before."""
    words = re.findall(r"\w+", text.casefold())
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(triples) - len(set(triples))


def _runs(words: Sequence[str], longest: int) -> Iterator[_Run]:
    """Find stretches of words that are said again at once, short ones first.

    Args:
        words: in the spelling in which they are compared.
        longest: words of a stretch.

    Yields:
        Each run as it grows: a stretch that is said three times has been said twice before.
    """
    for period in range(1, longest + 1):
        same = 0
        for at in range(period, len(words)):
            same = same + 1 if words[at] == words[at - period] else 0
            if same >= period:
                yield _Run(at - same - period + 1, at + 1, period, 1 + same // period)


def _doubled(text: str, stretch: list[re.Match[str]], *, capitals: bool) -> bool:
    """Tell whether neighbours are the same words by mistake, with blanks between all of them."""
    last = stretch[-1][0]
    if not (capitals or last.islower()) or last in DOUBLED:
        return False
    return all(text[one.end() : other.start()].isspace() for one, other in pairwise(stretch))


def _said_twice(text: str) -> Repeat | None:
    """Find four words that stand twice, or three with two of content, or two words that do."""
    words = [word.lower() for word in JOINED.findall(text)]
    for size in (4, 3):
        phrases = Counter(zip(*(words[n:] for n in range(size)), strict=False))
        for phrase, times in phrases.items():
            content = sum(word not in FUNCTION_WORDS for word in phrase)
            if times > 1 and content >= (4 - size) + 1:
                return Repeat(" ".join(phrase), times)
    stems = Counter(word[:_STEM] for word in words if len(word) >= 5 and word.isalpha())
    surplus = [stem for stem, times in stems.items() if times > 1 for _ in range(times - 1)]
    if len(surplus) > 1:
        word = next(word for word in words if word.startswith(surplus[0]))
        return Repeat(word, stems[surplus[0]])
    return None


def _overused(text: str, limit: int) -> Repeat | None:
    """Find a pair of content words said three times, or a word said four times, in one sentence.

    The word must also be every sixth of all.
    """
    words = [word.lower() for word in JOINED.findall(text)]
    pairs = Counter(pair for pair in pairwise(words) if min(map(len, pair)) >= 4)
    for pair, times in pairs.most_common(1):
        if times > max(limit, 2):
            return Repeat(" ".join(pair), times)
    for word, times in Counter(word for word in words if len(word) >= 5).most_common(1):
        if times > max(limit, 3) and times * 6 >= len(words):
            return Repeat(word, times)
    return None


def _most_repeated(text: str) -> int:
    """Return how often the most frequent German word stands in a text, in any inflection."""
    words = [word.lower() for word in JOINED.findall(text)]
    stems = Counter(word[:_GERMAN_STEM] for word in words if len(word) >= _GERMAN_STEM)
    return max(stems.values(), default=0)
