"""Checks of single words: English words are English, names stay, English stays as it was."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH, AlignedPair, Severity, Span
from translate.checks.catalogue import Finding, of_pair
from translate.checks.content import QUOTED, words_of
from translate.languages.german import ABSTRACT, DETERMINER
from translate.vocabulary import WORD, has_content, is_english, is_german, looks_english

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_CAPITALS = re.compile(r"(?<!\w)[A-ZÄÖÜ][A-Z0-9]{2,}(?!\w)")
_UNKNOWN_LENGTH = 4  # letters; shorter ones are abbreviations and parts of names
# Names in two languages begin alike ("Katalonien", "Catalonia") or share most of their letters.
_ALIKE, _SAME_BEGINNING = 0.72, 4
_GENITIVES = ("s", "n", "er", "ern", "en", "es")


@of_pair(Severity.ERROR, GERMAN_ENGLISH)
def no_english_word(pair: AlignedPair) -> Iterator[Finding]:
    """A word of the English is in no dictionary and does not stand in the German."""
    # Of 3,782 human translations (newstest2019 and 2020, FLORES dev) this flags 3%, for
    # slips of the pen among others.
    if not pair.source or looks_english(pair.source_text):
        return
    source = words_of(pair, pair.source_text)
    folded, german = source.casefold(), [word.casefold() for word in WORD.findall(source)]
    for match in WORD.finditer(words_of(pair, pair.target_text)):
        word = match[0]
        if is_english(word) or _bare(word) in folded:
            continue
        if word.islower() or (len(word) >= _UNKNOWN_LENGTH and not _renders_name(word, german)):
            yield Finding(f"“{word}” is no English word", Span(*match.span()))


@of_pair(Severity.ERROR, GERMAN_ENGLISH)
def german_word(pair: AlignedPair) -> Iterator[Finding]:
    """A word of the German stands unchanged in the English, and is no name."""
    # Of the human translations above this flags 2%, for names.
    if not pair.source or looks_english(pair.source_text):
        return
    source = words_of(pair, pair.source_text)
    german = {match[0]: match.start() for match in reversed(list(WORD.finditer(source)))}
    target = QUOTED.sub(lambda match: " " * len(match[0]), words_of(pair, pair.target_text))
    found = list(WORD.finditer(target))
    for number, match in enumerate(found):
        word = match[0]
        if word not in german or is_english(word) or not is_german(word) or not has_content(word):
            continue
        around = found[max(0, number - 1) : number + 2]
        around.remove(match)
        small = word.islower() and len(word) >= _UNKNOWN_LENGTH
        if small or _is_noun(source, german[word], word, around):
            yield Finding(f"“{word}” is left in German", Span(*match.span()), "translate it")


@of_pair(Severity.WARNING, GERMAN_ENGLISH)
def name_missing(pair: AlignedPair) -> Iterator[Finding]:
    """A name or abbreviation of the German does not stand in the English."""
    # Of the human translations above this flags 2%.
    source, target = words_of(pair, pair.source_text), _folded(pair.target_text)
    if not target or source.isupper():
        return
    for match in WORD.finditer(source):
        if _is_name(source, match) and _stem(match[0]) not in target:
            yield Finding(f"“{match[0]}” is missing in the English")
    for acronym in dict.fromkeys(_IN_CAPITALS.findall(source)):
        if _folded(acronym) not in target and not is_german(acronym.capitalize()):
            yield Finding(f"“{acronym}” is missing in the English", suggestion=f"keep “{acronym}”")


@of_pair(Severity.ERROR, GERMAN_ENGLISH)
def english_changed(pair: AlignedPair) -> Iterator[Finding]:
    """A sentence that is English already has been changed."""
    source, target = words_of(pair, pair.source_text), words_of(pair, pair.target_text)
    if looks_english(source) and _plain(source) != _plain(target):
        yield Finding("the sentence is English already", suggestion="keep it as it is")


def _plain(text: str) -> list[str]:
    """Return the words of an English text, contractions written out."""
    text = re.sub(r"[’']re\b", " are", text.lower())
    text = re.sub(r"n[’']t\b", " not", re.sub(r"[’']s\b", " is", text))
    return WORD.findall(text)


def _bare(word: str) -> str:
    """Return a word without its genitive, case-folded."""
    return re.sub(r"[’']s?$", "", word).casefold()


def _renders_name(word: str, german: list[str]) -> bool:
    """Tell whether a capitalised word may be the English form of a German name."""
    low = _bare(word)
    return any(
        low[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]
        or SequenceMatcher(None, low, other).ratio() >= _ALIKE
        for other in german
    )


def _is_noun(source: str, at: int, word: str, around: list[re.Match[str]]) -> bool:
    """Tell whether a capitalised word is a German noun rather than a part of a name.

    It follows an article or adjective in the German, and only English is beside it in the English.
    """
    if not word[1:].islower() or len(word) < _UNKNOWN_LENGTH:
        return False
    if not all(is_english(other[0]) for other in around):
        return False
    before = source[:at].split()
    if not around:
        return False
    return bool(ABSTRACT.search(word)) or (
        bool(before)
        and DETERMINER.fullmatch(before[-1].lower()) is not None
        and (_is_inflected(word) or around[0][0].lower() in {"the", "a", "an"})
    )


def _is_inflected(word: str) -> bool:
    """Tell whether the dictionary has more forms of a noun, as names have none but a genitive."""
    forms = (word + ending for ending in ("en", "e", "es", "n", "er"))
    return any(map(is_german, forms)) or word.endswith(("en", "e"))


def _is_name(source: str, match: re.Match[str]) -> bool:
    """Tell whether a German word is a name: capitalised, unknown to the dictionary, no compound."""
    word, end = match[0], match.end()
    if not word[0].isupper() or len(word) < _UNKNOWN_LENGTH or not has_content(word):
        return False
    if source[end : end + 1] in {"-", "*"} or source[match.start() - 1 : match.start()] == "-":
        return False
    bare = [word.removesuffix(ending) for ending in _GENITIVES if word.endswith(ending)]
    return not any(is_german(form) or is_english(form) for form in (word, *bare)) and not any(
        is_german(word[cut:].capitalize()) or is_german(word[cut:])
        for cut in range(3, len(word) - 3)
    )


def _stem(name: str) -> str:
    """Return the letters of a name that its English form has as well."""
    folded = _folded(name).removesuffix("s")
    return folded[: max(_SAME_BEGINNING, len(folded) - 2)]


def _folded(text: str) -> str:
    """Return the letters and digits of a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())
