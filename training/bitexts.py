"""A sentence pair with its word links, and edits of its text that keep the links right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from training.alignment import Links, spans

if TYPE_CHECKING:
    from training.corpora import Pair

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Linked:
    """A pair, the character spans of its words, and (source word, target word) links."""

    source: str
    target: str
    source_spans: Spans
    target_spans: Spans
    links: Links

    @classmethod
    def of(cls, pair: Pair, links: Links) -> Linked:
        """Find the words of a pair whose links are known."""
        return cls(pair.source, pair.target, spans(pair.source), spans(pair.target), links)

    def source_word(self, index: int) -> str:
        """Return a word of the source as written."""
        start, end = self.source_spans[index]
        return self.source[start:end]

    def target_word(self, index: int) -> str:
        """Return a word of the target as written."""
        start, end = self.target_spans[index]
        return self.target[start:end]

    def insert_source(self, place: int, text: str) -> Linked:
        """Insert text that belongs to no word at a character place of the source."""
        source, moved = _splice(self.source, self.source_spans, (place, place), text)
        return replace(self, source=source, source_spans=moved)

    def replace_source(self, index: int, word: str) -> Linked:
        """Write another word over a word of the source."""
        span = self.source_spans[index]
        source, moved = _splice(self.source, self.source_spans, span, word)
        moved[index] = (span[0], span[0] + len(word))
        return replace(self, source=source, source_spans=moved)

    def replace_target(self, index: int, word: str) -> Linked:
        """Write another word over a word of the target."""
        span = self.target_spans[index]
        target, moved = _splice(self.target, self.target_spans, span, word)
        moved[index] = (span[0], span[0] + len(word))
        return replace(self, target=target, target_spans=moved)

    def joined(self, other: Linked) -> Linked:
        """Return this pair followed by another one, as one line."""
        source, target = len(self.source) + 1, len(self.target) + 1
        shift = (len(self.source_spans), len(self.target_spans))
        return Linked(
            f"{self.source} {other.source}",
            f"{self.target} {other.target}",
            self.source_spans + [(a + source, b + source) for a, b in other.source_spans],
            self.target_spans + [(a + target, b + target) for a, b in other.target_spans],
            self.links + [(i + shift[0], j + shift[1]) for i, j in other.links],
        )


def _splice(text: str, words: Spans, span: tuple[int, int], new: str) -> tuple[str, Spans]:
    """Replace a stretch of text and move the words behind it."""
    start, end = span
    shift = len(new) - (end - start)
    moved = [(a + shift, b + shift) if a >= end else (a, b) for a, b in words]
    return text[:start] + new + text[end:], moved
