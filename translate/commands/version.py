"""What ``termtreu --version`` prints; with ``--verbose``, what a report of a fault should have."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from translate import collision
from translate.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERBOSE = "translate.commands.version.verbose"


def note_verbose(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Remember ``--verbose``; it is read first, wherever it stands."""
    ctx.meta[_VERBOSE] = value


def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version, a clash with another package, on request the surroundings; and end."""
    if not value or ctx.resilient_parsing:
        return
    click.echo(f"termtreu, version {VERSION}")
    if clash := collision.message():
        click.echo(clash)
    if ctx.meta.get(_VERBOSE):
        for name, text in _surroundings():
            click.echo(f"{name}: {text}")
    ctx.exit()


def _surroundings() -> Iterator[tuple[str, str]]:
    """Yield the Python, the machine, where things lie, and the libraries with their versions."""
    from translate.engines import conversion, workers
    from translate.memory import default_path

    yield "Python", f"{platform.python_version()} ({platform.python_implementation()})"
    yield "system", f"{platform.platform()}, {workers.cores()} cores"
    yield "encoding", f"{sys.stdout.encoding}, files {sys.getfilesystemencoding()}"
    yield "program", str(Path(collision.__file__).parent)
    yield "memory", str(default_path())
    yield "converted models", str(conversion.cache_folder())
    for name in sorted(_required()):
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, "not installed"


def _required() -> set[str]:
    """Return the names of the libraries that this distribution cannot do without."""
    import re

    wanted = metadata.requires("termtreu") or []
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in wanted if "extra ==" not in line}
