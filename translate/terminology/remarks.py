"""Say what is wrong with a term that counts as kept: half a compound, number, case, article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import FoundAs, Span
from translate.languages.english import FUNCTION_WORDS, MASS_NOUNS, MASS_TERMS, SINGULAR
from translate.languages.english_forms import agree_article
from translate.vocabulary import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import TermOutcome, WordLink

_COMPOUND_WORD = re.compile(r"\w+(?:-\w+)*")
_REST = 4  # letters of a compound beside the term; fewer are a linking element or an ending
_LINKED = 0.5  # weight from which on an English word renders another German one
_HEADLINE = 0.6  # share of capitalised words of content from which on a sentence is a title


def remark(outcome: TermOutcome, source: str, target: str, links: Sequence[WordLink]) -> str:
    """Return what is wrong with a kept occurrence, "" if nothing is.

    Args:
        outcome: with the rendering's span in ``target``.
        source: the German sentence.
        target: the English one.
        links: word links between the two.
    """
    if outcome.span is None:
        return ""
    found = (
        _half(outcome, outcome.span, source, target, links),
        _plural(outcome, outcome.span, target),
        _capital(outcome, outcome.span, target),
        _article(outcome.span, target),
    )
    return "; ".join(filter(None, found))


def _half(
    outcome: TermOutcome, span: Span, source: str, target: str, links: Sequence[WordLink]
) -> str:
    """Tell whether the rest of a compound is lost: no English word beside the term renders it."""
    if outcome.match.how is not FoundAs.COMPOUND or not links:
        return ""
    place = outcome.match.span
    compound = next(
        (m for m in _COMPOUND_WORD.finditer(source) if m.start() <= place.start < m.end()), None
    )
    if compound is None or compound.end() - compound.start() - len(place.of(source)) < _REST:
        return ""
    whole = Span(*compound.span())
    if any(link.source.overlaps(whole) and not link.target.overlaps(span) for link in links):
        return ""
    taken = [
        link.target for link in links if link.weight >= _LINKED and not link.source.overlaps(whole)
    ]
    beside = [
        re.match(r"[\s-]+(\w+)", target[span.end :]),
        re.search(r"(\w+)[\s-]+$", target[: span.start]),
    ]
    places = [
        (match[1], Span(start + match.start(1), start + match.end(1)))
        for match, start in zip(beside, (span.end, 0), strict=True)
        if match
    ]
    for word, at in places:
        if word.lower() not in FUNCTION_WORDS and not any(at.overlaps(other) for other in taken):
            return ""
    return f"the rest of “{compound[0]}” is gone"


def _plural(outcome: TermOutcome, span: Span, target: str) -> str:
    """Tell whether a mass noun stands in the plural, or any plural behind "a" or "each"."""
    rendering = span.of(target)
    singular = {one for one in outcome.match.term.targets if rendering.lower() == f"{one.lower()}s"}
    for one in singular:
        if one.lower() in MASS_TERMS or one.split()[-1].lower() in MASS_NOUNS:
            return f"“{one}” has no plural"
    before = WORD.findall(target[: span.start])[-1:]
    followed = re.match(r"[\s-]\w", target[span.end :])
    if singular and not followed and before and before[0].lower() in SINGULAR:
        return f"a plural behind “{before[0]}”"
    return ""


def _capital(outcome: TermOutcome, span: Span, target: str) -> str:
    """Tell whether a term has a capital that neither its entry nor its place asks for."""
    rendering, before = span.of(target), target[: span.start].rstrip()
    same = [one for one in outcome.match.term.targets if one.lower() == rendering.lower()]
    if not before or before[-1] in '.:!?“"(„‘' or not rendering[:1].isupper() or not same:
        return ""
    if any(one[:1].isupper() for one in same) or rendering.isupper():
        return ""
    content = [word for word in WORD.findall(target) if word.lower() not in FUNCTION_WORDS]
    if sum(word[0].isupper() for word in content) >= _HEADLINE * len(content):
        return ""
    return "it is written with a capital"


def _article(span: Span, target: str) -> str:
    """Tell whether "a" or "an" before a term does not fit its sound."""
    before = target[: span.start]
    fitting = agree_article(before, span.of(target))
    return "" if fitting == before else f"“{before.split()[-1]}” does not fit it"
