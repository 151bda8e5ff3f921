"""Requests made fit for a model: cleaned, cut into parts that it can take, dealt into batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Hypothesis, Span, WordLink
from translate.engines import hygiene
from translate.engines.subwords import Pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Request
    from translate.engines.subwords import Subwords

_LONGEST = 128  # source pieces; models lose content of longer sentences
_PIECES_A_SENTENCE = 48  # a batch of N sentences holds N times so many padded pieces
_MOST_SENTENCES = 4  # times as many of short ones, or their search would outgrow the caches
_DIGITS = 4  # of a log-probability


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a request that is decoded on its own.

    It starts at ``offset``; ``clauses`` are the indices of the request's clauses that it serves.
    """

    request: Request
    offset: int
    text: str
    pieces: Pieces
    clauses: tuple[int, ...]

    @property
    def is_sent(self) -> bool:
        """Whether the model sees it; the rest is copied."""
        return hygiene.is_translatable(self.text)


class Outcome(NamedTuple):
    """A part's translation, its log-probability summed over ``tokens``, and its links."""

    text: str
    log_prob: float = 0.0
    tokens: int = 0
    links: tuple[WordLink, ...] = ()
    unmet: tuple[int, ...] = ()


class Cutter:
    """Cuts requests into parts.

    Args:
        subwords: of the model.
        max_positions: the most pieces that it can take.
        markers: around a hint, where the model was trained with any.
    """

    def __init__(self, subwords: Subwords, max_positions: int, markers: Sequence[str]) -> None:
        self._subwords = subwords
        self._max_positions = max_positions
        self._markers = markers

    def parts(self, request: Request) -> tuple[Part, ...]:
        """Clean a request's text and cut it; what has a target or a prefix stays in one piece."""
        text = readable(hygiene.without(request.text, self._markers))
        if request.target is not None or request.prefix:
            spans = [Span(0, len(text))]
        else:
            placed = all(clause.span is not None for clause in request.clauses)
            longest = min(self._max_positions, _LONGEST) if placed else self._max_positions
            spans = hygiene.split_long(text, lambda part: self._subwords.fits(part, longest))
        return tuple(
            Part(
                request,
                span.start,
                span.of(text),
                self._cut(request, text, span),
                _served(request, span if len(spans) > 1 else None),
            )
            for span in spans
        )

    def _cut(self, request: Request, text: str, span: Span) -> Pieces:
        """Cut a part into pieces, with "<t0> target <t1>" after every hinted term."""
        hints = request.hints if len(self._markers) > 1 else ()
        shown: list[str] = []
        places: list[int] = []  # of every character shown, in the part
        done = span.start
        for hint in sorted(hints, key=lambda hint: hint.span):
            if not done < hint.span.end <= span.end:
                continue
            inserted = f" {self._markers[0]} {hint.target} {self._markers[1]}"
            shown += text[done : hint.span.end], inserted
            places += range(done - span.start, hint.span.end - span.start)
            places += [hint.span.end - span.start] * len(inserted)
            done = hint.span.end
        shown.append(text[done : span.end])
        places += range(done - span.start, span.end - span.start + 1)
        pieces = self._subwords.source("".join(shown))
        spans = tuple(Span(places[start], places[end]) for start, end in pieces.spans)
        return Pieces(pieces.ids, spans).first(self._max_positions)

    def batches(self, requests: Sequence[Request], size: int) -> list[list[Request]]:
        """Deal requests into batches of one kind and similar length.

        The batch of the shortest sentences comes first, so that something is soon done and kept;
        then the longest, so that no worker is left with them at the end. What the batches are
        depends on the requests alone, and the rest of them after any batch forms the same batches
        again: it is dealt from the longest on, and either end may be missing. A batch is bounded by
        its padded pieces.

        Args:
            requests: in any order.
            size: how many sentences of usual length a batch holds.
        """
        sized = [(_kind(request), *self._size(request), request) for request in requests]
        sized.sort(key=lambda job: (job[0], -job[1], job[3].text, job[3].id))
        batches: list[list[Request]] = []
        kind, room = -1, 0
        for one, width, parts, request in sized:
            if one != kind or parts > room:
                batches.append([])
                kind = one
                room = min(size * _PIECES_A_SENTENCE // width, size * _MOST_SENTENCES)
            batches[-1].append(request)
            room -= parts
        return batches[-1:] + batches[:-1]

    def _size(self, request: Request) -> tuple[int, int]:
        """Return the pieces of a request's longest part and the number of its parts."""
        parts = self.parts(request)
        return max(len(part.pieces.ids) for part in parts), len(parts)


def readable(text: str) -> str:
    """Return a text as a model reads it best: without lone surrogates, not in capitals."""
    text = hygiene.without(text, ())
    return hygiene.fold_caps(text) if hygiene.is_all_caps(text) else text


def copied(part: Part) -> Outcome:
    """Answer a part that has nothing to translate with itself."""
    request, end = part.request, part.offset + len(part.text)
    if request.target is not None:
        return Outcome(request.target)
    return Outcome(request.text[part.offset : end], unmet=part.clauses)


def joined(parts: Sequence[Part], outcomes: Iterator[Outcome]) -> Hypothesis:
    """Put the parts of a request together again.

    Args:
        parts: of one request.
        outcomes: theirs come first.
    """
    request = parts[0].request
    text = ""
    links: list[WordLink] = []
    total, tokens = 0.0, 0
    served = {index for part in parts for index in part.clauses}
    unmet = set(range(len(request.clauses))) - served if request.target is None else set()
    for part, outcome in zip(parts, outcomes, strict=False):
        text += " " if text else ""
        links += [_moved(link, part.offset, len(text)) for link in outcome.links]
        text += outcome.text
        total, tokens = total + outcome.log_prob, tokens + outcome.tokens
        unmet.update(outcome.unmet)
    if request.target is None and hygiene.is_all_caps(request.text):
        text = hygiene.raise_caps(text, request.text)
    # The digits beyond depend on how the threads happened to share the sums.
    log_prob = round(total / max(tokens, 1), _DIGITS)
    return Hypothesis(request.id, text, log_prob, tuple(links), tuple(sorted(unmet)))


def _kind(request: Request) -> int:
    """Number the kinds of work that do not share a batch."""
    if request.target is not None:
        return 0
    return 1 if request.clauses or request.forbidden else 2 if request.prefix else 3


def _served(request: Request, span: Span | None) -> tuple[int, ...]:
    """Return the indices of the clauses that belong to a part; all of them to the only one."""
    return tuple(
        index
        for index, clause in enumerate(request.clauses)
        if span is None or (clause.span is not None and span.start <= clause.span.start < span.end)
    )


def _moved(link: WordLink, source: int, target: int) -> WordLink:
    return WordLink(
        Span(link.source.start + source, link.source.end + source),
        Span(link.target.start + target, link.target.end + target),
        link.weight,
    )
