"""Compare speeds in one run: this program by mode, CTranslate2 alone, transformers' generate.

    python -m benchmarks.speed FILE.tsv [--limit N] [--model NAME] [--terms JSONL] [--json]
    python -m benchmarks.speed --shape FOLDER ... [--limit N]

FILE has ``German<TAB>English`` lines. All rows translate the same lines with the same weights at
beam 4 on the same cores, after a warm-up, without a memory; ratios are to CTranslate2's int8. Read
those, not the words a second, which are the machine's. CPU seconds are shown beside the clock's:
where something else runs on the machine they are the steadier of the two. ``--shape`` makes a
model of random weights from a folder that has the configuration and vocabulary of one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks import terminology
from benchmarks.translation import read_pairs
from translate.bitext import Enforcement, Request
from translate.engines import catalogue, conversion, registry, weights, workers
from translate.engines.subwords import Subwords
from translate.terminology import enforcement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translate.engines.base import Engine

_BEAM = 4
_WARM_UP = "Das ist ein Satz."
_GROWTH = (100, 1_000, 10_000)
_CHILD = """
import resource, sys, time
started = time.perf_counter()
from translate.bitext import Request
from translate.engines.registry import open_engine
lines = sys.stdin.read().splitlines()
requests = [Request(str(number), line) for number, line in enumerate(lines)]
for batch in open_engine(sys.argv[1], sys.argv[2]).translate(requests):
    pass
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - started, peak)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One pass over the lines: seconds by the clock and of all CPUs, German words a second."""

    name: str
    seconds: float
    cpu_seconds: float
    words_per_second: float


def timed(name: str, words: int, work: Callable[[], object]) -> Row:
    """Time a piece of work that translates so many words."""
    started, cpu = time.perf_counter(), _cpu()
    work()
    seconds = time.perf_counter() - started
    return Row(name, seconds, _cpu() - cpu, words / seconds)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def ours(model: str, texts: Sequence[str], names: Sequence[str] = registry.NAMES) -> list[Row]:
    """Time free translation by this program's engines."""
    words = sum(len(text.split()) for text in texts)
    requests = [Request(str(number), text) for number, text in enumerate(texts)]
    rows = []
    for name in names:
        engine = registry.open_engine(name, model, beam=_BEAM)
        list(engine.translate([Request("warm-up", _WARM_UP)]))
        rows.append(timed(f"free, {name}", words, partial(_exhausted, engine, requests)))
    return rows


def _exhausted(engine: Engine, requests: Sequence[Request]) -> None:
    for _ in engine.translate(requests):
        pass


def alone(model: str, texts: Sequence[str], precision: str) -> Row:
    """Time CTranslate2 by itself: pieces in, pieces out, all lines handed over at once."""
    import ctranslate2

    folder = catalogue.folder_of(model)
    subwords = Subwords(folder, weights.shape_of(folder).end)
    place = conversion.converted(folder, conversion.digest_of(folder), subwords, precision)
    translator = ctranslate2.Translator(
        str(place), compute_type=precision, inter_threads=workers.cores(), intra_threads=1
    )
    names = {index: piece for piece, index in subwords.source_ids.items()}

    def run(lines: Sequence[str]) -> None:
        pieces = [[names[index] for index in subwords.source(line).ids] for line in lines]
        translator.translate_batch(pieces, beam_size=_BEAM, max_batch_size=16)

    run([_WARM_UP])
    words = sum(len(text.split()) for text in texts)
    return timed(f"CTranslate2 alone, {precision}", words, lambda: run(texts))


def generate(model: str, texts: Sequence[str]) -> Row:
    """Time transformers' generate in batches of 16, the longest first."""
    import torch
    import transformers

    folder = catalogue.folder_of(model)
    torch.set_num_threads(workers.cores())
    tokenizer = transformers.MarianTokenizer.from_pretrained(folder)
    network = transformers.MarianMTModel.from_pretrained(folder).float().eval()

    def run(lines: Sequence[str]) -> None:
        ordered = sorted(lines, key=len, reverse=True)
        for start in range(0, len(ordered), 16):
            batch = tokenizer(ordered[start : start + 16], return_tensors="pt", padding=True)
            with torch.inference_mode():
                network.generate(**batch, num_beams=_BEAM, max_new_tokens=200)

    run([_WARM_UP])
    words = sum(len(text.split()) for text in texts)
    return timed("transformers' generate", words, lambda: run(texts))


