"""What dictionaries know of a word: English, German, both or neither.

simplemma's dictionaries hold forms with their lemmas; every word is looked up once a process.
"""

from __future__ import annotations

import re
from functools import lru_cache

from translate import wordlists
from translate.languages import english as en
from translate.languages import german as de

# What a word is. Most ask for WORD; steps with tokens of their own say why: ``terminology.tokens``
# keeps hyphens apart, ``terminology.counting`` the words of names, ``alignment`` marks.
LETTERS = re.compile(r"[^\W\d_]+")
"""Letters in a row."""

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
"""A word with its contraction: "isn't" is one, "open-source" two."""

HYPHENED = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
"""Words that hyphens join count as one: "KI-Modelle"."""

JOINED = re.compile(r"\w+(?:[-’'.]\w+)*")
"""Whatever stands between blanks, figures included, without outer marks: "01.AI", "3.5"."""

_CONTRACTION = re.compile(r"(?:[’'](?:s|ll|re|ve|d|m)|n[’']t|[’'])$")
# What English adds to words that its dictionary has.
_PREFIXES = ("un", "re", "non", "pre", "multi", "sub", "over", "anti", "micro", "co")
_SUFFIXES = ("s", "es", "ly", "er", "ers", "ness", "like", "less", "able", "ing")
_SHORTEST = 3


@lru_cache(maxsize=65536)
def is_english(word: str) -> bool:
    """Tell whether a word is English, by the dictionary or by derivation from a word in it.

    Args:
        word: as it stands in a text, contractions included; too short a word always is.
    """
    bare = _CONTRACTION.sub("", word)
    if len(bare) < _SHORTEST or bare.lower() in en.FUNCTION_WORDS:
        return True
    if wordlists.is_known(bare, "en") or wordlists.is_known(bare.lower(), "en"):
        return True
    low = bare.lower()
    stems = [low.removesuffix(suffix) for suffix in _SUFFIXES if low.endswith(suffix)]
    stems += [low.removeprefix(prefix) for prefix in _PREFIXES if low.startswith(prefix)]
    return any(len(stem) >= _SHORTEST and wordlists.is_known(stem, "en") for stem in stems)


@lru_cache(maxsize=65536)
def is_german(word: str) -> bool:
    """Tell whether the German dictionary has a word, in the case in which it stands.

    Args:
        word: as it stands in a text.
    """
    return wordlists.is_known(word, "de")


def has_content(word: str) -> bool:
    """Tell whether a German word is no function word and long enough to mean something.

    Args:
        word: as it stands in a text.
    """
    low = word.lower()
    return len(word) >= _SHORTEST and low not in de.FUNCTION_WORDS and low not in de.FILLERS


def looks_english(text: str) -> bool:
    """Tell whether a text is in English already: English function words, and hardly a German one.

    Args:
        text: one sentence; fewer than three words are never enough to tell.
    """
    found = [word.lower() for word in WORD.findall(text)]
    english = sum(word in en.FUNCTION_WORDS for word in found)
    german = sum(word in de.FUNCTION_WORDS or word in {"die", "ich", "wir"} for word in found)
    if len(found) < _SHORTEST or not english or english <= 2 * german:
        return False
    known = sum(map(is_english, found))
    if english > 1:
        return known > 0.8 * len(found)
    return known == len(found) and not any(map(is_german, found[1:]))
