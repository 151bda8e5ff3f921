"""``termtreu align``: put an existing English text beside its German, sentence by sentence."""

from __future__ import annotations

import sys
from typing import Any

import click

from translate.commands import settings
from translate.commands.progress import progress
from translate.commands.sources import read
from translate.errors import UsageError

BEADS, PREVIEW = "beads", "preview"


@click.command()
@click.argument("german", metavar="GERMAN")
@click.argument("english", metavar="ENGLISH")
@click.option(
    "--format",
    "name",
    default=BEADS,
    show_default=True,
    metavar="NAME",
    help="beads ([i,j]:[k], 0-based), preview, md, md-table, json, html, tmx, xliff or tsv.",
)
@click.option(
    "-o", "--output", metavar="DIR", default="-", help="Folder for the result; default: - (stdout)."
)
@click.option(
    "--lexical",
    is_flag=True,
    help="Compare lengths, cognates, numbers and names only: fast, needs no model.",
)
@settings.force
@settings.glossary
@settings.fail_on
@settings.engine_options
@settings.encoding
@settings.config
def align(  # noqa: PLR0913 - an argument an option
    german: str, english: str, *, name: str, output: str, lexical: bool, force: bool, **flags: Any
) -> None:
    """Align a GERMAN text with its ENGLISH translation.

    Sentences are joined m to n. The German is translated first, and the aligner compares English
    with English; --lexical leaves that out. Beads number the sentences of either file from 0.
    Terms of the glossary that the English does not keep are findings like those of a translation.
    """
    from translate import existing, exporters, report
    from translate.engines.phrasebook import PhrasebookEngine
    from translate.workshop import open_workshop

    exporters.check((name,), also=(BEADS, PREVIEW))
    if name in (BEADS, PREVIEW) and output != "-":
        raise UsageError(f"--format {name} goes to standard output only; drop --output")
    options = settings.options_from(flags)
    source, target = read(german, options), read(english, options, language=options.target)
    # What compares words alone needs no model, not even its name.
    with open_workshop(options, PhrasebookEngine() if lexical else None) as workshop:
        with progress(german, 0 if lexical else len(source.segments)) as on_done:
            draft = None if lexical else existing.drafted(source, workshop, on_done)
        beads, bitext = existing.align(source, target, workshop, options, draft)
    if name == BEADS:
        click.echo("\n".join(f"{list(b.source)}:{list(b.target)}" for b in beads))
    elif name == PREVIEW:
        from translate.commands.preview import show

        show(bitext)
    elif output == "-":
        settings.write_output(exporters.render(name, bitext))
    else:
        path = exporters.target_path(source.path, name, output, options.languages)
        settings.write_file(path, exporters.render(name, bitext), force=force)
    sys.exit(report.DocumentReport.of(bitext).exit_code(options.fail_on))
