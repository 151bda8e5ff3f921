"""Score a bitext against the references of its article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from translate import documents, placeables, references, scoring, segmentation
from translate.alignment import sentences
from translate.errors import InputError, UsageError
from translate.references import Reference, ReferenceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.alignment.sentences import Bead
    from translate.bitext import AlignedPair, Bitext, Document, Score
    from translate.options import Options
    from translate.references import References, Unit
    from translate.scoring import Comparison

# One unit of text with one reference for each reference file.
Scored = tuple["Unit", tuple[str, ...]]


def scores(bitext: Bitext, options: Options) -> tuple[Score, ...]:
    """Score a bitext: text metrics where there is a reference, term accuracy where there are terms.

    Args:
        bitext: pairs in document order.
        options: names the references; without any, they are looked for beside the article.

    Raises:
        InputError: a reference cannot be read or does not fit the document.
    """
    found = units(bitext, options)
    text = scoring.score(*_columns(found)) if found else ()
    terms = scoring.term_accuracy(bitext.outcomes, bitext.termbase) if bitext.outcomes else None
    return (*text, terms) if terms else text


def rescored(bitext: Bitext, options: Options) -> Bitext:
    """Return a result whose English has changed with the scores that it has now.

    Raises:
        InputError: a reference cannot be read or does not fit the document.
    """
    return replace(bitext, scores=scores(bitext, options))


def worst(bitext: Bitext, options: Options, count: int) -> list[tuple[float, Unit]]:
    """Return the ``count`` units with the lowest chrF2, worst first.

    Raises:
        InputError: there is no reference, or it does not fit.
    """
    found = _required(bitext, options)
    values = scoring.segment_chrf(*_columns(found))
    ranked = sorted(zip(values, (unit for unit, _ in found), strict=True), key=lambda row: row[0])
    return ranked[:count]


def compare(baseline: Bitext, bitext: Bitext, options: Options) -> list[Comparison]:
    """Compare two results on the units that both have, with every metric.

    Raises:
        InputError: there is no reference, or the results are not of the same German.
    """
    if baseline.document.text != bitext.document.text:
        raise InputError(
            f"the baseline translates {baseline.document.path}, not the German of "
            f"{bitext.document.path}; compare results of one article"
        )
    ours = {unit.segments: (unit, refs) for unit, refs in _required(bitext, options)}
    theirs = {unit.segments: unit for unit, _ in _required(baseline, options)}
    shared = [key for key in ours if key in theirs]
    if not shared:
        raise InputError("the two results share no unit with a reference; compare like with like")
    hypotheses, columns = _columns([ours[key] for key in shared])
    baseline_texts = [theirs[key].hypothesis for key in shared]
    return [
        scoring.compare(baseline_texts, hypotheses, columns, metric) for metric in scoring.METRICS
    ]


def units(bitext: Bitext, options: Options) -> list[Scored]:
    """Pair a bitext's English with its references: one text a unit, one column a reference file.

    Units that not every reference file covers are left out.

    Raises:
        InputError: a reference cannot be read or does not fit the document.
    """
    paths = reference_paths(bitext.document, options)
    if not paths:
        return []
    translations = {pair.id: _words(pair) for pair in bitext.pairs if pair.id}
    covered = {segment.id for pair in bitext.pairs for segment in pair.source[1:]}
    translations |= dict.fromkeys(covered, "")
    by_file = [
        {
            unit.segments: unit
            for unit in references.units(
                bitext.document,
                translations,
                _read(path, bitext.document.path),
                lambda paragraphs: _aligned(bitext.document, translations, paragraphs),
            )
        }
        for path in paths
    ]
    return [
        (unit, tuple(file[key].reference for file in by_file))
        for key, unit in by_file[0].items()
        if all(key in file for file in by_file)
    ]


def _read(path: str, article: str) -> References:
    """Read a reference file; of one in Markdown, its words alone."""
    found = references.read(path, article)
    markdown = Path(path).suffix.lower() in documents.FORMATS["markdown"].extensions
    if found.kind is not ReferenceKind.TEXT or not markdown:
        return found
    blocks = segmentation.split(documents.read(path), "en").blocks
    paragraphs = (
        Reference(" ".join(map(placeables.bare, block.segments)), block.line)
        for block in blocks
        if block.segments
    )
    return replace(found, entries=tuple(paragraphs))


def _words(pair: AlignedPair) -> str:
    """Return the English without its markup, which references don't have."""
    text = pair.target_text
    marks = [p for segment in pair.source for p in segment.placeables if p.markup]
    for mark in marks:
        written = mark.changed if mark.changed and mark.changed in text else mark.surface
        text = text.replace(written, "", 1)
    return " ".join(text.split()) if marks else text


def own_references(document: Document, documents: Sequence[Document], options: Options) -> Options:
    """Return the options with those references alone that can be the document's.

    Args:
        document: one of the documents.
        documents: all that are translated together; of several, each reference is named after one.
        options: with the references of all of them.
    """
    if len(documents) == 1:
        return options
    return options.updated(references=_named_after(document, options))


def reference_paths(document: Document, options: Options) -> tuple[str, ...]:
    """Return the reference files of a document: those named after it, else all that are named."""
    if not options.references:
        found = references.find(document.path)
        return (str(found),) if found else ()
    return _named_after(document, options) or options.references


def _named_after(document: Document, options: Options) -> tuple[str, ...]:
    stem = references.article_stem(Path(document.path).name)
    return tuple(
        path for path in options.references if references.article_stem(Path(path).name) == stem
    )


def check_references(documents: Sequence[Document], options: Options) -> None:
    """Refuse references that are of no use, before any work is done for them.

    Raises:
        UsageError: there are several documents, and a reference is named after none of them.
        InputError: a reference is missing or malformed, or a line of it is not in its document.
    """
    stems = {references.article_stem(Path(document.path).name) for document in documents}
    for path in options.references:
        if len(documents) > 1 and references.article_stem(Path(path).name) not in stems:
            raise UsageError(
                f"{path}: which FILE is this a reference of? Name it after the article, "
                "or translate one FILE at a time"
            )
    for document in documents:
        translations = {segment.id: "" for segment in document.segments}
        for path in reference_paths(document, own_references(document, documents, options)):
            found = _read(path, document.path)
            if found.kind is not ReferenceKind.TEXT:
                references.units(document, translations, found, lambda _: ((), ()))


def _required(bitext: Bitext, options: Options) -> list[Scored]:
    found = units(bitext, options)
    if not found:
        raise InputError(
            f"{bitext.document.path}: no reference for this article; name one with --reference"
        )
    return found


def _columns(found: Sequence[Scored]) -> tuple[list[str], list[list[str]]]:
    """Return the hypotheses, and one list of references for each reference file."""
    columns = zip(*(refs for _, refs in found), strict=True)
    return [unit.hypothesis for unit, _ in found], [list(column) for column in columns]


def _aligned(
    document: Document, translations: dict[str, str], paragraphs: Sequence[str]
) -> tuple[list[str], Sequence[Bead]]:
    """Cut a plain-text reference into sentences and align them with ours, English with English."""
    english = [
        span.of(paragraph) for paragraph in paragraphs for span in segmentation.cut(paragraph, "en")
    ]
    ours = [translations[segment.id] for segment in document.segments]
    return english, sentences.align(placeables.plain(document), english, translation=ours)
