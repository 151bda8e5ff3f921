"""``termtreu review``, ``apply`` and ``export``: what people make of a result, and its formats."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from translate.commands import settings
from translate.commands.preview import load
from translate.errors import UsageError
from translate.terminal import plural

if TYPE_CHECKING:
    from translate.memory import Memory

_memory = click.option(
    "--memory", "path", metavar="FILE", help="Default: in the user's cache folder."
)


def open_memory(path: str | None) -> Memory:
    """Open the memory of a path, of the configuration, or of the user."""
    from translate.memory import Memory, default_path

    path = path or settings.options_from({}).memory
    return Memory(Path(path) if path else default_path())


@click.command()
@click.argument("result", metavar="RESULT.json")
@click.argument("reviewed", metavar="REVIEWED")
@click.option(
    "--approve-all", is_flag=True, help="Take unchanged sentences for approved by a person as well."
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="Write these formats anew beside RESULT.json; several with commas or repeated.",
)
@_memory
@click.option("--no-memory", is_flag=True, help="Put the English into the result alone.")
def apply(  # noqa: PLR0913 - an argument an option
    result: str,
    reviewed: str,
    *,
    approve_all: bool,
    formats: tuple[str, ...],
    path: str | None,
    no_memory: bool,
) -> None:
    """Take over what a person changed or approved in a REVIEWED file.

    REVIEWED is an export of RESULT.json: XLIFF, TMX, TSV, JSON or bilingual Markdown. Its English
    goes into RESULT.json and into the memory, where every later run finds it before any engine is
    asked. Terms that a person broke are reported, never changed.
    """
    from translate import evaluation, exporters, human, importers, report

    names = settings.names_of(formats)
    exporters.check(names)
    bitext = load(result)
    verdict = importers.corrections(
        bitext, importers.read(reviewed, bitext), approve_all=approve_all
    )
    corrected = human.correct(bitext, verdict.corrections)
    corrected = evaluation.rescored(corrected, settings.options_from({}))
    if not no_memory:
        with closing(open_memory(path)) as memory:
            human.remember(corrected, [one.segment_id for one in verdict.corrections], memory)
    exporters.write(result, exporters.render("json", corrected))
    for name in names:
        exporters.write(
            exporters.target_path(
                bitext.document.path, name, Path(result).parent, bitext.languages
            ),
            exporters.render(name, corrected),
        )
    for line in verdict.refused:
        click.echo(f"{reviewed}: {line}", err=True)
    approved = len(verdict.corrections) - verdict.changed
    counts = [
        f"{plural(verdict.changed, 'sentence')} corrected",
        f"{approved} approved",
        *([f"{len(verdict.refused)} not used"] if verdict.refused else []),
        report.findings_phrase(report.findings_by_severity(corrected.violations)),
    ]
    click.echo(" · ".join(counts), err=True)
    click.get_current_context().exit(1 if verdict.refused else 0)


@click.command()
@click.argument("result", metavar="RESULT.json")
@click.option(
    "--format",
    "formats",
    multiple=True,
    required=True,
    metavar="NAME",
    help="md, md-table, md-en, json, html, tmx, xliff, xliff2, tsv; several with commas or "
    "repeated.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="Folder, or - for standard output; default: beside RESULT.json.",
)
@settings.force
def export(result: str, *, formats: tuple[str, ...], output: str | None, force: bool) -> None:
    """Write a saved RESULT.json in any format again; needs no model."""
    from translate import exporters

    names = settings.names_of(formats)
    exporters.check(names)
    if output == "-" and len(names) > 1:
        raise UsageError("standard output takes one --format at a time; name an --output folder")
    bitext = load(result)
    folder = output or Path(result).parent
    paths = {
        name: exporters.target_path(bitext.document.path, name, folder, bitext.languages)
        for name in names
    }
    if output != "-" and not force:
        exporters.refuse_foreign(paths)
    for name, path in paths.items():
        text = exporters.render(name, bitext)
        if output == "-":
            settings.write_output(text)
        else:
            exporters.write(path, text)


@click.command()
@click.argument("result", metavar="RESULT.json")
@settings.glossary
@click.option(
    "--model", metavar="NAME", help="Translates sentences again; default: the embedded one."
)
@_memory
@click.option("--no-memory", is_flag=True, help="Keep corrections in the result alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: one that is free.")
@click.option("--no-browser", is_flag=True, help="Print the address alone.")
@click.option("--static", metavar="FILE", help="Write the page to read as one HTML file instead.")
@settings.force
def review(  # noqa: PLR0913 - an argument an option
    result: str,
    *,
    glossary: str | None,
    model: str | None,
    path: str | None,
    no_memory: bool,
    port: int,
    no_browser: bool,
    static: str | None,
    force: bool,
) -> None:
    """Correct and approve RESULT.json in the browser.

    The page is served on this machine alone, at an address that nobody can guess; every change is
    saved at once, in RESULT.json and in the memory, where every later run finds it before any
    engine is asked. Press ? on the page for its keys, and Ctrl+C here to end.
    """
    if static is not None:
        from translate import exporters

        settings.write_file(static, exporters.render("html", load(result)), force=force)
        return
    from translate.review import server
    from translate.review.session import Session

    options = settings.options_from({"glossary": glossary, "model": model})
    memory = None if no_memory else partial(open_memory, path)
    session = Session(result, memory, options)
    try:
        server.serve(session, port, partial(_announce, not no_browser))
    except KeyboardInterrupt:
        click.echo(f"review ended; everything is saved in {result}", err=True)


def _announce(browser: bool, address: str) -> None:
    """Print the address of the page, and open it."""
    click.echo(address)
    click.echo("Ctrl+C ends the review; every change is saved at once.", err=True)
    if browser:
        import webbrowser

        webbrowser.open(address)
