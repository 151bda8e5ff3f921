"""Where in a finished sentence a missed term belongs: the words that lead up to it, and it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH
from translate.languages import of
from translate.terminology.repair import behind_its_neighbour, linked_stretch, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Languages, Span, TermMatch, WordLink
    from translate.languages.base import Inflection


def beginning(  # noqa: PLR0913 - a sentence, a term, and whose words they are
    text: str,
    match: TermMatch,
    links: Sequence[WordLink],
    alternatives: Sequence[str],
    taken: Sequence[Span] = (),
    *,
    languages: Languages = GERMAN_ENGLISH,
) -> str | None:
    """Return a beginning of a sentence that ends with a form of a term, to go on from.

    Args:
        text: the hypothesis, with ``links`` in its coordinates.
        match: the occurrence that ``text`` does not render.
        links: word links between the source sentence and ``text``.
        alternatives: the admissible English forms, best first.
        taken: target spans that belong to other terms.
        languages: whose words these are.

    Returns:
        Up to the place of the words that are linked to the occurrence, else the one behind what
        renders the German word before it, and the term; None if there is neither.
    """
    words = of(languages.target).inflection
    linked = linked_stretch(match.span, links, taken)
    if linked is not None:
        stretch = share(text, match, links, linked)
        form = words.fitting_form(stretch.of(text), alternatives)
        return _begun(words, text[: stretch.start], form)
    behind = behind_its_neighbour(match.span, links)
    if behind is None:
        return None
    return _begun(words, text[:behind].rstrip() + " ", alternatives[0])


def place_of(match: TermMatch, links: Sequence[WordLink]) -> int:
    """Return where the English of an occurrence begins; the end of its neighbour's if unknown."""
    starts = [link.target.start for link in links if link.source.overlaps(match.span)]
    return min(starts) if starts else behind_its_neighbour(match.span, links) or 0


def _begun(words: Inflection, before: str, form: str) -> str:
    """Join a term to the words before it."""
    if not before.strip():
        return form[:1].upper() + form[1:]
    return words.agree_article(before, form) + form
