"""Translate many files: in order, in spite of bad ones, only what changed, whenever it changes."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from translate import jobs
from translate.commands import settings
from translate.commands.progress import Bars
from translate.commands.sources import SHOWN, STDIN, standard_input
from translate.errors import TranslateError, UsageError
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.jobs import Done, Job
    from translate.options import Options
    from translate.report import RunReport
    from translate.workshop import Workshop

EMBEDDED = "de-en"


@dataclass(frozen=True, slots=True)
class Batch:
    """How many files are gone through: what is shown, and what stops the run."""

    preview: bool = False
    as_json: bool = False
    keep_going: bool = False
    changed_only: bool = False
    watch: bool = False


class _Shown(jobs.Listener):
    """Shows how a job goes; ``failures`` counts the files that could not be translated."""

    def __init__(self, options: Options, how: Batch, bars: Bars) -> None:
        super().__init__(bars.advance)
        self._bars = bars
        self._options = options
        self._how = how
        self.keep_going = how.keep_going
        self.failures = 0

    def failed(self, path: str, error: TranslateError) -> None:
        """Say in one line what is wrong with a file and go on, or give up."""
        self._bars.close()
        if not self.keep_going:
            raise error
        self.failures += 1
        click.echo(f"termtreu: {error}", err=True)
        if self._how.as_json:
            line = {"document": path, "status": "error", "error": str(error)}
            click.echo(json.dumps(line, ensure_ascii=False))

    def finished(self, done: Done) -> None:
        """Write what goes to standard output: the English, the preview, a line of JSON."""
        self._bars.close()
        if self._options.output == STDIN:
            _write(done, self._options)
        if self._how.preview:
            from translate.commands.preview import show

            show(done.bitext, err=self._how.as_json or self._options.output == STDIN)
        if self._how.as_json:
            _print_line(done)


def run(files: Sequence[str], options: Options, how: Batch) -> int:
    """Translate all files, one after the other; return the exit code.

    Args:
        files: as they stand on the command line; folders stand for the texts in them.
        options: of the run.
        how: the files are gone through.

    Raises:
        TranslateError: the first failure, unless the run keeps going.
    """
    given = {SHOWN: standard_input()} if STDIN in files else {}
    job = jobs.plan([SHOWN if name == STDIN else name for name in files], options, given)
    _check(job, how)
    wanted = [one for one in job.sources if not (how.changed_only and job.is_done(one))]
    with ExitStack() as opened:
        shown = _Shown(options, how, opened.enter_context(Bars()))
        sound = jobs.check(job, wanted, shown)
        workshop = opened.enter_context(open_workshop(options))
        for remark in workshop.termbase.remarks:
            click.echo(f"{remark.segment_id}: {remark.severity}: {remark.message}", err=True)
        report = jobs.perform(job, sound, workshop, shown)
        _conclude(report, options, failed=shown.failures, left=len(job.sources) - len(wanted))
        if how.watch:
            _watch(job, workshop, shown)
    return 1 if shown.failures else report.exit_code(options.fail_on)


def _check(job: Job, how: Batch) -> None:
    """Refuse what standard output cannot take.

    Raises:
        UsageError: several texts, or watching, on one stream.
    """
    if job.options.output != STDIN:
        return
    if len(job.sources) > 1 or len(job.options.formats) > 1:
        raise UsageError(
            "standard output takes one FILE and one --format at a time; name an --output folder"
        )
    if how.as_json:
        raise UsageError("standard output takes the English or --json; name an --output folder")
    if how.watch or how.changed_only:
        raise UsageError("--watch and --changed-only need files; name an --output folder")


def _write(done: Done, options: Options) -> None:
    from translate import exporters

    for name in options.formats:
        settings.write_output(exporters.render(name, done.bitext))


def _print_line(done: Done) -> None:
    """Print what became of a file as one line of JSON (docs/runs.md)."""
    from translate import outcomes

    facts: dict[str, Any] = done.report.to_dict()
    del facts["documents"]
    line = {
        "document": done.bitext.document.path,
        "status": "ok",
        "outputs": done.outputs,
        **facts,
        "glossary": [summary.to_dict() for summary in outcomes.terms(done.bitext)],
        "violations": [asdict(violation) for violation in done.bitext.violations],
    }
    click.echo(json.dumps(line, ensure_ascii=False))


def _conclude(report: RunReport, options: Options, *, failed: int, left: int) -> None:
    """Sum the run up: a line a file where there are several, then all of it, then advice."""
    if len(report.documents) > 1:
        for document in report.documents:
            click.echo(f"{document.path}: {' · '.join(document.closing_parts())}", err=True)
    parts = [report.closing_line()]
    if failed:
        parts.append(f"{failed} failed")
    if left:
        parts.append(f"{left} unchanged")
    click.echo(" · ".join(parts), err=True)
    if options.model == EMBEDDED and report.documents:
        click.echo(
            "the embedded model makes drafts; 'termtreu models' lists better ones and how to "
            "get them",
            err=True,
        )


def _watch(job: Job, workshop: Workshop, shown: _Shown) -> None:
    """Translate sources again whenever they are saved, until the user stops it."""
    from watchfiles import watch

    names = {str(Path(name).resolve()): name for name in job.sources}
    click.echo(f"watching {len(names)} sources; stop with Ctrl-C", err=True)
    folders = {str(Path(path).parent) for path in names}
    shown.keep_going = True
    # Editors replace a file rather than write to it, so that its folder has to be watched.
    for changes in watch(*folders, recursive=False, raise_interrupt=False):
        saved = sorted({names[path] for _, path in changes if path in names})
        wanted = [name for name in saved if Path(name).is_file()]
        jobs.perform(job, jobs.check(job, wanted, shown), workshop, shown)
        for name in wanted:
            click.echo(f"{name}: translated again", err=True)
