"""Show the engine words and tokens: atoms become tokens, markup is taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate, count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Placeable, Segment, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import Document


# A stop that begins a word, as that of ".rb", is none.
_PUNCTUATION = re.compile(r"[.,;:!?](?!\w)")


class Mark(NamedTuple):
    """A piece of markup, and the index in a masked text where it stood.

    ``dropped`` says whether a blank before it (-1) or behind it (1) was left out with it, or none.
    """

    at: int
    placeable: Placeable
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Masked:
    """A segment as the engine sees it.

    ``tokens`` stand for the segment's atoms, in order. ``offsets`` leads from every index of
    ``text``, its end included, to ``segment.text``. ``marks`` is the markup, in order.
    """

    segment: Segment
    text: str
    tokens: tuple[str, ...]
    offsets: tuple[int, ...]
    marks: tuple[Mark, ...] = ()


def mask(segment: Segment) -> Masked:
    """Replace atoms by tokens that an engine copies, and take markup out.

    Args:
        segment: with placeables that do not overlap.

    Returns:
        What the engine is given; no token occurs elsewhere in its text.
    """
    edges = [Span(0, 0), *(p.span for p in segment.placeables), Span(len(segment.text), 0)]
    between = [Span(left.end, right.start) for left, right in pairwise(edges)]
    names = _tokens(segment, "".join(span.of(segment.text) for span in between))
    text, tokens, marks = between[0].of(segment.text), [], []
    offsets = [*range(between[0].end)]
    after_token = False
    for placeable, rest in zip(segment.placeables, between[1:], strict=True):
        if placeable.markup:
            marks.append(Mark(len(text), placeable))
        else:
            tokens.append(next(names))
            text += tokens[-1]
            offsets += spread(placeable.span, len(tokens[-1]))
            after_token = True
        words = rest.of(segment.text)
        if words[:1].isdigit() and after_token:  # keep the token's number apart
            text += " "
            offsets.append(rest.start)
        after_token = after_token and not words
        text += words
        offsets += range(*rest)
    offsets.append(len(segment.text))
    return _tidied(Masked(segment, text, tuple(tokens), tuple(offsets), tuple(marks)))


def bare(segment: Segment) -> str:
    """Return a segment's text without its markup, but with its code and addresses."""
    text = segment.text
    for placeable in reversed(segment.placeables):
        if placeable.markup:
            text = text[: placeable.span.start] + text[placeable.span.end :]
    return " ".join(text.split())


def plain(document: Document) -> list[str]:
    """Return the masked texts of all segments: what an aligner should compare."""
    return [mask(segment).text for segment in document.segments]


def spread(span: Span, length: int) -> Iterator[int]:
    """Lead the characters of a token into its atom, the last one to the last one."""
    for index in range(length - 1):
        yield min(span.start + index, span.end - 1)
    yield span.end - 1


def _tokens(segment: Segment, words: str) -> Iterator[str]:
    """Name tokens like "X1" that do not occur in the segment.

    Any capital would do: a model copied X1, F1 and M1 alike. A segment without words of its own
    gets tokens without letters, because engines leave alone what has none.
    """
    letters = "XFMQ" if any(map(str.isalpha, words)) else "#"
    stems = (letter * length for length in count(1) for letter in letters)
    stem = next(s for s in stems if not re.search(rf"{s}\d", segment.text, re.IGNORECASE))
    return (f"{stem}{number}" for number in count(1))


def _tidied(masked: Masked) -> Masked:
    """Drop the blanks that markup leaves behind: doubled, leading, or before punctuation."""
    text, drop = masked.text, set[int]()
    marks: list[Mark] = []
    for mark in masked.marks:
        at = mark.at
        before, after = text[at - 1 : at] if at else "", text[at : at + 1]
        side = 0
        if after == " " and before in {"", " "}:
            side = 1
        elif before == " " and _PUNCTUATION.match(text, at):
            side = -1
        blank = at + min(side, 0)
        if side == 1 and marks and marks[-1].at == at:  # the blank stands behind the last of them
            marks[-1] = marks[-1]._replace(dropped=0)
        marks.append(mark._replace(dropped=0 if side == -1 and blank in drop else side))
        if side:
            drop.add(blank)
    dropped = [0, *accumulate(index in drop for index in range(len(text)))]
    kept = [index for index in range(len(text) + 1) if index not in drop]
    return replace(
        masked,
        text="".join(text[index] for index in kept[:-1]),
        offsets=tuple(masked.offsets[index] for index in kept),
        marks=tuple(mark._replace(at=mark.at - dropped[mark.at]) for mark in marks),
    )
