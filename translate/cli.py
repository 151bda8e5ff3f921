"""The command ``termtreu``: one verb a module in ``translate.commands``, one place for failures."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from translate.commands import version
from translate.commands.align import align
from translate.commands.corpus import corpus
from translate.commands.glossary import glossary
from translate.commands.listing import models
from translate.commands.memory import memory
from translate.commands.preview import preview
from translate.commands.review import apply, export, review
from translate.commands.score import score
from translate.commands.translate import translate
from translate.errors import OutputError, TranslateError
from translate.terminal import one_line

INTERRUPTED = 130


class _Explained(click.Group):
    """A group that turns every expected failure into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            try:
                return super().invoke(ctx)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()
        except TranslateError as error:
            click.echo(f"termtreu: {one_line(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo(
                "termtreu: interrupted; finished batches are in the memory, if there is one, "
                "and the same command goes on from there",
                err=True,
            )
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _discard_output()
            ctx.exit(0)
        except OSError as error:
            click.echo(f"termtreu: standard output: {error.strerror}; the rest is lost", err=True)
            _discard_output()
            ctx.exit(OutputError.exit_code)


def _discard_output() -> None:
    """Make sure that nothing is flushed at exit to an output that takes nothing any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_Explained,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--verbose",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=version.note_verbose,
    help="With --version: show also what a report of a fault should have.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=version.show,
    help="Show the version and exit.",
)
def main() -> None:
    """Translate German articles to English, offline, true to your terminology.

    Results go to standard output, everything else to standard error. Exit codes: 0 clean,
    1 finished with findings, 2 wrong usage, 3 unreadable input or glossary, 4 model not
    available, 5 result not written.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


for _command in (
    align,
    apply,
    corpus,
    export,
    glossary,
    memory,
    models,
    preview,
    review,
    score,
    translate,
):
    main.add_command(_command)
