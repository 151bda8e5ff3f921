"""Measure how much memory a job takes: one long text, or many articles, through a phrasebook.

    python -m benchmarks.flat --megabytes 10
    python -m benchmarks.flat --articles 1000 [--memory]

The text is made of German words by chance, and comes back as it went in: what is measured is this
program and not a model. Each finding of the checks counts as well, and an echo has many.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import click

from translate import jobs
from translate.corpus.work import memory
from translate.engines.phrasebook import PhrasebookEngine
from translate.options import Options

_TEXT = (
    "Die Regierung hat gestern beschlossen dass der Markt in Europa wächst und die KI viele neue "
    "Modelle bringt obwohl Kosten steigen"
)
_ARTICLE = 5000  # characters


def made(characters: int, chance: random.Random) -> str:
    """Return a text of paragraphs of five sentences."""
    words = _TEXT.split()
    paragraphs, length = [], 0
    while length < characters:
        some = (" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(5))
        paragraphs.append(" ".join(some))
        length += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs) + "\n"


@click.command()
@click.option("--megabytes", default=0.0, help="Of one text.")
@click.option("--articles", default=0, help="Of 5 kB.")
@click.option("--memory", "use_memory", is_flag=True, help="Keep results in a memory as well.")
def main(*, megabytes: float, articles: int, use_memory: bool) -> None:
    """Translate made-up text and print the peak of resident memory."""
    chance = random.Random(1)  # noqa: S311 - no secret
    sizes = [_ARTICLE] * articles or [int(megabytes * 1e6)]
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "in"
        sources.mkdir()
        for number, size in enumerate(sizes):
            (sources / f"{number}.txt").write_text(made(size, chance), encoding="utf-8")
        options = Options(
            use_glossary=False,
            use_memory=use_memory,
            memory=f"{folder}/memory.sqlite3",
            output=f"{folder}/out",
        )
        before, started = memory(), time.process_time()
        report = jobs.run([str(sources)], options, engine=PhrasebookEngine(batch=256))
    print(
        f"{len(sizes)} texts, {report.segments} segments: peak {memory():.0f} MB "
        f"({before:.0f} MB before), {time.process_time() - started:.1f} CPU s"
    )


if __name__ == "__main__":
    main()
