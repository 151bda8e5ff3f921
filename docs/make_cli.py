"""Write docs/cli.md from the commands' own help; ``--check`` fails when the page is stale."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path

import click

from translate.cli import main
from translate.options import OPTION_NAMES, Options

PAGE = Path(__file__).with_name("cli.md")
HEAD = "# The command line\n\nGenerated from `--help` by `python docs/make_cli.py`.\n"
SETTINGS = """
## termtreu.toml

The settings of a folder: the file lies where termtreu is called, or is named with `--config`. Keys
are named as the options are; options given on the command line come first.

| key | default |
|---|---|
"""


def render() -> str:
    """Return the page: the help of the command and of every subcommand, depth first."""
    context = click.Context(main, info_name="termtreu", **main.context_settings)
    return HEAD + "".join(_sections(main, context)) + SETTINGS + "".join(_settings())


def _settings() -> list[str]:
    """Return a row a key of the configuration file, with its default in TOML."""
    keys = {field: key for key, field in OPTION_NAMES.items()}
    return [
        f"| `{keys.get(field.name, field.name).replace('_', '-')}` | {_toml(field.default)} |\n"
        for field in fields(Options)
    ]


def _toml(value: object) -> str:
    if value is None:
        return "(not set)"
    plain = [*value] if isinstance(value, tuple) else value
    return f"`{json.dumps(plain)}`"


def _sections(command: click.Command, context: click.Context) -> list[str]:
    context.terminal_width = context.max_content_width = 100
    section = f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    children = command.commands.items() if isinstance(command, click.Group) else ()
    nested = (
        _sections(child, click.Context(child, info_name=name, parent=context))
        for name, child in sorted(children)
    )
    return [section, *(part for parts in nested for part in parts)]


if __name__ == "__main__":
    page = render()
    if "--check" not in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/cli.md is stale: run python docs/make_cli.py")
