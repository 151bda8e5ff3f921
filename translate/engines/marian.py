"""The neural engine: a Marian model, our own search, and text kept fit on the way in and out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from translate.alignment.words import Side, link
from translate.bitext import Hypothesis, Span, WordLink
from translate.engines import catalogue, hygiene, workers
from translate.engines.subwords import Pieces, Subwords
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from translate.bitext import Request
    from translate.engines.marian_network import MarianNetwork
    from translate.terminology.constraints import Rendition, Vocabulary
    from translate.terminology.decoding import Found, Problem, SearchSettings

_VERSION = 7  # to be raised whenever the same settings may give other hypotheses
_PIECES_A_SENTENCE = 48  # a batch of N sentences holds at most N times so many padded pieces
_LONGEST = 128  # source pieces; models lose content of longer sentences
_DIGITS = 4  # of a log-probability
_NO_REPEAT = 6  # tokens of an n-gram that a second search may not say twice; names are shorter


@dataclass(frozen=True, slots=True)
class _Part:
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


class _Outcome(NamedTuple):
    """A part's translation, its log-probability summed over ``tokens``, and its links."""

    text: str
    log_prob: float = 0.0
    tokens: int = 0
    links: tuple[WordLink, ...] = ()
    unmet: tuple[int, ...] = ()


