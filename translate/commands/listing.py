"""``termtreu models``: what is at hand on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from translate.commands import settings


@click.group(invoke_without_command=True)
@click.option("--clear", "clears", is_flag=True, help="Remove the converted models, and stop.")
@settings.as_json
@click.pass_context
def models(ctx: click.Context, *, clears: bool, as_json: bool) -> None:
    """List known models, how to get those not here, and what was converted for speed."""
    from translate.engines import catalogue, conversion

    if ctx.invoked_subcommand:
        return
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


@models.command("get")
@click.argument("name")
@click.option(
    "--from",
    "source",
    metavar="FOLDER",
    help="Copy a folder that was downloaded elsewhere: for machines without network.",
)
def get(name: str, source: str | None) -> None:
    """Download the model NAME, or go on with it, check it, and print its folder."""
    from translate.engines import fetching

    click.echo(fetching.take(name, source) if source else fetching.get(name))
