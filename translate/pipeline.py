"""The order of the steps, readable top to bottom; the only module that knows them all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from translate import (
    checks,
    confidence,
    documents,
    evaluation,
    human,
    placeables,
    results,
    segmentation,
)
from translate.bitext import AlignedPair, Bitext, Origin, Request, Severity, Violation
from translate.options import Wrap
from translate.placeables import carrying
from translate.terminology import dictionary, enforcement
from translate.terminology.enforcement import Task
from translate.workshop import terms_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translate.bitext import Document, TermHint, TermOutcome
    from translate.confidence import Calibration
    from translate.human import Recalled
    from translate.options import Options
    from translate.placeables import Masked
    from translate.terminology.enforcement import Enforced
    from translate.workshop import Workshop

    OnDone = Callable[[int], None]
    Finished = tuple[AlignedPair, tuple[TermOutcome, ...]]


def read(path: str, options: Options, *, data: bytes | None = None, language: str = "") -> Document:
    """Read a text and cut it into segments.

    Args:
        path: the file, or the name to show where ``data`` is given.
        options: encoding and format, where they should not be guessed.
        data: the bytes of what does not come from a file.
        language: its code; that of the source if none is given.

    Raises:
        InputError: the file is missing, no text, or empty.
    """
    text = documents.text_of(path, options.encoding, data)
    document = documents.parse(text, path, options.input_format)
    return segmentation.split(document, language or options.source)


def translate(
    document: Document, workshop: Workshop, options: Options, on_done: OnDone = lambda _: None
) -> Bitext:
    """Mask, translate, enforce, restore, check and score one document, or recall the result.

    Args:
        document: segmented, as ``read`` returns it.
        workshop: the engine and the terms.
        options: the enforcement mode and the references.
        on_done: called with the number of segments after each batch.

    Raises:
        EngineError: the model cannot be used.
        InputError: the memory is damaged.
    """
    known = human.recall(
        document, workshop.memory, adapt=options.adapt, languages=options.languages
    )
    if workshop.memory is None:
        return assessed(_translated(document, workshop, options, known, on_done), options)
    key = results.key(document, workshop, options, known)
    bitext = results.find(key, document, workshop.memory)
    if bitext is None:
        bitext = assessed(_translated(document, workshop, options, known, on_done), options)
        results.keep(key, bitext, workshop.memory)
    else:
        workshop.recalled += len(document.segments)
        on_done(len(document.segments))
    return bitext


def _translated(
    document: Document,
    workshop: Workshop,
    options: Options,
    known: Mapping[str, Recalled],
    on_done: OnDone,
) -> Bitext:
    """Translate what is not known yet, and put it among what is."""
    finished: dict[str, Finished] = {}
    for segment in document.segments:
        if segment.id in known and known[segment.id].english is not None:
            pair = human.pair_of(segment, known[segment.id])
            outcomes = human.outcomes(pair, terms_in(segment, workshop.matcher), options.languages)
            finished[segment.id] = pair, outcomes
    on_done(len(finished))
    masked = [placeables.mask(one) for one in document.segments if one.id not in finished]
    tasks = [_task(mask, workshop) for mask in masked]
    enforced = enforcement.apply(tasks, workshop.engine, options.enforcement, on_done)
    for mask, task, result in zip(masked, tasks, enforced, strict=True):
        pair, outcomes = _restored(mask, task.request.hints, result, workshop.calibration)
        near = known[pair.id].near if pair.id in known else ()
        finished[pair.id] = replace(pair, near=near), outcomes
    ordered = [finished[segment.id] for segment in document.segments]
    return Bitext(
        document=document,
        pairs=tuple(pair for pair, _ in ordered),
        outcomes=tuple(outcome for _, outcomes in ordered for outcome in outcomes),
        model=workshop.engine.name,
        termbase=workshop.termbase.digest,
        languages=options.languages,
        properties=_properties(options),
    )


def _task(mask: Masked, workshop: Workshop) -> Task:
    """State what is asked for a segment: its terms, and dictionary hints for other words."""
    matches = workshop.matcher.find(mask.text, mask.segment.id)
    taken = [match.span for match in matches]
    hints = dictionary.load().hints(mask.text, taken) if workshop.hints else ()
    return Task(
        Request(mask.segment.id, mask.text, hints=hints),
        matches,
        mask.tokens,
        workshop.termbase.languages,
    )


def _restored(
    mask: Masked, hints: Sequence[TermHint], result: Enforced, calibration: Calibration | None
) -> Finished:
    """Put the placeables back, and take all spans to the full texts."""
    made = result.hypothesis
    restored = placeables.restore(mask, made.text, made.word_links)
    sure = confidence.of(mask.text, made, calibration) if calibration else None
    links = carrying.links(made.word_links, mask, restored)
    carried = carrying.hints(hints, mask)
    pair = AlignedPair(
        (mask.segment,), (restored.text,), Origin.ENGINE, sure, made.log_prob, links, hints=carried
    )
    return pair, carrying.outcomes(result.outcomes, mask, restored)


def _properties(options: Options) -> dict[str, str]:
    """Note the settings that readers of the result need."""
    noted = {"enforcement": options.enforcement.value}
    if options.wrap is not Wrap.KEEP:
        noted["wrap"] = options.wrap.value
    return noted


def assessed(bitext: Bitext, options: Options) -> Bitext:
    """Add what the checks find and what the references say."""
    bitext = replace(bitext, violations=checks.run(bitext))
    try:
        return evaluation.rescored(bitext, options)
    except Exception as error:  # noqa: BLE001 - whatever a score fails at, the translation is done
        message = f"could not be scored: {error}"
        failed = Violation("not-scored", Severity.WARNING, "", message)
        return replace(bitext, violations=(*bitext.violations, failed))