class MarianEngine:
    """Any Marian model from a folder or a hub.

    Args:
        model: an alias of ``catalogue.listing``, a folder, or a hub name.
        beam: hypotheses kept in the search.
        batch: sentences decoded together.
        cores: CPU cores to work on; None takes all that this process may use.

    Raises:
        EngineError: no model has this name.
    """

    def __init__(
        self,
        model: str = catalogue.EMBEDDED,
        *,
        beam: int = 4,
        batch: int = 16,
        cores: int | None = None,
    ) -> None:
        catalogue.resolve(model)
        self._model = model
        self._beam = beam
        self._batch = batch
        self._cores = cores or workers.cores()

    @property
    def name(self) -> str:
        """The name that the model was asked for by."""
        return self._model

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the model's files and of all that steers the search."""
        digest = hashlib.sha256(f"{_VERSION} fp32 {self._beam} {self._batch}".encode())
        for path in catalogue.model_files(self._folder):
            digest.update(f"{path.name} {path.stat().st_size} ".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"marian-{digest.hexdigest()}"

    @property
    def supports_term_hints(self) -> bool:
        """Whether the model was trained with term markers; its config.json says so."""
        return len(self._markers) > 1

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        """Yield batches of similar length, the longest sentences first.

        Args:
            requests: in any order.

        Yields:
            The hypotheses of a batch. What the batches are depends on the requests alone, and the
            rest of them after any batch forms the same batches again.

        Raises:
            EngineError: the model cannot be loaded, or a single sentence exhausts the memory.
        """
        batches = self._batches(requests)
        work = [[part for parts in batch for part in parts] for batch in batches]
        for batch, outcomes in zip(
            batches, workers.in_order(self._decode, work, self._cores), strict=True
        ):
            rest = iter(outcomes)
            yield tuple(_joined(parts, [next(rest) for _ in parts]) for parts in batch)

    @cached_property
    def _folder(self) -> Path:
        return catalogue.folder_of(self._model)

    @cached_property
    def _markers(self) -> tuple[str, ...]:
        markers = catalogue.read_config(self._folder).get("term_markers")
        return tuple(map(str, markers)) if isinstance(markers, list) else ()

    @cached_property
    def _network(self) -> MarianNetwork:
        from translate.engines.marian_network import MarianNetwork

        return MarianNetwork(self._folder, threads=1 if workers.can_share() else self._cores)

    @cached_property
    def _subwords(self) -> Subwords:
        return Subwords(self._network.tokenizer, self._network.end)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self._subwords.vocabulary()

    def _parts(self, request: Request) -> tuple[_Part, ...]:
        """Clean a request's text and cut it into parts that the model can take."""
        text = hygiene.without(request.text, self._markers)
        if hygiene.is_all_caps(text):
            text = hygiene.fold_caps(text)
        if request.target is not None:
            spans = [Span(0, len(text))]
        else:
            placed = all(clause.span is not None for clause in request.clauses)
            longest = self._network.max_positions
            if placed:
                longest = min(longest, _LONGEST)
            spans = hygiene.split_long(text, lambda part: self._subwords.fits(part, longest))
        return tuple(
            _Part(
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
        hints = request.hints if self.supports_term_hints else ()
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
        return Pieces(pieces.ids, spans).first(self._network.max_positions)

    def _batches(self, requests: Sequence[Request]) -> list[list[tuple[_Part, ...]]]:
        """Cut the requests into parts and gather them in batches, the longest first."""
        jobs = sorted((self._parts(request) for request in requests), key=_order)
        batches = []
        while jobs:
            batches.append(jobs[: self._batch_size(jobs)])
            del jobs[: len(batches[-1])]
        return batches

    def _batch_size(self, jobs: Sequence[tuple[_Part, ...]]) -> int:
        """Count the jobs of the next batch: of one kind, bounded in sentences and pieces."""
        kind, negative_width = _order(jobs[0])[:2]
        most = min(self._batch, self._batch * _PIECES_A_SENTENCE // -negative_width)
        count = parts = 0
        for job in jobs:
            parts += len(job)
            if count and (parts > most or _order(job)[0] != kind):
                break
            count += 1
        return count

    def _decode(self, parts: Sequence[_Part]) -> list[_Outcome]:
        """Decode a batch, in halves if memory runs out."""
        try:
            return self._outcomes(parts)
        except (MemoryError, RuntimeError) as error:
            if not isinstance(error, MemoryError) and "memory" not in str(error).lower():
                raise
            if len(parts) == 1:
                raise EngineError(
                    f"segment {parts[0].request.id}: out of memory on a sentence of "
                    f"{len(parts[0].pieces.ids)} pieces; lower --beam or split the sentence"
                ) from error
        middle = len(parts) // 2
        return self._decode(parts[:middle]) + self._decode(parts[middle:])

    def _outcomes(self, parts: Sequence[_Part]) -> list[_Outcome]:
        """Search where no target is given, then score all targets and read the links off."""
        sent = [part for part in parts if part.is_sent]
        searched = [part for part in sent if part.request.target is None]
        found = dict(zip(map(id, searched), self._search(searched), strict=True))
        targets = [self._target(part, found.get(id(part))) for part in sent]
        scores = self._network.score(
            [part.pieces.ids for part in sent], [pieces.ids for _, pieces in targets]
        )
        made = {}
        for part, (text, pieces), score in zip(sent, targets, scores, strict=True):
            sides = Side(part.text, part.pieces.spans), Side(text, pieces.spans)
            links = link(score.attention, *sides)
            unmet = found[id(part)].unmet if id(part) in found else ()
            unmet = tuple(part.clauses[index] for index in unmet)
            made[id(part)] = _Outcome(text, score.log_prob, len(pieces.ids) + 1, links, unmet)
        return [made.get(id(part)) or _copied(part) for part in parts]

    def _target(self, part: _Part, found: Found | None) -> tuple[str, Pieces]:
        """Return the text that was given or found, and the pieces to be scored."""
        if found is not None:
            return self._subwords.join(found.tokens)
        text = part.request.target or ""
        shown = hygiene.without(text, ())
        if hygiene.is_all_caps(shown):
            shown = hygiene.fold_caps(shown)
        return text, self._subwords.target(shown).first(self._network.max_positions - 1)

    def _search(self, parts: Sequence[_Part]) -> list[Found]:
        """Search for translations; those that loop get a second try without repetitions."""
        from translate.terminology.decoding import SearchSettings

        found = self._searched(parts, SearchSettings(self._beam))
        loops = [
            at
            for at, (part, one) in enumerate(zip(parts, found, strict=True))
            if hygiene.is_loop(part.text, self._subwords.join(one.tokens)[0])
        ]
        settings = SearchSettings(self._beam, no_repeat_ngram=_NO_REPEAT)
        for at, second in zip(
            loops, self._searched([parts[at] for at in loops], settings), strict=True
        ):
            if len(second.unmet) <= len(found[at].unmet):
                found[at] = second
        return found

    def _searched(self, parts: Sequence[_Part], settings: SearchSettings) -> list[Found]:
        problems = [self._problem(part) for part in parts]
        sources = [part.pieces.ids for part in parts]
        return self._network.search(sources, problems, settings)

    def _problem(self, part: _Part) -> Problem:
        """State what the translation of a part must and must not contain, and its length."""
        from translate.terminology.constraints import Automaton
        from translate.terminology.decoding import Problem

        clauses = [part.request.clauses[index] for index in part.clauses]
        renditions = [self._renditions(clause.alternatives) for clause in clauses]
        forbidden = [one.text for one in self._renditions(part.request.forbidden)]
        longest = len(part.pieces.ids) * 3 // 2 + 20
        longest += sum(len(some[0].spellings[0]) for some in renditions if some)
        automaton = None
        if clauses or forbidden:
            automaton = Automaton(renditions, forbidden, self._vocabulary)
        return Problem(min(longest, self._network.max_positions), automaton)

    def _renditions(self, texts: Sequence[str]) -> list[Rendition]:
        """Spell texts in pieces, leaving out those that the vocabulary cannot write."""
        spelled = [self._subwords.rendition(text) for text in texts]
        return [rendition for rendition in spelled if rendition is not None]


def _order(parts: Sequence[_Part]) -> tuple[int, int, str, str]:
    """Sort jobs by kind of work, longest part first; text and id make the order a total one."""
    request = parts[0].request
    kind = 0 if request.target is not None else 1 if request.clauses else 2
    return kind, -max(len(part.pieces.ids) for part in parts), request.text, request.id


def _served(request: Request, span: Span | None) -> tuple[int, ...]:
    """Return the indices of the clauses that belong to a part; all of them to the only one."""
    return tuple(
        index
        for index, clause in enumerate(request.clauses)
        if span is None or (clause.span is not None and span.start <= clause.span.start < span.end)
    )


def _copied(part: _Part) -> _Outcome:
    """Answer a part that has nothing to translate with itself."""
    request, end = part.request, part.offset + len(part.text)
    if request.target is not None:
        return _Outcome(request.target)
    return _Outcome(request.text[part.offset : end], unmet=part.clauses)


def _joined(parts: Sequence[_Part], outcomes: Sequence[_Outcome]) -> Hypothesis:
    """Put the parts of a request together again."""
    request = parts[0].request
    text, links = "", []
    for part, outcome in zip(parts, outcomes, strict=True):
        text += " " if text else ""
        links += [_moved(link, part.offset, len(text)) for link in outcome.links]
        text += outcome.text
    if request.target is None and hygiene.is_all_caps(request.text):
        text = hygiene.raise_caps(text, request.text)
    tokens = sum(outcome.tokens for outcome in outcomes)
    # The digits beyond depend on how the threads happened to share the sums.
    log_prob = round(sum(outcome.log_prob for outcome in outcomes) / max(tokens, 1), _DIGITS)
    served = {index for part in parts for index in part.clauses}
    unmet = set(range(len(request.clauses))) - served if request.target is None else set()
    unmet.update(index for outcome in outcomes for index in outcome.unmet)
    return Hypothesis(request.id, text, log_prob, tuple(links), tuple(sorted(unmet)))


def _moved(link: WordLink, source: int, target: int) -> WordLink:
    return WordLink(
        Span(link.source.start + source, link.source.end + source),
        Span(link.target.start + target, link.target.end + target),
        link.weight,
    )
