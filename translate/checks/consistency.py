"""Checks across the whole text: what is said the same way in German is said so in English."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from translate.bitext import AlignedPair, Bitext, Severity
from translate.checks.catalogue import Finding, of_bitext

if TYPE_CHECKING:
    from collections.abc import Iterator


@of_bitext(Severity.WARNING)
def inconsistent(bitext: Bitext) -> Iterator[Finding]:
    """The same German sentence has different English in different places."""
    same: dict[str, list[AlignedPair]] = defaultdict(list)
    for pair in bitext.pairs:
        if pair.source and pair.target:
            same[pair.source_text].append(pair)
    for pairs in same.values():
        for pair in pairs[1:]:
            if pair.target_text != pairs[0].target_text:
                yield Finding(
                    f"the same German is “{_shortened(pairs[0].target_text)}” in {pairs[0].id}",
                    segment_id=pair.id,
                )


def _shortened(text: str, limit: int = 60) -> str:
    """Return at most ``limit`` characters of a text, cut at a blank."""
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"
