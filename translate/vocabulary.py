"""What dictionaries know of a word: English, German, both or neither.

simplemma's dictionaries hold forms with their lemmas; every word is looked up once a process.
"""

from __future__ import annotations

import re
from functools import lru_cache

from translate import wordlists
from translate.numbers.numerals import words

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# German function words that are no English words; two of them show a stretch left in German.
GERMAN_WORDS = frozenset(
    words(
        "aber als auch auf aus bei beim bis das dass dem den der des deren dessen dies "
        "diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er "
        "es für gegen haben hatte ihr ihre ihren ihrer im ist jedoch kann können mit nach "
        "nicht noch nur oder ohne sein seine seinen seiner sich sie sind sowie über um und "
        "unter vom von vor waren weil wenn werden wie wird wo wurde wurden zu zum zur "
        "zwischen"
    )
)
# Words without content of their own beside those: German pronouns, auxiliaries, adverbs.
_GERMAN_FILLERS = frozenset(
    words(
        "alle allem allen aller alles also bin bist dabei daher damit dann darüber dazu deine "
        "deinen deiner denn die dieselbe dort euch euer hab habe haben hat hatten hier hinaus ich "
        "ihm ihn ihnen jede jedem jeden jeder jedes man mehr mich mir müssen muss nun "
        "obwohl schon sehr seid selbst seit so soll sollen sollte sollten uns unser unsere "
        "unseren war warum was welche welchem welchen welcher welches wem wen wer werde wir worden "
        "würde würden zwar ob da weder kein keine keinen keiner etwa etwas"
    )
)
ENGLISH_WORDS = frozenset(
    words(
        "a also an and are as at be been but by can could for from had has have he her his how if "
        "in into is it its may more no not of on or our she should so such than that the their "
        "them there these they this those to was we were what when where which while who will "
        "with would you your"
    )
)
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
    if len(bare) < _SHORTEST or bare.lower() in ENGLISH_WORDS:
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
    return len(word) >= _SHORTEST and low not in GERMAN_WORDS and low not in _GERMAN_FILLERS


def looks_english(text: str) -> bool:
    """Tell whether a text is in English already: English function words, and hardly a German one.

    Args:
        text: one sentence; fewer than three words are never enough to tell.
    """
    found = [word.lower() for word in WORD.findall(text)]
    english = sum(word in ENGLISH_WORDS for word in found)
    german = sum(word in GERMAN_WORDS or word in {"die", "ich", "wir"} for word in found)
    if len(found) < _SHORTEST or not english or english <= 2 * german:
        return False
    known = sum(map(is_english, found))
    if english > 1:
        return known > 0.8 * len(found)
    return known == len(found) and not any(map(is_german, found[1:]))
