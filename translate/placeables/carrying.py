"""Take what was found in masked texts to where it stands in the full ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from translate.bitext import Span, TermHint, TermMatch, TermOutcome, WordLink
from translate.placeables.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate.bitext import Segment
    from translate.placeables.masking import Masked
    from translate.placeables.restoring import Restored


def carry(span: Span, offsets: Sequence[int]) -> Span:
    """Take a span through the offsets of a mask or a restoration.

    Args:
        span: a span that is not empty, in the text that the offsets lead from.
        offsets: of ``Masked`` or ``Restored``.

    Returns:
        The span in the text that they lead to, without markup that follows it.
    """
    return Span(offsets[span.start], offsets[span.end - 1] + 1)


def links(found: Iterable[WordLink], masked: Masked, restored: Restored) -> tuple[WordLink, ...]:
    """Take word links to the full texts of both languages."""
    return tuple(_link(link, masked.offsets, restored.offsets) for link in found)


def _link(link: WordLink, source: Sequence[int], target: Sequence[int]) -> WordLink:
    """Take a link along; one that stands where it stood stays itself, for there are many."""
    carried = WordLink(carry(link.source, source), carry(link.target, target), link.weight)
    return link if carried == link else carried


def hints(offered: Iterable[TermHint], masked: Masked) -> tuple[TermHint, ...]:
    """Take hints to the full German."""
    return tuple(replace(hint, span=carry(hint.span, masked.offsets)) for hint in offered)


def matches(found: Iterable[TermMatch], masked: Masked) -> tuple[TermMatch, ...]:
    """Take occurrences of terms to the full German."""
    carried = ((match, carry(match.span, masked.offsets)) for match in found)
    german = masked.segment.text
    return tuple(replace(match, span=span, surface=span.of(german)) for match, span in carried)


def outcomes(
    found: Iterable[TermOutcome], masked: Masked, restored: Restored
) -> tuple[TermOutcome, ...]:
    """Take occurrences of terms, and their renderings, to the full texts of both languages."""
    rendered = renderings(found, restored.offsets, restored.text)
    full = matches((one.match for one in rendered), masked)
    return tuple(replace(one, match=match) for one, match in zip(rendered, full, strict=True))


def renderings(
    found: Iterable[TermOutcome], offsets: Sequence[int], english: str
) -> tuple[TermOutcome, ...]:
    """Take the renderings of terms to the full English.

    Args:
        found: with spans in a masked or unrestored text.
        offsets: lead from that text to ``english``.
        english: as it stands in the result.
    """
    carried = ((one, carry(one.span, offsets) if one.span is not None else None) for one in found)
    return tuple(
        replace(one, span=span, surface=span.of(english) if span else None) for one, span in carried
    )


def masked_together(segments: Sequence[Segment]) -> tuple[str, tuple[int, ...]]:
    """Mask segments and join them by a blank.

    Returns:
        The masked text, and offsets that lead from it to the segments' texts joined by a blank.
    """
    masks = [mask(segment) for segment in segments]
    starts = accumulate((len(segment.text) + 1 for segment in segments), initial=0)
    offsets = (start + at for start, one in zip(starts, masks, strict=False) for at in one.offsets)
    return " ".join(one.text for one in masks), tuple(offsets)
