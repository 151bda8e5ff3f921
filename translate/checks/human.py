"""Checks of what people translated: whether it is still the translation of this German."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.bitext import Severity
from translate.checks.catalogue import Finding, of_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import AlignedPair


@of_pair(Severity.WARNING)
def german_changed(pair: AlignedPair) -> Iterator[Finding]:
    """The German of a sentence has changed since a person translated it."""
    for near in pair.near:
        if near.changed:
            yield Finding(
                f"the German was “{near.source}” when a person translated it",
                suggestion=f"compare with their English: “{near.target}”",
            )
            return
