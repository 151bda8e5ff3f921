"""``termtreu memory``: look at, search, exchange and empty the translation memory."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from translate.commands import settings
from translate.commands.review import open_memory
from translate.errors import InputError, UsageError


@click.group()
def memory() -> None:
    """Look at, search, exchange or empty the translation memory."""


_path = click.option(
    "--memory", "path", metavar="FILE", help="Default: in the user's cache folder."
)


@memory.command("info")
@_path
@settings.as_json
def info(path: str | None, *, as_json: bool) -> None:
    """Show where the memory lies and how much it holds."""
    with closing(open_memory(path)) as store:
        facts = {"path": str(store.path), **store.stats()._asdict()}
    click.echo(json.dumps(facts) if as_json else "\n".join(f"{k}: {v}" for k, v in facts.items()))


@memory.command("clear")
@_path
def clear(path: str | None) -> None:
    """Forget every translation by an engine; what people wrote stays (see forget)."""
    with closing(open_memory(path)) as store:
        click.echo(f"forgot {store.clear()} translations in {store.path}", err=True)


@memory.command("search")
@click.argument("text")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Results.")
@_path
@settings.as_json
def search(text: str, *, most: int, path: str | None, as_json: bool) -> None:
    """Find TEXT in German or English, and German sentences that are similar to it."""
    from translate.terminal import printable

    with closing(open_memory(path)) as store:
        found = [one._asdict() for one in store.translations.search(text, most)]
        near = store.translations.near(text, most=most)
    listed = {(one["source"], one["target"]) for one in found}
    found += [
        {"source": one.source, "target": one.target, "origin": "human", "document": one.document}
        | {"similarity": one.similarity}
        for one in near
        if (one.source, one.target) not in listed
    ]
    if as_json:
        settings.echo_json(found[:most])
        return
    for one in found[:most]:
        source, target = (printable(" ".join(one[side].split())) for side in ("source", "target"))
        likeness = f"  {one['similarity']:.0%} alike" if "similarity" in one else ""
        where = " ".join(filter(None, (one["document"], one.get("segment"), one.get("date"))))
        click.echo(printable(f"{one['origin']}{likeness}  {where}"))
        click.echo(f"  {source}\n  {target}")


@memory.command("forget")
@click.argument("text", required=False)
@click.option("--document", metavar="PATH", help="Forget what was written for this document.")
@click.option("--all", "everything", is_flag=True, help="Forget all that people wrote.")
@_path
def forget(text: str | None, *, document: str | None, everything: bool, path: str | None) -> None:
    """Forget what people wrote for the German sentence TEXT, for a document, or altogether."""
    if not (text or document or everything):
        raise UsageError("name the German sentence to forget, a --document, or --all")
    with closing(open_memory(path)) as store:
        number = store.translations.forget(source=text, document=document)
        click.echo(f"forgot {number} human translations in {store.path}", err=True)


@memory.command("export")
@click.argument("file", metavar="FILE.tmx")
@_path
@settings.force
def export_memory(file: str, path: str | None, *, force: bool) -> None:
    """Write what people wrote as TMX 1.4b."""
    from translate.exporters import tmx

    with closing(open_memory(path)) as store:
        every = list(store.translations.every())
    settings.write_file(file, tmx.render_memory(every), force=force)
    click.echo(f"wrote {len(every)} human translations to {file}", err=True)


@memory.command("import")
@click.argument("file", metavar="FILE.tmx")
@_path
def import_memory(file: str, path: str | None) -> None:
    """Take over the units of a TMX file as written by people."""
    from translate.bitext import Origin
    from translate.importers import tmx

    try:
        text = _decoded(Path(file).read_bytes())
    except (OSError, UnicodeError) as error:
        raise InputError(f"{file}: cannot be read ({error}); name a TMX file") from error
    units = tmx.read_memory(text, file)
    with closing(open_memory(path)) as store:
        store.translations.keep(units)
    human = sum(unit.origin is Origin.HUMAN for unit in units)
    machine = f", {len(units) - human} by engines" if human < len(units) else ""
    click.echo(f"took over {human} human translations{machine} from {file}", err=True)


def _decoded(data: bytes) -> str:
    """Decode a TMX file, which many tools write in UTF-16."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if wide else "utf-8-sig")
