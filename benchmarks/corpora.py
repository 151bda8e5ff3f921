"""Translate a corpus by one plain process, by one worker and by several, in one run.

    python -m benchmarks.corpora FILE.tsv [--rows N] [--block N] [--workers 1,2] [--address HOST]
    python -m benchmarks.corpora FILE.tsv --memory 2000,20000
    python -m benchmarks.corpora FILE.tsv --skew

FILE has ``German<TAB>English`` lines, which are repeated, each time with another number in it, so
that no sentence is the same as another. *plain* is ``pipeline.translate`` on one document, on one
core; *local* is ``corpus --local`` on one core. *busy* is the time that the busiest worker spent on
blocks: the clock without the start of Ray, which is shown beside it. Read ratios; where something
else runs on the machine, the CPU seconds are the steadier. ``--memory`` repeats short sentences and
shows the peak of one process by rows. ``--skew`` puts very long sentences into the first block.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.translation import read_pairs
from translate import pipeline
from translate.corpus import cluster, lines, run
from translate.corpus.work import memory
from translate.options import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTIONS = Options(cores=1, use_memory=False)
_WIDTHS = (9, 9, 9, 12, 7, 10)
_LONG = 12  # sentences that are joined to a very long one


@click.command()
@click.argument("file")
@click.option("--rows", default=20_000, show_default=True)
@click.option("--block", default=1000, show_default=True, help="Rows of a block.")
@click.option("--workers", default="1,2", show_default=True)
@click.option("--address", default=cluster.HERE, show_default=True)
@click.option("--memory", "sizes", help="Rows of the runs whose memory is compared.")
@click.option("--skew", is_flag=True, help="Make the first block one of very long sentences.")
def main(file: str, rows: int, block: int, workers: str, address: str, **others: Any) -> None:
    """Measure and print a table."""
    texts = [german for german, _ in read_pairs(file)]
    if others["sizes"]:
        _print_memory(sorted(texts, key=len)[: len(texts) // 4], others["sizes"])
        return
    lines.MOST_ROWS = block  # borders are drawn by the driver alone, which is this process
    corpus = _skewed(texts, rows, block) if others["skew"] else _repeated(texts, rows)
    print(
        f"{'':12}{'seconds':>9}{'busy':>9}{'CPU':>9}{'rows/CPU h':>12}{'MB':>7}{'busy / first':>14}"
    )
    first = None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "corpus.txt"
        source.write_text("".join(f"{text}\n" for text in corpus), encoding="utf-8")
        measured = [("plain", _plain(corpus)), ("local", _run(source, None))]
        for count in map(int, workers.split(",")):
            where = cluster.Cluster(count, address)
            measured.append((f"{count} workers", _run(source, where)))
    for name, one in measured:
        first = first or one["busy"]
        print(
            f"{name:12}{one['seconds']:9.1f}{one['busy']:9.1f}{one['cpu']:9.1f}"
            f"{3600 * len(corpus) / one['cpu']:12,.0f}{one['megabytes']:7.0f}"
            f"{one['busy'] / first:10.2f}"
        )


def _repeated(texts: Sequence[str], rows: int) -> list[str]:
    """Return that many sentences, no two the same."""
    return [f"{texts[n % len(texts)]} ({n})" for n in range(rows)]


def _skewed(texts: Sequence[str], rows: int, block: int) -> list[str]:
    """Return sentences whose first block holds very long ones."""
    plain = _repeated(texts, rows)
    long = [", ".join(plain[n : n + _LONG]).replace(".", ";") for n in range(block)]
    return long + plain[block:]


def _plain(corpus: Sequence[str]) -> dict[str, float]:
    """Translate the sentences as one document."""
    with pipeline.open_workshop(_OPTIONS) as workshop:
        document = pipeline.read("x.txt", _OPTIONS, data=b"Das ist ein Satz.")
        pipeline.translate(document, workshop, _OPTIONS)  # loads everything
        started, begun = time.perf_counter(), time.process_time()
        document = pipeline.read("corpus.txt", _OPTIONS, data="\n\n".join(corpus).encode())
        pipeline.translate(document, workshop, _OPTIONS)
    seconds, cpu = time.perf_counter() - started, time.process_time() - begun
    return {"seconds": seconds, "busy": seconds, "cpu": cpu, "megabytes": memory()}


def _run(source: Path, where: cluster.Cluster | None) -> dict[str, float]:
    """Translate a file as ``termtreu corpus`` does."""
    with tempfile.TemporaryDirectory() as folder:
        options = _OPTIONS.updated(output=folder)
        totals = run.translate(run.Order(str(source), options, where=where))
    speeds = totals.workers.values()
    return {
        "seconds": totals.seconds,
        "busy": max(speed["seconds"] for speed in speeds),
        "cpu": sum(speed["cpu_seconds"] for speed in speeds),
        "megabytes": max(speed["megabytes"] for speed in speeds),
    }


def _print_memory(texts: Sequence[str], sizes: str) -> None:
    """Run a process for every size and print its peak."""
    for rows in map(int, sizes.split(",")):
        program = (
            "import json, sys; from pathlib import Path; from benchmarks import corpora\n"
            "print(json.dumps(corpora._run(Path(sys.argv[1]), None)))"
        )
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.writelines(f"{text}\n" for text in _repeated(texts, rows))
            file.flush()
            done = subprocess.run(  # noqa: S603 - this very program
                [sys.executable, "-c", program, file.name],
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
        measured = json.loads(done.stdout)
        print(f"{rows:8,} rows  {measured['megabytes']:6.0f} MB  {measured['cpu']:7.1f} CPU s")


if __name__ == "__main__":
    main()
