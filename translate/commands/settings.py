"""Options that several verbs share, and how flags become ``Options``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from translate.bitext import Enforcement, Severity
from translate.errors import OutputError
from translate.options import ENGINES, MOST, Options, load

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")

config = click.option(
    "--config", metavar="FILE", help="Settings in TOML; default: termtreu.toml, where there is one."
)
encoding = click.option(
    "--encoding", metavar="NAME", help="Encoding of the sources; default: UTF-8."
)
glossary = click.option(
    "-g",
    "--glossary",
    metavar="FILE",
    help="Termbase: YAML, CSV, TSV or TBX; default: glossary.yaml, where there is one.",
)
force = click.option(
    "--force",
    is_flag=True,
    default=None,
    help="Write over files that termtreu did not write, or that were changed since.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON to standard output.")

_ENGINE = (
    click.option(
        "--model",
        metavar="NAME",
        help="Alias, folder or hub name of a Marian model; default: the embedded one.",
    ),
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        help="Who searches: CTranslate2, our own search in torch, which alone is told what to "
        "write, or the second only where the first falls short (auto, default).",
    ),
    click.option(
        "--beam", type=int, help=f"Hypotheses in the search, 1 to {MOST['beam']}; default: 4."
    ),
    click.option(
        "--batch",
        type=int,
        help=f"Sentences of usual length decoded at once, 1 to {MOST['batch']}; default: 16.",
    ),
    click.option("--cores", type=int, help="CPU cores to work on; default: all."),
)

_MEMORY = (
    click.option(
        "--memory",
        metavar="FILE",
        help="Translation memory that makes runs resumable; default: in the user's cache folder.",
    ),
    click.option("--no-memory", is_flag=True, help="Neither read nor write a translation memory."),
)

_TERMS = (
    glossary,
    click.option("--no-glossary", is_flag=True, help="Translate without a termbase."),
    click.option(
        "--no-dictionary", is_flag=True, help="Give the model no dictionary hints for rare words."
    ),
    click.option(
        "--enforce",
        "enforcement",
        type=click.Choice([mode.value for mode in Enforcement]),
        help="Constrain what the model missed (cascade, default), every search, or nothing.",
    ),
)

_RUN = (
    *_TERMS,
    click.option(
        "--adapt",
        is_flag=True,
        default=None,
        help="Take over human translations of sentences that differ in numbers or code alone "
        "(95% alike or more), with these exchanged.",
    ),
    click.option(
        "--reference",
        "references",
        metavar="FILE",
        multiple=True,
        help="Reference translation to score against; default: references/ARTICLE.en.*.",
    ),
)

fail_on = click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="Exit with 1 from this severity on; default: error.",
)


def engine_options(command: Command) -> Command:
    """Add the options that choose and drive a model, and its memory."""
    return _add(command, (*_ENGINE, *_MEMORY))


def run_options(command: Command) -> Command:
    """Add the options of a translation run."""
    return _add(command, (*_RUN, fail_on))


def corpus_options(command: Command) -> Command:
    """Add the options of a run over a corpus, which has neither memory nor references."""
    return _add(command, (*_TERMS, fail_on, *_ENGINE))


def _add(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def names_of(formats: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in repeated options, each of which may hold several between commas."""
    return tuple(name.strip() for entry in formats for name in entry.split(",") if name.strip())


def echo_json(value: object) -> None:
    """Print plain data as JSON that people can read too: what ``--json`` asks for."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_output(text: str) -> None:
    """Write a result to standard output byte for byte as it would stand in a file.

    Raises:
        OutputError: standard output is closed.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed; name an --output folder")
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def write_file(path: Path | str, text: str, *, force: bool) -> None:
    """Write a file that was named on the command line.

    Raises:
        OutputError: it cannot be written, or is not ours and is not to be forced.
    """
    from translate import exporters

    if not force:
        exporters.refuse_foreign({"": Path(path)})
    exporters.write(path, text)


def options_from(flags: dict[str, Any]) -> Options:
    """Return the settings of a run: defaults, overlaid with the file, overlaid with flags.

    Args:
        flags: what click collected; None and empty tuples mean "not given".

    Raises:
        InputError: the configuration file cannot be read.
        UsageError: it holds an unknown setting, or a value does not fit.
    """
    given = {name: value for name, value in flags.items() if value is not None and value != ()}
    path = given.pop("config", None)
    if given.pop("no_memory", False):
        given["use_memory"] = False
    if given.pop("no_glossary", False):
        given["use_glossary"] = False
    if given.pop("no_dictionary", False):
        given["dictionary"] = False
    return load(path).updated(**given)
