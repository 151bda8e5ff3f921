"""Check of links to headings, where the run looks after them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from translate.bitext import Severity
from translate.checks.catalogue import Finding, of_bitext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import Bitext


@of_bitext(Severity.WARNING)
def dead_anchor(bitext: Bitext) -> Iterator[Finding]:
    """A link leads to a heading that the text does not have (with --anchors)."""
    if "anchors" not in bitext.properties:
        return
    from translate.documents import anchors

    document = bitext.document
    segments = [segment for block in document.blocks for segment in block.segments]
    starts = [segment.span.start for segment in segments]
    for link in anchors.dead(document.text):
        home = bisect_right(starts, link.span.start) - 1
        line = document.text.count("\n", 0, link.span.start) + 1
        yield Finding(
            f"line {line}: no heading is called “{link.name}”",
            segment_id=segments[home].id if home >= 0 else "",
        )
