"""Measure the main job on whole articles: speed, terms and scores by mode, and a remembered run.

    python -m benchmarks.articles articles/*.de.txt [--glossary FILE] [--model NAME] [--json]

Every mode translates all articles without a memory, in one process and after a warm-up, so their
times compare. The last two rows translate with an empty memory, then from it; they include all
that a run does but the start of Python.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from translate import jobs
from translate.bitext import Enforcement
from translate.options import Options


@dataclass(frozen=True, slots=True)
class Row:
    """One pass over the articles; ``ratio`` is its time over that of free translation."""

    mode: str
    seconds: float
    words_per_second: float
    terms_kept: str
    chrf2: tuple[float, ...]
    ratio: float


def measure(files: tuple[str, ...], options: Options, mode: str, free_seconds: float) -> Row:
    """Translate all files once; ``free_seconds`` is 0 for the free pass itself."""
    started = time.perf_counter()
    facts = jobs.run(files, options)
    seconds = time.perf_counter() - started
    scores = [score for each in facts.documents for score in each.scores if score.metric == "chrF2"]
    return Row(
        mode=mode,
        seconds=round(seconds, 2),
        words_per_second=round(facts.words / seconds, 1),
        terms_kept=f"{facts.terms.kept}/{facts.terms.found}",
        chrf2=tuple(round(score.value, 1) for score in scores),
        ratio=round(seconds / free_seconds, 3) if free_seconds else 1.0,
    )


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--glossary", default="glossary.yaml", show_default=True)
@click.option("--model", default="de-en", show_default=True)
@click.option("--engine", default="auto", show_default=True)
@click.option("--cores", type=int)
@click.option("--json", "as_json", is_flag=True)
def main(  # noqa: PLR0913 - one parameter a flag
    *,
    files: tuple[str, ...],
    glossary: str,
    model: str,
    engine: str,
    cores: int | None,
    as_json: bool,
) -> None:
    """Compare free, cascaded and fully constrained translation of FILES."""
    options = Options(
        model=model, engine=engine, glossary=glossary, cores=cores, use_memory=False, formats=()
    )
    measure(files[:1], options.updated(enforcement=Enforcement.OFF), "warm-up", 0)
    rows: list[Row] = []
    for mode in (Enforcement.OFF, Enforcement.CASCADE, Enforcement.ALWAYS):
        free = rows[0].seconds if rows else 0
        rows.append(measure(files, options.updated(enforcement=mode), mode.value, free))
    with tempfile.TemporaryDirectory() as folder:
        remembered = options.updated(use_memory=True, memory=str(Path(folder) / "memory.sqlite3"))
        rows += [
            measure(files, remembered, mode, rows[0].seconds)
            for mode in ("cascade, storing", "remembered")
        ]
    if as_json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    for row in rows:
        print(
            f"{row.mode:17} {row.seconds:7.2f} s  {row.words_per_second:9.1f} words/s  "
            f"{row.ratio:6.3f} x free  terms {row.terms_kept}  chrF2 {row.chrf2}"
        )


if __name__ == "__main__":
    main()
