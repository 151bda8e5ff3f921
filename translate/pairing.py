"""Put texts side by side: German and its English by alignment, our English and its references."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from translate import documents, placeables, references, segmentation
from translate.alignment import sentences
from translate.bitext import AlignedPair, Bitext, Origin
from translate.errors import InputError, UsageError
from translate.references import Reference, ReferenceKind
from translate.terminology import counting
from translate.workshop import terms_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from translate.alignment.sentences import Bead
    from translate.bitext import Block, Document, Segment, TermOutcome
    from translate.options import Options
    from translate.references import References
    from translate.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored as one: our English beside the reference.

    ``id`` is that of the first of ``segments``, the ids of all that the unit covers.
    """

    id: str
    hypothesis: str
    reference: str
    segments: tuple[str, ...]


# One unit of text with one reference for each reference file.
Scored = tuple[Unit, tuple[str, ...]]
# Segments of the document and the reference's English of them.
_Group = tuple["Sequence[Segment]", str]


# --- a text and its translation ------------------------------------------------------


def align(
    source: Document, target: Document, translation: Sequence[str] | None
) -> tuple[Bead, ...]:
    """Align the segments of two documents.

    Args:
        source: segmented German.
        target: segmented English.
        translation: the source in English; None compares lexically.

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


def paired(source: Document, target: Document, beads: Sequence[Bead], workshop: Workshop) -> Bitext:
    """Make a bitext of two aligned documents, with the terms that the English keeps.

    Args:
        source: the German.
        target: its English.
        beads: how their segments belong together.
        workshop: the terms.
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
    return Bitext(
        source,
        tuple(pairs),
        tuple(outcomes),
        model="human",
        termbase=workshop.termbase.digest,
        languages=workshop.termbase.languages,
    )


def _kept_by_others(
    pair: AlignedPair, english: Sequence[Segment], workshop: Workshop
) -> Iterator[TermOutcome]:
    """Count the terms that the English keeps, in its words rather than in its links and code."""
    matches = [match for segment in pair.source for match in terms_in(segment, workshop.matcher)]
    words, offsets = placeables.carrying.masked_together(english)
    found = counting.assign(matches, words, workshop.termbase.languages)
    counted = (replace(outcome, by=None) for outcome in found)
    yield from placeables.carrying.renderings(counted, offsets, pair.target_text)


def _paragraphs(document: Document) -> tuple[int, ...]:
    return tuple(number for number, block in enumerate(document.blocks) for _ in block.segments)


# --- the references of a document ----------------------------------------------------


def reference_paths(article: str, options: Options) -> tuple[str, ...]:
    """Return the reference files of an article: those named after it, else all that are named.

    Args:
        article: its path.
        options: name references; without any, they are looked for beside the article.
    """
    if not options.references:
        beside = references.find(article)
        return (str(beside),) if beside else ()
    return _named_after(article, options) or options.references


def own_references(article: str, articles: Sequence[str], options: Options) -> Options:
    """Return the options with those references alone that can be the article's.

    Args:
        article: one of the paths.
        articles: all that are translated together; of several, each reference is named after one.
        options: with the references of all of them.
    """
    if len(articles) == 1:
        return options
    return options.updated(references=_named_after(article, options))


def check_names(articles: Sequence[str], options: Options) -> None:
    """Refuse references of which it can't be told which of several articles they belong to.

    Raises:
        UsageError: there are several articles, and a reference is named after none of them.
    """
    stems = {references.article_stem(Path(article).name) for article in articles}
    for path in options.references:
        if len(articles) > 1 and references.article_stem(Path(path).name) not in stems:
            raise UsageError(
                f"{path}: which FILE is this a reference of? Name it after the article, "
                "or translate one FILE at a time"
            )


def check_references(document: Document, options: Options) -> None:
    """Refuse references that are of no use, before any work is done for them.

    Args:
        document: segmented.
        options: with the document's own references.

    Raises:
        InputError: a reference is missing or malformed, or a line of it is not in its document.
    """
    translations = {segment.id: "" for segment in document.segments}
    for path in reference_paths(document.path, options):
        entries = _read(path, document.path, options.target)
        if entries.kind is not ReferenceKind.TEXT:
            _units(document, translations, entries)


def _named_after(article: str, options: Options) -> tuple[str, ...]:
    stem = references.article_stem(Path(article).name)
    return tuple(
        path for path in options.references if references.article_stem(Path(path).name) == stem
    )


# --- our English and its references --------------------------------------------------


def units(bitext: Bitext, options: Options) -> list[Scored]:
    """Pair a bitext's English with its references: one text a unit, one column a reference file.

    A unit is a whole paragraph of the article, its segments joined by a blank, so that scores
    don't depend on how the reference is cut; a pair's unit is what its German covers. Of a
    plain-text reference, what has no counterpart on the other side is left out, and so are units
    that not every reference file covers.

    Raises:
        InputError: a reference cannot be read or does not fit the document, or what stands there
            was not translated.
    """
    paths = reference_paths(bitext.document.path, options)
    if not paths:
        return []
    translations = {pair.id: _words(pair) for pair in bitext.pairs if pair.id}
    covered = {segment.id for pair in bitext.pairs for segment in pair.source[1:]}
    translations |= dict.fromkeys(covered, "")
    by_file = []
    for path in paths:
        entries = _read(path, bitext.document.path, bitext.languages.target)
        paired_units = _units(bitext.document, translations, entries)
        by_file.append({unit.segments: unit for unit in paired_units})
    return [
        (unit, tuple(file[key].reference for file in by_file))
        for key, unit in by_file[0].items()
        if all(key in file for file in by_file)
    ]


