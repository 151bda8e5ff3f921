"""An existing translation, put beside its German: draft, align, count, check, score."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translate import pairing, pipeline, placeables
from translate.bitext import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.alignment.sentences import Bead
    from translate.bitext import Bitext, Document
    from translate.options import Options
    from translate.workshop import Workshop


class Aligned(NamedTuple):
    """Which segments of two documents belong together, by index, and the bitext made of them."""

    beads: tuple[Bead, ...]
    bitext: Bitext


def align(
    source: Document,
    target: Document,
    workshop: Workshop,
    options: Options,
    draft: list[str] | None,
) -> Aligned:
    """Put an existing translation beside its German; count its terms, check and score it.

    Args:
        source: segmented German.
        target: segmented English.
        workshop: the terms.
        options: the references, where the English is to be scored against another.
        draft: the source in English by ``drafted``; None compares lexically.
    """
    beads = pairing.align(source, target, draft)
    bitext = pairing.paired(source, target, beads, workshop)
    return Aligned(beads, pipeline.assessed(bitext, options))


def drafted(
    document: Document, workshop: Workshop, on_done: Callable[[int], None] = lambda _: None
) -> list[str]:
    """Translate every segment freely: the text that an aligner compares with.

    Args:
        document: segmented German.
        workshop: the engine.
        on_done: called with the number of segments after each batch.

    Returns:
        The English of each segment, in order.

    Raises:
        EngineError: the model cannot be used.
    """
    texts = zip(document.segments, placeables.plain(document), strict=True)
    requests = [Request(segment.id, text) for segment, text in texts]
    english: dict[str, str] = {}
    for batch in workshop.engine.translate(requests):
        english.update((hypothesis.segment_id, hypothesis.text) for hypothesis in batch)
        on_done(len(batch))
    return [english[segment.id] for segment in document.segments]
