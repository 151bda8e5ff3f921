"""``termtreu corpus``: sentences by the million, in this process or on a cluster."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from translate.commands import settings
from translate.commands.progress import progress
from translate.errors import UsageError

if TYPE_CHECKING:
    from translate.corpus.cluster import Cluster
    from translate.corpus.tally import Totals
    from translate.options import Options

INTERRUPTED = 130


@click.command()
@click.argument("source", metavar="INPUT")
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for the result.")
@click.option(
    "--text-column",
    "text_column",
    default="german",
    show_default=True,
    metavar="NAME",
    help="Column (or member) with the German.",
)
@click.option(
    "--id-column",
    "id_column",
    metavar="NAME",
    help="Column (or member) with ids; default: rows are called FILE:NUMBER.",
)
@click.option(
    "--format",
    "name",
    type=click.Choice(["jsonl", "parquet"]),
    help="Of the result; default: parquet for Parquet, jsonl for all else.",
)
@click.option("--resume", is_flag=True, help="Go on with what the folder holds.")
@click.option("--local", "is_local", is_flag=True, help="Work in this process, without Ray.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Actors of Ray, a CPU core and an engine each; default: all cores of the cluster.",
)
@click.option(
    "--address",
    metavar="auto|HOST",
    help="Ray cluster to work on; default: one on this machine, for this run.",
)
@settings.corpus_options
@settings.config
@settings.as_json
def corpus(source: str, *, as_json: bool, **flags: Any) -> None:
    """Translate a corpus: INPUT is a file, a folder or a pattern, here or at an address.

    Plain text has a sentence a line; JSON Lines, CSV and TSV (with a header) and Parquet have
    columns. Rows are translated in blocks, each written whole: a killed run goes on with --resume
    and ends with the same bytes, however many workers there are. Rows that cannot be translated are
    kept with the reason. Ray and Parquet come with the extra: pip install "termtreu[cluster]".
    """
    names = ("text_column", "id_column", "name", "resume", "is_local", "workers", "address")
    own = {name: flags.pop(name) for name in names}
    options = settings.options_from(flags)
    where = _where(own["workers"], own["address"], is_local=own["is_local"])
    try:
        totals = _run(source, options, own, where)
    except KeyboardInterrupt:
        click.echo(
            f"termtreu: interrupted; finished blocks stay in {options.output}; --resume goes on",
            err=True,
        )
        sys.exit(INTERRUPTED)
    click.echo(_closing_line(totals), err=True)
    if as_json:
        settings.echo_json(totals.summary())
    sys.exit(_exit_code(totals, options))


def _where(workers: int | None, address: str | None, *, is_local: bool) -> Cluster | None:
    """Choose the executor: Ray where it is asked for or installed, unless --local forbids it."""
    from translate.corpus import cluster

    asked = workers is not None or address is not None
    if is_local and asked:
        raise UsageError("--local takes no --workers and no --address; --cores is for one process")
    if asked:
        cluster.require()
    if is_local or not cluster.is_there():
        return None
    if address is not None:
        return cluster.Cluster(workers, address)
    return cluster.Cluster(workers)


def _run(source: str, options: Options, own: dict[str, Any], where: Cluster | None) -> Totals:
    """Translate with a bar, or lines, on standard error."""
    from translate.corpus import run
    from translate.corpus.rows import Columns

    columns = Columns(own["text_column"], own["id_column"])
    order = run.Order(source, options, columns, own["name"], own["resume"], where)
    with progress(source, None, every=30) as on_done:
        return run.translate(
            order,
            lambda rows: on_done(0, total=rows),
            lambda rows, totals: on_done(rows, _state(totals)),
        )


def _state(totals: Totals) -> str:
    """Say how fast it goes and what became of the terms so far."""
    terms = totals.outcomes()
    speed = totals.own_words / totals.seconds if totals.seconds else 0
    return f"{speed:.0f} words/s · terms {terms['kept']} kept, {terms['missed']} missed"


def _closing_line(totals: Totals) -> str:
    """Sum the run up in one line."""
    from translate import report
    from translate.terminal import plural

    failed = f"{plural(totals.failed_rows, 'row')} failed"
    if totals.failed_blocks:
        failed += f" ({plural(len(totals.failed_blocks), 'block')} given up)"
    parts = [
        plural(totals.rows, "row"),
        failed,
        _state(totals),
        report.findings_phrase(totals.by_severity()),
    ]
    if totals.earlier_blocks:
        parts.append(f"{plural(totals.earlier_blocks, 'block')} from earlier")
    return " · ".join(parts)


def _exit_code(totals: Totals, options: Options) -> int:
    """Return 1 if a row failed, or a finding is at least as bad as ``--fail-on``."""
    found = totals.by_severity()
    bad = any(n for severity, n in found.items() if severity.rank >= options.fail_on.rank)
    return int(bool(totals.failed_rows) or bad)
