"""A translation in the making: which of its words render which of the source, tokens made good."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Span, WordLink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.placeables.masking import Masked

_UNIT = re.compile(r"#*\w+(?:[-'’./]\w+)*")
_CLOSING_PUNCTUATION = ".,;:!?…)]}”“’»\"'"
_CERTAIN = 2.0  # outweighs any link that an engine reports


class Draft(NamedTuple):
    """A target in the making; ``offsets`` leads to its ``text`` from the engine's target.

    ``places`` says where each token of the mask stands, in order.
    """

    text: str
    offsets: tuple[int, ...]
    links: tuple[WordLink, ...]
    places: tuple[Span, ...] = ()

    def replaced(self, span: Span, new: str) -> Draft:
        """Write ``new`` over a span; what stood behind it moves."""
        shift = len(new) - (span.end - span.start)

        def moved(at: int) -> int:
            if at >= span.end:
                return at + shift
            return min(at, span.start + len(new))

        links = [
            link._replace(target=Span(moved(link.target.start), moved(link.target.end - 1) + 1))
            for link in self.links
        ]
        text = self.text[: span.start] + new + self.text[span.end :]
        return Draft(text, tuple(map(moved, self.offsets)), tuple(links))


class Rendered:
    """Which words of a draft render which words of the source; every question is a search.

    Args:
        source: the masked text.
        draft: its translation.
    """

    def __init__(self, source: str, draft: Draft) -> None:
        self.source, self.target = source, draft.text
        self.source_units, self.units = _units(source), _units(draft.text)
        self._starts = [unit.start for unit in self.units]
        self._source_starts = [unit.start for unit in self.source_units]
        self._source_ends = [unit.end for unit in self.source_units]
        self._by_source = sorted(_owners(self.units, draft.links))
        self._owner_starts = [owner.start for owner, _ in self._by_source]
        # The furthest that any owner so far reaches: where looking back may stop.
        self._reach = [*accumulate((owner.end for owner, _ in self._by_source), max)]
        self._linked = [n for n, unit in enumerate(self.source_units) if self.of(unit)]

    def of(self, stretch: Span) -> list[Span]:
        """Return the words whose strongest link leads into a stretch of the source, in order."""
        found = []
        index = bisect_left(self._owner_starts, stretch.end) - 1
        while index >= 0 and self._reach[index] > stretch.start:
            owner, unit = self._by_source[index]
            if owner.overlaps(stretch):
                found.append(unit)
            index -= 1
        return sorted(found)

    def inside(self, stretch: Span) -> Sequence[Span]:
        """Return the source's words that overlap a stretch."""
        first = bisect_right(self._source_starts, stretch.start)
        if first and self.source_units[first - 1].end > stretch.start:
            first -= 1
        return self.source_units[first : max(first, bisect_left(self._source_starts, stretch.end))]

    def free(self, start: int, end: int) -> Sequence[Span]:
        """Return the target's words of which a part lies between two positions."""
        first = bisect_right(self._starts, start)
        if first and self.units[first - 1].end > start:
            first -= 1
        return self.units[first : max(first, bisect_left(self._starts, end))]

    def home(self, source: Span) -> int:
        """Find where something belongs that has no word of its own in the target.

        That is behind (or before) the words that render its nearest neighbours, or else as far
        into the target as it stood in the source.
        """
        before = bisect_right(self._source_ends, source.start)
        after = bisect_left(self._source_starts, source.end)
        near = bisect_left(self._linked, before)
        far = bisect_left(self._linked, after)
        to_left = before - self._linked[near - 1] if near else None
        to_right = self._linked[far] - after + 1 if far < len(self._linked) else None
        if to_left is not None and (to_right is None or to_left <= to_right):
            unit = self.source_units[self._linked[near - 1]]
            return self._past(self.of(unit)[-1].end, self.source[unit.end : source.start])
        if to_right is not None:
            unit = self.source_units[self._linked[far]]
            return self._before(self.of(unit)[0].start, self.source[source.end : unit.start])
        return self._proportional(source, before, len(self.source_units) - after)

    def _proportional(self, source: Span, left: int, right: int) -> int:
        """Go as far into the target as the source stood in its own sentence, in words."""
        place = round(left / max(1, left + right) * len(self.units))
        if not place:
            lead = self.source[: source.start]
            if lead and self.target.startswith(lead):
                return len(lead)
            return self.units[0].start if self.units and right else len(self.target)
        passed = self.source[self.source_units[left - 1].end : source.start] if left else ""
        return self._past(self.units[place - 1].end, passed)

    def _past(self, position: int, passed: str) -> int:
        """Step over what the source had there, or over punctuation if it had some."""
        if self.target.startswith(passed, position):
            return position + len(passed)
        if passed.strip():
            while position < len(self.target) and self.target[position] in _CLOSING_PUNCTUATION:
                position += 1
        return position

    def _before(self, position: int, passed: str) -> int:
        """Step back over what the source had there."""
        return position - len(passed) if self.target.endswith(passed, 0, position) else position