def cascade(model: str, path: str, limit: int | None) -> list[Row]:
    """Time a set of segments with terms: free, by hints alone, and by the cascade."""
    records = terminology.read(path, limit)
    tasks = terminology.tasks_of(records, None)
    words = sum(len(record["de"].split()) for record in records)
    engine = registry.open_engine(registry.AUTO, model, beam=_BEAM)
    list(engine.translate([Request("warm-up", _WARM_UP)]))
    modes = (Enforcement.OFF, Enforcement.HINTS, Enforcement.CASCADE)
    return [
        timed(f"terms, {mode.value}", words, partial(enforcement.apply, tasks, engine, mode))
        for mode in modes
    ]


def cold(model: str, texts: Sequence[str], name: str = registry.AUTO) -> tuple[float, float]:
    """Translate lines in a process of their own; return its seconds and peak megabytes."""
    command = [sys.executable, "-c", _CHILD, name, model]
    done = subprocess.run(  # noqa: S603 - this very Python
        command, input="\n".join(texts), capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def made_of_noise(shape: Path, into: Path) -> str:
    """Write a model of random weights with another's configuration and vocabulary."""
    import shutil

    import transformers

    shutil.copytree(shape, into, dirs_exist_ok=True)
    embedded = catalogue.folder_of(catalogue.EMBEDDED)
    for name in ("source.spm", "target.spm"):
        if not (into / name).is_file():
            shutil.copy(embedded / name, into / name)
    config = transformers.MarianConfig.from_pretrained(shape)
    transformers.MarianMTModel(config).save_pretrained(into)
    return str(into)


def _show(rows: Sequence[Row], reference: Row) -> None:
    for row in rows:
        print(
            f"{row.name:28} {row.seconds:8.2f} s  {row.cpu_seconds:8.2f} CPU s  "
            f"{row.words_per_second:8.0f} words/s  "
            f"{row.words_per_second / reference.words_per_second:6.2f} x {reference.name}"
        )


@click.command()
@click.argument("file", type=click.Path(exists=True))
@click.option("--limit", default=300, show_default=True)
@click.option("--model", default=catalogue.EMBEDDED, show_default=True)
@click.option("--terms", type=click.Path(exists=True), help="JSON lines with terms.")
@click.option("--shape", type=click.Path(exists=True, path_type=Path), help="A folder to imitate.")
@click.option("--growth", is_flag=True, help="Also 100 to 10,000 sentences, a process each.")
@click.option("--json", "as_json", is_flag=True)
def main(  # noqa: PLR0913 - one parameter a flag
    *,
    file: str,
    limit: int,
    model: str,
    terms: str | None,
    shape: Path | None,
    growth: bool,
    as_json: bool,
) -> None:
    """Compare speeds on the German lines of FILE."""
    texts = [german for german, _ in read_pairs(file, limit)]
    with tempfile.TemporaryDirectory() as scratch:
        name = made_of_noise(shape, Path(scratch)) if shape else model
        reference = alone(name, texts, "int8")
        rows = [reference, alone(name, texts, "float32"), *ours(name, texts)]
        rows.append(generate(name, texts))
        rows += cascade(name, terms, limit) if terms else []
        single = cold(name, [_WARM_UP])
        sizes = _GROWTH if growth else ()
        grown = {
            size: cold(name, [texts[number % len(texts)] for number in range(size)])
            for size in sizes
        }
    if as_json:
        facts = {"rows": [asdict(row) for row in rows], "cold": single, "growth": grown}
        print(json.dumps(facts, indent=2))
        return
    _show(rows, reference)
    print(f"one sentence, cold: {single[0]:.2f} s, {single[1]:.0f} MB")
    for size, (seconds, megabytes) in grown.items():
        print(f"{size:6} sentences: {seconds:8.2f} s, {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
