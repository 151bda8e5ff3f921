"""A job: read, translate and write one document after the other, and hold none of them longer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translate import documents, exporters, pairing, pipeline
from translate.errors import InputError, TranslateError
from translate.exporters.placing import check_pattern
from translate.report import DocumentReport, RunReport
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from translate.bitext import Bitext, Document
    from translate.engines.base import Engine
    from translate.exporters.placing import Placing
    from translate.options import Options
    from translate.workshop import Workshop

STREAM = "-"
"""The output of a job whose results its caller takes, and writes where they are wanted."""


class Done(NamedTuple):
    """A document that is translated and written.

    ``outputs`` are the paths of its files; ``report`` is of this document alone.
    """

    bitext: Bitext
    outputs: tuple[str, ...]
    report: RunReport


@dataclass(slots=True)
class Listener:
    """Hears how a job goes. This one gives up at the first failure.

    ``advanced`` is called with a path, the segments of it that were just translated, and all that
    it has.
    """

    advanced: Callable[[str, int, int], None] = lambda *_: None

    def finished(self, done: Done) -> None:
        """Take a document that is done; nobody else holds it."""

    def failed(self, path: str, error: TranslateError) -> None:  # noqa: ARG002 - for those who go on
        """Raise what is wrong with a document, or go on with the others."""
        raise error


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    ``sources`` are all files of the job, ``placing`` knows where the results of each go. ``given``
    has the bytes of sources that are no files.
    """

    sources: tuple[str, ...]
    options: Options
    placing: Placing
    given: Mapping[str, bytes]

    def is_done(self, source: str) -> bool:
        """Tell whether every result of a source is newer than the source and the glossary."""
        inputs = [Path(source)]
        if self.options.glossary_path:
            inputs.append(Path(self.options.glossary_path))
        outputs = [self.placing.path(source, name) for name in self.options.formats]
        if not all(path.is_file() for path in (*inputs, *outputs)):
            return False
        newest = max(path.stat().st_mtime_ns for path in inputs)
        return newest < min(path.stat().st_mtime_ns for path in outputs)


def run(
    paths: Sequence[str],
    options: Options,
    on_progress: Callable[[str, int, int], None] = lambda *_: None,
    engine: Engine | None = None,
) -> RunReport:
    """Translate files and write their results, one after the other.

    Args:
        paths: files, or folders, which stand for the texts in them and below.
        options: among them the formats and the folder of the results; without formats nothing is
            written.
        on_progress: called with a path, the segments that were just translated, and the segments
            of that file.
        engine: translates in place of the one that the options name.

    Raises:
        TranslateError: the first failure; what was written before it stays.
    """
    job, listener = plan(paths, options), Listener(on_progress)
    sources = check(job, job.sources, listener)
    with open_workshop(options, engine) as workshop:
        return perform(job, sources, workshop, listener)


def plan(paths: Sequence[str], options: Options, given: Mapping[str, bytes] | None = None) -> Job:
    """State a job, and refuse what can't be done of it.

    Args:
        paths: files, or folders, which stand for the texts in them and below.
        options: of the run.
        given: the bytes of paths that are no files.

    Raises:
        InputError: a folder holds no text.
        UsageError: a format is unknown, or two results would be one file.
    """
    given = given or {}
    sources = [source for path in paths for source in ([path] if path in given else expand(path))]
    exporters.check(options.formats)
    pairing.check_names(sources, options)
    placing = exporters.placing(options.output, sources, options.languages)
    if options.output != STREAM:
        check_pattern(options.output, options.formats)
        placing.check(sources, options.formats)
    return Job(tuple(sources), options, placing, given)


def expand(path: str) -> list[str]:
    """Return the files that a path stands for: of a folder, the texts in it and below.

    Raises:
        InputError: a folder holds no text.
    """
    if not Path(path).is_dir():
        return [path]
    endings = {ending for each in documents.FORMATS.values() for ending in each.extensions}
    inside = sorted(one for one in Path(path).rglob("*") if one.suffix.lower() in endings)
    if not inside:
        raise InputError(f"{path}: no text in this folder; known endings: {sorted(endings)}")
    return [str(one) for one in inside]


def check(job: Job, sources: Sequence[str], listener: Listener) -> list[str]:
    """Read sources and their references once, so that what is wrong is said before the work.

    Returns:
        The sources that can be translated.

    Raises:
        TranslateError: what the listener raises.
    """
    sound = []
    for source in sources:
        try:
            _check(job, source)
        except TranslateError as error:
            listener.failed(source, error)
        else:
            sound.append(source)
    return sound


def perform(job: Job, sources: Sequence[str], workshop: Workshop, listener: Listener) -> RunReport:
    """Translate some sources of a job, and write the results of each before the next is read.

    Args:
        job: that the sources belong to.
        sources: to be translated now.
        workshop: the engine and the terms.
        listener: hears of every document.

    Raises:
        TranslateError: what the listener raises.
    """
    started, remembered = time.perf_counter(), workshop.remembered
    reports: list[DocumentReport] = []
    for source in sources:
        try:
            done = _done(job, source, workshop, listener)
        except TranslateError as error:
            listener.failed(source, error)
            continue
        reports += done.report.documents
        listener.finished(done)
        del done  # before the next one is read
    seconds = time.perf_counter() - started
    return RunReport(tuple(reports), seconds, workshop.remembered - remembered)


def _check(job: Job, source: str) -> None:
    """Read a source: its text alone where it has no references to be compared with.

    The places of its results are looked at too.
    """
    if job.options.output != STREAM and not job.options.force:
        names = job.options.formats
        exporters.refuse_foreign({name: job.placing.path(source, name) for name in names})
    options = pairing.own_references(source, job.sources, job.options)
    if pairing.reference_paths(source, options):
        pairing.check_references(_read(job, source), options)
    else:
        data = job.given.get(source)
        documents.text_of(source, options.encoding, data, options.input_format)


def _read(job: Job, source: str) -> Document:
    return pipeline.read(source, job.options, data=job.given.get(source))


def _done(job: Job, source: str, workshop: Workshop, listener: Listener) -> Done:
    """Read, translate and write one source."""
    started, remembered = time.perf_counter(), workshop.remembered
    document = _read(job, source)
    segments = len(document.segments)
    options = pairing.own_references(source, job.sources, job.options)
    listener.advanced(source, 0, segments)
    bitext = pipeline.translate(
        document, workshop, options, lambda done: listener.advanced(source, done, segments)
    )
    outputs = () if options.output == STREAM else tuple(_written(job, bitext))
    seconds = time.perf_counter() - started
    counts = (DocumentReport.of(bitext),)
    return Done(bitext, outputs, RunReport(counts, seconds, workshop.remembered - remembered))


def _written(job: Job, bitext: Bitext) -> Iterator[str]:
    """Write a result in every format asked for; yield the paths."""
    for name in job.options.formats:
        path = job.placing.path(bitext.document.path, name)
        exporters.export(path, name, bitext)
        yield str(path)
