"""``termtreu translate``: German files to bilingual, term-true, scored documents."""

from __future__ import annotations

import re
import sys
from typing import Any

import click

from translate.commands import settings
from translate.commands.sources import STDIN
from translate.errors import UsageError
from translate.options import Wrap


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
    help="Folder for the results, which mirrors the tree of the sources; or a pattern such as "
    "{dir}/{stem}.en.md, which writes beside them; or - for standard output; default: outputs, "
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
@click.option(
    "--wrap",
    type=click.Choice([wrap.value for wrap in Wrap]),
    help="Keep the line breaks inside of paragraphs (keep, default), or join the lines (none).",
)
@click.option("--preview", is_flag=True, help="Show German and English side by side.")
@click.option(
    "--keep-going", is_flag=True, help="A bad FILE is one error line; do the rest and exit with 1."
)
@click.option(
    "--changed-only",
    is_flag=True,
    help="Leave out sources whose results are newer than they and the glossary are.",
)
@click.option(
    "--watch", is_flag=True, help="Go on, and translate a source again whenever it is saved."
)
@settings.force
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

    A FILE is text or Markdown, a folder of such, or - for standard input. Each becomes one document
    a format; every glossary term is kept, or the report says where and why not. What people wrote
    (see termtreu apply) is used before any engine is asked. --json prints one line a FILE.
    """
    from translate.commands import batches
    from translate.exporters.placing import is_pattern

    if not files:
        raise UsageError("nothing to translate: name a FILE, or - for standard input")
    names = settings.names_of(formats)
    if STDIN in files and flags["output"] is None:
        flags["output"] = STDIN
    output = flags["output"] or ""
    if output == STDIN or (is_pattern(output) and not re.search(r"\{(suffix|format)\}", output)):
        names = names or ("md-en",)
    how = batches.Batch(
        preview=preview,
        as_json=as_json,
        keep_going=flags.pop("keep_going"),
        changed_only=flags.pop("changed_only"),
        watch=flags.pop("watch"),
    )
    sys.exit(batches.run(files, settings.options_from({**flags, "formats": names}), how))
