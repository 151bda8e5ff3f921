"""Take over a person's translation of a sentence that differs in numbers or code alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate import numbers
from translate.languages import english as en
from translate.languages import german as de

if TYPE_CHECKING:
    from translate.bitext import NearMatch, Segment, Span
    from translate.numbers import Number

LEAST = 0.95


def adapted(segment: Segment, near: NearMatch) -> str | None:
    """Return the English of a similar sentence with its numbers and code exchanged.

    Args:
        segment: the sentence to translate.
        near: a similar one, with its English.

    Returns:
        The English of ``segment``; None if the two differ in anything else, or if what is to be
        exchanged does not stand exactly once in the English.
    """
    if near.similarity < LEAST:
        return None
    slots = _slots(segment)
    pattern, at = "", 0
    for span, _ in slots:
        pattern += re.escape(segment.text[at : span.start]) + r"(.+?)"
        at = span.end
    old = re.fullmatch(pattern + re.escape(segment.text[at:]), near.source)
    if not slots or old is None:
        return None
    english: str | None = near.target
    for (span, number), before in zip(slots, old.groups(), strict=True):
        after = span.of(segment.text)
        if english is not None and before != after:
            english = _exchanged(english, before, after, number)
    return english


def _slots(segment: Segment) -> list[tuple[Span, Number | None]]:
    """Return where atoms and numbers stand, in order, without what stands inside of others."""
    atoms = [placeable.span for placeable in segment.placeables if not placeable.markup]
    found: list[tuple[Span, Number | None]] = [(span, None) for span in atoms]
    for number in numbers.numbers(segment.text, de.NOTATION):
        taken = any(number.span.overlaps(span) for span, _ in found)
        if re.search(r"\d", number.surface) and not taken:
            found.append((number.span, number))
    return sorted(found, key=lambda slot: slot[0])


def _exchanged(english: str, before: str, after: str, number: Number | None) -> str | None:
    """Write one number or atom for another, where the English has it exactly once."""
    if number is None:
        return english.replace(before, after) if english.count(before) == 1 else None
    old = numbers.numbers(before, de.NOTATION)
    if len(old) != 1 or old[0].surface != before:
        return None
    places = [one for one in numbers.numbers(english, en.NOTATION) if one.agrees(old[0])]
    if len(places) != 1:
        return None
    span = places[0].span
    return english[: span.start] + numbers.written(number) + english[span.end :]
