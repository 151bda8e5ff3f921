"""Checks of signs: brackets and quotes balance, § and € stay, no debris and no German notation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH, AlignedPair, Severity, Span
from translate.checks.catalogue import Finding, of_pair
from translate.checks.content import words_of
from translate.languages.german import FOREIGN_NOTATION

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_QUOTE = re.compile('["„“”«»‟]')
# A sign, and the words that may stand for it in either language.
_SIGNS = {
    "€": re.compile(r"euros?|EUR", re.IGNORECASE),
    "$": re.compile(r"dollars?|USD|bucks?", re.IGNORECASE),
    "£": re.compile(r"pfund|pounds?|GBP", re.IGNORECASE),
    "§": re.compile(r"paragra\w+|sections?|sec\.|articles?|artikel\w*", re.IGNORECASE),
}
_DEBRIS = re.compile("�|▁|⁇|<(?:unk|pad)>|</?s>")
_RUN = re.compile(r"[,;:][,;:]+|[,;:]\.(?!\.)|[.!?][,;:](?!\))|(?<!\.)\.\.(?!\.)")


@of_pair(Severity.ERROR)
def unbalanced(pair: AlignedPair) -> Iterator[Finding]:
    """A bracket or quotation mark of the English lacks its other half."""
    # Of 3,782 human translations (newstest2019 and 2020, FLORES dev) this flags 17.
    source, target = words_of(pair, pair.source_text), words_of(pair, pair.target_text)
    if not pair.source or not target.strip():
        return
    for opening, closing in _BRACKETS:
        if _open(source, opening, closing) == 0 != _open(target, opening, closing):
            yield Finding(f"“{opening}” and “{closing}” do not match")
    if len(_QUOTE.findall(source)) % 2 == 0 != len(_QUOTE.findall(target)) % 2:
        yield Finding("a quotation mark lacks its other half")


@of_pair(Severity.ERROR)
def sign_changed(pair: AlignedPair) -> Iterator[Finding]:
    """A sign as § or € is lost, or another one stands in the English."""
    source, target = words_of(pair, pair.source_text), words_of(pair, pair.target_text)
    if not pair.source or not target.strip():
        return
    for sign, word in _SIGNS.items():
        german = source.count(sign) + len(word.findall(source))
        english = target.count(sign) + len(word.findall(target))
        if sign in target and not german:
            at = target.index(sign)
            yield Finding(f"“{sign}” does not stand in the German", Span(at, at + 1))
        elif source.count(sign) > english:
            yield Finding(f"“{sign}” is missing in the English")


@of_pair(Severity.ERROR)
def debris(pair: AlignedPair) -> Iterator[Finding]:
    """The English holds pieces that are no text: U+FFFD, markers of a model."""
    for match in _DEBRIS.finditer(words_of(pair, pair.target_text)):
        if match[0] not in pair.source_text:
            yield Finding(f"“{match[0]}” is no text", Span(*match.span()))


@of_pair(Severity.WARNING)
def punctuation(pair: AlignedPair) -> Iterator[Finding]:
    """Punctuation marks stand in a row that the German does not have."""
    if not pair.source:
        return
    target = pair.target_text
    for match in _RUN.finditer(words_of(pair, target)):
        if match[0] not in pair.source_text and match[0] == match[0].strip():
            yield Finding(f"“{match[0]}” is no punctuation", Span(*match.span()))


@of_pair(Severity.WARNING, GERMAN_ENGLISH)
def german_notation(pair: AlignedPair) -> Iterator[Finding]:
    """A date, a time, a figure or an abbreviation is written as in German."""
    for match in FOREIGN_NOTATION.finditer(words_of(pair, pair.target_text)):
        yield Finding(f"“{match[0]}” is written as in German", Span(*match.span()))


@of_pair(Severity.INFO)
def lower_case_start(pair: AlignedPair) -> Iterator[Finding]:
    """The English begins with a small letter, the German with a capital."""
    german, english = pair.source_text[:1], pair.target_text[:1]
    if german.isupper() and english.islower() and not pair.source_text.startswith(english):
        yield Finding("begins with a small letter", Span(0, 1))


def _open(text: str, opening: str, closing: str) -> int:
    """Return how many brackets are left open; list numbers ("1)", "a)") open none."""
    return text.count(opening) - len(re.findall(rf"(?<!^\w)(?<!\s\w){re.escape(closing)}", text))
