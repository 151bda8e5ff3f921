"""Put a missed term into a finished sentence, at the place that the word links point to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH, FoundAs, Span, TermMatch, WordLink
from translate.languages import of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Languages

# Beside these (and at the ends of the text) a word needs no blank.
_OPEN = ("", " ", "(", "[", "“", "‘", "/", "-")
_SHUT = ("", " ", ")", "]", "”", "’", "/", "-", ",", ".", ";", ":", "!", "?", "…")


def place(
    text: str, match: TermMatch, links: Sequence[WordLink], taken: Sequence[Span] = ()
) -> Span | None:
    """Return the stretch of ``text`` that a missed term should fill, empty where it goes between.

    Args:
        text: the hypothesis, with ``links`` in its coordinates.
        match: the occurrence that ``text`` does not render.
        links: word links between the source sentence and ``text``.
        taken: target spans that belong to other terms.
    """
    stretch = linked_stretch(match.span, links, taken)
    if stretch is None:
        return _behind_its_first_part(text, match, links)
    return share(text, match, links, stretch)


def _behind_its_first_part(text: str, match: TermMatch, links: Sequence[WordLink]) -> Span | None:
    """Return the blank place behind the English of what a hyphen joins to the term, if any.

    "Llama-KI-Modelle", of which "Llama models" is left, gives a place before "models".
    """
    ends = [link.target.end for link in links if link.source.end == match.span.start - 1]
    if match.how is not FoundAs.COMPOUND or not ends or text[max(ends) : max(ends) + 1] != " ":
        return None
    return Span(max(ends) + 1, max(ends) + 1)


def beside(match: TermMatch, links: Sequence[WordLink], taken: Sequence[Span] = ()) -> Span | None:
    """Return the empty place behind the English of the nearest German word that has any.

    The last resort: the order of words may be wrong there, but the term stands among those that it
    belongs to. It is a place between words, and in none of ``taken``; None if nothing is linked.
    """
    before = behind_its_neighbour(match.span, links)
    if before is None and not links:
        return None
    at = before or 0
    at = max([at, *(span.end for span in taken if span.start < at < span.end)])
    return Span(at, at)


def behind_its_neighbour(source: Span, links: Sequence[WordLink]) -> int | None:
    """Return the end of the English of the last German word before ``source`` that has any."""
    before = [link for link in links if link.source.end <= source.start]
    if not before:
        return None
    nearest = max(link.source.end for link in before)
    return max(link.target.end for link in before if link.source.end == nearest)


def written(
    text: str, stretch: Span, alternatives: Sequence[str], languages: Languages = GERMAN_ENGLISH
) -> str:
    """Return ``text`` with the form of a term that fits in place of a stretch of it."""
    words = of(languages.target).inflection
    form = words.fitting_form(stretch.of(text), alternatives)
    before, after = text[: stretch.start], text[stretch.end :]
    if stretch.start == stretch.end:
        before += " " if before[-1:] not in _OPEN else ""
        after = after if after[:1] in _SHUT else f" {after}"
    if not before.strip():
        form = form[:1].upper() + form[1:]
    return words.agree_article(before, form) + form + after


def linked_stretch(source: Span, links: Sequence[WordLink], taken: Sequence[Span]) -> Span | None:
    """Return the heaviest run of adjacent English words linked to ``source``."""
    weight: dict[Span, float] = {}
    for link in links:
        if link.source.overlaps(source) and not any(link.target.overlaps(t) for t in taken):
            weight[link.target] = weight.get(link.target, 0.0) + link.weight
    if not weight:
        return None
    runs: list[list[Span]] = [[]]
    for word in sorted(weight):
        if runs[-1] and word.start > runs[-1][-1].end + 1:
            runs.append([])
        runs[-1].append(word)
    best = max(runs, key=lambda run: sum(weight[word] for word in run))
    return Span(best[0].start, best[-1].end)


def share(text: str, match: TermMatch, links: Sequence[WordLink], stretch: Span) -> Span:
    """Narrow the English of a whole compound to the part that the term should fill.

    A modifier ("KI" in "KI-Landschaft") goes before what renders the head; a head takes the
    place of the last word.
    """
    if match.how not in {FoundAs.COMPOUND, FoundAs.SUSPENDED}:
        return stretch
    word = next(link.source for link in links if link.source.overlaps(match.span))
    if match.span.end < word.end:
        return Span(stretch.start, stretch.start)
    last = stretch.of(text).rfind(" ") + 1
    return Span(stretch.start + last, stretch.end)
