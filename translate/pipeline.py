"""The order of the steps, readable top to bottom; the only module that knows them all."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from translate import checks, confidence, documents, evaluation, human, placeables, segmentation
from translate.alignment import sentences
from translate.bitext import (
    AlignedPair,
    Bitext,
    Enforcement,
    Origin,
    Request,
    Severity,
    Violation,
    WordLink,
)
from translate.engines.cached import CachedEngine
from translate.errors import UsageError
from translate.exporters import json as exchange
from translate.options import Anchors, Wrap
from translate.terminology import counting, dictionary, enforcement, matching, termbase
from translate.terminology.enforcement import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from translate.alignment.sentences import Bead
    from translate.bitext import Document, Hypothesis, Segment, TermHint, TermMatch, TermOutcome
    from translate.confidence import Calibration
    from translate.engines.base import Engine
    from translate.human import Recalled
    from translate.memory import Memory
    from translate.options import Options
    from translate.placeables import Masked
    from translate.terminology.enforcement import Enforced
    from translate.terminology.matching import Matcher
    from translate.terminology.termbase import Termbase

_LIBRARIES = (
    "ctranslate2",
    "lemminflect",
    "markdown-it-py",
    "sacrebleu",
    "sentencepiece",
    "simplemma",
    "torch",
)


@dataclass(slots=True)
class Workshop:
    """What the documents of a run share.

    ``hints`` says whether the engine is given dictionary hints; ``recalled`` counts the sentences
    of recalled results.
    """

    engine: Engine
    termbase: Termbase
    matcher: Matcher
    calibration: Calibration | None
    memory: Memory | None = None
    hints: bool = False
    recalled: int = 0

    @property
    def remembered(self) -> int:
        """The number of sentences and searches that came from memory so far."""
        searches = self.engine.remembered if isinstance(self.engine, CachedEngine) else 0
        return self.recalled + searches


@contextmanager
def open_workshop(options: Options, engine: Engine | None = None) -> Iterator[Workshop]:
    """Open the memory, name the model and load the glossary; weights wait until they are needed.

    Args:
        options: engine, model, memory and glossary.
        engine: translates in place of the one that the options name.

    Raises:
        EngineError: the model is unknown or malformed.
        GlossaryError: the glossary cannot be read or contradicts itself.
        InputError: the memory is damaged.
        OutputError: the memory cannot be opened.
    """
    from translate.memory import Memory, default_path

    path = options.glossary_path
    terms = termbase.load(path) if path else termbase.build((), "")
    calibration = None
    if engine is None:
        engine, calibration = _named_engine(options)
    matcher = matching.compile(terms)
    hints = options.dictionary and engine.supports_term_hints
    if not options.use_memory:
        yield Workshop(engine, terms, matcher, calibration, hints=hints)
        return
    with Memory(Path(options.memory) if options.memory else default_path()) as memory:
        yield Workshop(CachedEngine(engine, memory), terms, matcher, calibration, memory, hints)


def _named_engine(options: Options) -> tuple[Engine, Calibration | None]:
    """Return the engine that the options name, and what its model's confidence means."""
    from translate.engines import catalogue, registry

    engine = registry.open_engine(
        options.engine, options.model, beam=options.beam, batch=options.batch, cores=options.cores
    )
    if options.enforcement is Enforcement.ALWAYS and not engine.supports_clauses:
        raise UsageError(
            f"--enforce always needs an engine that takes clauses; {options.engine} does not: "
            "use --engine torch or auto"
        )
    return engine, confidence.read_calibration(catalogue.folder_of(options.model))


def read(
    path: str, options: Options, *, data: bytes | None = None, language: str = "de"
) -> Document:
    """Read a text and cut it into segments.

    Args:
        path: the file, or the name to show where ``data`` is given.
        options: encoding and format, where they should not be guessed.
        data: the bytes of what does not come from a file.
        language: "de" or "en".

    Raises:
        InputError: the file is missing, no text, or empty.
    """
    wanted = documents.Extras(
        options.front_matter, options.alt_text, options.titles, options.html_text
    )
    if data is None:
        document = documents.read(path, options.encoding, options.input_format, wanted)
    else:
        text = documents.text_of(data, path, options.encoding, options.input_format)
        document = documents.parse(text, path, options.input_format, wanted)
    return segmentation.split(document, language)


