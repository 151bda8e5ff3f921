"""``termtreu models``: what is at hand on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from translate.commands import settings


@click.command()
@settings.as_json
def models(*, as_json: bool) -> None:
    """List known models, and how to get those not here."""
    from translate.engines import catalogue

    known = catalogue.listing()
    if as_json:
        rows = [asdict(model) | {"how_to_get": model.how_to_get} for model in known]
        click.echo(json.dumps(rows, default=str, indent=2))
        return
    for model in known:
        state = "here" if model.folder else "not here"
        click.echo(f"{model.alias:20}  {model.megabytes:4} MB  {state:8}  {model.description}")
        if model.how_to_get:
            click.echo(f"{'':20}  {model.how_to_get}")
