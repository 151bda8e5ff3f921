"""Translate many files: in order, in spite of bad ones, only what changed, whenever it changes."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from translate.commands import settings
from translate.commands.progress import progress
from translate.commands.sources import STDIN, expand, read
from translate.errors import TranslateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate.bitext import Bitext, Document
    from translate.exporters.placing import Placing
    from translate.options import Options
    from translate.pipeline import Workshop

EMBEDDED = "de-en"


@dataclass(frozen=True, slots=True)
class Batch:
    """How many files are gone through: what is shown, and what stops the run."""

    preview: bool = False
    as_json: bool = False
    keep_going: bool = False
    changed_only: bool = False
    watch: bool = False
    force: bool = False


@dataclass(slots=True)
class _Run:
    """A run in progress; ``failed`` counts the files that could not be translated."""

    options: Options
    how: Batch
    placing: Placing
    bitexts: list[Bitext] = field(default_factory=list)
    failed: int = 0

    def fail(self, name: str, error: TranslateError) -> None:
        """Say in one line what is wrong with a file and go on, or give up."""
        if not self.how.keep_going:
            raise error
        self.failed += 1
        click.echo(f"termtreu: {error}", err=True)
        if self.how.as_json:
            line = {"document": name, "status": "error", "error": str(error)}
            click.echo(json.dumps(line, ensure_ascii=False))


def run(files: Sequence[str], options: Options, how: Batch) -> int:
    """Translate all files, one after the other; return the exit code.

    Args:
        files: as they stand on the command line; folders stand for the texts in them.
        options: of the run.
        how: the files are gone through.

    Raises:
        TranslateError: the first failure, unless the run keeps going.
    """
    from translate import evaluation, exporters, pipeline, report
    from translate.exporters.placing import check_pattern

    sources = expand(files)
    exporters.check(options.formats)
    _check(sources, options, how)
    placing = exporters.placing(options.output, sources)
    if options.output != STDIN:
        check_pattern(options.output, options.formats)
        placing.check(sources, options.formats)
    this = _Run(options, how, placing)
    wanted = [name for name in sources if not (how.changed_only and _is_done(name, this))]
    documents = list(_documents(wanted, this))
    evaluation.check_references(documents, options)
    started = time.perf_counter()
    with pipeline.open_workshop(options) as workshop:
        for remark in workshop.termbase.remarks:
            click.echo(f"{remark.segment_id}: {remark.severity}: {remark.message}", err=True)
        _translate_all(documents, workshop, this)
        seconds = time.perf_counter() - started
        summary = report.RunReport.of(this.bitexts, seconds, workshop.remembered)
        _conclude(summary, this, left=len(sources) - len(wanted))
        if how.watch:
            _watch(sources, workshop, this)
    return 1 if this.failed else summary.exit_code(options.fail_on)


def _check(sources: Sequence[str], options: Options, how: Batch) -> None:
    """Refuse what standard output cannot take.

    Raises:
        UsageError: several texts, or watching, on one stream.
    """
    if options.output != STDIN:
        return
    if len(sources) > 1 or len(options.formats) > 1:
        raise UsageError(
            "standard output takes one FILE and one --format at a time; name an --output folder"
        )
    if how.as_json:
        raise UsageError("standard output takes the English or --json; name an --output folder")
    if how.watch or how.changed_only:
        raise UsageError("--watch and --changed-only need files; name an --output folder")


def _documents(names: Iterable[str], this: _Run) -> Iterator[Document]:
    """Yield the texts that can be read, and whose results may be written."""
    from translate import exporters

    for name in names:
        try:
            if this.options.output != STDIN and not this.how.force:
                formats = this.options.formats
                exporters.refuse_foreign({each: this.placing.path(name, each) for each in formats})
            yield read(name, this.options)
        except TranslateError as error:
            this.fail(name, error)


def _translate_all(documents: Sequence[Document], workshop: Workshop, this: _Run) -> None:
    """Translate documents and write their results as each is done."""
    from translate import evaluation, pipeline
    from translate.commands.preview import show

    for document in documents:
        known, started = workshop.remembered, time.perf_counter()
        try:
            with progress(document.path, len(document.segments)) as on_done:
                own = evaluation.own_references(document, documents, this.options)
                bitext = pipeline.translate(document, workshop, own, on_done)
            paths = _deliver(bitext, this)
        except TranslateError as error:
            this.fail(document.path, error)
            continue
        this.bitexts.append(bitext)
        if this.how.preview:
            show(bitext, err=this.how.as_json or this.options.output == STDIN)
        if this.how.as_json:
            seconds = time.perf_counter() - started
            _print_line(bitext, paths, seconds, workshop.remembered - known)


def _deliver(bitext: Bitext, this: _Run) -> list[str]:
    """Write one result in every format asked for; return the paths."""
    from translate import exporters

    paths = []
    for name in this.options.formats:
        text = exporters.render(name, bitext)
        if this.options.output == STDIN:
            settings.write_output(text)
        else:
            path = this.placing.path(bitext.document.path, name)
            exporters.write(path, text)
            paths.append(str(path))
    return paths


def _print_line(bitext: Bitext, paths: list[str], seconds: float, remembered: int) -> None:
    """Print what became of a file as one line of JSON (docs/runs.md)."""
    from translate import report

    facts: dict[str, Any] = report.RunReport.of([bitext], seconds, remembered).to_dict()
    del facts["documents"]
    line = {"document": bitext.document.path, "status": "ok", "outputs": paths, **facts}
    line["violations"] = [asdict(violation) for violation in bitext.violations]
    click.echo(json.dumps(line, ensure_ascii=False))


def _conclude(summary: Any, this: _Run, left: int) -> None:
    """Sum the run up: a line a file where there are several, then all of it, then advice."""
    from translate import report

    if len(this.bitexts) > 1:
        for bitext in this.bitexts:
            line = report.RunReport.of([bitext], 0).closing_line().partition(" · ")[2]
            click.echo(f"{bitext.document.path}: {line}", err=True)
    parts = [summary.closing_line()]
    if this.failed:
        parts.append(f"{this.failed} failed")
    if left:
        parts.append(f"{left} unchanged")
    click.echo(" · ".join(parts), err=True)
    if this.options.model == EMBEDDED and this.bitexts:
        click.echo(
            "the embedded model makes drafts; 'termtreu models' lists better ones and how to "
            "get them",
            err=True,
        )


def _is_done(name: str, this: _Run) -> bool:
    """Tell whether every result of a source is newer than the source and the glossary."""
    inputs = [Path(name)]
    if this.options.glossary_path:
        inputs.append(Path(this.options.glossary_path))
    outputs = [this.placing.path(name, each) for each in this.options.formats]
    if not all(path.is_file() for path in (*inputs, *outputs)):
        return False
    newest = max(path.stat().st_mtime_ns for path in inputs)
    return newest < min(path.stat().st_mtime_ns for path in outputs)


def _watch(sources: Sequence[str], workshop: Workshop, this: _Run) -> None:
    """Translate sources again whenever they are saved, until the user stops it."""
    from watchfiles import watch

    names = {str(Path(name).resolve()): name for name in sources}
    click.echo(f"watching {len(names)} sources; stop with Ctrl-C", err=True)
    folders = {str(Path(path).parent) for path in names}
    this.how = replace(this.how, keep_going=True)
    # Editors replace a file rather than write to it, so that its folder has to be watched.
    for changes in watch(*folders, recursive=False, raise_interrupt=False):
        saved = sorted({names[path] for _, path in changes if path in names})
        wanted = [name for name in saved if Path(name).is_file()]
        _translate_all(list(_documents(wanted, this)), workshop, this)
        for name in wanted:
            click.echo(f"{name}: translated again", err=True)