def translate(
    document: Document,
    workshop: Workshop,
    options: Options,
    on_done: Callable[[int], None] = lambda _: None,
) -> Bitext:
    """Mask, translate, enforce, restore, check and score one document, or recall the result.

    Args:
        document: segmented, as ``read`` returns it.
        workshop: the engine and the terms.
        options: the enforcement mode and the references.
        on_done: called with the number of segments after each batch.

    Raises:
        EngineError: the model cannot be used.
        InputError: a reference cannot be read or does not fit the document.
    """
    recalled = human.recall(document, workshop.memory, adapt=options.adapt)
    if workshop.memory is None:
        return assessed(_translated(document, workshop, options, recalled, on_done), options)
    key = _result_key(document, workshop, options, recalled)
    saved = workshop.memory.result(key)
    if saved is not None:
        workshop.recalled += len(document.segments)
        on_done(len(document.segments))
        return exchange.read(saved, document.path)
    bitext = assessed(_translated(document, workshop, options, recalled, on_done), options)
    by_engine = [pair for pair in bitext.pairs if pair.origin is Origin.ENGINE]
    translations = human.translations(bitext, by_engine)
    workshop.memory.translations.keep_engine(document.path, translations)
    workshop.memory.keep_result(key, exchange.render(bitext))
    return bitext


def _translated(
    document: Document,
    workshop: Workshop,
    options: Options,
    recalled: Mapping[str, Recalled],
    on_done: Callable[[int], None],
) -> Bitext:
    """Translate what is not known yet, and put it among what is."""
    finished: dict[str, tuple[AlignedPair, tuple[TermOutcome, ...]]] = {}
    for segment in document.segments:
        if segment.id in recalled and recalled[segment.id].english is not None:
            pair = human.pair_of(segment, recalled[segment.id])
            finished[segment.id] = pair, human.outcomes(pair, _found(segment, workshop.matcher))
    on_done(len(finished))
    masked = [placeables.mask(one) for one in document.segments if one.id not in finished]
    tasks = [_task(mask.segment, mask, workshop) for mask in masked]
    enforced = enforcement.apply(tasks, workshop.engine, options.enforcement, on_done)
    for mask, task, result in zip(masked, tasks, enforced, strict=True):
        pair, outcomes = _finish(mask, task.request.hints, result, workshop.calibration)
        known = recalled.get(pair.id)
        finished[pair.id] = (replace(pair, near=known.near) if known else pair), outcomes
    ordered = [finished[segment.id] for segment in document.segments]
    return Bitext(
        document=document,
        pairs=tuple(pair for pair, _ in ordered),
        outcomes=tuple(outcome for _, outcomes in ordered for outcome in outcomes),
        model=workshop.engine.name,
        termbase=workshop.termbase.digest,
        properties=_properties(document, options),
    )


def _properties(document: Document, options: Options) -> dict[str, str]:
    """Note the settings that readers of the result need."""
    noted = {"enforcement": options.enforcement.value}
    if options.wrap is not Wrap.KEEP:
        noted["wrap"] = options.wrap.value
    if options.anchors is not Anchors.LEAVE and document.format == "markdown":
        noted["anchors"] = options.anchors.value
    return noted


def _result_key(
    document: Document, workshop: Workshop, options: Options, recalled: Mapping[str, Recalled]
) -> str:
    """Digest all that a result depends on, its text and its references included."""
    references = evaluation.reference_paths(document, options)
    digest = hashlib.sha256(repr((document, recalled)).encode())
    digest.update(settings_digest(workshop, options).encode())
    digest.update(_files_digest(map(Path, references)))
    return digest.hexdigest()


def settings_digest(workshop: Workshop, options: Options) -> str:
    """Digest all that results depend on but their texts: engine, terms, modes, code, libraries."""
    known = (options.enforcement, options.wrap, options.anchors, workshop.calibration)
    digest = hashlib.sha256(repr(known).encode())
    digest.update(f"{workshop.engine.fingerprint} {workshop.termbase.digest}".encode())
    lexicon = (dictionary.PATH,) if workshop.hints else ()
    digest.update(_code_digest() + _files_digest(lexicon))
    return digest.hexdigest()


@cache
def _code_digest() -> bytes:
    """Digest this package's code and the libraries that decide what it writes, once a process."""
    versions = " ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    code = _files_digest(sorted(Path(__file__).parent.rglob("*.py")))
    return hashlib.sha256(versions.encode()).digest() + code


def _files_digest(paths: Iterable[Path]) -> bytes:
    contents = (path.read_bytes() if path.is_file() else b"" for path in paths)
    return b"".join(hashlib.sha256(content).digest() for content in contents)


def find_terms(document: Document, terms: Termbase) -> tuple[TermMatch, ...]:
    """Find every occurrence of a term in a document, in reading order."""
    matcher = matching.compile(terms)
    return tuple(match for segment in document.segments for match in _found(segment, matcher))


