"""Decide which sentence pairs are clean enough to learn from."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from training.corpora import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_CHARACTERS: Final = 600
"""Longer lines are paragraphs; they cost memory and teach little at sentence level."""

RATIO: Final = 2.0
"""Longest allowed character ratio of either side; short pairs get SLACK characters for free."""

SLACK: Final = 12

_GERMAN_WORDS = """
der die das und ist nicht ein eine zu den mit auf für von dem sich des im als auch es an werden
aus er hat dass sie nach wird bei einer um am sind noch wie einem über ich wir so oder aber vor
zur bis mehr durch man sein wurde wenn können nur kann
"""
_ENGLISH_WORDS = """
the and of to is that it was for on are with as be at this have from or had by not but what all
were we when your can said there use an each which she do how their if will has been would more
about its who they you
"""
_ORDINAL = re.compile(r"\S (?:\d{1,2}|[\d,]+ Mi[ol]|[\d,]+ Mrd)\. ")
_BROKEN = re.compile(r"\S (?:\d{1,2}|million|billion|Mio|Bn)\. \S")
_GERMAN = frozenset(_GERMAN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


def has_sane_length(pair: Pair) -> bool:
    """Tell whether both sides are of usable and similar length."""
    short, long = sorted((len(pair.source), len(pair.target)))
    return long <= MAX_CHARACTERS and long <= short * RATIO + SLACK


def has_text(pair: Pair) -> bool:
    """Tell whether most characters of both sides are letters or spaces."""
    return all(
        sum(character.isalpha() or character == " " for character in side) >= 0.6 * len(side)
        for side in pair
    )


def is_translated(pair: Pair) -> bool:
    """Tell whether the target is more than a copy of the source."""
    return pair.source.casefold() != pair.target.casefold()


def is_german_english(pair: Pair) -> bool:
    """Tell, by function words, that the source isn't English and the target isn't German."""
    source = _WORD.findall(pair.source.lower())
    target = _WORD.findall(pair.target.lower())
    return _hits(source, _GERMAN) >= _hits(source, _ENGLISH) and (
        _hits(target, _ENGLISH) >= _hits(target, _GERMAN)
    )


def _hits(words: list[str], known: frozenset[str]) -> int:
    return sum(word in known for word in words)


def same_numbers(pair: Pair) -> bool:
    """Tell whether long numbers (four digits and more) of the source stand in the target."""
    source, target = (Counter(re.findall(r"\d{4,}", side)) for side in pair)
    return source == target


def is_unbroken(pair: Pair) -> bool:
    """Tell whether no ordinal or abbreviation of the source cut the target in two.

    Some machine translations split "am 27. Januar" after the stop: "on 27. January has to go".
    """
    return not (_ORDINAL.search(pair.source) and _BROKEN.search(pair.target))


FILTERS: Final[tuple[Callable[[Pair], bool], ...]] = (
    has_sane_length,
    has_text,
    is_translated,
    is_german_english,
    same_numbers,
    is_unbroken,
)


def clean(pairs: Iterable[Pair], dropped: Counter[str]) -> Iterator[Pair]:
    """Yield the pairs that pass every filter and whose source and target are both new.

    Args:
        pairs: the pairs of one corpus.
        dropped: receives, by filter name, how many pairs were left out.
    """
    seen: set[Pair] = set()
    for pair in pairs:
        failed = next((test.__name__ for test in FILTERS if not test(pair)), None)
        key = Pair(pair.source.casefold(), pair.target.casefold())
        if failed is None and key in seen:
            failed = "duplicate"
        if failed is not None:
            dropped[failed] += 1
            continue
        seen.add(key)
        yield pair
