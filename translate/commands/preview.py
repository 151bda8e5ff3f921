"""``termtreu preview``: draw a saved result again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from translate.errors import OutputError

if TYPE_CHECKING:
    from translate.bitext import Bitext


@click.command()
@click.argument("file", metavar="FILE.json")
@click.option("--width", type=click.IntRange(40), help="Columns; default: the terminal's.")
def preview(file: str, width: int | None) -> None:
    """Show a saved result, German and English side by side."""
    show(load(file), width=width)


def load(file: str) -> Bitext:
    """Read a saved result.

    Raises:
        InputError: the file cannot be read or holds no result.
    """
    from translate.exporters import json as exchange

    return exchange.load(file)


def show(bitext: Bitext, *, width: int | None = None, err: bool = False) -> None:
    """Draw a bitext on standard output, or on standard error where the result goes there."""
    if (sys.stderr if err else sys.stdout) is None:
        raise OutputError("there is no open stream to draw the preview on")
    from rich.console import Console

    from translate.preview import render

    Console(stderr=err, width=width).print(render(bitext))
