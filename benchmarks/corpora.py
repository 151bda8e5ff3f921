"""Translate a corpus by one plain process, by one worker and by several, in one run.

    python -m benchmarks.corpora FILE.tsv [--rows N] [--block N] [--workers 1,2] [--address HOST]
    python -m benchmarks.corpora FILE.tsv --memory 2000,20000
    python -m benchmarks.corpora FILE.tsv --skew

FILE has ``German<TAB>English`` lines, which are repeated, each time with another number in it, so
that no sentence is the same as another. *plain* is ``pipeline.translate`` on one document, on one
core; *local* is ``corpus --local`` on one core. *seconds* are by the clock, the start of Ray and
the loading of models included. *rows/s* add up what the workers did after the first block of each,
for the first one loads the model. Where something else runs on the machine, rows a CPU second are
the steadier. ``--memory`` repeats short sentences and shows the peak of one process by rows.
``--skew`` puts very long sentences into the first block.
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
from translate.corpus import cluster, run
from translate.corpus.rows import MOST_ROWS
from translate.corpus.work import memory
from translate.options import Options
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTIONS = Options(cores=1, use_memory=False)
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
    corpus = _skewed(texts, rows, block) if others["skew"] else _repeated(texts, rows)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "corpus.txt"
        source.write_text("".join(f"{text}\n" for text in corpus), encoding="utf-8")
        measured = {"plain": _plain(corpus), "local": _run(source, None, block)}
        for count in map(int, workers.split(",")):
            where = cluster.Cluster(count, address)
            measured[f"{count} at work"] = _run(source, where, block)
    print(f"{'':12}{'seconds':>9}{'rows/s':>9}{'of plain':>10}{'rows/CPU s':>12}{'MB':>7}")
    plain = measured["plain"]["rate"]
    for name, one in measured.items():
        print(
            f"{name:12}{one['seconds']:9.1f}{one['rate']:9.1f}{one['rate'] / plain:10.2f}"
            f"{one['cpu_rate']:12.1f}{one['megabytes']:7.0f}"
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
    with open_workshop(_OPTIONS) as workshop:
        document = pipeline.read("x.txt", _OPTIONS, data=b"Das ist ein Satz.")
        pipeline.translate(document, workshop, _OPTIONS)  # loads everything
        started, begun = time.perf_counter(), time.process_time()
        document = pipeline.read("corpus.txt", _OPTIONS, data="\n\n".join(corpus).encode())
        pipeline.translate(document, workshop, _OPTIONS)
    seconds, cpu = time.perf_counter() - started, time.process_time() - begun
    rates = {"rate": len(corpus) / seconds, "cpu_rate": len(corpus) / cpu}
    return {"seconds": seconds, **rates, "megabytes": memory()}


def _run(source: Path, where: cluster.Cluster | None, block: int = MOST_ROWS) -> dict[str, float]:
    """Translate a file as ``termtreu corpus`` does."""
    with tempfile.TemporaryDirectory() as folder:
        options = _OPTIONS.updated(output=folder)
        totals = run.translate(run.Order(str(source), options, where=where, most=block))
        paths = sorted((Path(folder) / "blocks").iterdir())
        notes = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    by_worker: dict[str, list[dict[str, Any]]] = {}
    for note in notes:
        by_worker.setdefault(note["worker"], []).append(note)
    later = [blocks[1:] or blocks for blocks in by_worker.values()]
    every = [note for blocks in later for note in blocks]
    return {
        "seconds": totals.seconds,
        "rate": sum(_sum(blocks, "rows") / _sum(blocks, "seconds") for blocks in later),
        "cpu_rate": _sum(every, "rows") / _sum(every, "cpu_seconds"),
        "megabytes": max(note["megabytes"] for note in notes),
    }


def _sum(notes: Sequence[dict[str, Any]], name: str) -> float:
    return float(sum(note[name] for note in notes))


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
        print(f"{rows:8,} rows  {measured['megabytes']:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
