"""``termtreu models`` and ``termtreu memory``: what is at hand on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from translate.commands import settings

if TYPE_CHECKING:
    from translate.memory import Memory


@click.command()
@click.option("--clear", "clears", is_flag=True, help="Remove the converted models, and stop.")
@settings.as_json
def models(*, clears: bool, as_json: bool) -> None:
    """List known models, how to get those not here, and what was converted for speed."""
    from translate.engines import catalogue, conversion

    if clears:
        removed = conversion.clear()
        click.echo(f"removed {removed} converted models in {conversion.cache_folder()}", err=True)
        return
    known, made = catalogue.listing(), conversion.listing()
    if as_json:
        rows = [asdict(model) | {"how_to_get": model.how_to_get} for model in known]
        rows += [asdict(one) for one in made]
        click.echo(json.dumps(rows, default=str, indent=2))
        return
    for model in known:
        state = "here" if model.folder else "not here"
        click.echo(f"{model.alias:20}  {model.megabytes:4} MB  {state:8}  {model.description}")
        if model.how_to_get:
            click.echo(f"{'':20}  {model.how_to_get}")
    for one in made:
        size = f"{round(one.bytes / 1e6):4} MB"
        click.echo(f"{'converted':20}  {size}  {'here':8}  {one.source}\n{'':20}  {one.folder}")


@click.group()
def memory() -> None:
    """Look at or empty the translation memory."""


_path = click.option(
    "--memory", "path", metavar="FILE", help="Default: in the user's cache folder."
)


@memory.command("info")
@_path
@settings.as_json
def info(path: str | None, *, as_json: bool) -> None:
    """Show where the memory lies and how much it holds."""
    with _open(path) as store:
        facts = {"path": str(store.path), **store.stats()._asdict()}
    click.echo(json.dumps(facts) if as_json else "\n".join(f"{k}: {v}" for k, v in facts.items()))


@memory.command("clear")
@_path
def clear(path: str | None) -> None:
    """Forget every remembered translation."""
    with _open(path) as store:
        click.echo(f"forgot {store.clear()} translations in {store.path}", err=True)


def _open(path: str | None) -> Memory:
    from translate.memory import Memory, default_path

    return Memory(Path(path) if path else default_path())
