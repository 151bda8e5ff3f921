"""Which dictionary forms a German word may be a form of, by its letters alone.

The endings are stripped here and put on again by ``morphology``, which has the last word: a
candidate counts only if the word is among its forms. Irregular forms can't be found like this;
a lexicon has to list them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.languages import german_forms as morphology
from translate.languages.german_forms import PARTICLES, fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_NOUN_ENDINGS = ("s", "es", "n", "en", "ns", "e", "er", "ern", "nen", "se", "ses", "sen")
_ADJECTIVE_ENDINGS = ("e", "em", "en", "er", "es")
_VERB_ENDINGS = ("e", "st", "est", "t", "et", "te", "ete", "ten", "eten", "end")
_SHORTEST_STEM = 3
_LAST_UMLAUT = re.compile(r"(?<=.)[äöü](?=u?[^äöü]*$)")
_PLACED = re.compile(rf"({PARTICLES.replace('ue', 'ü')})?(?:ge|zu)(.{{3,}})")
_MUTED = re.compile(r"(.*[^aeiouäöü])([lr])")


def nouns(word: str, known: Container[str]) -> Iterator[str]:
    """Find the nouns that a word may be a form of, the longest first.

    Args:
        word: with a capital.
        known: all nouns that there are.

    Yields:
        Nominatives, each with ``word`` among its forms.
    """
    for stem in _stems(word, _NOUN_ENDINGS):
        for base in dict.fromkeys((stem, _LAST_UMLAUT.sub(_plain, stem))):
            if base in known and fold(word) in morphology.noun_forms(base):
                yield base


def adjectives(word: str, known: Container[str]) -> Iterator[str]:
    """Find the adjectives that a word in small letters may be a form of."""
    for stem in _stems(word, _ADJECTIVE_ENDINGS):
        muted = _MUTED.fullmatch(stem)  # dunkle: dunkel
        bases = (stem, f"{muted[1]}e{muted[2]}") if muted and stem != word else (stem,)
        yield from (base for base in bases if base in known)


def verbs(word: str, known: Container[str]) -> Iterator[str]:
    """Find the infinitives that a word in small letters may be a regular form of."""
    for stripped in dict.fromkeys((word, *_stems(word, _ADJECTIVE_ENDINGS))):
        for stem in _stems(stripped, _VERB_ENDINGS):
            placed = _PLACED.fullmatch(stem)
            for whole in (stem, (placed[1] or "") + placed[2]) if placed else (stem,):
                for infinitive in (f"{whole}en", f"{whole}n"):
                    if infinitive in known and fold(word) in morphology.verb_forms(infinitive):
                        yield infinitive


def _plain(umlaut: re.Match[str]) -> str:
    return "aou"["äöü".index(umlaut[0])]


def _stems(word: str, endings: tuple[str, ...]) -> list[str]:
    """Strip each ending that the word has, and none; the longest rest comes first."""
    cut = [word.removesuffix(end) for end in endings if word.endswith(end)]
    stems = [word, *(stem for stem in cut if len(stem) >= _SHORTEST_STEM)]
    return sorted(stems, key=len, reverse=True)
