"""Write docs/cli.md from the commands' own help; ``--check`` fails when the page is stale."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from translate.cli import main

PAGE = Path(__file__).with_name("cli.md")
HEAD = "# The command line\n\nGenerated from `--help` by `python docs/make_cli.py`.\n"


def render() -> str:
    """Return the page: the help of the command and of every subcommand, depth first."""
    context = click.Context(main, info_name="termtreu", **main.context_settings)
    return HEAD + "".join(_sections(main, context))


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