def _read(path: str, article: str, language: str) -> References:
    """Read a reference file; of one in Markdown, its words alone."""
    entries = references.read(path, article)
    marked = documents.format_of(path).marked
    if entries.kind is not ReferenceKind.TEXT or not marked:
        return entries
    blocks = segmentation.split(documents.read(path), language).blocks
    paragraphs = (
        Reference(" ".join(map(placeables.bare, block.segments)), block.line)
        for block in blocks
        if block.segments
    )
    return replace(entries, entries=tuple(paragraphs))


def _words(pair: AlignedPair) -> str:
    """Return the English without its markup, which references don't have."""
    text = pair.target_text
    marks = [p for segment in pair.source for p in segment.placeables if p.markup]
    for mark in marks:
        written = mark.changed if mark.changed and mark.changed in text else mark.surface
        text = text.replace(written, "", 1)
    return " ".join(text.split()) if marks else text


def _units(
    document: Document, translations: Mapping[str, str], entries: References
) -> tuple[Unit, ...]:
    """Pair our English with one reference file, in the order of the reference.

    Args:
        document: the segmented article.
        translations: our English by segment id.
        entries: what was read for this article.
    """
    if entries.kind is ReferenceKind.TEXT:
        groups = _by_alignment(document, translations, entries.paragraphs)
    else:
        locate = _by_line if entries.kind is ReferenceKind.LINES else _by_source
        places = locate(document, entries)
        groups = [(place, one.text) for one, place in zip(entries.entries, places, strict=True)]
    return tuple(_unit(segments, text, translations, entries) for segments, text in groups)


def _unit(
    segments: Sequence[Segment], text: str, translations: Mapping[str, str], entries: References
) -> Unit:
    ids = tuple(segment.id for segment in segments)
    missing = [one for one in ids if one not in translations]
    if missing:
        raise InputError(
            f"{entries.path}: there is a reference for segment {missing[0]}, which was not "
            "translated; translate the whole article or remove the reference"
        )
    return Unit(ids[0], " ".join(translations[one] for one in ids), text, ids)


def _by_alignment(
    document: Document, translations: Mapping[str, str], paragraphs: Sequence[str]
) -> list[_Group]:
    """Cut a plain-text reference into sentences and align them with ours, English with English.

    The beads of a paragraph are joined, and paragraphs that share a bead.
    """
    english = [
        span.of(paragraph) for paragraph in paragraphs for span in segmentation.cut(paragraph, "en")
    ]
    ours = [translations[segment.id] for segment in document.segments]
    beads = sentences.align(placeables.plain(document), english, translation=ours)
    owners = _paragraphs(document)
    groups: list[tuple[list[int], list[str]]] = []
    for bead in beads:
        if not (bead.source and bead.target):
            continue
        if not groups or owners[groups[-1][0][-1]] != owners[bead.source[0]]:
            groups.append(([], []))
        groups[-1][0].extend(bead.source)
        groups[-1][1].extend(english[number] for number in bead.target)
    every = document.segments
    return [([every[number] for number in numbers], " ".join(text)) for numbers, text in groups]


def _by_line(document: Document, entries: References) -> Iterator[list[Segment]]:
    """Find the segments of every block that stands on the entry's line."""
    blocks: defaultdict[int, list[Block]] = defaultdict(list)
    for block in document.blocks:
        breaks = block.span.of(document.text).count("\n")
        for line in range(block.line, block.line + breaks + 1):
            blocks[line].append(block)
    for entry in entries.entries:
        segments = [segment for block in blocks[entry.line] for segment in block.segments]
        if not segments:
            raise InputError(
                f"{entries.path}:{entry.at}: line {entry.line} of {document.path} has no "
                "paragraph to translate; count lines from 1, blank ones included"
            )
        yield segments


def _by_source(document: Document, entries: References) -> Iterator[list[Segment]]:
    """Find runs of segments that read like the entry's German; repeated ones in order."""
    runs: defaultdict[str, list[list[Segment]]] = defaultdict(list)
    for block in document.blocks:
        for start in range(len(block.segments)):
            for end in range(start + 1, len(block.segments) + 1):
                run = list(block.segments[start:end])
                runs["".join("".join(s.text.split()) for s in run)].append(run)
    for entry in entries.entries:
        same = runs["".join(entry.source.split())]
        if not same:
            raise InputError(
                f"{entries.path}:{entry.at}: {document.path} has no sentence that reads "
                f"{entry.source[:60]!r}; quote whole sentences as they stand there"
            )
        yield same.pop(0) if len(same) > 1 else same[0]