def drafted(masked: Masked, target: str, links: Sequence[WordLink]) -> Draft:
    """Drop doubled tokens, add lost ones, and link every token with its source."""
    draft = Draft(target, tuple(range(len(target) + 1)), tuple(links))
    sources = _places(masked.tokens, masked.text)
    found = _places(masked.tokens, target)
    certain: list[WordLink] = []
    for token in masked.tokens:
        if [span.of(draft.text) for span in found[token]] != [token]:
            draft = draft._replace(links=(*draft.links, *certain))
            draft = _with_token_once(draft, masked.text, token, sources[token][0])
            found, certain = _places(masked.tokens, draft.text), []
        certain.append(WordLink(sources[token][0], found[token][0], _CERTAIN))
    places = tuple(found[token][0] for token in masked.tokens)
    return draft._replace(links=(*draft.links, *certain), places=places)


def _with_token_once(draft: Draft, source_text: str, token: str, source: Span) -> Draft:
    """Add a token where it is lost, and leave the best supported one where there are several."""
    if not _places((token,), draft.text)[token]:
        home = Rendered(source_text, draft).home(source)
        draft = draft.replaced(Span(home, home), _spaced(draft.text, home, token))
    found = _places((token,), draft.text)[token]
    kept = max(found, key=lambda span: _support(source, span, draft.links))
    draft = draft.replaced(kept, token)  # an engine may change its case
    for span in reversed(found):
        if span != kept:
            draft = draft.replaced(_with_blank(draft.text, span), "")
    return draft


def _owners(units: Sequence[Span], links: Sequence[WordLink]) -> list[tuple[Span, Span]]:
    """Pair every linked word of the target with the source of its strongest link."""
    best: dict[Span, WordLink] = {}
    starts = [unit.start for unit in units]
    for link in links:
        index = max(0, bisect_right(starts, link.target.start) - 1)
        while index < len(units) and starts[index] < link.target.end:
            unit = units[index]
            if link.target.overlaps(unit) and (unit not in best or link.weight > best[unit].weight):
                best[unit] = link
            index += 1
    return [(link.source, unit) for unit, link in best.items()]


def _units(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _UNIT.finditer(text)]


def _places(tokens: Sequence[str], text: str) -> dict[str, list[Span]]:
    """Find tokens in a text, glued to a word or not, in any case."""
    found: dict[str, list[Span]] = {token: [] for token in tokens}
    if tokens:
        stem = tokens[0].rstrip("0123456789")
        by_name = {token.upper(): token for token in tokens}
        for match in re.finditer(rf"{stem}\d+", text, re.IGNORECASE):
            if match[0].upper() in by_name:
                found[by_name[match[0].upper()]].append(Span(*match.span()))
    return found


def _support(source: Span, target: Span, links: Sequence[WordLink]) -> float:
    """Return the weight of the links between two stretches."""
    return sum(
        link.weight
        for link in links
        if link.source.overlaps(source) and link.target.overlaps(target)
    )


def _with_blank(text: str, span: Span) -> Span:
    """Widen a span that will be deleted to the blank before it."""
    return Span(span.start - text[: span.start].endswith(" "), span.end)


def _spaced(text: str, position: int, new: str) -> str:
    """Add the blanks that a word needs at a position."""
    before, after = text[:position][-1:], text[position:][:1]
    left = " " if before and not before.isspace() and before not in "([{„‚" else ""
    right = " " if after and (after.isalnum() or after in "([{„‚") else ""
    return left + new + right