def draft(
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


def align(
    source: Document, target: Document, translation: Sequence[str] | None
) -> tuple[Bead, ...]:
    """Align the segments of two documents.

    Args:
        source: segmented German.
        target: segmented English.
        translation: the source in English by ``draft``; None compares lexically.

    Returns:
        Which segments belong together, by index, in order.
    """
    return sentences.align(
        placeables.plain(source),
        placeables.plain(target),
        translation=translation,
        source_paragraphs=_paragraphs(source),
        target_paragraphs=_paragraphs(target),
    )


def paired(
    source: Document, target: Document, beads: Sequence[Bead], workshop: Workshop, options: Options
) -> Bitext:
    """Make a bitext of two aligned documents, with the terms that the English keeps.

    Args:
        source: the German.
        target: its English.
        beads: how their segments belong together.
        workshop: the terms.
        options: the references, where the English is to be scored against another.
    """
    pairs: list[AlignedPair] = []
    outcomes: list[TermOutcome] = []
    for bead in beads:
        english = [target.segments[j] for j in bead.target]
        pair = AlignedPair(
            source=tuple(source.segments[i] for i in bead.source),
            target=tuple(segment.text for segment in english),
            origin=Origin.ALIGNER,
            confidence=bead.confidence,
        )
        pairs.append(pair)
        outcomes += _kept_by_others(pair, english, workshop)
    bitext = Bitext(
        source, tuple(pairs), tuple(outcomes), model="human", termbase=workshop.termbase.digest
    )
    return assessed(bitext, options)


def _task(segment: Segment, mask: Masked, workshop: Workshop) -> Task:
    """State what is asked for a segment: its terms, and dictionary hints for other words."""
    matches = workshop.matcher.find(mask.text, segment.id)
    taken = [match.span for match in matches]
    hints = dictionary.load().hints(mask.text, taken) if workshop.hints else ()
    return Task(Request(segment.id, mask.text, hints=hints), matches, mask.tokens)


def _finish(
    mask: Masked, hints: Sequence[TermHint], result: Enforced, calibration: Calibration | None
) -> tuple[AlignedPair, tuple[TermOutcome, ...]]:
    """Put the placeables back, and move all spans from the masked to the full texts."""
    segment, hypothesis = mask.segment, result.hypothesis
    restored = placeables.restore(mask, hypothesis.text, hypothesis.word_links)
    links = tuple(
        WordLink(
            placeables.carry(link.source, mask.offsets),
            placeables.carry(link.target, restored.offsets),
            link.weight,
        )
        for link in hypothesis.word_links
    )
    pair = AlignedPair(
        (segment,),
        (restored.text,),
        Origin.ENGINE,
        _confidence(mask, hypothesis, calibration),
        hypothesis.log_prob,
        links,
        hints=tuple(
            replace(hint, span=placeables.carry(hint.span, mask.offsets)) for hint in hints
        ),
    )
    outcomes = []
    for outcome in result.outcomes:
        span = placeables.carry(outcome.span, restored.offsets) if outcome.span else None
        surface = span.of(restored.text) if span else None
        match = _unmasked_match(outcome.match, segment, mask)
        outcomes.append(replace(outcome, match=match, span=span, surface=surface))
    return pair, tuple(outcomes)


def _confidence(
    mask: Masked, hypothesis: Hypothesis, calibration: Calibration | None
) -> float | None:
    """Estimate the quality of a hypothesis where its model has been calibrated."""
    if calibration is None:
        return None
    values = confidence.features(
        mask.text, hypothesis.text, hypothesis.log_prob, hypothesis.word_links
    )
    return confidence.estimate(values, calibration)


def _found(segment: Segment, matcher: Matcher) -> list[TermMatch]:
    """Find terms outside of code and markup, as in a translation, with spans in the full text."""
    mask = placeables.mask(segment)
    matches = matcher.find(mask.text, segment.id)
    return [_unmasked_match(match, segment, mask) for match in matches]


def _unmasked_match(match: TermMatch, segment: Segment, mask: Masked) -> TermMatch:
    span = placeables.carry(match.span, mask.offsets)
    return replace(match, span=span, surface=span.of(segment.text))


def _kept_by_others(
    pair: AlignedPair, english: Sequence[Segment], workshop: Workshop
) -> Iterator[TermOutcome]:
    """Count the terms that the English keeps, in its words rather than in its links and code."""
    matches = [match for segment in pair.source for match in _found(segment, workshop.matcher)]
    masks = [placeables.mask(segment) for segment in english]
    starts = accumulate((len(segment.text) + 1 for segment in english), initial=0)
    offsets = [
        start + at for start, mask in zip(starts, masks, strict=False) for at in mask.offsets
    ]
    for outcome in counting.assign(matches, " ".join(mask.text for mask in masks)):
        span = placeables.carry(outcome.span, offsets) if outcome.span else None
        surface = span.of(pair.target_text) if span else None
        yield replace(outcome, by=None, span=span, surface=surface)


def _paragraphs(document: Document) -> tuple[int, ...]:
    return tuple(number for number, block in enumerate(document.blocks) for _ in block.segments)


def assessed(bitext: Bitext, options: Options) -> Bitext:
    """Add what the checks find and what the references say."""
    bitext = replace(bitext, violations=checks.run(bitext))
    try:
        return evaluation.rescored(bitext, options)
    except Exception as error:  # noqa: BLE001 - whatever a score fails at, the translation is done
        message = f"could not be scored: {error}"
        failed = Violation("not-scored", Severity.WARNING, "", message)
        return replace(bitext, violations=(*bitext.violations, failed))
