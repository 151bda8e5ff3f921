"""Checks of the content: nothing is missing, invented, changed or left in German."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH, AlignedPair, Severity, Span
from translate.checks.catalogue import Finding, of_bitext, of_pair
from translate.languages.german import FUNCTION_WORDS
from translate.numbers import Difference, Recount, differences, recounts, written
from translate.vocabulary import HYPHENED, is_english, looks_english

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from translate.bitext import Bitext, Languages

# Titles are quoted in the original.
QUOTED = re.compile('„[^“”]*[“”]|“[^”]*”|"[^"]*"|»[^«]*«|‘[^’]*’')


@of_pair(Severity.ERROR)
def empty_target(pair: AlignedPair) -> Iterator[Finding]:
    """A German sentence has no English."""
    if HYPHENED.search(pair.source_text) and not pair.target_text.strip():
        yield Finding("nothing stands for this sentence in the English", suggestion="translate it")


@of_bitext(Severity.ERROR)
def number_changed(bitext: Bitext) -> Iterator[Finding]:
    """A number is lost, invented or changed, German notation taken into account."""
    for pair in bitext.pairs:
        for finding in _changed_numbers(pair, bitext.languages):
            yield finding._replace(segment_id=pair.id)


def _changed_numbers(pair: AlignedPair, languages: Languages) -> Iterator[Finding]:
    if not pair.source or not pair.target_text.strip():
        return
    source, target = words_of(pair, pair.source_text), words_of(pair, pair.target_text)
    for difference in differences(source, target, languages):
        yield _number_finding(difference, languages)
    for recount in recounts(source, target, languages):
        yield _recount_finding(recount)


@of_pair(Severity.ERROR)
def placeable_lost(pair: AlignedPair) -> Iterator[Finding]:
    """A link, tag, code or placeholder is missing, or stands more often than in the German."""
    marks = [placeable for segment in pair.source for placeable in segment.placeables]
    wanted = Counter(mark.surface for mark in marks)
    rest = pair.target_text
    for mark in marks:
        if mark.changed:
            rest = rest.replace(mark.changed, mark.surface, 1)
    for surface in sorted(wanted, key=len, reverse=True):
        found = rest.count(surface)
        rest = rest.replace(surface, "\n")
        if found != wanted[surface]:
            problem = f"stands {found} times in the English" if found else "is missing"
            yield Finding(f"“{surface}” {problem}", suggestion=f"keep “{surface}” as it is")


@of_pair(Severity.ERROR, GERMAN_ENGLISH)
def untranslated(pair: AlignedPair) -> Iterator[Finding]:
    """The English is the German text, or German words are left in it."""
    source, target = words_of(pair, pair.source_text), words_of(pair, pair.target_text)
    if looks_english(source):
        return
    if _same(source, target) and not _like_a_name(source) and not _like_english(source):
        yield Finding("the English is the German sentence", suggestion="translate it")
        return
    left = _german_words(QUOTED.sub(_blanked, target), set(HYPHENED.findall(source)))
    if left:
        listed = ", ".join(dict.fromkeys(f"“{word[0]}”" for word in left))
        yield Finding(f"left in German: {listed}", Span(*left[0].span()), "translate it")


def _number_finding(difference: Difference, languages: Languages) -> Finding:
    """Say what became of a number."""
    lost, added = difference
    if lost is None:
        assert added is not None
        return Finding(f"“{added.surface}” does not stand in the German", added.span)
    expected = written(lost, languages)
    suggestion = f"expected “{expected}”" if added or expected != lost.surface else ""
    if added is None:
        return Finding(f"“{lost.surface}” is missing in the English", None, suggestion)
    return Finding(f"“{lost.surface}” became “{added.surface}”", added.span, suggestion)


def _recount_finding(recount: Recount) -> Finding:
    """Say that a number stands too often, or not often enough."""
    number, german, english = recount
    message = f"“{number.surface}” stands {english} times, {german} times in the German"
    return Finding(message.replace(" 1 times", " once"), number.span if english > german else None)


def _german_words(text: str, german: AbstractSet[str]) -> list[re.Match[str]]:
    """Find German words of the source in a text, unless they belong to a name or stand alone."""
    left = [
        word
        for word in HYPHENED.finditer(text)
        if word[0] in german
        and (word[0].lower() in FUNCTION_WORDS or _has_german_letter(word[0]))
        and not _inside_a_name(text, word)
    ]
    return left if len(left) > 1 or any(_has_german_letter(word[0]) for word in left) else []


def _inside_a_name(text: str, word: re.Match[str]) -> bool:
    """Tell whether a word stands between two capitalised ones: "Gesellschaft für Leprakunde"."""
    before = HYPHENED.findall(text[: word.start()])[-1:]
    after = HYPHENED.match(text, word.end() + 1)
    return bool(before and after and before[0][0].isupper() and after[0][0].isupper())


def _blanked(match: re.Match[str]) -> str:
    """Return blanks in place of a match, so that positions stay."""
    return " " * len(match[0])


def words_of(pair: AlignedPair, text: str) -> str:
    """Return one side of a pair with blanks in place of what need not be translated."""
    kept = {f for s in pair.source for p in s.placeables for f in (p.surface, p.changed) if f}
    for surface in sorted(kept, key=lambda surface: (-len(surface), surface)):
        text = text.replace(surface, " " * len(surface))
    return text


def _same(source: str, target: str) -> bool:
    """Tell whether two texts have the same words."""
    german = [word.casefold() for word in HYPHENED.findall(source)]
    return bool(german) and german == [word.casefold() for word in HYPHENED.findall(target)]


def _like_a_name(text: str) -> bool:
    """Tell whether a text may stand unchanged: it has no word in lower case."""
    return not any(word.islower() for word in HYPHENED.findall(text))


def _like_english(text: str) -> bool:
    """Tell whether a text may stand unchanged: one or two words that English has as well."""
    words = [word.lower() for word in HYPHENED.findall(text)]
    return len(words) <= 2 and all(
        word not in FUNCTION_WORDS and is_english(word) for word in words
    )


def _has_german_letter(word: str) -> bool:
    """Tell whether a word in lower case has a German letter; names may have them too."""
    return word.islower() and re.search("[äöüß]", word) is not None
