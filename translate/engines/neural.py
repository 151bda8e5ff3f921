"""The neutral engine: what is the same whoever searches, from a request to its hypothesis."""

from __future__ import annotations

import hashlib
from functools import cached_property
from importlib import metadata
from itertools import islice
from typing import TYPE_CHECKING

from translate import repetition
from translate.alignment.words import Pieced, link
from translate.engines import catalogue, conversion, workers
from translate.engines.backend import Job, SearchSettings
from translate.engines.parts import Cutter, Outcome, copied, joined, readable
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from translate.bitext import Hypothesis, Request
    from translate.engines.automaton import Rendition
    from translate.engines.backend import Backend, Found, Kind, Scored
    from translate.engines.parts import Part
    from translate.engines.subwords import Pieces

_VERSION = 10  # to be raised whenever the same settings may give other hypotheses
_NO_REPEAT = 6  # tokens of an n-gram that a second search may not say twice; names are shorter


class NeuralEngine:
    """Any Marian model from a folder or a hub, run by one backend.

    Args:
        kind: of the backend.
        model: an alias of ``catalogue.listing``, a folder, or a hub name.
        beam: hypotheses kept in the search.
        batch: sentences of usual length decoded together.
        cores: CPU cores to work on; None takes all that this process may use.

    Raises:
        EngineError: no model has this name.
    """

    def __init__(
        self,
        kind: Kind,
        model: str = catalogue.EMBEDDED,
        *,
        beam: int = 4,
        batch: int = 16,
        cores: int | None = None,
    ) -> None:
        catalogue.resolve(model)
        self._kind = kind
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
        """A digest of the model's files, of all that steers the search, and of who searches."""
        kind = self._kind
        searcher = f"{kind.name} {metadata.version(kind.name)} {kind.version}"
        settings = f"{_VERSION} {searcher} {self._beam} {self._batch} {self._digest}"
        return f"marian-{hashlib.sha256(settings.encode()).hexdigest()}"

    @property
    def supports_term_hints(self) -> bool:
        """Whether the model was trained with term markers; its config.json says so."""
        return len(self._markers) > 1

    @property
    def supports_clauses(self) -> bool:
        """Whether the backend takes clauses; otherwise they come back as unmet."""
        return self._kind.clauses

    @property
    def supports_prefixes(self) -> bool:
        """Whether the backend goes on from the beginning of a sentence; otherwise it is ignored."""
        return self._kind.prefixes

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        """Yield batches of similar length, the shortest sentences first, then the longest.

        Args:
            requests: in any order.

        Yields:
            The hypotheses of a batch. What the batches are depends on the requests alone, and the
            rest of them after any batch forms the same batches again.

        Raises:
            EngineError: the model cannot be loaded, or a single sentence exhausts the memory.
        """
        if not requests:
            return iter(())
        batches = self._cutter.batches(requests, self._batch)
        return self._backend.in_order(self._answered, batches)

    @cached_property
    def _folder(self) -> Path:
        return catalogue.folder_of(self._model)

    @cached_property
    def _digest(self) -> str:
        return conversion.digest_of(self._folder)

    @cached_property
    def _markers(self) -> tuple[str, ...]:
        markers = catalogue.read_config(self._folder).get("term_markers")
        return tuple(map(str, markers)) if isinstance(markers, list) else ()

    @cached_property
    def _backend(self) -> Backend:
        return self._kind.load(self._folder, self._digest, self._cores)

    @cached_property
    def _cutter(self) -> Cutter:
        return Cutter(self._backend.subwords, self._backend.max_positions, self._markers)

    def _answered(self, requests: Sequence[Request]) -> tuple[Hypothesis, ...]:
        """Answer a batch; what depends on its size alone happens in here."""
        jobs = [self._cutter.parts(request) for request in requests]
        outcomes = iter(self._decode([part for parts in jobs for part in parts]))
        return tuple(joined(parts, islice(outcomes, len(parts))) for parts in jobs)

    def _decode(self, parts: Sequence[Part]) -> list[Outcome]:
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

    def _outcomes(self, parts: Sequence[Part]) -> list[Outcome]:
        """Search where no target is given, score the targets that are."""
        sent = [part for part in parts if part.is_sent]
        made = {}
        searched = [part for part in sent if part.request.target is None]
        for part, found in zip(searched, self._search(searched), strict=True):
            text, pieces = self._backend.subwords.join(found.tokens)
            unmet = tuple(part.clauses[index] for index in found.unmet)
            made[id(part)] = _outcome(part, text, pieces, found.scored)._replace(unmet=unmet)
        given = [(part, self._target(part)) for part in sent if part.request.target is not None]
        scores = self._backend.score(
            [part.pieces.ids for part, _ in given], [pieces.ids for _, pieces in given]
        )
        for (part, pieces), scored in zip(given, scores, strict=True):
            made[id(part)] = _outcome(part, part.request.target or "", pieces, scored)
        return [made.get(id(part)) or copied(part) for part in parts]

    def _target(self, part: Part) -> Pieces:
        """Cut the translation that a part was given."""
        pieces = self._backend.subwords.target(readable(part.request.target or ""))
        return pieces.first(self._backend.max_positions - 1)

    def _search(self, parts: Sequence[Part]) -> list[Found]:
        """Search for translations; those that loop get a second try without repetitions.

        Not those from a prefix, which are tries themselves.
        """
        jobs = [self._job(part) for part in parts]
        # A batch is of one kind. From a prefix there is less to find, so half the beam finds it.
        beam = (self._beam + 1) // 2 if jobs and jobs[0].prefix else self._beam
        found = self._backend.search(jobs, SearchSettings(beam))
        loops = [
            at
            for at, (part, one) in enumerate(zip(parts, found, strict=True))
            if not part.request.prefix
            and repetition.is_lost(self._backend.subwords.join(one.tokens)[0], part.text)
        ]
        settings = SearchSettings(beam, no_repeat_ngram=_NO_REPEAT)
        again = self._backend.search([jobs[at] for at in loops], settings)
        for at, second in zip(loops, again, strict=True):
            if len(second.unmet) <= len(found[at].unmet):
                found[at] = second
        return found

    def _job(self, part: Part) -> Job:
        """State what the translation of a part must and must not contain, and its length."""
        request = part.request
        if request.prefix:
            prefix = self._backend.subwords.target(readable(request.prefix)).ids
        else:
            prefix = ()
        clauses = [self._renditions(request.clauses[index].alternatives) for index in part.clauses]
        longest = len(part.pieces.ids) * 3 // 2 + 20
        longest += sum(len(some[0].spellings[0]) for some in clauses if some)
        most = self._backend.max_positions - 1  # the end token has one as well
        return Job(
            source=part.pieces.ids,
            longest=min(max(longest, len(prefix) + longest // 2), most),
            prefix=prefix[: most - 1],
            clauses=clauses,
            forbidden=[one.text for one in self._renditions(request.forbidden)],
        )

    def _renditions(self, texts: Sequence[str]) -> list[Rendition]:
        """Spell texts in pieces, leaving out those that the vocabulary cannot write."""
        spelled = [self._backend.subwords.rendition(text) for text in texts]
        return [rendition for rendition in spelled if rendition is not None]


def _outcome(part: Part, text: str, pieces: Pieces, scored: Scored) -> Outcome:
    links = link(scored.attention, Pieced(part.text, part.pieces.spans), Pieced(text, pieces.spans))
    return Outcome(text, scored.log_prob, len(pieces.ids) + 1, links)
