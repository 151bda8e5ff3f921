"""``termtreu translate``: German files to bilingual, term-true, scored documents."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from translate.commands import settings
from translate.commands.progress import progress
from translate.commands.sources import STDIN, read
from translate.errors import UsageError

if TYPE_CHECKING:
    from translate.bitext import Bitext
    from translate.options import Options


def _list_checks(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from translate import checks

    for check in checks.catalogue():
        click.echo(f"{check.severity:8} {check.name:17} {check.title}")
    ctx.exit(0)


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="Folder for the results, or - for standard output; default: outputs, "
    "and standard output when the source is standard input.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="md, md-table, md-en, json, html, tmx, xliff, xliff2, tsv; several with commas or "
    "repeated; default: md,md-table,md-en,json.",
)
@click.option(
    "--input-format",
    metavar="NAME",
    help="Format of the sources, markdown or plaintext; default: by the file's ending.",
)
@click.option("--preview", is_flag=True, help="Show German and English side by side.")
@settings.run_options
@settings.engine_options
@settings.encoding
@settings.config
@settings.as_json
@click.option(
    "--list-checks",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_checks,
    help="List the checks with their severities, and stop.",
)
def translate(
    files: tuple[str, ...], *, preview: bool, as_json: bool, formats: tuple[str, ...], **flags: Any
) -> None:
    """Translate German FILEs to English.

    A FILE is text or Markdown, or - for standard input. Each becomes one document a format; every
    glossary term is kept, or the report says where and why not.
    """
    if not files:
        raise UsageError("nothing to translate: name a FILE, or - for standard input")
    names = settings.names_of(formats)
    if STDIN in files and flags["output"] is None:
        flags["output"] = STDIN
    if flags["output"] == STDIN:
        names = names or ("md-en",)
    options = settings.options_from({**flags, "formats": names})
    sys.exit(_run(files, options, preview=preview, as_json=as_json))


def _run(files: tuple[str, ...], options: Options, *, preview: bool, as_json: bool) -> int:
    """Translate all files, one after the other; return the exit code."""
    from translate import evaluation, exporters, pipeline, report
    from translate.commands.preview import show

    exporters.check(options.formats)
    if options.output == STDIN and (len(files) > 1 or len(options.formats) > 1):
        raise UsageError(
            "standard output takes one FILE and one --format at a time; name an --output folder"
        )
    if options.output == STDIN and as_json:
        raise UsageError("standard output takes the English or --json; name an --output folder")
    if options.output != STDIN:
        exporters.check_targets(files)
    documents = [read(name, options) for name in files]
    evaluation.check_references(documents, options)
    started, bitexts = time.perf_counter(), []
    with pipeline.open_workshop(options) as workshop:
        for document in documents:
            with progress(document.path, len(document.segments)) as on_done:
                own = evaluation.own_references(document, documents, options)
                bitext = pipeline.translate(document, workshop, own, on_done)
            bitexts.append(bitext)
            _deliver(bitext, options)
            if preview:
                show(bitext, err=as_json or options.output == STDIN)
        remembered = workshop.remembered
    summary = report.RunReport.of(bitexts, time.perf_counter() - started, remembered)
    click.echo(summary.closing_line(), err=True)
    if as_json:
        settings.echo_json(summary.to_dict())
    return summary.exit_code(options.fail_on)


def _deliver(bitext: Bitext, options: Options) -> None:
    """Write one result in every format asked for."""
    from translate import exporters

    for name in options.formats:
        text = exporters.render(name, bitext)
        if options.output == STDIN:
            click.echo(text, nl=not text.endswith("\n"))
        else:
            path = exporters.target_path(bitext.document.path, name, options.output)
            exporters.write(path, text)
